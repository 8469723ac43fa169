"""Takes away what a re-upload puts around a picture: bars, borders, blurred fill."""

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.media.frame import Pixels

_LONGEST_SIDE = 256
_PLAIN_SPREAD = 10.0
_SMALLEST_SHARE = 0.3
_SMALLEST_SIDE = 8
_ROUNDS = 4
_SOFT_DETAIL = 0.2
_LOPSIDED = 1.3


def trimmed(pixels: Pixels) -> Pixels:
    """The picture without plain bars or soft (blurred) side strips at its edges.

    A picture that would lose more than 70 % of a side is given back whole: it is a plain picture
    with something small on it, not a picture in bars.
    """
    height, width = pixels.shape[:2]
    scale = min(1.0, _LONGEST_SIDE / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    gray = cv2.cvtColor(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    top, bottom, left, right = 0, gray.shape[0], 0, gray.shape[1]
    for _ in range(_ROUNDS):
        inner = np.asarray(gray[top:bottom, left:right], np.float32)
        if min(inner.shape) < _SMALLEST_SIDE:
            break
        first, last = _kept(inner)
        from_left, to_right = _kept(inner[first:last].T)
        kept = (first, last, from_left, to_right)
        top, bottom, left, right = top + first, top + last, left + from_left, left + to_right
        if kept == (0, inner.shape[0], 0, inner.shape[1]):
            break
    if (bottom - top) < _SMALLEST_SHARE * size[1] or (right - left) < _SMALLEST_SHARE * size[0]:
        return pixels
    rows = (round(top / size[1] * height), round(bottom / size[1] * height))
    columns = (round(left / size[0] * width), round(right / size[0] * width))
    return np.ascontiguousarray(pixels[rows[0] : rows[1], columns[0] : columns[1]])


def _kept(gray: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> tuple[int, int]:
    """First and last row that are neither plain nor soft beside the sharp middle."""
    spread = np.percentile(gray, 95, axis=1) - np.percentile(gray, 5, axis=1)
    plain = spread < _PLAIN_SPREAD
    # Edges have a second derivative, blur has next to none, however colourful it is.
    detail = np.abs(cv2.Laplacian(gray, cv2.CV_32F)).mean(axis=1)
    middle = float(np.median(detail[len(detail) // 4 : -(len(detail) // 4) or None]))
    soft = detail < _SOFT_DETAIL * middle
    if plain.all():
        return 0, len(plain)
    first, last = _inside(plain)
    above, below = _inside(plain | soft)
    above, below = above - first, last - below
    # Blurred fill stands on both sides alike; a picture's own soft part seldom does.
    if min(above, below) > 0 and max(above, below) <= _LOPSIDED * min(above, below) + 2:
        return first + above, last - below
    return first, last


def _inside(bare: NDArray[np.bool_]) -> tuple[int, int]:
    """First row that is not bare, and the one after the last; all rows where all are bare."""
    if bare.all():
        return 0, len(bare)
    return int(np.argmin(bare)), len(bare) - int(np.argmin(bare[::-1]))
