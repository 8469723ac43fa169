"""Thin, high-contrast marks of a frame: what text is made of, and cheap to follow over time.

A pixel is a bright (dark) stroke when it is brighter (darker) than the mean of its surroundings by
a fixed step. Flat areas, shadows and soft gradients have none, so lighting and slow fades of a
background do not count; letters of either polarity do, down to about 28 pixels of size in 1080p.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]
"""0 or 255 for each pixel."""

LONG_SIDE = 640
_SURROUNDINGS = 11
_STEP = 22
_CROSS = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))


@dataclass(frozen=True, slots=True)
class Strokes:
    """Bright and dark strokes of one frame, as masks of equal shape (rows, columns)."""

    bright: Mask
    dark: Mask

    @property
    def any(self) -> Mask:
        return _mask(cv2.bitwise_or(self.bright, self.dark))

    def also_in(self, other: "Strokes") -> Mask:
        """Strokes of this frame that `other` has too, within a pixel."""
        bright = cv2.bitwise_and(self.bright, cv2.dilate(other.bright, _CROSS))
        dark = cv2.bitwise_and(self.dark, cv2.dilate(other.dark, _CROSS))
        return _mask(cv2.bitwise_or(bright, dark))

    def beyond(self, other: "Strokes") -> Mask:
        """Strokes of this frame where `other` has none of the kind, to the pixel."""
        bright = cv2.subtract(self.bright, other.bright)
        return _mask(cv2.bitwise_or(bright, cv2.subtract(self.dark, other.dark)))

    def signed(self, area: tuple[slice, slice]) -> NDArray[np.float32]:
        """A crop with bright strokes at 1, dark ones at -1 and the rest at 0."""
        crop = cv2.subtract(self.bright[area], self.dark[area], dtype=cv2.CV_32F)
        return np.asarray(crop, dtype=np.float32) * np.float32(1 / 255)

    def paste(self, other: "Strokes", area: tuple[slice, slice]) -> None:
        """Overwrite an area with that of `other`, in place."""
        self.bright[area] = other.bright[area]
        self.dark[area] = other.dark[area]

    def clear(self, mask: Mask, area: tuple[slice, slice]) -> None:
        """Take away the strokes of an area where its `mask` is set, in place."""
        self.bright[area][mask > 0] = 0
        self.dark[area][mask > 0] = 0

    def move(self, area: tuple[slice, slice], shift: tuple[int, int]) -> None:
        """Shift what lies in an area by (columns, rows), in place; what comes in is empty."""
        matrix = np.array([[1, 0, shift[0]], [0, 1, shift[1]]], dtype=np.float32)
        for mask in (self.bright, self.dark):
            crop = mask[area]
            mask[area] = cv2.warpAffine(
                crop, matrix, (crop.shape[1], crop.shape[0]), flags=cv2.INTER_NEAREST
            )

    def copy(self) -> "Strokes":
        return Strokes(self.bright.copy(), self.dark.copy())

    def within(self, mask: Mask) -> "Strokes":
        """Only the strokes where `mask` is set."""
        return Strokes(
            _mask(cv2.bitwise_and(self.bright, mask)), _mask(cv2.bitwise_and(self.dark, mask))
        )


def look_size(width: int, height: int) -> tuple[int, int]:
    """(width, height) at which a frame is looked at: at most LONG_SIDE, never enlarged."""
    scale = min(1.0, LONG_SIDE / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def look_of(luma: Mask) -> Mask:
    """A luma plane (height, width) shrunk to `look_size`."""
    height, width = luma.shape
    size = look_size(width, height)
    if size == (width, height):
        return luma.copy()
    if (width, height) == (3 * size[0], 3 * size[1]):
        # The same means as below but for rounding, of the commonest size, in a third of the time.
        rows = cv2.addWeighted(luma[0::3], 1 / 3, luma[2::3], 1 / 3, 0)
        rows = cv2.addWeighted(rows, 1, luma[1::3], 1 / 3, 0)
        return _mask(cv2.blur(rows, (3, 1))[:, 1::3].copy())
    return _mask(cv2.resize(luma, size, interpolation=cv2.INTER_AREA))


def strokes(look: Mask) -> tuple[Strokes, Mask]:
    """Strokes of a plane at `look_size`, and by how much each pixel differs from its
    surroundings (0-255)."""
    mean = cv2.blur(look, (_SURROUNDINGS, _SURROUNDINGS))
    above, below = cv2.subtract(look, mean), cv2.subtract(mean, look)
    _, bright = cv2.threshold(above, _STEP, 255, cv2.THRESH_BINARY)
    _, dark = cv2.threshold(below, _STEP, 255, cv2.THRESH_BINARY)
    return Strokes(_mask(bright), _mask(dark)), _mask(cv2.max(above, below))


def _mask(image: object) -> Mask:
    """OpenCV's stubs promise less than its functions keep: these return uint8 for uint8."""
    assert isinstance(image, np.ndarray)
    return image
