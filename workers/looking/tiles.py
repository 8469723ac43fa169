"""Long pictures, such as screenshots of whole pages, are looked at piece by piece."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from workers.media.frame import Pixels
from workers.report import Polygon

_LONGEST = 2.2
_TILE = 1.5
_OVERLAP = 0.3


@dataclass(frozen=True, slots=True)
class Tile:
    """A piece of a picture; its place is 0-1 of the whole."""

    pixels: Pixels
    left: float
    top: float
    width: float
    height: float

    def on_whole(self, polygon: Polygon) -> Polygon:
        """A polygon of this piece in the coordinates of the whole picture."""
        return [
            (min(1.0, self.left + x * self.width), min(1.0, self.top + y * self.height))
            for x, y in polygon
        ]


def reduced(pixels: Pixels, side: int) -> Pixels:
    """The picture with at most `side` pixels on its longer side."""
    scale = side / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def tiles(pixels: Pixels) -> Iterator[Tile]:
    """The picture itself, or overlapping pieces when one side is over 2.2 times the other."""
    height, width = pixels.shape[:2]
    short, long = min(height, width), max(height, width)
    if long <= _LONGEST * short:
        yield Tile(pixels, 0.0, 0.0, 1.0, 1.0)
        return
    size = min(long, round(_TILE * short))
    count = 1 + int(np.ceil((long - size) / (size * (1 - _OVERLAP))))
    for start in np.linspace(0, long - size, count).round().astype(int).tolist():
        if height > width:
            piece = pixels[start : start + size]
            yield Tile(piece, 0.0, start / height, 1.0, size / height)
        else:
            piece = pixels[:, start : start + size]
            yield Tile(piece, start / width, 0.0, size / width, 1.0)
