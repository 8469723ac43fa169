"""The curves from which the thresholds of `workers.matching.comparing` were chosen.

Pairs of made pictures: changed copies, ads from one template with other words, strangers; how much
of each agrees, how much holds other words, and what each threshold would make of them.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from tests.bench.creatives import creative
from tests.bench.variations import VARIATIONS
from workers.matching.alike import Asked
from workers.matching.comparing import LEAST_AGREEING, MOST_REWORDED, Comparison
from workers.matching.fingerprint import shot_of
from workers.media.frame import Pixels

Measured = dict[str, list[Comparison]]

_REWORDED: Final = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 4.0)
_AGREEING: Final = (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)


def measured(count: int) -> Measured:
    """Comparisons by kind of pair."""
    found: Measured = {}
    for kind, change in VARIATIONS.items():
        found[kind] = [
            _best(
                change(creative(number), np.random.default_rng((5, number))),
                creative(number),
                mirrored=kind == "mirror",
            )
            for number in range(count)
        ]
    for kind, lines in (("other words", 6), ("one other line", 1)):
        found[kind] = [
            _best(creative(50_000 + n, n, lines), creative(60_000 + n, n, lines))
            for n in range(count)
        ]
    found["strangers"] = [_best(creative(n), creative(90_000 + n)) for n in range(count)]
    return found


def _best(pixels: Pixels, other: Pixels, *, mirrored: bool = False) -> Comparison:
    laid = Asked(shot_of(pixels)).laid_over(shot_of(other), mirrored=mirrored, hashed=True)
    comparisons = [one.comparison for one in laid]
    return max(comparisons, key=lambda found: (found.same, found.agreeing - found.reworded))


def print_curve(count: int) -> Measured:
    """Print what each threshold makes of the pairs; returns them."""
    found = measured(count)
    kinds = list(found)
    print(f"\nshare taken for the same creative, of {count} pairs each; used: at least", end=" ")
    print(f"{LEAST_AGREEING:.2f} agreeing, at most {MOST_REWORDED:.2f} blocks reworded\n")
    print("| agreeing | reworded | " + " | ".join(kinds) + " |")
    print("| ---: " * (len(kinds) + 2) + "|")
    for least, most in _thresholds():
        shares = [_share(found[kind], least, most) for kind in kinds]
        print(f"| {least:.2f} | {most:.2f} | " + " | ".join(f"{s:.2f}" for s in shares) + " |")
    return found


def _thresholds() -> Iterator[tuple[float, float]]:
    yield from ((LEAST_AGREEING, most) for most in _REWORDED)
    yield from ((least, MOST_REWORDED) for least in _AGREEING if least != LEAST_AGREEING)


def _share(pairs: list[Comparison], least: float, most: float) -> float:
    return float(np.mean([pair.agreeing >= least and pair.reworded <= most for pair in pairs]))


def draw_curve(found: Measured, folder: Path) -> None:
    """`comparison.svg`: every pair, and the two thresholds."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 5))
    for kind, pairs in found.items():
        mark = "o" if kind in VARIATIONS else "x"
        places = [pair.agreeing for pair in pairs], [pair.reworded for pair in pairs]
        axes.plot(*places, mark, label=kind, alpha=0.6, markersize=5, linestyle="none")
    axes.axvline(LEAST_AGREEING, color="black", linewidth=0.8)
    axes.axhline(MOST_REWORDED, color="black", linewidth=0.8)
    axes.set_xlabel("share of blocks that agree")
    axes.set_ylabel("largest area of other strokes of the same grays, in blocks")
    axes.legend(fontsize=8)
    folder.mkdir(parents=True, exist_ok=True)
    figure.savefig(folder / "comparison.svg", bbox_inches="tight")
    pyplot.close(figure)
