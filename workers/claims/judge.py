"""Judging: texts and sightings of one ad in, findings with evidence and a verdict out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from workers.claims.absence import absences
from workers.claims.claim import Claim, Surroundings, find_claims
from workers.claims.entities import entities_of
from workers.claims.pack import RulePack
from workers.claims.passages import Passage, passages, single
from workers.claims.patterns import Occurrences
from workers.claims.pictures import picture_findings
from workers.claims.product_class import ProductClass, classify
from workers.claims.scoring import ad_score, joined, verdict_of
from workers.claims.second_opinion import NAME, own_claim, points_for
from workers.report import (
    Ad,
    Coverage,
    Entity,
    Evidence,
    Finding,
    Media,
    Message,
    Sighting,
    Text,
    Verdict,
)

LISTED = 0.35
"""Claims below this probability are not reported at all."""
CLAIMED = 0.5
"""From this probability on a claim is more likely prohibited than not."""
_QUOTE = 160
_HEARD = 0.7
"""Confidence below which about half of the words of a transcript are guessed."""
_PRODUCTS = ("supplement", "cosmetic", "device", "traditional_medicine")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules say of one ad or text."""

    verdict: Verdict
    score: float
    severity: int
    product_class: str | None
    findings: list[Finding] = field(default_factory=list)
    categories: Mapping[str, float] = field(default_factory=dict)
    entities: list[Entity] = field(default_factory=list)


def judge_text(text: str, pack: RulePack) -> Judgement:
    """Judge a bare text: only what it claims, nothing about what it lacks."""
    one = Text(id="t1", source="caption", text=text)
    occurrences = pack.occurrences(text)
    product = classify([occurrences], [], pack)
    asserted = _asserted([(single(one), occurrences)], pack, _surroundings(product, {}))
    return _judgement(asserted, [], entities_of([one]), product, pack, complete=True)


def judge_ad(
    texts: Sequence[Text],
    sightings: Sequence[Sighting],
    ad: Ad,
    coverage: Coverage,
    pack: RulePack,
    media: Sequence[Media],
) -> Judgement:
    """Judge everything perceived of one ad together.

    The caption is judged with the media even when it is not among `texts`. Absences are judged only
    when the product class is known and coverage is complete.
    """
    texts = _with_caption(texts, ad)
    read = [(passage, pack.occurrences(passage.text)) for passage in passages(texts)]
    product = classify([occurrences for _, occurrences in read], sightings, pack)
    points = _ad_points([occurrences for _, occurrences in read], pack)
    asserted = _asserted(read, pack, _surroundings(product, points))
    claimed = any(finding.score >= CLAIMED for finding in asserted)
    asserted += picture_findings(sightings, texts, product, pack, claimed=claimed)
    missing = absences(texts, media, coverage, product, pack)
    return _judgement(
        asserted, missing, entities_of(texts), product, pack, complete=coverage.complete
    )


def _with_caption(texts: Sequence[Text], ad: Ad) -> list[Text]:
    known = [*texts]
    if ad.caption and not any(text.source == "caption" for text in texts):
        known.append(Text(id="caption", source="caption", text=ad.caption))
    return known


def _surroundings(product: ProductClass, points: Mapping[str, float]) -> Surroundings:
    return Surroundings(
        product.name, points, advertised=product.known and product.name in _PRODUCTS
    )


def _ad_points(passages_read: Sequence[Occurrences], pack: RulePack) -> dict[str, float]:
    """What the ad as a whole says for being an advertisement: cues that add points, anywhere."""
    return {
        cue.model.id: cue.model.points
        for cue in pack.context
        if cue.model.scope == "text"
        and cue.model.points > 0
        and any(occurrences.matches(p) for occurrences in passages_read for p in cue.patterns)
    }


def claims_of(occurrences: Occurrences, pack: RulePack, surroundings: Surroundings) -> list[Claim]:
    """The claims of one passage by the rules, moved by the second opinion, and its own if any."""
    claims = find_claims(occurrences, pack, surroundings)
    if pack.opinion is None:
        return claims
    if claims:
        points = points_for(
            occurrences, pack.opinion, advertised=surroundings.product_class in _PRODUCTS
        )
        claims = [claim.with_factor(NAME, points) for claim in claims] if points else claims
    own = own_claim(occurrences, pack, surroundings, claims)
    return claims if own is None else [*claims, own]


