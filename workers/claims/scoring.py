"""From claims to categories to the ad: the formula, on one page in README.md.

A claim scores sigmoid(points). A category joins its claims, the strongest in full and the others at
`_LESSER` of their weight in log-odds of "not": 1 - (1 - s1) * prod(1 - si) ** _LESSER. The ad joins
its categories the same way after weighing each by severity.
"""

from collections.abc import Iterable, Mapping

from workers.report import Verdict

SUSPECT = 0.5
VIOLATION = 0.8
_LESSER = 0.25
_SEVERITY_WEIGHT = {5: 1.0, 4: 1.0, 3: 1.0, 2: 0.8, 1: 0.4}


def joined(scores: Iterable[float]) -> float:
    """One score for several pieces of evidence of the same thing."""
    ranked = sorted(scores, reverse=True)
    if not ranked:
        return 0.0
    rest = 1.0
    for score in ranked[1:6]:
        rest *= (1.0 - score) ** _LESSER
    return min(0.999, 1.0 - (1.0 - ranked[0]) * rest)


def ad_score(
    claimed: Mapping[str, float], lacking: Mapping[str, float], severities: Mapping[str, int]
) -> float:
    """The score of an ad from the categories it asserts and those of what it lacks.

    Duties not met do not add up: only the gravest of them counts beside the claims.
    """

    def weighed(scores: Mapping[str, float]) -> list[float]:
        return [score * _SEVERITY_WEIGHT[severities.get(name, 3)] for name, score in scores.items()]

    return max(joined(weighed(claimed)), max(weighed(lacking), default=0.0))


def verdict_of(score: float, *, asserted: float, complete: bool) -> Verdict:
    """The verdict for an ad's score.

    `asserted` is the score of what the ad says or shows, without what it merely lacks: an absence
    alone is never a `violation`. Without complete coverage nothing is `clear`.
    """
    if asserted >= VIOLATION:
        return "violation"
    if score >= SUSPECT:
        return "suspect"
    return "clear" if complete else "inconclusive"
