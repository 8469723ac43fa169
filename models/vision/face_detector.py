"""Faces with MediaPipe's full-range detector (BlazeFace; Bazarevsky et al. 2019, Apache-2.0)."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

_SIDE = 192
_GRID = 48
_LARGEST_LOGIT = 50.0


@dataclass(frozen=True, slots=True)
class Face:
    """One face; `left, top, right, bottom` are pixels of the picture."""

    left: float
    top: float
    right: float
    bottom: float
    score: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top


class FaceDetector:
    """Looks at the picture in overlapping squares, so that faces in wide frames stay large."""

    def __init__(
        self, session: ort.InferenceSession, *, least_score: float = 0.6, overlap: float = 0.2
    ) -> None:
        self._session = session
        self._least_score = least_score
        self._overlap = overlap

    def detect(self, pixels: NDArray[np.uint8]) -> list[Face]:
        """Faces of a (height, width, 3) BGR picture, best first; smaller than about 1/15 of the
        shorter side they are missed."""
        found: list[Face] = []
        height, width = pixels.shape[:2]
        size = min(height, width)
        for top, left in _squares(height, width, self._overlap):
            for face in self._in_square(pixels[top : top + size, left : left + size]):
                moved = Face(
                    face.left + left,
                    face.top + top,
                    face.right + left,
                    face.bottom + top,
                    face.score,
                )
                found.append(moved)
        return _without_overlaps(found)

    def _in_square(self, square: NDArray[np.uint8]) -> list[Face]:
        small = cv2.resize(square, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
        image = cv2.dnn.blobFromImage(small, 1 / 127.5, mean=(127.5, 127.5, 127.5), swapRB=True)
        outputs: Any = self._session.run(None, {"image": image})
        boxes, logits = outputs[0][0], outputs[1][0, :, 0]
        limited = np.clip(logits, -_LARGEST_LOGIT, _LARGEST_LOGIT)
        scores = 1 / (1 + np.exp(-limited))
        scale = square.shape[0] / _SIDE
        faces = []
        for index in np.flatnonzero(scores >= self._least_score).tolist():
            row, column = divmod(index, _GRID)
            cell = _SIDE / _GRID
            x, y, width, height = boxes[index, :4].tolist()
            centre_x, centre_y = (column + 0.5) * cell + x, (row + 0.5) * cell + y
            faces.append(
                Face(
                    (centre_x - width / 2) * scale,
                    (centre_y - height / 2) * scale,
                    (centre_x + width / 2) * scale,
                    (centre_y + height / 2) * scale,
                    float(scores[index]),
                )
            )
        return faces


def _squares(height: int, width: int, overlap: float) -> list[tuple[int, int]]:
    """Top and left of the squares, as large as the shorter side, that cover the picture."""
    size, long = min(height, width), max(height, width)
    count = 1 + int(np.ceil((long / size - 1) / (1 - overlap) - 1e-6)) if long > size else 1
    starts = np.linspace(0, long - size, count).round().astype(int).tolist()
    return [(start, 0) if height > width else (0, start) for start in starts]


def _without_overlaps(faces: list[Face], most_overlap: float = 0.2) -> list[Face]:
    kept: list[Face] = []
    for face in sorted(faces, key=lambda one: -one.score):
        if all(_intersection_over_smaller(face, other) < most_overlap for other in kept):
            kept.append(face)
    return kept


def _intersection_over_smaller(one: Face, other: Face) -> float:
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    if width <= 0 or height <= 0:
        return 0.0
    smaller = min(one.width * one.height, other.width * other.height)
    return width * height / max(smaller, 1e-9)
