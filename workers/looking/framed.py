"""Pairs of small pictures on a page: two of one size beside each other, or one that is a pair.

A page shows ground of one colour between its pictures; what is left when the ground is taken away
are boxes. Large panels that meet are found by `workers.looking.panels` without this.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.looking.panels import Panel, PanelPair, find_panels
from workers.looking.tiles import reduced
from workers.media.frame import Pixels

_WORK_SIDE = 480
_FLAT = 6
"""Grey levels between neighbours up to which a place is ground."""
_CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.uint8)
_LEAST_GROUND = 0.03
"""Share of the picture that connected ground must fill."""
_LEAST_SIDE = 0.1
"""Shorter side of a box as a share of the picture's longer side."""
_LARGEST = 0.7
"""Share of the picture from which a box is searched with the picture itself."""
_MOST_SEARCHED = 2
_LEAST_FILL = 0.88
"""Share of its box that a picture fills."""
_ROUND = np.pi / 4
_ROUND_ALIKE = 0.04
"""How far the share of its box that a round picture fills may be from a circle's."""
_LEAST_CONVEX = 0.97
_INSIDE = 0.68
"""Side of a box well within a round picture, as a share of the box around it."""
_ALIKE = 0.06
"""How far sizes and places of two boxes may differ, as a share of their size."""
_WIDEST_GAP = 0.35
_MOST_OF_ONE_SIZE = 3
"""More boxes of one size are the cards of a shop or of a team."""


@dataclass(frozen=True, slots=True)
class Framed:
    """A picture on a page: the box around it, and the part of the box that the picture fills, which
    is less where the picture is round."""

    box: Panel
    filled: Panel


def boxes_on_ground(pixels: Pixels) -> list[Framed]:
    """Small pictures on the ground of a (height, width, 3) BGR page, the largest first."""
    small = reduced(pixels, _WORK_SIDE)
    height, width = small.shape[:2]
    least = _LEAST_SIDE * max(height, width)
    content = (~_ground(small)).astype(np.uint8)
    content = np.asarray(cv2.morphologyEx(content, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)))
    outlines, _ = cv2.findContours(content, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = []
    for outline in outlines:
        x, y, w, h = cv2.boundingRect(outline)
        if min(w, h) < least:
            continue
        box = Panel(x / width, y / height, (x + w) / width, (y + h) / height)
        fill = cv2.contourArea(outline) / ((w - 1) * (h - 1))
        if fill >= _LEAST_FILL:
            boxes.append(Framed(box, box))
        elif abs(fill - _ROUND) <= _ROUND_ALIKE and _convex(outline):
            boxes.append(Framed(box, _within_round(box)))
    return sorted(boxes, key=lambda one: -float(np.prod(_size(one.box))))


def twins(boxes: Sequence[Framed]) -> Iterator[PanelPair]:
    """Two boxes of one size, side by side or one above the other; each is a panel."""
    for number, one in enumerate(boxes):
        if sum(_same_size(one.box, other.box) for other in boxes) > _MOST_OF_ONE_SIZE:
            continue
        for other in boxes[number + 1 :]:
            if not _same_size(one.box, other.box):
                continue
            pair = sorted((one, other), key=lambda one: one.box.left + one.box.top)
            first, second = pair[0].box, pair[1].box
            width, height = _size(first)
            beside = second.left - first.right
            below = second.top - first.bottom
            if (
                0 <= beside <= _WIDEST_GAP * width
                and abs(second.top - first.top) <= _ALIKE * height
            ):
                yield PanelPair("side by side", pair[0].filled, pair[1].filled, 1.0)
            elif (
                0 <= below <= _WIDEST_GAP * height
                and abs(second.left - first.left) <= _ALIKE * width
            ):
                yield PanelPair("stacked", pair[0].filled, pair[1].filled, 1.0)


def panels_within(boxes: Sequence[Framed], pixels: Pixels) -> Iterator[PanelPair]:
    """Panels that meet within one of the largest boxes."""
    small = [one.filled for one in boxes if np.prod(_size(one.box)) < _LARGEST]
    for box in small[:_MOST_SEARCHED]:
        width, height = _size(box)
        for pair in find_panels(np.ascontiguousarray(box.crop(pixels))):
            first, second = (
                Panel(
                    box.left + panel.left * width,
                    box.top + panel.top * height,
                    box.left + panel.right * width,
                    box.top + panel.bottom * height,
                )
                for panel in (pair.first, pair.second)
            )
            yield PanelPair(pair.axis, first, second, pair.strength)


def _convex(outline: cv2.typing.MatLike) -> bool:
    return cv2.contourArea(outline) >= _LEAST_CONVEX * cv2.contourArea(cv2.convexHull(outline))


def _within_round(box: Panel) -> Panel:
    """The part of the box around a round picture that shows nothing of the ground."""
    width, height = _size(box)
    across, down = width * (1 - _INSIDE) / 2, height * (1 - _INSIDE) / 2
    return Panel(box.left + across, box.top + down, box.right - across, box.bottom - down)


def _size(box: Panel) -> tuple[float, float]:
    return box.right - box.left, box.bottom - box.top


def _same_size(one: Panel, other: Panel) -> bool:
    sizes = zip(_size(one), _size(other), strict=True)
    return all(abs(a - b) <= _ALIKE * max(a, b) for a, b in sizes)


def _ground(small: Pixels) -> NDArray[np.bool_]:
    """Large connected places without change."""
    smooth = cv2.blur(small, (3, 3))
    channels = [cv2.morphologyEx(one, cv2.MORPH_GRADIENT, _CROSS) for one in cv2.split(smooth)]
    flat = cv2.max(cv2.max(channels[0], channels[1]), channels[2]) <= _FLAT
    _, numbers, facts, _ = cv2.connectedComponentsWithStats(flat.astype(np.uint8), connectivity=8)
    large = facts[:, cv2.CC_STAT_AREA] >= _LEAST_GROUND * flat.size
    large[0] = False
    return np.asarray(large[numbers], np.bool_)
