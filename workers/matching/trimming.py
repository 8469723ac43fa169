"""Finds what a re-upload puts around a picture: bars, borders, blurred fill.

Bars are rows and columns of one colour. Taking them away from a picture in bars and from the
picture itself gives the same, since the picture's own plain edges go too. That does not hold for
blurred fill: it has many colours, as a picture's own soft edges have, and both end where something
sharp begins. So what is left without fill is one more way to look at the picture, not the only one.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.media.frame import Pixels

_LONGEST_SIDE = 256
_PLAIN_SPREAD = 10.0
_SMALLEST_SHARE = 0.3
_SMALLEST_SIDE = 16
_ROUNDS = 6
_NARROWEST_FILL = 5
_WIDEST_FILL = 0.4
_SEAM_WITHIN = 7
_SMOOTHING = 1.0
_FILL_BENDS = 0.5

Plane = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a picture: left, top, right and bottom in shares (0-1) of its width and height."""

    left: float
    top: float
    right: float
    bottom: float

    def cut(self, pixels: Pixels) -> Pixels:
        """That part of the picture."""
        height, width = pixels.shape[:2]
        rows = slice(round(self.top * height), round(self.bottom * height))
        columns = slice(round(self.left * width), round(self.right * width))
        return np.ascontiguousarray(pixels[rows, columns])

    def seen_from(self, part: "Box") -> "Box":
        """The same place in shares of that part, outside which it may reach."""
        width, height = part.right - part.left, part.bottom - part.top
        return Box(
            (self.left - part.left) / width,
            (self.top - part.top) / height,
            (self.right - part.left) / width,
            (self.bottom - part.top) / height,
        )

    def mirrored(self) -> "Box":
        """The same place in the mirror image."""
        return Box(1 - self.right, self.top, 1 - self.left, self.bottom)


WHOLE: Final = Box(0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Trimmed:
    """What is left of a picture without bars, and then without blurred fill too; `WHOLE`, or the
    same as the one before, where there is none."""

    within_bars: Box
    within_fill: Box

    def share(self) -> float:
        """How much of the longest side within bars is within fill."""
        inside = self.within_fill.seen_from(self.within_bars)
        return max(inside.right - inside.left, inside.bottom - inside.top)


def trimmed(pixels: Pixels) -> Trimmed:
    """Find bars and fill around a picture.

    They are left where less than 30 % of a side would remain: that is a plain picture with
    something small on it, not a picture in bars.
    """
    height, width = pixels.shape[:2]
    scale = min(1.0, _LONGEST_SIDE / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    small = cv2.cvtColor(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    gray = np.asarray(small, np.float32)
    whole = _Part(0, gray.shape[0], 0, gray.shape[1])
    within_bars = _unless_small(_without_bars(gray, whole), whole)
    within_fill = _unless_small(_without_bars(gray, _without_fill(gray, within_bars)), within_bars)
    return Trimmed(within_bars.box(gray), within_fill.box(gray))


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows and columns of the small picture."""

    top: int
    bottom: int
    left: int
    right: int

    def of(self, gray: Plane) -> Plane:
        return gray[self.top : self.bottom, self.left : self.right]

    def within(self, top: int, bottom: int, left: int, right: int) -> "_Part":
        """A part of this part."""
        return _Part(self.top + top, self.top + bottom, self.left + left, self.left + right)

    def box(self, gray: Plane) -> Box:
        height, width = gray.shape
        return Box(self.left / width, self.top / height, self.right / width, self.bottom / height)


def _unless_small(part: _Part, around: _Part) -> _Part:
    height, width = around.bottom - around.top, around.right - around.left
    tall = part.bottom - part.top >= _SMALLEST_SHARE * height
    return part if tall and part.right - part.left >= _SMALLEST_SHARE * width else around


def _without_bars(gray: Plane, part: _Part) -> _Part:
    for _ in range(_ROUNDS):
        inner = part.of(gray)
        if min(inner.shape) < _SMALLEST_SIDE:
            break
        first, last = _not_plain(inner)
        left, right = _not_plain(inner[first:last].T)
        if (first, last, left, right) == (0, inner.shape[0], 0, inner.shape[1]):
            break
        part = part.within(first, last, left, right)
    return part


def _not_plain(gray: Plane) -> tuple[int, int]:
    """The first row of more than one colour and the one after the last; all where all are plain."""
    low, high = np.percentile(gray, (5, 95), axis=1)
    plain = high - low < _PLAIN_SPREAD
    if plain.all():
        return 0, len(plain)
    return int(np.argmin(plain)), len(plain) - int(np.argmin(plain[::-1]))


def _without_fill(gray: Plane, part: _Part) -> _Part:
    inner = part.of(gray)
    if min(inner.shape) < _SMALLEST_SIDE:
        return part
    rows, columns = _between_seams(inner), _between_seams(inner.T)
    return part.within(*(rows or (0, inner.shape[0])), *(columns or (0, inner.shape[1])))


def _between_seams(gray: Plane) -> tuple[int, int] | None:
    """The rows between two strips of fill, equally high at both ends; None where there are none.

    The strips end where the first of them meets something: the seam of the other may not show.
    """
    height = len(gray)
    calm = _calm(gray)
    ends = [int(np.argmin(rows)) if not rows.all() else height for rows in (calm, calm[::-1])]
    strip = min(ends)
    if not _NARROWEST_FILL <= strip <= _WIDEST_FILL * height:
        return None
    rows = gray if ends[0] == strip else gray[::-1]
    steps = np.abs(np.diff(rows[strip : strip + _SEAM_WITHIN], axis=0)).mean(axis=1)
    seam = strip + 1 + int(np.argmax(steps))
    return seam, height - seam


def _calm(gray: Plane) -> NDArray[np.bool_]:
    """Rows without edges. Blur bends little where it rises, however colourful it is; edges bend as
    much as they rise. Compression adds less than one gray of either."""
    smooth = cv2.GaussianBlur(gray, (0, 0), _SMOOTHING)
    bends = np.abs(cv2.Laplacian(smooth, cv2.CV_32F)).mean(axis=1)
    down, across = np.gradient(smooth)
    rises = np.hypot(down, across).mean(axis=1)
    return np.asarray(bends <= _FILL_BENDS * (rises + 1))
