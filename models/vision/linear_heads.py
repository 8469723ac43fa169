"""Linear heads on the scene network's last feature map, kept in a file of their own.

The network need not be written again when a head is added. The file is JSON: `heads`, each with
`label`, `least` (the probability from which it speaks), `whole_only`, `bias` and 1,280 `weights`.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.manifest import ManifestError

FEATURES = 1280


@dataclass(frozen=True, slots=True)
class SceneLabel:
    """A label of the scene network, the least probability at which it counts as seen, and whether
    it is told of whole pictures only."""

    name: str
    least: float
    whole_only: bool


@dataclass(frozen=True, slots=True)
class LinearHeads:
    """Several heads: `weights` is (labels, 1280), `bias` (labels,)."""

    labels: tuple[SceneLabel, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    @classmethod
    def load(cls, path: Path) -> "LinearHeads":
        """Raises ManifestError when the file holds no such heads."""
        try:
            rows = json.loads(path.read_text(encoding="utf-8"))["heads"]
            labels = tuple(
                SceneLabel(str(row["label"]), float(row["least"]), bool(row["whole_only"]))
                for row in rows
            )
            weights = np.array([row["weights"] for row in rows], np.float32)
            bias = np.array([row["bias"] for row in rows], np.float32)
            return cls(labels, weights.reshape(len(rows), FEATURES), bias)
        except (KeyError, TypeError, ValueError) as error:
            raise ManifestError(f"{path.name} holds no heads: {error}") from error

    def __call__(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Logits (labels, rows, columns) of a feature map (1280, rows, columns)."""
        count, rows, columns = features.shape
        # A product this small would spend its time waking up the threads of the BLAS library.
        flat = np.einsum("lk,kp->lp", self.weights, features.reshape(count, -1))
        return np.asarray(flat + self.bias[:, None]).reshape(len(self.labels), rows, columns)


NO_HEADS = LinearHeads((), np.zeros((0, FEATURES), np.float32), np.zeros(0, np.float32))
