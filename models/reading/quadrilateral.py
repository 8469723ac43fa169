"""Four-sided outlines of lines seen from the side, where a rectangle does not fit."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Quad = NDArray[np.float32]
PARALLEL = 1e-6


def enclosing_quad(points: Any) -> Quad | None:
    """A small quadrilateral round points, (4, 2) in their order round it; None if there is none.

    Sides of the convex hull are dropped, their neighbours prolonged until they meet, each time the
    side that adds the least area, until four are left.
    """
    hull = cv2.convexHull(np.asarray(points, np.float32)).reshape(-1, 2).astype(np.float64)
    corners = list(hull)
    while len(corners) > 4:
        cheapest = min(
            (one for index in range(len(corners)) if (one := _without_side(corners, index))),
            key=lambda one: one[0],
            default=None,
        )
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
    meetings = [_meeting(moved[i - 1], along[i - 1], moved[i], along[i]) for i in range(4)]
    if any(meeting is None for meeting in meetings):
        return None
    return np.array(meetings, np.float32)


def _without_side(corners: list[Any], index: int) -> tuple[float, int, Any] | None:
    """Added area, index and new corner when the side that begins at `index` is dropped."""
    count = len(corners)
    before, start, end, after = (corners[(index + step) % count] for step in (-1, 0, 1, 2))
    forth, back = start - before, end - after
    meeting = _meeting(start, forth, end, back)
    if meeting is None or (meeting - start) @ forth < 0 or (meeting - end) @ back < 0:
        return None
    side, reach = end - start, meeting - start
    return abs(float(side[0] * reach[1] - side[1] * reach[0])) / 2, index, meeting


def _meeting(first: Any, along: Any, second: Any, other: Any) -> Any:
    """Where two lines, a point and a direction each, meet; None if they are parallel."""
    cross = along[0] * other[1] - along[1] * other[0]
    if abs(cross) < PARALLEL:
        return None
    offset = second - first
    return first + along * (offset[0] * other[1] - offset[1] * other[0]) / cross
