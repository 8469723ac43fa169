"""Train the claim opinion: python -m models.training.claims ROWS.jsonl [--out FILE] [--folds N]

ROWS.jsonl is what `python -m workers.claims.wording TEXTS.jsonl ...` prints. Two linear models are
fitted by full-batch gradient descent, the same on every run: one for "makes a prohibited claim",
one for each category with enough examples. With --folds the first is also cross-validated and its
points set to scale (Platt), so that they are log-odds on texts not trained on.
"""

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.text.claim_features import BITS, WordedText, features
from models.text.claim_opinion import CATEGORY_BITS, RARITY_STEP, WEIGHT_STEP

Floats = NDArray[np.float64]
_PENALTY, _CATEGORY_PENALTY = 0.1, 0.2
"""Weight of the squared weights beside the summed loss (1 / C of the usual notation)."""
_STEPS = 250
_LEAST_EXAMPLES = 8
_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Rows:
    """Texts as features: `places` and `signs` of all in one row, `starts` where each begins."""

    places: NDArray[np.int64]
    signs: Floats
    starts: NDArray[np.int64]

    def of(self, rarity: Floats) -> "Matrix":
        """The texts as unit vectors with features weighed by rarity."""
        values = self.signs * rarity[self.places]
        squares = np.add.reduceat(values**2, self.starts)
        sizes = np.diff(np.append(self.starts, len(self.places)))
        owner = np.repeat(np.arange(len(self.starts)), sizes)
        return Matrix(self.places, values / np.sqrt(squares)[owner], self.starts, owner)

    def rarity(self, size: int) -> Floats:
        """Logarithm of how rare each place is among the texts (inverse document frequency)."""
        owner = np.repeat(
            np.arange(len(self.starts)), np.diff(np.append(self.starts, len(self.places)))
        )
        pairs = np.unique(np.stack([owner, self.places]), axis=1)
        counts = np.bincount(pairs[1], minlength=size)
        return np.log((1 + len(self.starts)) / (1 + counts)) + 1.0

    def part(self, chosen: NDArray[np.int64]) -> "Rows":
        """Some of the texts."""
        ends = np.append(self.starts[1:], len(self.places))
        pieces = [np.arange(self.starts[i], ends[i]) for i in chosen]
        at = np.concatenate(pieces)
        starts = np.cumsum([0, *(len(piece) for piece in pieces[:-1])])
        return Rows(self.places[at], self.signs[at], starts.astype(np.int64))


@dataclass(frozen=True, slots=True)
class Matrix:
    """Texts as sparse unit vectors."""

    places: NDArray[np.int64]
    values: Floats
    starts: NDArray[np.int64]
    owner: NDArray[np.int64]

    def times(self, weights: Floats) -> Floats:
        return np.add.reduceat(self.values * weights[self.places], self.starts)

    def gathered(self, amounts: Floats, size: int) -> Floats:
        return np.bincount(self.places, self.values * amounts[self.owner], minlength=size)


def fit(matrix: Matrix, truth: Floats, size: int, penalty: float) -> tuple[Floats, float]:
    """Weights and bias of a logistic model, classes balanced, by Adam on all texts at once."""
    share = truth.mean()
    balance = np.where(truth > 0, 0.5 / share, 0.5 / (1 - share))
    weights, bias = np.zeros(size), 0.0
    first, second = np.zeros(size + 1), np.zeros(size + 1)
    for step in range(1, _STEPS + 1):
        chance = 1 / (1 + np.exp(-(matrix.times(weights) + bias)))
        error = balance * (chance - truth)
        slope = np.append(matrix.gathered(error, size) + penalty * weights, error.sum())
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        rate = 0.08 * min(1.0, 2.0 * (1 - step / (_STEPS + 1)))
        move = rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        weights = weights - move[:-1]
        bias -= float(move[-1])
    return weights, bias


def cross_validated(rows: Rows, truth: Floats, folds: int) -> Floats:
    """Points of each text from a model that did not train on it."""
    fold = np.random.default_rng(7).integers(folds, size=len(truth))
    points = np.zeros(len(truth))
    for number in range(folds):
        train, test = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        part = rows.part(train)
        rarity = part.rarity(1 << BITS)
        weights, bias = fit(part.of(rarity), truth[train], 1 << BITS, _PENALTY)
        points[test] = rows.part(test).of(rarity).times(weights) + bias
    return points


