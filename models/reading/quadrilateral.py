"""Four-sided outlines of lines seen from the side, where a rectangle does not fit."""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Quad = NDArray[np.float32]
Corner = tuple[float, float]
"""Plain numbers: for so few of them they are ten times as fast as arrays."""
PARALLEL = 1e-6


def enclosing_quad(points: Any) -> Quad | None:
    """A small quadrilateral round points, (4, 2) in their order round it; None if there is none.

    Sides of the convex hull are dropped, their neighbours prolonged until they meet, each time the
    side that adds the least area, until four are left.
    """
    hull = cv2.convexHull(np.asarray(points, np.float32)).reshape(-1, 2)
    corners: list[Corner] = [(float(x), float(y)) for x, y in hull]
    while len(corners) > 4:
        options = (_without_side(corners, index) for index in range(len(corners)))
        cheapest = min((one for one in options if one), default=None)
        if cheapest is None:
            return None
        _, index, meeting = cheapest
        corners[index] = meeting
        del corners[(index + 1) % len(corners)]
    return np.array(corners, np.float32) if len(corners) == 4 else None


def pushed_out(quad: Quad, distance: float) -> Quad | None:
    """The quadrilateral with each side moved outwards by `distance`; None if it degenerates."""
    corners = quad.astype(np.float64)
    sides = np.roll(corners, -1, axis=0) - corners
    lengths = np.linalg.norm(sides, axis=1, keepdims=True)
    if lengths.min() < PARALLEL:
        return None
    along = sides / lengths
    outwards = np.stack([along[:, 1], -along[:, 0]], axis=1)
    towards_centre = ((corners.mean(axis=0) - corners) * outwards).sum(axis=1, keepdims=True) > 0
    moved = corners + np.where(towards_centre, -outwards, outwards) * distance
    ways = list(zip(moved.tolist(), along.tolist(), strict=True))
    meetings = [_meeting(*ways[i - 1], *ways[i]) for i in range(4)]
    if any(meeting is None for meeting in meetings):
        return None
    return np.array(meetings, np.float32)


def _without_side(corners: Sequence[Corner], index: int) -> tuple[float, int, Corner] | None:
    """Added area, index and new corner when the side that begins at `index` is dropped."""
    before, start = corners[index - 1], corners[index]
    end, after = corners[(index + 1) % len(corners)], corners[(index + 2) % len(corners)]
    forth = (start[0] - before[0], start[1] - before[1])
    back = (end[0] - after[0], end[1] - after[1])
    meeting = _meeting(start, forth, end, back)
    if meeting is None:
        return None
    reach = (meeting[0] - start[0], meeting[1] - start[1])
    beyond = (meeting[0] - end[0]) * back[0] + (meeting[1] - end[1]) * back[1]
    if reach[0] * forth[0] + reach[1] * forth[1] < 0 or beyond < 0:
        return None
    side = (end[0] - start[0], end[1] - start[1])
    return abs(side[0] * reach[1] - side[1] * reach[0]) / 2, index, meeting


def _meeting(first: Corner, along: Corner, second: Corner, other: Corner) -> Corner | None:
    """Where two lines, a point and a direction each, meet; None if they are parallel."""
    cross = along[0] * other[1] - along[1] * other[0]
    if abs(cross) < PARALLEL:
        return None
    across, down = second[0] - first[0], second[1] - first[1]
    share = (across * other[1] - down * other[0]) / cross
    return first[0] + along[0] * share, first[1] + along[1] * share
