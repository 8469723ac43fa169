"""Which frames of a video are looked at: those that show another picture, not only other words.

Pictures are compared by the mean colours of 16 x 16 cells, with the last few that were looked at,
so that a scene that comes back is recognised. After a cut the first frame is looked at; what
changes without a cut (something comes into the picture, the camera moves) is looked at where it is
still there three seconds after the look before. A camera that moves changes every cell too, but it
shows much the same colours in other places; a cut shows other colours.
"""

from collections import deque
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.looking.timeline import Glimpse
from workers.media.frame import Frame, Pixels

_CELLS = 16
_SAMPLES = 96
"""Rows or columns, whichever are fewer, that are sampled for the cells."""
_OTHER_COLOUR = 24
"""Grey levels by which a cell must differ in a channel to count as changed."""
_OTHER_PICTURE = 1 / 16
"""Share of the cells that must have changed for another picture."""
_CUT = 0.5
"""Share of the cells that changed since the frame before, for a cut."""
_CUT_COLOURS = 8
"""Grey levels by which the colours of the whole picture, wherever they are, differ after a cut."""
_APART_MS = 3_000
"""On average between looks without a cut."""
_REMEMBERED = 8

Signature = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class _Look:
    signature: Signature
    seen: list[Glimpse]


class Attention:
    """Follows the frames of one file; `in_view` is what the look that fits the last one showed."""

    def __init__(self) -> None:
        self.in_view: list[Glimpse] = []
        self._looks: deque[_Look] = deque(maxlen=_REMEMBERED)
        self._before: Signature | None = None
        self._signature: Signature | None = None
        self._due_ms = 0

    def wanted(self, frame: Frame) -> bool:
        """Whether the next frame is to be looked at. Every page of a still picture is."""
        self._before, self._signature = self._signature, signature(frame.pixels)
        if not frame.shown_to_ms or self._before is None:
            return True
        nearest, least = None, 1.0
        for look in self._looks:
            share = changed(look.signature, self._signature)
            if share < least:
                nearest, least = look, share
        if nearest is not None and least < _OTHER_PICTURE:
            self.in_view = nearest.seen
            return False
        return frame.shown_to_ms >= self._due_ms or is_cut(self._before, self._signature)

    def looked(self, frame: Frame, seen: list[Glimpse]) -> None:
        """`seen` is what a look at the frame that was wanted showed."""
        assert self._signature is not None
        self.in_view = seen
        self._looks.append(_Look(self._signature, seen))
        self._due_ms = max(self._due_ms, frame.shown_from_ms) + _APART_MS


def signature(pixels: Pixels) -> Signature:
    """Mean colours of the cells of a (height, width, 3) BGR picture, (16, 16, 3)."""
    step = max(1, min(pixels.shape[:2]) // _SAMPLES)
    sampled = np.ascontiguousarray(pixels[::step, ::step])
    return cv2.resize(sampled, (_CELLS, _CELLS), interpolation=cv2.INTER_AREA).astype(np.int16)


def changed(one: Signature, other: Signature) -> float:
    """Share of the cells, 0-1, that differ in colour."""
    return float((np.abs(one - other).max(axis=2) > _OTHER_COLOUR).mean())


def is_cut(before: Signature, after: Signature) -> bool:
    """Whether one picture gave way to another, rather than moved."""
    if changed(before, after) < _CUT:
        return False
    colours = (np.sort(one.reshape(-1, 3), axis=0) for one in (before, after))
    return float(np.abs(np.subtract(*colours)).mean()) >= _CUT_COLOURS
