"""Marking a place on a frame: a visible box around the words that leaves them untouched."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.evidence.cropping import Window, overview_beside, window_around
from workers.media.frame import Frame, Pixels
from workers.report import Polygon

MAX_SIDE = 1600
_BOX = (38, 24, 226)
_EDGE = (255, 255, 255)
_DARK = (24, 20, 20)


@dataclass(frozen=True, slots=True)
class _Pen:
    """Line widths and padding in pixels, in proportion to the picture that will be shown."""

    line: int
    pad: float

    @classmethod
    def for_size(cls, width: int, height: int) -> "_Pen":
        shown = min(width, height)
        return cls(line=max(2, round(shown / 220)), pad=max(4.0, shown / 90))


def boxed_still(frame: Frame, polygons: Sequence[Polygon]) -> Pixels:
    """A copy of the frame with each polygon boxed, no side longer than `MAX_SIDE`.

    `polygons` are normalised 0-1. Of a very tall or wide picture the part around the polygons is
    shown, beside a small view of the whole with that part marked. Returns BGR uint8.
    """
    window = window_around(frame.width, frame.height, polygons)
    part = frame.pixels[window.top : window.bottom, window.left : window.right]
    scale = min(1.0, MAX_SIDE / max(part.shape[:2]))
    shown = _resized(part, scale)
    pen = _Pen.for_size(shown.shape[1], shown.shape[0])
    for polygon in polygons:
        _draw_box(shown, _corners(polygon, frame, window, scale, pen.pad), pen.line)
    if window.covers(frame.width, frame.height):
        return shown
    return overview_beside(shown, frame.pixels, window, _BOX)


def contrast_inside(frame: Frame, polygon: Polygon) -> float:
    """Standard deviation of grey values inside the polygon's bounds: how well words stand out."""
    xs = [x for x, _ in polygon]
    ys = [y for _, y in polygon]
    left, right = (round(v * frame.width) for v in (min(xs), max(xs)))
    top, bottom = (round(v * frame.height) for v in (min(ys), max(ys)))
    part = frame.pixels[max(0, top) : max(bottom, top + 1), max(0, left) : max(right, left + 1)]
    if part.size == 0:
        return 0.0
    return float(cv2.cvtColor(part, cv2.COLOR_BGR2GRAY).std())


def _resized(part: Pixels, scale: float) -> Pixels:
    if scale >= 1.0:
        return part.copy()
    size = (max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale)))
    return np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _corners(
    polygon: Polygon, frame: Frame, window: Window, scale: float, pad: float
) -> NDArray[np.int32]:
    """Corners of the turned rectangle around the polygon, `pad` pixels outside of it."""
    points = np.array(
        [
            (
                (x * frame.width - window.left) * scale,
                (y * frame.height - window.top) * scale,
            )
            for x, y in polygon
        ],
        dtype=np.float32,
    )
    centre, (width, height), angle = cv2.minAreaRect(points)
    grown = (centre, (width + 2 * pad, height + 2 * pad), angle)
    return np.asarray(cv2.boxPoints(grown).round(), dtype=np.int32)


def _draw_box(picture: Pixels, corners: NDArray[np.int32], line: int) -> None:
    """Red between white and dark, so that it stands out on any ground."""
    for colour, width in ((_DARK, line + 4), (_EDGE, line + 2), (_BOX, line)):
        cv2.polylines(picture, [corners], True, colour, width, cv2.LINE_AA)
