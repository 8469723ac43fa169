"""What is advertised: supplement, medicine, traditional medicine, cosmetic, device, clinic,
food."""

from collections.abc import Sequence
from dataclasses import dataclass

from workers.claims.pack import RulePack
from workers.claims.patterns import Occurrences, Pattern
from workers.report import Sighting

_KNOWN = 3.0
_LEAD = 1.0


@dataclass(frozen=True, slots=True)
class ProductClass:
    """The likeliest class with its weight; `known` when the evidence suffices for absence rules."""

    name: str | None
    weight: float
    known: bool


def classify(
    passages: Sequence[Occurrences], sightings: Sequence[Sighting], pack: RulePack
) -> ProductClass:
    """The product class of an ad from the words and pictures in it.

    Each cue of a class counts once, however often it is repeated. A class is known when its weight
    reaches 3 and leads the next class by at least 1.
    """
    weights: dict[str, float] = {}
    for name, groups in pack.classes.items():
        weight = sum(points * min(2, _distinct(patterns, passages)) for points, patterns in groups)
        seen = pack.class_sightings.get(name, {})
        weight += sum(
            seen[label] * confidence
            for label, confidence in _best(sightings).items()
            if label in seen
        )
        if weight:
            weights[name] = weight
    if not weights:
        return ProductClass(None, 0.0, False)
    ranked = sorted(weights.items(), key=lambda item: -item[1])
    name, weight = ranked[0]
    runner_up = ranked[1][1] if len(ranked) > 1 else 0.0
    known = weight >= _KNOWN and weight - runner_up >= _LEAD
    return ProductClass(name if weight >= 2.0 else None, weight, known)


def _distinct(patterns: Sequence[Pattern], passages: Sequence[Occurrences]) -> int:
    seen = set()
    for occurrences in passages:
        for pattern in patterns:
            for found in occurrences.matches(pattern):
                seen.add(tuple(occurrences.words.folded[found.start : found.end]))
    return len(seen)


def _best(sightings: Sequence[Sighting]) -> dict[str, float]:
    best: dict[str, float] = {}
    for sighting in sightings:
        best[sighting.label] = max(best.get(sighting.label, 0.0), sighting.confidence)
    return best
