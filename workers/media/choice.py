"""Which frames of a video are worth reading, and where in them.

Every frame that is looked at is reduced to its strokes (`strokes`), and each stroke has an age: how
long it has stayed in place. Burnt-in text stands still while footage behind it moves, so

- strokes that are settled, text-dense and absent from the last chosen frame are new text: a frame
  is chosen, once it has stopped building up;
- settled strokes of the last chosen frame that disappear end a text: a frame is chosen;
- strokes that never settle may be moving text (tickers, zooms) or busy footage: a frame is chosen,
  but only now and then;
- a cut is a new picture even without strokes, and so is one that has drifted far with time.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.media.changes import BLOCK, Cluster, block_density, clusters, region, vanished
from workers.media.frame import Region
from workers.media.strokes import Mask, Strokes, look_size, strokes

_AGE_UNIT_MS = 10
_GROWING = 1.1
_THUMBNAIL = (32, 32)
_CUT = 12.0
_DRIFT = 8.0
_WHOLE_FRAME = 0.5

Raw = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Pace:
    """How eagerly frames are chosen; all in ms.

    Strokes count as settled after `settle`; a choice waits up to `patience` for text that is still
    building up; choices are at least `apart` apart, those for moving strokes `moving_apart`, and
    those for a picture that changes without strokes `drift_apart`.
    """

    settle: int
    patience: int
    apart: int
    moving_apart: int
    drift_apart: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A chosen frame: its bytes, since when its news is on screen, and where (None: anywhere)."""

    time_ms: int
    raw: Raw
    since_ms: int
    regions: tuple[Region, ...] | None


@dataclass(frozen=True, slots=True)
class _Look:
    """What one frame shows compared with the last chosen one."""

    time_ms: int
    strokes: Strokes
    settled: Mask
    fresh: list[tuple[Cluster, int]]
    gone: list[tuple[Cluster, int]]
    young: list[tuple[Cluster, int]]
    cut: bool

    @property
    def fresh_pixels(self) -> int:
        return sum(cluster.pixels for cluster, _ in self.fresh)


@dataclass(frozen=True, slots=True)
class _Candidate:
    look: _Look
    raw: Raw
    thumbnail: NDArray[np.float32]


