"""Looking over a pack's judgements: why a text is judged so, what a pack change does, judging
again."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.text.loading import OPINION
from workers.claims.claim import Claim, Surroundings
from workers.claims.judge import Judgement, claims_of, judge_ad, judge_text
from workers.claims.pack import RulePack
from workers.claims.product_class import classify
from workers.report import RuleSet, ScanReport, Verdict


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a text is judged as it is: every claim with its points, the words as they were
    understood."""

    judgement: Judgement
    words: tuple[str, ...]
    claims: tuple[Claim, ...]
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JudgementChange:
    """What another pack changes for one report. Categories are those scoring at least 0.5."""

    scan_id: str
    external_id: str | None
    before: Verdict
    after: Verdict
    score_before: float
    score_after: float
    gained: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackChange:
    """Rules that differ between two packs, by id."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


def explain(text: str, pack: RulePack) -> Explanation:
    """The judgement of a bare text with every claim considered, also those too weak to be
    listed."""
    occurrences = pack.occurrences(text)
    product = classify([occurrences], [], pack)
    claims = claims_of(occurrences, pack, Surroundings(product.name, {}))
    claims.sort(key=lambda claim: -claim.score)
    words = occurrences.words
    return Explanation(
        judgement=judge_text(text, pack),
        words=tuple(words.keys),
        claims=tuple(claims),
        quotes=tuple(text[words.start[c.start] : words.end[c.end - 1]] for c in claims),
    )


def rejudge(report: ScanReport, pack: RulePack) -> ScanReport:
    """The report as this pack judges what was read then; nothing is read again.

    Stills of evidence that is found again at the same place are kept.
    """
    judged = judge_ad(
        report.texts, report.sightings, report.ad, report.coverage, pack, report.media
    )
    stills = {
        (piece.text_id, piece.media, piece.frame_ms): piece.still
        for finding in report.findings
        for piece in finding.evidence
        if piece.still is not None
    }
    findings = [
        finding.model_copy(
            update={
                "evidence": [
                    piece.model_copy(
                        update={"still": stills.get((piece.text_id, piece.media, piece.frame_ms))}
                    )
                    for piece in finding.evidence
                ]
            }
        )
        for finding in judged.findings
    ]
    rules = RuleSet(id=pack.id, version=pack.version, sha256=pack.sha256)
    others = [model for model in report.engine.models if model.name != OPINION]
    return report.model_copy(
        update={
            "verdict": judged.verdict,
            "score": judged.score,
            "severity": judged.severity,
            "engine": report.engine.model_copy(
                update={"rules": rules, "models": [*others, *pack.models()]}
            ),
            "product_class": judged.product_class,
            "entities": judged.entities,
            "categories": dict(judged.categories),
            "findings": findings,
        }
    )


def diff_judgements(reports: Iterable[ScanReport], pack: RulePack) -> list[JudgementChange]:
    """What this pack changes in stored reports; reports it judges the same are left out."""
    changes = []
    for report in reports:
        again = rejudge(report, pack)
        before, after = _strong(report), _strong(again)
        if report.verdict != again.verdict or before != after:
            changes.append(
                JudgementChange(
                    scan_id=report.scan_id,
                    external_id=report.ad.external_id,
                    before=report.verdict,
                    after=again.verdict,
                    score_before=report.score,
                    score_after=again.score,
                    gained=tuple(sorted(after - before)),
                    lost=tuple(sorted(before - after)),
                )
            )
    return changes


def diff_packs(old: RulePack, new: RulePack) -> PackChange:
    """Which rules a new pack adds, drops and changes."""
    before = {rule.model.id: rule.model for rule in old.rules}
    after = {rule.model.id: rule.model for rule in new.rules}
    return PackChange(
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        changed=tuple(sorted(k for k in before.keys() & after.keys() if before[k] != after[k])),
    )


def _strong(report: ScanReport) -> set[str]:
    return {name for name, score in report.categories.items() if score >= 0.5}
