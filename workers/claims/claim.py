"""Claims found in one passage: rule matches weighed by the words around them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from workers.claims.pack import ContextCue, Rule, RulePack
from workers.claims.patterns import Found, Occurrences, Pattern

HEALTH_SLOTS = (
    "DISEASE",
    "HERB_PRODUCT",
    "BODY",
    "SKIN_TROUBLE",
    "RX_DRUG",
    "HEALTH",
    "EVERYBODY",
    "EN_DISEASE",
    "EN_PRODUCT",
)
_QUALITY_POINTS = 4.0
_AS_WRITTEN, _CERTAIN, _CERTAIN_PHRASE = 0.95, 0.85, 0.8
"""In a toneless text context counts only with this quality, more so a single word; in a toned one
it must be written as it is."""
_FAR = 45
"""Words beyond which text-wide context of a long passage no longer bears on a claim."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A rule found at words `start` to `end` of a passage.

    `factors` are the points (log-odds) its parts give, by name; `score` is their sum as
    probability.
    """

    rule: str
    category: str
    start: int
    end: int
    score: float
    factors: Mapping[str, float]
    pattern: str

    def with_factor(self, name: str, points: float) -> "Claim":
        """The claim with further points in its sum."""
        factors = {**self.factors, name: points}
        return replace(self, factors=factors, score=probability(sum(factors.values())))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of a passage from elsewhere.

    The product class, ad-wide points by name, and whether a known class of product is advertised:
    then soft context (`stacks`: advice, explanation, clinics) counts half, for ads explain diseases
    too.
    """

    product_class: str | None = None
    points: Mapping[str, float] | None = None
    advertised: bool = False


def logit(probability: float) -> float:
    """Log-odds of a probability."""
    return math.log(probability / (1.0 - probability))


def probability(points: float) -> float:
    """The probability of log-odds."""
    return 1.0 / (1.0 + math.exp(-points))


def find_claims(
    occurrences: Occurrences, pack: RulePack, surroundings: Surroundings | None = None
) -> list[Claim]:
    """Every claim of every rule in a passage, strongest first for each rule, weak ones included."""
    surroundings = surroundings or Surroundings()
    matched = _matched(occurrences, pack, surroundings)
    if not matched:
        return []
    context = _Context(occurrences, pack, surroundings)
    claims = []
    for rule, category, places in matched:
        ranked = sorted(
            (context.weigh(rule, category, place, pattern) for place, pattern in places),
            key=lambda claim: (-claim.score, claim.start - claim.end, claim.start),
        )
        claims += _apart(ranked)
    return claims


def context_points(
    occurrences: Occurrences, pack: RulePack, surroundings: Surroundings, start: int, end: int
) -> dict[str, float]:
    """The points of context cues around words `start` to `end`, whatever is claimed there."""
    context = _Context(occurrences, pack, surroundings)
    return context.points(None, Found(start, end, 1.0))


def _matched(
    occurrences: Occurrences, pack: RulePack, surroundings: Surroundings
) -> list[tuple[Rule, str, list[tuple[Found, Pattern]]]]:
    present = pack.rule_index.possible(occurrences)
    if not present:
        return []
    masked = _masked(occurrences, pack.mandatory_warning)
    healthy: bool | None = None
    matched: dict[str, tuple[Rule, str, list[tuple[Found, Pattern]]]] = {}
    for rule, pattern in present:
        category = _category(rule, surroundings.product_class)
        if category is None:
            continue
        places = [
            place
            for place in occurrences.matches(pattern)
            if not masked or (place.start not in masked and place.end - 1 not in masked)
        ]
        if not places:
            continue
        if rule.model.health_only:
            if healthy is None:
                healthy = _about_health(occurrences, pack, surroundings)
            if not healthy:
                continue
        _, _, known = matched.setdefault(rule.model.id, (rule, category, []))
        known += [(place, pattern) for place in places]
    return list(matched.values())


def _category(rule: Rule, product_class: str | None) -> str | None:
    model = rule.model
    if model.only_class and product_class not in model.only_class:
        return None
    if product_class is not None and product_class in model.by_class:
        return model.by_class[product_class]
    return model.category


def _about_health(occurrences: Occurrences, pack: RulePack, surroundings: Surroundings) -> bool:
    if surroundings.product_class not in (None, "food"):
        return True
    return any(occurrences.of(pack.lexicon.slot_number(name)) for name in HEALTH_SLOTS)


