"""Which frames of a video are read, and where in them.

- New text is read once it has stopped building up, or when it is about to go.
- Text that ended is read (as no longer there), so that its end is known.
- Strokes that never settle may be moving text (tickers, zooms) or busy footage: now and then.
- A cut is a new picture even without strokes, and so is one that has drifted far with time.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workers.media.changes import merged, region
from workers.media.frame import Change, Region
from workers.media.strokes import Mask, look_size
from workers.media.watch import Look, News, StrokeWatcher, View, view_of

_GROWING = 1.1
_WHOLE_FRAME = 0.5

Raw = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Pace:
    """How eagerly frames are chosen; all in ms.

    Strokes count as settled after `settle`; a choice waits up to `patience` for text that is still
    building up; choices are at least `apart` apart (unless text would be lost), those for moving
    strokes `moving_apart`, and those for a picture that changes without strokes `drift_apart`.
    After a cut the whole frame is read, not only its strokes, if that was not done for
    `whole_apart`.
    """

    settle: int
    patience: int
    apart: int
    moving_apart: int
    drift_apart: int
    whole_apart: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A chosen frame: its bytes, since when its news is on screen, and where (None: anywhere).

    `dated` are the places whose change has a known time, also where the whole frame is news.
    """

    time_ms: int
    raw: Raw
    since_ms: int
    regions: tuple[Region, ...] | None
    dated: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class _Held:
    """The best frame so far of those that show the same news, waiting to be chosen."""

    look: Look
    raw: Raw


class FrameChooser:
    """Fed with every frame in order of time; says which ones to read.

    A choice may come a little after its frame: its bytes are a copy. `size` is display (width,
    height), `frame_ms` the usual distance of the video's own frames.
    """

    def __init__(self, pace: Pace, size: tuple[int, int], frame_ms: float) -> None:
        self._pace, self._size, self._frame_ms = pace, size, frame_ms
        look = look_size(*size)
        self._scale = size[0] / look[0]
        self._watcher = StrokeWatcher(look, pace.settle)
        self._before: tuple[View, Raw] | None = None
        self._unseen_ms = 0
        self._waiting_since: int | None = None
        self._held: _Held | None = None
        self._gone: list[News] = []
        self._last_strength = 0.0
        self._chosen_at: int | None = None
        self._moving_read_at = 0
        self._whole_read_at = 0

    def offer(self, time_ms: int, luma: Mask, raw: Raw) -> list[Choice]:
        """Look at the next frame. `raw` must stay untouched until the call after the next."""
        choices: list[Choice] = []
        if self._before is not None:
            view, before_raw = self._before
            interval = time_ms - view.time_ms
            stood_still = interval > self._pace.settle
            # A change first seen now happened in one of the frames that were passed over since the
            # last look, on average in the middle of them.
            passed_over = 0 if stood_still else interval - self._frame_ms
            self._unseen_ms = max(0, round(passed_over / 2))
            if stood_still:
                # It settled without being repeated.
                choices += self._step(view.time_ms + self._pace.settle, view, before_raw)
        view = view_of(time_ms, luma, self._before[0] if self._before is not None else None)
        choices += self._step(time_ms, view, raw)
        self._before = (view, raw)
        return choices

    def finish(self, end_ms: int) -> list[Choice]:
        """The video ends at `end_ms`: decide about what is still open."""
        if self._before is None:
            return []
        view, raw = self._before
        choices: list[Choice] = []
        if end_ms > view.time_ms + self._pace.settle:
            choices = self._step(view.time_ms + self._pace.settle, view, raw)
        if self._held is not None:
            choices.append(self._choose(self._held))
        return choices

    def _step(self, now_ms: int, view: View, raw: Raw) -> list[Choice]:
        due = now_ms - self._moving_read_at >= self._pace.moving_apart
        look = self._watcher.look(now_ms, view, self._unseen_ms, moving=due)
        self._gone += look.gone
        held = self._held
        if held is not None and (
            not self._worth_reading(look) or self._watcher.has_passed(held.look, view.strokes)
        ):
            # What is held is going already; what is new now gets a choice of its own.
            choices = [self._choose(held)]
            look = self._watcher.still_new(look, self._unseen_ms)
            if look.fresh:
                self._waiting_since = now_ms
                self._held = _Held(look, raw.copy())
            return choices
        if not self._worth_reading(look):
            return []
        if self._waiting_since is None:
            self._waiting_since = now_ms
        if held is None or look.strength >= held.look.strength:
            held = self._held = _Held(look, _copied(raw, held))
        return [] if self._better_wait(look) else [self._choose(held)]

    def _worth_reading(self, look: Look) -> bool:
        if look.fresh or self._gone or look.cut or look.young:
            return True
        return look.drifted and look.now_ms - (self._chosen_at or 0) >= self._pace.drift_apart

    def _better_wait(self, look: Look) -> bool:
        assert self._waiting_since is not None
        waited = look.now_ms - self._waiting_since
        growing = look.strength > _GROWING * self._last_strength
        self._last_strength = look.strength
        if self._chosen_at is not None and look.now_ms - self._chosen_at < self._pace.apart:
            return True
        if look.cut and not look.fresh:
            return waited <= self._pace.settle
        return growing and waited < self._pace.patience

    def _choose(self, held: _Held) -> Choice:
        look = held.look
        # What went after the held frame is told with the next one.
        gone = tuple(one for one in self._gone if one.since_ms <= look.view.time_ms)
        self._gone = [one for one in self._gone if one not in gone]
        since = min((one.since_ms for one in (*look.fresh, *gone)), default=look.view.time_ms)
        if look.young:
            self._moving_read_at = look.now_ms
        dated = [
            *self._regions((*look.fresh, *look.young), "came"),
            *self._regions(gone, "went"),
        ]
        regions = merged(dated)
        first = self._chosen_at is None
        if first or self._whole(look, regions):
            self._watcher.learn(look, None)
            self._whole_read_at = self._moving_read_at = look.now_ms
            chosen = None
        else:
            read = [self._looked_at(one) for one in regions if one.change == "came"]
            self._watcher.learn(look, read)
            chosen = tuple(regions)
        self._chosen_at = look.now_ms
        self._waiting_since, self._held, self._last_strength = None, None, 0.0
        return Choice(look.view.time_ms, held.raw, max(0, since), chosen, tuple(dated))

    def _regions(self, news: tuple[News, ...], change: Change) -> list[Region]:
        return [
            region(one.cluster, self._scale, self._size, max(0, one.since_ms), change)
            for one in news
        ]

    def _whole(self, look: Look, regions: list[Region]) -> bool:
        came = sum(one.area for one in regions if one.change == "came")
        share = came / (self._size[0] * self._size[1])
        overdue = look.now_ms - self._whole_read_at >= self._pace.whole_apart
        return share > _WHOLE_FRAME or ((look.cut or look.drifted) and overdue)

    def _looked_at(self, one: Region) -> tuple[slice, slice]:
        """Rows and columns of a region in the picture that is looked at."""
        rows = slice(round(one.top / self._scale), round(one.bottom / self._scale))
        return rows, slice(round(one.left / self._scale), round(one.right / self._scale))


def _copied(raw: Raw, held: _Held | None) -> Raw:
    """A copy of `raw`, over that of what was held so far: fresh memory is slow."""
    if held is None:
        return raw.copy()
    np.copyto(held.raw, raw)
    return held.raw