class FrameChooser:
    """Fed with every frame in order of time; says which ones to read.

    A choice may come a little after its frame: its bytes are a copy. `size` is display (width,
    height), `frame_ms` the usual distance of the video's own frames.
    """

    def __init__(self, pace: Pace, size: tuple[int, int], frame_ms: float) -> None:
        self._pace, self._size, self._frame_ms = pace, size, frame_ms
        look_width, look_height = look_size(*size)
        self._scale = size[0] / look_width
        blank = np.zeros((look_height, look_width), dtype=np.uint8)
        self._known = Strokes(blank, blank)
        self._known_settled = Strokes(blank, blank)
        self._known_thumbnail: NDArray[np.float32] | None = None
        self._age: Mask = blank
        self._gone_before: Mask = blank
        self._before: tuple[int, Strokes, NDArray[np.float32], Raw] | None = None
        self._interval = 0
        self._unseen = 0
        self._cut_at: int | None = None
        self._waiting_since: int | None = None
        self._held: _Candidate | None = None
        self._last_pixels = 0
        self._chosen_at: int | None = None

    def offer(self, time_ms: int, luma: Mask, raw: Raw) -> list[Choice]:
        """Look at the next frame. `raw` must stay untouched until the call after the next."""
        choices: list[Choice] = []
        if self._before is not None:
            before_time, marks, thumbnail, before_raw = self._before
            self._interval = time_ms - before_time
            # A change shows first in a frame that was looked at; it happened in one of those that
            # were thinned out before it, on average in the middle.
            thinned = self._interval - self._frame_ms if self._interval < self._pace.settle else 0
            self._unseen = max(0, round(thinned / 2))
            if self._interval > self._pace.settle:
                # The frame before stood still for so long that it settled without being repeated.
                choices += self._step(time_ms - 1, marks, thumbnail, before_raw)
                self._before = (time_ms - 1, marks, thumbnail, before_raw)
        marks = strokes(luma)
        thumbnail = _thumbnail(luma)
        choices += self._step(time_ms, marks, thumbnail, raw)
        self._before = (time_ms, marks, thumbnail, raw)
        return choices

    def finish(self, end_ms: int) -> list[Choice]:
        """The video ends at `end_ms`: decide about what is still open."""
        if self._before is None:
            return []
        time_ms, marks, thumbnail, raw = self._before
        choices: list[Choice] = []
        if end_ms > time_ms:
            choices = self._step(end_ms, marks, thumbnail, raw)
        if self._held is not None:
            choices.append(self._choose(self._held))
        elif self._chosen_at is None:
            look = self._look(time_ms, marks, thumbnail)
            choices.append(self._choose(_Candidate(look, raw, thumbnail)))
        return choices

    def _step(
        self, time_ms: int, marks: Strokes, thumbnail: NDArray[np.float32], raw: Raw
    ) -> list[Choice]:
        look = self._look(time_ms, marks, thumbnail)
        if not self._worth_reading(look):
            if self._held is None:
                return []
            return [self._choose(self._held)]
        pixels = look.fresh_pixels
        growing = pixels > _GROWING * self._last_pixels
        self._last_pixels = pixels
        if self._waiting_since is None:
            self._waiting_since = time_ms
        if self._held is None or pixels >= self._held.look.fresh_pixels:
            self._held = _Candidate(look, raw.copy(), thumbnail)
        waited = time_ms - self._waiting_since
        if look.cut and not look.fresh and waited <= self._pace.settle:
            return []
        if (growing and waited < self._pace.patience) or self._too_soon(time_ms, self._pace.apart):
            return []
        return [self._choose(self._held)]

    def _look(self, time_ms: int, marks: Strokes, thumbnail: NDArray[np.float32]) -> _Look:
        settled = self._grow_older(time_ms, marks)
        novel = marks.not_in(self._known)
        fresh = clusters(block_density(_both(novel, settled)))
        young = clusters(block_density(_without(novel, settled)))
        gone = self._known_settled.not_in(marks)
        lost = _both(gone, self._gone_before)
        self._gone_before = gone
        left = clusters(vanished(block_density(lost), block_density(self._known_settled.any)))
        return _Look(
            time_ms=time_ms,
            strokes=marks,
            settled=settled,
            fresh=[(one, time_ms - self._age_of(one, novel) - self._unseen) for one in fresh],
            gone=[(one, time_ms - self._interval - self._unseen) for one in left],
            young=[(one, time_ms - self._unseen) for one in young],
            cut=self._is_cut(time_ms, thumbnail),
        )

    def _grow_older(self, time_ms: int, marks: Strokes) -> Mask:
        """Add the time passed to strokes that stayed; return those that have settled."""
        if self._before is None:
            self._age = np.zeros_like(marks.bright)
        else:
            before_time, before, _, _ = self._before
            passed = time_ms // _AGE_UNIT_MS - before_time // _AGE_UNIT_MS
            older = cv2.add(self._age, np.full_like(self._age, min(255, passed)))
            self._age = _uint8(cv2.bitwise_and(older, marks.also_in(before)))
        limit = self._pace.settle // _AGE_UNIT_MS
        return _uint8(cv2.threshold(self._age, max(0, limit - 1), 255, cv2.THRESH_BINARY)[1])

    def _age_of(self, cluster: Cluster, novel: Mask) -> int:
        """Usual age in ms of the settled new strokes of a cluster."""
        area = (
            slice(cluster.top * BLOCK, cluster.bottom * BLOCK),
            slice(cluster.left * BLOCK, cluster.right * BLOCK),
        )
        ages = self._age[area][(novel[area] > 0) & (self._age[area] > 0)]
        return int(np.median(ages)) * _AGE_UNIT_MS if len(ages) else 0

    def _is_cut(self, time_ms: int, thumbnail: NDArray[np.float32]) -> bool:
        """Whether the picture as a whole is another than the last chosen one."""
        if self._known_thumbnail is None or self._chosen_at is None or self._before is None:
            return True
        if _difference(thumbnail, self._before[2]) > _CUT:
            self._cut_at = time_ms
        if self._cut_at is not None:
            return True
        drifted = _difference(thumbnail, self._known_thumbnail) > _DRIFT
        return drifted and time_ms - self._chosen_at >= self._pace.drift_apart

    def _worth_reading(self, look: _Look) -> bool:
        if look.fresh or look.gone:
            return True
        if look.cut:
            return True
        if look.young:
            return not self._too_soon(look.time_ms, self._pace.moving_apart)
        return False

    def _too_soon(self, time_ms: int, apart: int) -> bool:
        return self._chosen_at is not None and time_ms - self._chosen_at < apart

    def _choose(self, candidate: _Candidate) -> Choice:
        look = candidate.look
        news = [*look.fresh, *look.gone, *look.young]
        since = min((since for _, since in [*look.fresh, *look.gone]), default=look.time_ms)
        first = self._chosen_at is None
        regions = tuple(
            region(cluster, self._scale, self._size, max(0, when)) for cluster, when in news
        )
        share = sum(one.area for one in regions) / (self._size[0] * self._size[1])
        anywhere = first or look.cut or share > _WHOLE_FRAME
        self._known = look.strokes
        self._known_settled = look.strokes.within(look.settled)
        self._known_thumbnail = candidate.thumbnail
        self._gone_before = np.zeros_like(self._gone_before)
        self._chosen_at = look.time_ms
        if self._cut_at is not None and look.time_ms >= self._cut_at:
            self._cut_at = None
        self._waiting_since, self._held, self._last_pixels = None, None, 0
        return Choice(
            time_ms=look.time_ms,
            raw=candidate.raw,
            since_ms=0 if first else max(0, since),
            regions=None if anywhere else regions,
        )


def _thumbnail(luma: Mask) -> NDArray[np.float32]:
    # Every fourth row and column is enough for a mean, and eight times cheaper.
    small = cv2.resize(luma[::4, ::4], _THUMBNAIL, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.float32)


def _difference(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(np.abs(one - other).mean())


def _both(one: Mask, other: Mask) -> Mask:
    return _uint8(cv2.bitwise_and(one, other))


def _without(one: Mask, other: Mask) -> Mask:
    return _uint8(cv2.subtract(one, other))


def _uint8(image: object) -> Mask:
    assert isinstance(image, np.ndarray)
    return image
