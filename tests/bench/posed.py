"""Lines of text that move, turn, grow and blink while they are on screen."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from tests.bench.lettered import Lettered, Pixels


@dataclass(frozen=True)
class Attitude:
    """How a line lies: pixels right and down of its place, scale, degrees anticlockwise, and its
    opacity 0-1."""

    right: float = 0.0
    down: float = 0.0
    scale: float = 1.0
    angle: float = 0.0
    opacity: float = 1.0


Pose = Callable[[float], Attitude]
"""The attitude at so many seconds after a line came."""


@dataclass(frozen=True)
class Posed:
    """A line on screen from `start` to `end` (seconds), about `place` in pixels."""

    line: Lettered
    start: float
    end: float
    place: tuple[float, float]
    pose: Pose

    def paint(self, picture: Pixels, time: float) -> None:
        """Lay the line over `picture`, in place."""
        if not self.start <= time < self.end:
            return
        at = self.pose(time - self.start)
        if at.opacity <= 0 or at.scale <= 0:
            return
        width, height = self.line.size
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), at.angle, at.scale)
        matrix[0, 2] += self.place[0] + at.right - width / 2
        matrix[1, 2] += self.place[1] + at.down - height / 2
        corners = (
            np.array([[0, 0, 1], [width, 0, 1], [0, height, 1], [width, height, 1]]) @ matrix.T
        )
        left, top = np.floor(corners.min(axis=0)).astype(int) - 1
        right, bottom = np.ceil(corners.max(axis=0)).astype(int) + 1
        left, top = max(0, int(left)), max(0, int(top))
        right, bottom = min(picture.shape[1], int(right)), min(picture.shape[0], int(bottom))
        if left >= right or top >= bottom:
            return
        matrix[:, 2] -= (left, top)
        size = (right - left, bottom - top)
        share = cv2.warpAffine(self.line.cover, matrix, size)[..., None] * np.float32(at.opacity)
        pixels = cv2.warpAffine(self.line.pixels, matrix, size, borderMode=cv2.BORDER_REPLICATE)
        under = picture[top:bottom, left:right]
        under[:] = (under * (1 - share) + pixels * share + 0.5).astype(np.uint8)
