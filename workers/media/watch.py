"""What each frame shows that has not been read yet.

A frame is reduced to its strokes (`strokes`), and each stroke has an age: how long it has stayed in
place. Burnt-in text stands still while footage behind it moves, so settled strokes that were not in
the last frame read are new text, and settled strokes of that frame that go all at once are text
that ended. Known text that drifts is followed, and is no news.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.media.changes import (
    Cluster,
    block_density,
    blocks_of,
    clusters,
    is_still,
    pixels_of,
    replaced,
    shift_of,
    vanished,
)
from workers.media.strokes import Mask, Strokes, look_of, strokes

_AGE_UNIT_MS = 10
_STAYS = 0.6
_CUT = 12.0
_DRIFT = 8.0
_THUMBNAIL = (32, 32)
_UNCHANGED = 6
"""Grey levels that compression changes in a picture that stands still."""
_MOST_FOLLOWED = 6
_SURELY_QUIET = 2

Area = tuple[slice, slice]
Thumbnail = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class View:
    """One frame reduced to what is compared: its luma shrunk, its strokes, how much they stand out
    (0-255), and a thumbnail. `time_ms` is its presentation time. A view that looks like the one
    before it shares all of that with it."""

    time_ms: int
    plane: Mask
    strokes: Strokes
    contrast: Mask
    thumbnail: Thumbnail


@dataclass(frozen=True, slots=True)
class News:
    """A cluster of strokes that came or went, and when it did."""

    cluster: Cluster
    since_ms: int


@dataclass(frozen=True, slots=True)
class Look:
    """A view at `now_ms`, compared with what was read before.

    `fresh` has settled, `young` has not (yet), `gone` was settled and is there no more. `cut` says
    that the picture as a whole is another, `drifted` that it has become another little by little.
    `strength` is the contrast of all fresh strokes, summed: it grows while text builds up or fades
    in.
    """

    now_ms: int
    view: View
    settled: Mask
    fresh: tuple[News, ...]
    young: tuple[News, ...]
    gone: tuple[News, ...]
    cut: bool
    drifted: bool
    strength: float


@dataclass(frozen=True, slots=True)
class _Blocks:
    """Densities of the strokes of a look, and of those that the look before did not have."""

    present: NDArray[np.float32]
    flicker: NDArray[np.float32]

    def stand_still(self, cluster: Cluster) -> bool:
        """Whether the strokes of a cluster are those of the look before."""
        area = blocks_of(cluster)
        return bool(is_still(self.flicker[area].sum(), self.present[area].sum()))


def view_of(time_ms: int, luma: Mask, before: View | None = None) -> View:
    """Reduce a luma plane (height, width); `before` is the view of the frame before it."""
    plane = look_of(luma)
    if before is not None and cv2.norm(plane, before.plane, cv2.NORM_INF) <= _UNCHANGED:
        return replace(before, time_ms=time_ms)
    # Every second row and column is enough for a mean, and cheaper.
    small = cv2.resize(plane[::2, ::2], _THUMBNAIL, interpolation=cv2.INTER_AREA)
    marks, contrast = strokes(plane)
    return View(time_ms, plane, marks, contrast, np.asarray(small, dtype=np.float32))


class StrokeWatcher:
    """Follows strokes from view to view, and remembers which of them were read.

    `size` is (columns, rows) of the strokes, `settle_ms` the age at which they count as settled.
    """

    def __init__(self, size: tuple[int, int], settle_ms: int) -> None:
        blank = np.zeros((size[1], size[0]), dtype=np.uint8)
        self._settle_ms = settle_ms
        self._known = Strokes(blank, blank).copy()
        self._known_settled = Strokes(blank, blank).copy()
        self._known_thumbnail: Thumbnail | None = None
        self._age: Mask = blank
        self._novel_age: Mask = blank
        self._novel_before: Mask = blank
        self._flicker = block_density(blank)
        self._aged_ms = 0
        self._gone_before: Mask = blank
        self._last: View | None = None
        self._last_ms = 0
        self._changed_ms = 0
        self._quiet_looks = 0
        self._cut_pending = False

    def look(self, now_ms: int, view: View, unseen_ms: int, *, moving: bool = True) -> Look:
        """Compare `view`, on screen at `now_ms`, with what is known.

        `unseen_ms` is how long before it was first seen a change happened, on average, for frames
        that were passed over. `moving` says whether strokes that have not settled are of interest.
        """
        interval = now_ms - self._last_ms
        cut, drifted = self._compare(view.thumbnail)
        unchanged = self._last is not None and view.strokes is self._last.strokes
        if not unchanged:
            self._changed_ms, self._quiet_looks = now_ms, 0
        if self._quiet_looks >= _SURELY_QUIET:
            self._last_ms = now_ms
            return Look(now_ms, view, view.strokes.any, (), (), (), cut, drifted, 0.0)
        novel, settled = self._grow_older(now_ms, view.strokes)
        novel, fresh, young = self._unread(view.strokes, novel, settled, moving=moving)
        gone = self._lost(view.strokes)
        self._last, self._last_ms = view, now_ms
        # Once all of a still picture has settled and nothing of it is news, nothing can become so.
        quiet = now_ms - self._changed_ms > self._settle_ms and not (fresh or gone)
        self._quiet_looks = self._quiet_looks + 1 if quiet else 0
        first_missed = now_ms - interval - unseen_ms
        return Look(
            now_ms=now_ms,
            view=view,
            settled=settled,
            fresh=tuple(
                News(one, now_ms - self._age_of(one, settled) - unseen_ms) for one in fresh
            ),
            young=tuple(News(one, now_ms - unseen_ms) for one in young),
            gone=tuple(News(one, first_missed) for one in gone),
            cut=cut,
            drifted=drifted,
            strength=_strength(view.contrast, novel, fresh),
        )

    def learn(self, look: Look, areas: list[Area] | None) -> None:
        """`look` is being read: in these areas, or everywhere."""
        marks = look.view.strokes
        settled = marks.within(look.settled)
        if areas is None:
            self._known, self._known_settled = marks.copy(), settled
        else:
            for area in areas:
                self._known.paste(marks, area)
                self._known_settled.paste(settled, area)
        self._known_thumbnail = look.view.thumbnail
        self._quiet_looks = 0
        self._gone_before = np.zeros_like(self._gone_before)
        self._cut_pending = self._cut_pending and not look.cut

    def still_new(self, look: Look, unseen_ms: int) -> Look:
        """The latest look, with only the settled news that has not been learnt since."""
        marks = look.view.strokes
        novel = marks.beyond(self._known)
        novel, fresh, _ = self._unread(marks, novel, look.settled, moving=False)
        news = tuple(
            News(one, look.now_ms - self._age_of(one, look.settled) - unseen_ms) for one in fresh
        )
        strength = _strength(look.view.contrast, novel, fresh)
        return replace(look, fresh=news, young=(), gone=(), strength=strength)

    @staticmethod
    def has_passed(look: Look, marks: Strokes) -> bool:
        """Whether any of the fresh text of an earlier look is not among the strokes of now."""
        if not look.fresh:
            return False
        then = look.view.strokes
        still = then.also_in(marks)
        for news in look.fresh:
            area = pixels_of(news.cluster)
            had = np.count_nonzero(then.any[area])
            stays = np.count_nonzero(still[area]) >= _STAYS * had
            if not stays and shift_of(news.cluster, then, marks) is None:
                return True
        return False

    def _grow_older(self, now_ms: int, marks: Strokes) -> tuple[Mask, Mask]:
        """Add the time passed to strokes that stayed; return those that are not known, and those
        that have settled."""
        novel = marks.beyond(self._known)
        passed = now_ms // _AGE_UNIT_MS - self._aged_ms // _AGE_UNIT_MS
        self._aged_ms = now_ms
        if self._last is not None:
            self._flicker = block_density(marks.beyond(self._last.strokes))
            self._age = _older(self._age, passed, marks.also_in(self._last.strokes))
            self._novel_age = _older(self._novel_age, passed, _both(novel, self._novel_before))
        self._novel_before = novel
        limit = self._settle_ms // _AGE_UNIT_MS
        settled = cv2.threshold(self._age, max(0, limit - 1), 255, cv2.THRESH_BINARY)[1]
        return novel, _uint8(settled)

    def _age_of(self, cluster: Cluster, settled: Mask) -> int:
        """For how many ms the settled strokes of a cluster have not been known, usually."""
        area = pixels_of(cluster)
        ages = self._novel_age[area][(settled[area] > 0) & (self._novel_age[area] > 0)]
        return int(np.median(ages)) * _AGE_UNIT_MS if len(ages) else 0

    def _unread(
        self, marks: Strokes, novel: Mask, settled: Mask, *, moving: bool
    ) -> tuple[Mask, list[Cluster], list[Cluster]]:
        """New strokes, and their clusters: those that have settled, those that have not."""
        blocks = _Blocks(block_density(marks.any), self._flicker)
        fresh, young = _by_age(novel, settled, blocks, moving=moving)
        candidates = sorted((*fresh, *young), key=lambda one: one.pixels, reverse=True)
        followed = [
            pixels_of(one, margin=1)
            for one in candidates[:_MOST_FOLLOWED]
            if self._follow(one, marks, blocks)
        ]
        if followed:
            nearby = _without(marks.any, marks.also_in(self._known))
            novel = novel.copy()
            for area in followed:
                novel[area] = nearby[area]
            fresh, young = _by_age(novel, settled, blocks, moving=moving)
        return novel, fresh, young

    def _follow(self, cluster: Cluster, marks: Strokes, blocks: _Blocks) -> bool:
        """Move known strokes to a cluster that is the same text in another place."""
        if blocks.stand_still(cluster):
            # What differs and does not move has been replaced.
            return False
        shift = shift_of(cluster, marks, self._known)
        if shift is None:
            return False
        area = pixels_of(cluster, margin=1)
        self._known.move(area, shift)
        self._known_settled.move(area, shift)
        return True

    def _lost(self, marks: Strokes) -> list[Cluster]:
        """Clusters of known settled strokes that are missing for the second time running.

        A background that drifts away bit by bit wears off in silence; a text goes at once.
        """
        gone = self._known_settled.beyond(marks)
        lost = _both(gone, self._gone_before)
        self._gone_before = gone
        if cv2.countNonZero(lost) == 0:
            return []
        found = clusters(vanished(block_density(lost), block_density(self._known_settled.any)))
        self._known_settled = self._known_settled.within(_uint8(cv2.bitwise_not(lost)))
        for cluster in found:
            area = pixels_of(cluster)
            self._known.clear(lost[area], area)
        return found

    def _compare(self, thumbnail: Thumbnail) -> tuple[bool, bool]:
        """Whether there was a cut since the last reading, and whether the picture has drifted."""
        if self._known_thumbnail is None or self._last is None:
            return True, False
        if _difference(thumbnail, self._last.thumbnail) > _CUT:
            self._cut_pending = True
        return self._cut_pending, _difference(thumbnail, self._known_thumbnail) > _DRIFT


def _older(age: Mask, by: int, stays: Mask) -> Mask:
    grown = cv2.add(age, np.full_like(age, min(255, by)))
    return _uint8(cv2.bitwise_and(grown, stays))


def _by_age(
    novel: Mask, settled: Mask, blocks: _Blocks, *, moving: bool
) -> tuple[list[Cluster], list[Cluster]]:
    old = block_density(_both(novel, settled))
    fresh = clusters(replaced(old, blocks.present, blocks.flicker))
    if not moving:
        return fresh, []
    young = block_density(_without(novel, settled))
    return fresh, clusters(replaced(young, blocks.present, blocks.present))


def _strength(contrast: Mask, novel: Mask, fresh: list[Cluster]) -> float:
    total = 0.0
    for cluster in fresh:
        area = pixels_of(cluster)
        total += cv2.mean(contrast[area], novel[area])[0] * cluster.pixels
    return total


def _difference(one: Thumbnail, other: Thumbnail) -> float:
    return float(np.abs(one - other).mean())


def _both(one: Mask, other: Mask) -> Mask:
    return _uint8(cv2.bitwise_and(one, other))


def _without(one: Mask, other: Mask) -> Mask:
    return _uint8(cv2.subtract(one, other))


def _uint8(image: object) -> Mask:
    assert isinstance(image, np.ndarray)
    return image
