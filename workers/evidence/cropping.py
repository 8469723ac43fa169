"""Which part of a very tall or wide picture to show, and the small view of the whole beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from workers.media.frame import Pixels
from workers.report import Polygon

LONGEST_RATIO = 2.2
"""A picture longer than this times its breadth is shown in part."""

_WINDOW_RATIO = 1.25
_OVERVIEW_SHARE = 0.22
_GAP = 10
_GROUND = 236


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a picture in pixels; `right` and `bottom` are exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    def covers(self, width: int, height: int) -> bool:
        return (self.left, self.top, self.right, self.bottom) == (0, 0, width, height)


def window_around(width: int, height: int, polygons: Sequence[Polygon]) -> Window:
    """The whole picture, or for a long one the part around the polygons with room about them."""
    whole = Window(0, 0, width, height)
    if not polygons or max(width, height) <= LONGEST_RATIO * min(width, height):
        return whole
    if height >= width:
        top, bottom = _span([y for p in polygons for _, y in p], height, width)
        return Window(0, top, width, bottom)
    left, right = _span([x for p in polygons for x, _ in p], width, height)
    return Window(left, 0, right, height)


def in_one_view(
    width: int, height: int, outlines: Mapping[int, Sequence[tuple[float, float]]]
) -> list[list[int]]:
    """Keys of the outlines, in groups that one still can show without becoming too long."""
    if max(width, height) <= LONGEST_RATIO * min(width, height):
        return [list(outlines)]
    axis = 1 if height >= width else 0
    room = _WINDOW_RATIO * min(width, height) / max(width, height)
    groups: list[list[int]] = []
    first = 0.0
    for key in sorted(outlines, key=lambda k: min(point[axis] for point in outlines[k])):
        end = max(point[axis] for point in outlines[key])
        if groups and end - first <= room:
            groups[-1].append(key)
        else:
            groups.append([key])
            first = min(point[axis] for point in outlines[key])
    return groups


def _span(positions: list[float], length: int, breadth: int) -> tuple[int, int]:
    first, last = min(positions) * length, max(positions) * length
    size = min(length, round(max(breadth * _WINDOW_RATIO, (last - first) * 1.3)))
    start = min(max(0, round((first + last - size) / 2)), length - size)
    return start, start + size


def overview_beside(
    shown: Pixels, whole: Pixels, window: Window, colour: tuple[int, int, int]
) -> Pixels:
    """`shown` with the whole picture small beside it (under it, if wide), its window marked."""
    height, width = whole.shape[:2]
    tall = height >= width
    limit = shown.shape[0] if tall else shown.shape[1]
    across = round((shown.shape[1] if tall else shown.shape[0]) * _OVERVIEW_SHARE)
    scale = min(limit / max(height, width), max(across, 24) / min(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    corners = [round(v * scale) for v in (window.left, window.top, window.right, window.bottom)]
    cv2.rectangle(small, (corners[0], corners[1]), (corners[2] - 1, corners[3] - 1), colour, 2)
    if tall:
        sheet_size = (max(shown.shape[0], size[1]), shown.shape[1] + _GAP + size[0], 3)
        corner = (0, shown.shape[1] + _GAP)
    else:
        sheet_size = (shown.shape[0] + _GAP + size[1], max(shown.shape[1], size[0]), 3)
        corner = (shown.shape[0] + _GAP, 0)
    sheet = np.full(sheet_size, _GROUND, dtype=np.uint8)
    sheet[: shown.shape[0], : shown.shape[1]] = shown
    sheet[corner[0] : corner[0] + size[1], corner[1] : corner[1] + size[0]] = small
    return sheet