def scale(points: Floats, truth: Floats) -> tuple[float, float]:
    """Factor and shift that make `points` log-odds of `truth` (Platt)."""
    factor, shift = 1.0, 0.0
    for _ in range(2000):
        error = 1 / (1 + np.exp(-(factor * points + shift))) - truth
        factor -= 0.5 * float(np.mean(error * points))
        shift -= 0.5 * float(np.mean(error))
    return factor, shift


def read(path: Path, bits: int) -> tuple[Rows, Floats, list[list[str]], list[str]]:
    """Features, truth and categories of every row, and the kinds of phrases named in them."""
    places: list[int] = []
    signs: list[int] = []
    starts: list[int] = []
    truth: list[float] = []
    categories: list[list[str]] = []
    kinds: set[str] = set()
    for line in path.read_text("utf8").splitlines():
        row = json.loads(line)
        phrases = [(int(a), int(b), str(kind)) for a, b, kind in row["phrases"]]
        found = features(WordedText(row["keys"], row["folded"], phrases))
        if not found:
            continue
        kinds |= {kind for _, _, kind in phrases}
        starts.append(len(places))
        places += [feature.place & ((1 << bits) - 1) for feature in found]
        signs += [feature.sign for feature in found]
        truth.append(float(row["violating"]))
        categories.append(list(row["categories"]))
    rows = Rows(np.array(places), np.array(signs, float), np.array(starts))
    return rows, np.array(truth), categories, sorted(kinds)


def shrunk(weights: Floats) -> tuple[NDArray[np.int8], float]:
    """Weights as small integers and the unit they count."""
    unit = float(np.abs(weights).max()) / WEIGHT_STEP or 1.0
    return np.round(weights / unit).astype(np.int8), unit


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the claim opinion.")
    parser.add_argument("rows", type=Path)
    parser.add_argument("--out", type=Path, default=Path("models/weights/claim_opinion.npz"))
    parser.add_argument("--folds", type=int, default=_FOLDS)
    wanted = parser.parse_args()

    rows, truth, categories, kinds = read(wanted.rows, BITS)
    tried = cross_validated(rows, truth, wanted.folds)
    factor, shift = scale(tried, truth)
    at = factor * tried + shift
    hits, alarms = np.mean(at[truth > 0] > 0), np.mean(at[truth == 0] > 0)
    print(f"cross-validated: {len(truth)} texts, recall {hits:.3f}, false positives {alarms:.3f}")

    rarity = rows.rarity(1 << BITS)
    weights, bias = fit(rows.of(rarity), truth, 1 << BITS, _PENALTY)

    violating = np.flatnonzero(truth > 0)
    counts = Counter(name for index in violating for name in categories[index])
    names = sorted(name for name, count in counts.items() if count >= _LEAST_EXAMPLES)
    few = (1 << CATEGORY_BITS) - 1
    part = rows.part(violating)
    matrix = part.of(rarity)
    small = Matrix(matrix.places & few, matrix.values, matrix.starts, matrix.owner)
    heads, units, head_bias = [], [], []
    for name in names:
        is_it = np.array([float(name in categories[index]) for index in violating])
        head, start = fit(small, is_it, few + 1, _CATEGORY_PENALTY)
        # Balanced classes make rare categories too likely: give back the log-odds of their share.
        share = is_it.mean()
        stored, unit = shrunk(head)
        heads.append(stored)
        units.append(unit)
        head_bias.append(start + np.log(share / (1 - share)) / 2)

    stored, unit = shrunk(factor * weights)
    np.savez_compressed(
        wanted.out,
        weights=stored,
        weight_unit=np.float32(unit),
        bias=np.float32(factor * bias + shift),
        rarity=np.round(rarity * RARITY_STEP).astype(np.uint8),
        heads=np.stack(heads),
        head_units=np.array(units, np.float32),
        head_bias=np.array(head_bias, np.float32),
        categories=np.array(names),
        kinds=np.array(kinds),
    )
    print(f"{wanted.out}: {wanted.out.stat().st_size} bytes, categories {', '.join(names)}")


if __name__ == "__main__":
    main()