def _asserted(
    read: Sequence[tuple[Passage, Occurrences]], pack: RulePack, surroundings: Surroundings
) -> list[Finding]:
    found: list[tuple[Claim, Passage, Occurrences]] = [
        (claim, passage, occurrences)
        for passage, occurrences in read
        for claim in claims_of(occurrences, pack, surroundings)
        if claim.score >= LISTED and not _is_guesswork(claim, passage, occurrences)
    ]
    found.sort(key=lambda item: item[0].category)
    findings = []
    for category, group in groupby(found, key=lambda item: item[0].category):
        claims = sorted(group, key=lambda item: -item[0].score)
        findings.append(_finding(category, claims, pack))
    return findings


def _is_guesswork(claim: Claim, passage: Passage, occurrences: Occurrences) -> bool:
    """Whether a claim is told by its wording alone and that wording was only half heard: another
    language or a song written down as Vietnamese is like anything."""
    if claim.rule != NAME:
        return False
    return any(
        piece.kind == "speech" and piece.confidence < _HEARD
        for piece in _evidence(claim, passage, occurrences)
    )


def _finding(
    category: str, claims: list[tuple[Claim, Passage, Occurrences]], pack: RulePack
) -> Finding:
    kind = pack.categories[category]
    strongest, passage, occurrences = claims[0]
    rule = pack.rule(strongest.rule)
    template = rule.model.message if rule is not None and rule.model.message else kind.message
    quote = _quote(strongest, passage, occurrences)
    evidence: list[Evidence] = []
    for claim, where, words in claims:
        for piece in _evidence(claim, where, words):
            if len(evidence) < 8 and not any(_overlap(piece, other) for other in evidence):
                evidence.append(piece)
    return Finding(
        id=category,
        category=category,
        rule=strongest.rule,
        severity=kind.severity,
        score=round(joined(claim.score for claim, _, _ in claims), 4),
        message=Message(
            vi=template.vi.replace("{quote}", quote), en=template.en.replace("{quote}", quote)
        ),
        legal=list(kind.legal),
        evidence=evidence,
        factors={name: round(points, 3) for name, points in strongest.factors.items()},
    )


def _characters(claim: Claim, occurrences: Occurrences) -> tuple[int, int]:
    words = occurrences.words
    return words.start[claim.start], words.end[claim.end - 1]


def _quote(claim: Claim, passage: Passage, occurrences: Occurrences) -> str:
    begin, end = _characters(claim, occurrences)
    quote = " ".join(passage.text[begin:end].split())
    return quote if len(quote) <= _QUOTE else quote[: _QUOTE - 1].rstrip() + "…"


def _evidence(claim: Claim, passage: Passage, occurrences: Occurrences) -> list[Evidence]:
    return passage.evidence(*_characters(claim, occurrences))


def _overlap(one: Evidence, other: Evidence) -> bool:
    if one.text_id != other.text_id or one.span is None or other.span is None:
        return False
    return one.span[0] < other.span[1] and other.span[0] < one.span[1]


def _judgement(
    asserted: Sequence[Finding],
    missing: Sequence[Finding],
    entities: list[Entity],
    product: ProductClass,
    pack: RulePack,
    *,
    complete: bool,
) -> Judgement:
    findings = [*asserted, *missing]
    severities = {name: category.severity for name, category in pack.categories.items()}
    categories: dict[str, float] = {}
    for name in sorted({finding.category for finding in findings}):
        categories[name] = round(joined(f.score for f in findings if f.category == name), 4)
    claimed = {f.category: categories[f.category] for f in asserted}
    lacking = {f.category: f.score for f in missing}
    score = ad_score(claimed, lacking, severities)
    findings.sort(key=lambda finding: (-finding.severity * finding.score, finding.category))
    numbered = [
        finding.model_copy(update={"id": f"f{number}"})
        for number, finding in enumerate(findings, start=1)
    ]
    return Judgement(
        verdict=verdict_of(score, asserted=ad_score(claimed, {}, severities), complete=complete),
        score=round(score, 4),
        severity=max((f.severity for f in findings if f.score >= 0.5), default=0),
        product_class=product.name,
        findings=numbered,
        categories=categories,
        entities=entities,
    )
