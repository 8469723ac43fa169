"""Two-panel compositions: two pictures of the same size side by side, or one above the other.

A seam is a straight edge along one axis that does not belong to the subject: over a long run of
rows the picture changes across it, and both sides reach equally far from it. Whether the two
panels show the same kind of thing is told by their colours and by what a network sees in them
(`workers.looking.before_after`).
"""

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.looking.tiles import reduced
from workers.media.frame import Pixels

Axis = Literal["side by side", "stacked"]

_WORK_SIDE = 480
_LEAST_STEP = 7.0
"""Grey levels across a seam that count as a change."""
_CLEAR_END = 0.5
"""Share of its width over which a panel's upper and lower edge must show."""
_LEAST_PANEL = 0.22
"""Shorter side of a panel as a share of the picture's longer side."""
_WIDEST_GUTTER = 0.04
_ASPECT = (0.4, 1.9)
_LEAST_PICTURE = 32
_MOST_HIDDEN = 0.4
"""Share of a seam that a badge, an arrow or a band over its middle may hide."""
_LEAST_END = 0.2
"""Share of a seam that must show on either side of what hides it."""
_OVER_SEAM = 6
"""Pixels on either side of a seam in which the outline of what hides it is looked for."""
_NEAR_END = 6
"""Rows from the end of a run within which it must lie."""
_OUTLINE = 0.8
"""Share of those columns that it must cross."""
_MOST_MISSING = 4
"""Rows in which a seam may be hidden before it counts as ended."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A box, 0-1 of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    def crop(self, pixels: Pixels) -> Pixels:
        """The pixels of this panel."""
        height, width = pixels.shape[:2]
        rows = slice(round(self.top * height), max(round(self.bottom * height), 1))
        columns = slice(round(self.left * width), max(round(self.right * width), 1))
        return pixels[rows, columns]


@dataclass(frozen=True, slots=True)
class PanelPair:
    """Two panels that meet at a seam; `strength` is the share of rows where the seam shows, less
    where the panels have no clear upper and lower edge."""

    axis: Axis
    first: Panel
    second: Panel
    strength: float


def find_panels(pixels: Pixels) -> list[PanelPair]:
    """Pairs of panels of a (height, width, 3) BGR picture, the clearest first."""
    small = reduced(pixels, _WORK_SIDE)
    if min(small.shape[:2]) < _LEAST_PICTURE:
        return []
    turned = np.asarray(cv2.transpose(small), np.uint8)
    beside, above = _step_across(small), _step_across(turned)
    pairs = [_pair(seam, small.shape, "side by side") for seam in _vertical_seams(beside, above.T)]
    pairs += [_pair(seam, turned.shape, "stacked") for seam in _vertical_seams(above, beside.T)]
    return sorted(pairs, key=lambda pair: -pair.strength)


@dataclass(frozen=True, slots=True)
class _Seam:
    """A vertical seam between columns `left` and `right` (a gutter lies between them)."""

    left: int
    right: int
    top: int
    bottom: int
    reach: int
    strength: float


def _vertical_seams(step: NDArray[np.float32], across: NDArray[np.float32]) -> list[_Seam]:
    height, width = step.shape
    columns = _seam_columns(step)
    seams = []
    for left, right in _gutters(columns, round(_WIDEST_GUTTER * max(height, width))):
        seam = _measure(step, across, left, right)
        if seam is not None:
            seams.append(seam)
    return _best_of_neighbours(seams)


def _step_across(picture: Pixels) -> NDArray[np.float32]:
    """How much the picture changes from column x - 1 to column x + 1, (height, width)."""
    smooth = cv2.blur(picture, (1, 5))
    blue, green, red = cv2.split(cv2.absdiff(smooth[:, 2:], smooth[:, :-2]))
    step = np.zeros(picture.shape[:2], np.float32)
    step[:, 1:-1] = cv2.max(cv2.max(blue, green), red)
    return step


def _seam_columns(step: NDArray[np.float32]) -> list[int]:
    """Columns where a long run of rows changes more than it does nearby."""
    height, width = step.shape
    around = cv2.blur(step, (15, 1))
    sharp = (step > _LEAST_STEP) & (step > 1.8 * around)
    near = sharp | np.roll(sharp, 1, axis=1) | np.roll(sharp, -1, axis=1)
    enough = max(24, round(_LEAST_PANEL * height))
    # A run that is long enough fills one of these blocks of rows, but for what is missing.
    block = enough // 2
    marked = np.add.reduceat(near, np.arange(0, height, block), axis=0, dtype=np.int16)
    possible = np.flatnonzero(marked.max(axis=0) * (_MOST_MISSING + 1) > block - _MOST_MISSING)
    longest = np.zeros(width, np.int64)
    longest[possible] = _longest_runs(near[:, possible])
    margin = round(0.12 * width)
    columns = [x for x in range(margin, width - margin) if longest[x] >= enough]
    return [x for x in columns if longest[x] >= longest[max(0, x - 2) : x + 3].max()]


def _longest_runs(marked: NDArray[np.bool_]) -> NDArray[np.int16]:
    """Length of the longest run of marked rows in each column, short breaks allowed."""
    if not marked.size:
        return np.zeros(marked.shape[1], np.int16)
    rows = np.arange(len(marked), dtype=np.int16)[:, None]
    latest = np.maximum.accumulate(np.where(marked, rows, np.int16(-_MOST_MISSING - 1)), axis=0)
    before = np.roll(latest, 1, axis=0)
    before[0] = -_MOST_MISSING - 1
    begins = np.where(marked & (rows - before > _MOST_MISSING), rows, np.int16(0))
    lengths = rows - np.maximum.accumulate(begins, axis=0) + 1
    return np.asarray(np.where(marked, lengths, 0).max(axis=0), np.int16)


@dataclass(frozen=True, slots=True)
class _Run:
    """Rows from `top` to `bottom` in which a seam shows, but for `hidden` rows in one piece."""

    top: int
    bottom: int
    hidden: int = 0

    @property
    def length(self) -> int:
        return self.bottom - self.top


def _longest(runs: list[_Run], outlines: NDArray[np.bool_]) -> _Run:
    """The longest run, or two with a badge, an arrow or a band between them, whose outline must
    cross the seam (`outlines`, for each row) where it begins and where it ends."""
    found = list(runs)
    for number, upper in enumerate(runs):
        for lower in runs[number + 1 :]:
            joined = _Run(upper.top, lower.bottom, lower.top - upper.bottom)
            ends = min(upper.length, lower.length)
            if joined.hidden > _MOST_HIDDEN * joined.length or ends < _LEAST_END * joined.length:
                continue
            if outlines[upper.bottom - 1] and outlines[lower.top]:
                found.append(joined)
    return max(found, key=lambda run: run.length, default=_Run(0, 0))


def _runs(marked: NDArray[np.bool_], most_missing: int) -> list[_Run]:
    """The runs of marked rows, short breaks allowed."""
    rows = np.flatnonzero(marked)
    if not len(rows):
        return []
    breaks = np.flatnonzero(np.diff(rows) > most_missing)
    starts = rows[np.concatenate([[0], breaks + 1])].tolist()
    ends = rows[np.concatenate([breaks, [len(rows) - 1]])].tolist()
    return [_Run(start, end + 1) for start, end in zip(starts, ends, strict=True)]


def _gutters(columns: list[int], widest: int) -> list[tuple[int, int]]:
    """Seams without a gutter, and pairs of edges that may be the two sides of one."""
    alone = [(x, x) for x in columns]
    pairs = [(a, b) for a in columns for b in columns if 3 < b - a <= widest]
    return alone + pairs


def _measure(
    step: NDArray[np.float32], across: NDArray[np.float32], left: int, right: int
) -> _Seam | None:
    height, width = step.shape
    reach = min(left, width - right)
    shown = (step[:, max(0, left - 1) : left + 2].max(axis=1) > _LEAST_STEP) & (
        step[:, max(0, right - 1) : right + 2].max(axis=1) > _LEAST_STEP
    )
    over = across[:, max(0, left - _OVER_SEAM) : right + _OVER_SEAM + 1] > _LEAST_STEP
    near = cv2.dilate(over.astype(np.uint8), np.ones((2 * _NEAR_END + 1, 1), np.uint8))
    run = _longest(_runs(shown, most_missing=6), near.mean(axis=1) >= _OUTLINE)
    top, bottom, length = run.top, run.bottom, run.length
    reach = min(reach, round(length / _ASPECT[0]))
    if length < 24 or min(length, reach) < _LEAST_PANEL * max(height, width):
        return None
    if not _ASPECT[0] <= reach / length <= _ASPECT[1] / _ASPECT[0]:
        return None
    span = slice(max(0, left - reach), min(width, right + reach))
    ends = min(_edge_share(across[:, span], top), _edge_share(across[:, span], bottom))
    strength = min(1.0, float(shown[top:bottom].sum()) / (length - run.hidden))
    strength *= min(1.0, ends / _CLEAR_END)
    return _Seam(left, right, top, bottom, reach, strength)


def _edge_share(across: NDArray[np.float32], row: int, reach: int = 4) -> float:
    """Share of the columns that change near `row`; 1 at the border of the picture."""
    if row <= reach or row >= len(across) - reach:
        return 1.0
    near = across[row - reach : row + reach + 1].max(axis=0)
    return float((near > _LEAST_STEP).mean())


def _best_of_neighbours(seams: list[_Seam], nearest: int = 12) -> list[_Seam]:
    kept: list[_Seam] = []
    for seam in sorted(seams, key=lambda one: (-round(one.strength, 1), -(one.right - one.left))):
        if all(abs(seam.left - other.left) > nearest for other in kept):
            kept.append(seam)
    return kept[:3]


def _pair(seam: _Seam, shape: tuple[int, ...], axis: Axis) -> PanelPair:
    height, width = shape[:2]
    boxes = (
        (seam.left - seam.reach, seam.left),
        (seam.right, seam.right + seam.reach),
    )
    panels = []
    for start, end in boxes:
        x0, x1 = max(0, start) / width, min(width, end) / width
        y0, y1 = seam.top / height, seam.bottom / height
        panels.append(Panel(x0, y0, x1, y1) if axis == "side by side" else Panel(y0, x0, y1, x1))
    return PanelPair(axis, panels[0], panels[1], seam.strength)
