"""What an ad of a known product class must show and does not."""

from collections.abc import Sequence

from workers.claims.pack import RulePack
from workers.claims.patterns import Occurrences, Pattern
from workers.claims.product_class import ProductClass
from workers.claims.schema import DutyModel
from workers.claims.warning import (
    WarningMeasure,
    best_legibility,
    find_warnings,
    measure_warnings,
)
from workers.report import Coverage, Evidence, Finding, Media, Message, Text

_ILLEGIBLE = 0.45
_ENOUGH_WORDS = 18
"""With fewer words read that are words, a picture is a part of an ad rather than an ad."""


def absences(
    texts: Sequence[Text],
    media: Sequence[Media],
    coverage: Coverage,
    product: ProductClass,
    pack: RulePack,
) -> list[Finding]:
    """Findings for duties not met, and for a warning shown illegibly.

    Nothing is said to be missing unless the class is known and everything was looked at; a warning
    that was found is measured in any case.
    """
    findings = _legibility(texts, pack)
    if not product.known or product.name is None or not coverage.complete:
        return findings
    whole = "\n\n".join(text.text for text in texts)
    occurrences = pack.occurrences(whole)
    read = sum(key in pack.lexicon.vocabulary for key in occurrences.words.keys)
    if read < _ENOUGH_WORDS:
        return findings
    for duty, patterns in pack.duties:
        if product.name in duty.classes and not _met(duty, patterns, occurrences, texts, pack):
            findings.append(_missing(duty, media, pack))
    return findings


def _met(
    duty: DutyModel,
    patterns: tuple[Pattern, ...],
    occurrences: Occurrences,
    texts: Sequence[Text],
    pack: RulePack,
) -> bool:
    if duty.satisfied_by == "mandatory_warning":
        return bool(find_warnings(texts, pack)) or any(
            occurrences.matches(pattern) for pattern in pack.mandatory_warning
        )
    return any(occurrences.matches(pattern) for pattern in patterns)


def _missing(duty: DutyModel, media: Sequence[Media], pack: RulePack) -> Finding:
    category = pack.categories[duty.category]
    message = duty.message or category.message
    item = duty.item or Message(vi="", en="")
    where = media[0].id if media else None
    return Finding(
        id=duty.id,
        category=duty.category,
        rule=duty.id,
        severity=category.severity,
        score=duty.strength,
        message=Message(
            vi=message.vi.replace("{quote}", item.vi), en=message.en.replace("{quote}", item.en)
        ),
        legal=list(category.legal),
        evidence=[Evidence(kind="absence", media=where)],
    )


def _legibility(texts: Sequence[Text], pack: RulePack) -> list[Finding]:
    best = best_legibility(measure_warnings(texts, pack))
    if best is None or not best.faults_en or "illegible_or_fast_warning" not in pack.categories:
        return []
    category = pack.categories["illegible_or_fast_warning"]
    return [
        Finding(
            id="warning.legibility",
            category=category.id,
            rule="warning.legibility",
            severity=category.severity,
            score=_ILLEGIBLE,
            message=Message(
                vi=category.message.vi.replace("{quote}", ", ".join(best.faults_vi)),
                en=category.message.en.replace("{quote}", ", ".join(best.faults_en)),
            ),
            legal=list(category.legal),
            evidence=list(best.evidence),
            factors=_numbers(best),
        )
    ]


def _numbers(measure: WarningMeasure) -> dict[str, float]:
    numbers = {
        "height_ratio": measure.height_ratio,
        "contrast": measure.contrast,
        "seconds": measure.seconds,
        "syllables_per_second": measure.syllables_per_second,
        "speed_ratio": measure.speed_ratio,
        "quieter_db": measure.quieter_db,
    }
    return {name: round(value, 3) for name, value in numbers.items() if value is not None}
