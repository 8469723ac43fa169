"""Texts that a scrolled page carried away and back to another place before they were looked for
there: one text each.

The same words may well be shown twice. That they only moved is taken for certain when at least two
texts moved at the same time by the same way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from workers.reading.similarity import folded
from workers.reading.tracks import Track, of_one_size

_UNSEEN_MS = 1500
_TOGETHER_MS = 300
_LEAST_LETTERS = 6
_SAME_WAY = 0.5
"""How far the ways of two texts may differ, as a share of their height."""


@dataclass(frozen=True, slots=True)
class _Move:
    """A track that ended and one of the same words that began elsewhere; (right, down) pixels."""

    before: Track
    after: Track
    way: NDArray[np.float32]


def rejoined(tracks: Sequence[Track]) -> list[Track]:
    """The tracks in order of their start, those that go on in another as one with it."""
    moves = [move for track in tracks if (move := _move_to(track, tracks)) is not None]
    sure: set[int] = set()
    for one, other in combinations(moves, 2):
        if _are_together(one, other):
            sure |= {id(one), id(other)}
    left = list(tracks)
    for move in sorted(moves, key=lambda move: move.after.start_ms, reverse=True):
        if id(move) in sure:
            _append(move.before, move.after)
            left = [track for track in left if track is not move.after]
    return sorted(left, key=lambda track: track.start_ms)


def _move_to(track: Track, tracks: Sequence[Track]) -> _Move | None:
    """Out of what has last ended before a track began, with the same words."""
    if not track.views or len(folded(track.text)) < _LEAST_LETTERS:
        return None
    ended = [
        other
        for other in tracks
        if other is not track
        and other.gone_ms is not None
        and 0 <= track.start_ms - other.gone_ms <= _UNSEEN_MS
        and other.text == track.text
        and of_one_size(other.region, track.origin)
    ]
    if not ended:
        return None
    before = max(ended, key=lambda one: one.gone_ms or 0)
    way = track.origin.quad.mean(axis=0) - before.region.quad.mean(axis=0)
    return _Move(before, track, np.asarray(way, np.float32))


def _are_together(one: _Move, other: _Move) -> bool:
    if one.before is other.before:
        return False
    height = min(one.after.origin.height, other.after.origin.height)
    differ = float(np.abs(one.way - other.way).max())
    far = float(np.abs(one.way).max()) > height
    apart = abs(one.after.start_ms - other.after.start_ms)
    return far and differ <= _SAME_WAY * height and apart <= _TOGETHER_MS


def _append(before: Track, after: Track) -> None:
    for view in after.views:
        before.add(view)
    before.region, before.gone_ms = after.region, after.gone_ms
    before.frames += after.frames
    before.seen_ms = after.seen_ms
