"""What a picture shows: one pass of EfficientNet-Lite0 shared by linear heads, one for each label.

The heads are linear on the last feature map, some within the network's file and some beside it
(`linear_heads`). Averaging and a linear head commute, so one pass gives the score of the whole
picture and of every window in it: a small pack in a large scene is found in the window around it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from models.vision.linear_heads import LinearHeads

_STRIDE = 32
_MEAN = 127.0
_SCALE = 1 / 128.0
SIDE = 320
WINDOWS = (1.0, 0.7, 0.45)
"""Sides of the square windows that are scored, as shares of the picture's shorter side."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a label scores best; the box is 0-1 of the picture."""

    left: float
    top: float
    right: float
    bottom: float
    probability: float


@dataclass(frozen=True, slots=True)
class SceneView:
    """One picture as the network sees it.

    `embedding` is (1280,) float32 of unit length for the whole picture, `features` the map it is
    the mean of, (1280, rows, columns), and `logits` the heads' map, (labels, rows, columns).
    """

    labels: tuple[str, ...]
    embedding: NDArray[np.float32]
    features: NDArray[np.float32]
    logits: NDArray[np.float32]

    def whole(self, label: str) -> Spot:
        """How probable `label` is for the picture as a whole."""
        heat = self.logits[self.labels.index(label)]
        return Spot(0.0, 0.0, 1.0, 1.0, _probability(float(heat.mean())))

    def best(self, label: str) -> Spot:
        """The window in which `label` is most probable."""
        heat = self.logits[self.labels.index(label)]
        rows, columns = heat.shape
        found = [self.whole(label)]
        for share in WINDOWS:
            size = min(rows, columns, max(2, round(share * min(rows, columns))))
            sums = cv2.integral(heat.astype(np.float64))
            boxes = sums[size:, size:] - sums[:-size, size:] - sums[size:, :-size]
            means = (boxes + sums[:-size, :-size]) / size**2
            top, left = np.unravel_index(int(np.argmax(means)), means.shape)
            found.append(
                Spot(
                    float(left / columns),
                    float(top / rows),
                    float((left + size) / columns),
                    float((top + size) / rows),
                    _probability(float(means[top, left])),
                )
            )
        return max(found, key=lambda spot: spot.probability)


class SceneNetwork:
    """Runs the network on pictures reduced to about `side` pixels on the longer side.

    `labels` are those of the heads in the network's file, `heads` the ones beside it.
    """

    def __init__(
        self,
        session: ort.InferenceSession,
        labels: Sequence[str],
        heads: LinearHeads,
        *,
        side: int = SIDE,
    ) -> None:
        self._session = session
        self._inside = tuple(labels)
        self._heads = heads
        self._side = side
        self.labels = (*labels, *(label.name for label in heads.labels))

    def seen_at(self, side: int) -> "SceneNetwork":
        """The same network on pictures reduced to another side."""
        return SceneNetwork(self._session, self._inside, self._heads, side=side)

    def view(self, pixels: NDArray[np.uint8]) -> SceneView:
        """The picture seen as a whole."""
        features, logits = self._run(pixels)
        embedding = features.mean(axis=(1, 2))
        return SceneView(self.labels, embedding / np.linalg.norm(embedding), features, logits)

    def _run(self, pixels: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        image = network_input(pixels, self._side)
        outputs: Any = self._session.run(["features", "logits"], {"image": image})
        features, logits = outputs[0][0], outputs[1][0]
        return features, np.concatenate([logits, self._heads(features)])


def network_input(pixels: NDArray[np.uint8], side: int = SIDE) -> NDArray[np.float32]:
    """A BGR picture as the network takes it: (1, 3, height, width), sides multiples of 32."""
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    size = tuple(max(_STRIDE, round(s * scale / _STRIDE) * _STRIDE) for s in (width, height))
    small = cv2.resize(pixels, (size[0], size[1]), interpolation=cv2.INTER_AREA)
    image = cv2.dnn.blobFromImage(small, _SCALE, mean=(_MEAN,) * 3, swapRB=True)
    return np.asarray(image, np.float32)


def _probability(logit: float) -> float:
    return float(1 / (1 + np.exp(-np.clip(logit, -50.0, 50.0))))
