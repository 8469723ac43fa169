"""The second opinion: how a small trained model moves what the rules say, in the open.

It adds points to every claim of a passage, within bounds, under the name `second_opinion`; and
where no rule speaks up but the wording is like prohibited claims all the same, it makes a claim of
its own, never worth more than `suspect`.
"""

from collections.abc import Sequence

from models.text.claim_opinion import ClaimOpinion, Opinion
from workers.claims.claim import Claim, Surroundings, context_points, probability
from workers.claims.pack import RulePack
from workers.claims.patterns import Occurrences
from workers.claims.wording import worded

NAME = "second_opinion"
_LEAST_WORDS = 7
"""Fewer words say too little."""
_FOR, _MOST_FOR = 1.0, 1.0
_AGAINST, _MOST_AGAINST = 0.5, 4.0
"""Points a rule's claim gains for each point for it, loses for each against it, and the most."""
_ALONE, _ALONE_TONELESS = 1.0, 1.6
"""Points the opinion needs before it speaks where no rule does; more where tones are missing."""
_MOST = 1.3
"""Points (0.79 as probability) that a claim of the opinion alone may reach: below `violation`."""
_QUOTED_WORDS = 14


def points_for(occurrences: Occurrences, opinion: ClaimOpinion, *, advertised: bool) -> float:
    """Points the opinion adds to the claims of a passage; 0 for a passage too short to tell.

    Where a product of some class is `advertised` nothing is taken away: the wording of lawful
    and unlawful ads of one shop is much the same, and there the rules know better.
    """
    if len(occurrences.words) < _LEAST_WORDS:
        return 0.0
    points = opinion.points(worded(occurrences, opinion.kinds))
    if points >= 0.0:
        return round(min(_MOST_FOR, _FOR * points), 3)
    return 0.0 if advertised else round(max(-_MOST_AGAINST, _AGAINST * points), 3)


def own_claim(
    occurrences: Occurrences, pack: RulePack, surroundings: Surroundings, known: Sequence[Claim]
) -> Claim | None:
    """A claim by wording alone, where none of the `known` ones reaches `suspect`.

    Context speaks against it as against a rule's claim, but not for it. Its category is the
    likeliest one of the pack that is unlawful for the class of product, its place the words that
    speak most for it.
    """
    if pack.opinion is None or len(occurrences.words) < _LEAST_WORDS:
        return None
    if any(claim.score >= 0.5 for claim in known):
        return None
    text = worded(occurrences, pack.opinion.kinds)
    tones = occurrences.words.toned or occurrences.words.english
    needed = _ALONE if tones else _ALONE_TONELESS
    if pack.opinion.points(text) < needed:
        return None
    opinion = pack.opinion.opinion(text)
    category = _category(opinion, pack, surroundings.product_class, known)
    if category is None:
        return None
    start, end = _loudest(opinion.by_word, occurrences)
    factors = {NAME: round(min(_MOST, opinion.points - needed), 3)}
    against = context_points(occurrences, pack, surroundings, start, end)
    factors |= {name: points for name, points in against.items() if points < 0.0}
    score = probability(sum(factors.values()))
    return Claim(NAME, category, start, end, score, factors, "")


def _category(
    opinion: Opinion, pack: RulePack, product_class: str | None, known: Sequence[Claim]
) -> str | None:
    weak = {claim.category for claim in known if claim.score >= 0.1}
    likely = [
        lawful_as
        for name in opinion.categories
        if (lawful_as := _for_class(name, pack, product_class)) is not None
    ]
    supported = [name for name in likely[:4] if name in weak]
    return next(iter(supported or likely), None)


def _for_class(category: str, pack: RulePack, product_class: str | None) -> str | None:
    """The category under which such a claim is unlawful for the class, None where it is lawful."""
    if category not in pack.categories:
        return None
    for rule in pack.rules:
        if rule.model.category == category and product_class in rule.model.by_class:
            return rule.model.by_class[product_class]
    return category


def _loudest(by_word: Sequence[float], occurrences: Occurrences) -> tuple[int, int]:
    """The stretch of words within one sentence and 14 words whose points add up to most."""
    sentence = occurrences.words.sentence
    best, place = float("-inf"), (0, min(len(by_word), _QUOTED_WORDS))
    for start in range(len(by_word)):
        total = 0.0
        for end in range(start, min(len(by_word), start + _QUOTED_WORDS)):
            if sentence[end] != sentence[start]:
                break
            total += by_word[end]
            if total > best and end - start >= 2:
                best, place = total, (start, end + 1)
    return place