def _masked(occurrences: Occurrences, warning: tuple[Pattern, ...]) -> set[int]:
    return {
        word
        for pattern in warning
        for found in occurrences.matches(pattern)
        for word in range(found.start, found.end)
    }


def _apart(ranked: list[Claim]) -> list[Claim]:
    kept: list[Claim] = []
    for claim in ranked:
        if all(claim.end <= other.start or other.end <= claim.start for other in kept):
            kept.append(claim)
        if len(kept) == 5:
            break
    return kept


def _certain(place: Found) -> bool:
    least = _CERTAIN if place.end - place.start == 1 else _CERTAIN_PHRASE
    return place.quality >= least


def _stacked(places: list[Found]) -> float:
    """How much several places of one cue weigh, 1-2 times one of them."""
    return min(2.0, 0.5 + 0.5 * len({place.start for place in places}))


class _Context:
    """The context cues of one passage, found once and weighed for each claim."""

    def __init__(
        self, occurrences: Occurrences, pack: RulePack, surroundings: Surroundings
    ) -> None:
        self._words = occurrences.words
        self._surroundings = surroundings
        self._long = len(self._words) > 2 * _FAR
        self._markers = {
            name: any(occurrences.matches(pattern) for pattern in patterns)
            for name, patterns in pack.markers.items()
        }
        self._cues: list[tuple[ContextCue, list[Found]]] = []
        toned = self._words.toned
        places: dict[str, list[Found]] = {}
        for cue, pattern in pack.context_index.possible(occurrences):
            found = [
                one
                for one in occurrences.matches(pattern)
                if one.quality >= _AS_WRITTEN or (not toned and _certain(one))
            ]
            if found:
                places.setdefault(cue.model.id, []).extend(found)
        for cue in pack.context:
            if self._words.toned and cue.language == "en" and cue.model.points < 0:
                continue
            if cue.model.unless is not None and self._markers[cue.model.unless]:
                continue
            found = places.get(cue.model.id, [])
            if found or cue.model.question:
                self._cues.append((cue, found))

    def weigh(self, rule: Rule, category: str, place: Found, pattern: Pattern) -> Claim:
        factors = {"claim": logit(rule.model.strength)}
        if place.quality < 1.0:
            factors["form"] = _QUALITY_POINTS * math.log(place.quality)
        factors |= self.points(rule.model.id, place)
        score = probability(sum(factors.values()))
        return Claim(
            rule.model.id, category, place.start, place.end, score, factors, pattern.source
        )

    def points(self, rule_id: str | None, place: Found) -> dict[str, float]:
        """What the cues around a place say of a claim there; None stands for no rule at all."""
        factors: dict[str, float] = {}
        for cue, places in self._cues:
            model = cue.model
            if rule_id in model.unless_rules:
                continue
            if model.only_rules and rule_id not in model.only_rules:
                continue
            if self._applies(cue, places, place):
                weight = _stacked(places) if model.stacks else 1.0
                if model.stacks and self._surroundings.advertised:
                    weight *= 0.5
                factors[model.id] = model.points * weight
        for name, points in (self._surroundings.points or {}).items():
            factors.setdefault(name, points)
        return factors

    def _applies(self, cue: ContextCue, places: list[Found], claim: Found) -> bool:
        model, words = cue.model, self._words
        first, last = words.sentence[claim.start], words.sentence[claim.end - 1]
        if model.question:
            return bool(words.questions) if model.scope == "text" else last in words.questions
        if model.scope == "text":
            return bool(places) and (
                not self._long or any(self._near(one, claim) for one in places)
            )
        if model.scope == "sentence":
            return any(first <= words.sentence[one.start] <= last for one in places)
        if model.scope == "inside":
            return any(one.start >= claim.start and one.end <= claim.end for one in places)
        position = words.position
        return any(
            one.start < claim.start
            and (not model.heading or position[one.end] - position[one.end - 1] > 1)
            and words.sentence[one.start] == first
            and position[claim.start] - position[one.end - 1] - 1 <= model.within
            for one in places
        )

    def _near(self, one: Found, claim: Found) -> bool:
        position = self._words.position
        gap = max(
            position[claim.start] - position[one.end - 1],
            position[one.start] - position[claim.end - 1],
        )
        return gap <= _FAR
