"""Marking a place on a frame: a visible box around the words that leaves them untouched."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.evidence.cropping import Window, overview_beside, window_around
from workers.evidence.passages import joined_lines
from workers.media.frame import Frame, Pixels
from workers.report import Polygon

MAX_SIDE = 1600
_MARK = (38, 24, 226)
_COLOURS = (_MARK, (0, 230, 255), (255, 90, 20), (40, 220, 60))
_ENOUGH = 150.0
_EDGE = (255, 255, 255)
_DARK = (24, 20, 20)


def boxed_still(frame: Frame, polygons: Sequence[Polygon]) -> Pixels:
    """A copy of the frame with each polygon boxed, no side longer than `MAX_SIDE`.

    `polygons` are normalised 0-1. Of a very tall or wide picture the part around the polygons is
    shown, beside a small view of the whole with that part marked. Returns BGR uint8.
    """
    window = window_around(frame.width, frame.height, polygons)
    part = frame.pixels[window.top : window.bottom, window.left : window.right]
    scale = min(1.0, MAX_SIDE / max(part.shape[:2]))
    shown = _resized(part, scale)
    for polygon in joined_lines(polygons):
        corners, line = _corners(polygon, frame, window, scale)
        _draw_box(shown, corners, _standing_out(shown, corners, line), line)
    if window.covers(frame.width, frame.height):
        return shown
    return overview_beside(shown, frame.pixels, window, _MARK)


def contrast_inside(frame: Frame, polygons: Sequence[Polygon]) -> float:
    """`contrast` within the bounds of the polygons: how well the words there stand out."""
    xs = [x for polygon in polygons for x, _ in polygon]
    ys = [y for polygon in polygons for _, y in polygon]
    left, right = (round(v * frame.width) for v in (min(xs), max(xs)))
    top, bottom = (round(v * frame.height) for v in (min(ys), max(ys)))
    part = frame.pixels[max(0, top) : max(bottom, top + 1), max(0, left) : max(right, left + 1)]
    return contrast(part)


def contrast(pixels: Pixels) -> float:
    """Standard deviation of the grey values, 0 for an empty picture."""
    if pixels.size == 0:
        return 0.0
    return float(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY).std())


def _resized(part: Pixels, scale: float) -> Pixels:
    if scale >= 1.0:
        return part.copy()
    size = (max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale)))
    return np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _corners(
    polygon: Polygon, frame: Frame, window: Window, scale: float
) -> tuple[NDArray[np.int32], int]:
    """Corners of the turned rectangle around the polygon, a little outside of it, and the width of
    the line to draw. Small print gets a thin, close box that leaves its neighbours readable."""
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
    shown = scale * min(window.right - window.left, window.bottom - window.top)
    centre, (width, height), angle = cv2.minAreaRect(points)
    letters = min(width, height)
    line = max(2, min(round(shown / 170), round(letters / 8)))
    pad = min(max(4.0, shown / 110), max(3.0, 0.14 * letters)) + line / 2 + 1
    grown = (centre, (width + 2 * pad, height + 2 * pad), angle)
    return np.asarray(cv2.boxPoints(grown).round(), dtype=np.int32), line


def _standing_out(picture: Pixels, corners: NDArray[np.int32], line: int) -> tuple[int, int, int]:
    """The box colour that differs most from what lies under the box, red if it differs enough."""
    under = np.zeros(picture.shape[:2], dtype=np.uint8)
    cv2.polylines(under, [corners], True, 255, 3 * line)
    ground = np.array(cv2.mean(picture, under)[:3])
    distance = [float(np.linalg.norm(np.array(colour) - ground)) for colour in _COLOURS]
    if distance[0] >= _ENOUGH:
        return _MARK
    return _COLOURS[int(np.argmax(distance))]


def _draw_box(
    picture: Pixels, corners: NDArray[np.int32], colour: tuple[int, int, int], line: int
) -> None:
    """The colour between white and dark, so that its edge is seen on any ground."""
    for stroke, width in ((_DARK, line + 4), (_EDGE, line + 2), (colour, line)):
        cv2.polylines(picture, [corners], True, stroke, width, cv2.LINE_AA)
