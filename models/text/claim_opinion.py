"""A small linear model's opinion on a text: how like a prohibited claim its wording is.

Trained by `models.training.claims` on texts the project wrote. It sees words, not law: rules judge,
this moves their score and points at wordings that no rule knows yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.manifest import ManifestError
from models.text.claim_features import BITS, Feature, WordedText, features

CATEGORY_BITS = 14
"""Features are hashed into 2**CATEGORY_BITS places for the categories."""
WEIGHT_STEP, RARITY_STEP = 127.0, 28.0
"""Weights are stored as parts of the largest in 1/127, rarities (log) in 1/28."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model thinks: `points` as log-odds of a prohibited claim, the likeliest categories
    in order, and the points each word gives."""

    points: float
    categories: tuple[str, ...]
    by_word: tuple[float, ...]


class ClaimOpinion:
    """The model of one weight file. Raises ManifestError when the file is not one."""

    def __init__(self, path: Path) -> None:
        try:
            with np.load(path, allow_pickle=False) as stored:
                self._weights = stored["weights"].astype(np.float32) * float(stored["weight_unit"])
                self._rarity = stored["rarity"].astype(np.float32) / RARITY_STEP
                self._bias = float(stored["bias"])
                self._heads = stored["heads"].astype(np.float32) * stored["head_units"][:, None]
                self._head_bias = stored["head_bias"].astype(np.float32)
                self.categories = tuple(str(name) for name in stored["categories"])
                self.kinds = frozenset(str(name) for name in stored["kinds"])
        except (OSError, KeyError, ValueError) as error:
            raise ManifestError(f"claim-opinion: the file cannot be read: {error}") from error
        if self._weights.shape != (1 << BITS,) or self._heads.shape[1:] != (1 << CATEGORY_BITS,):
            raise ManifestError("claim-opinion: the file is of another shape")

    def points(self, text: WordedText) -> float:
        """Log-odds that the text makes a prohibited claim."""
        found = features(text)
        if not found:
            return self._bias
        places, values = self._values(found)
        return float(values @ self._weights[places]) + self._bias

    def opinion(self, text: WordedText) -> Opinion:
        """The opinion in full."""
        found = features(text)
        by_word = np.zeros(len(text.keys), np.float32)
        if not found:
            return Opinion(self._bias, (), ())
        places, values = self._values(found)
        given = values * self._weights[places]
        for feature, points in zip(found, given, strict=True):
            by_word[feature.start : feature.end] += points / (feature.end - feature.start)
        heads = self._heads[:, places & ((1 << CATEGORY_BITS) - 1)] @ values + self._head_bias
        order = np.argsort(-heads)
        return Opinion(
            points=float(given.sum()) + self._bias,
            categories=tuple(self.categories[index] for index in order),
            by_word=tuple(by_word.tolist()),
        )

    def _values(self, found: Sequence[Feature]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        places = np.fromiter((feature.place for feature in found), np.int64, len(found))
        signs = np.fromiter((feature.sign for feature in found), np.float32, len(found))
        values = signs * self._rarity[places]
        return places, values / np.float32(max(1e-6, float(np.sqrt(values @ values))))
