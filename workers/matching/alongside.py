"""Two videos laid alongside each other: which picture of the one is which of the other.

A re-upload crops, squeezes or mirrors a video once. So where one shot lies in a shot of another
video is a guess at where all of it lies. Laid so, small pictures of both are correlated, and the
straight line through time is sought on which they correlate best: a cut shifts it, another speed
tilts it. Then each kept shot is compared with the picture of the strip shown at its instant.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.matching.comparing import (
    Comparison,
    Gray,
    Placement,
    compare,
    laid_over,
    opened,
    then,
)
from workers.matching.fingerprint import Shot
from workers.matching.points import Points, agreement, matched, picture_points, placed
from workers.matching.sizes import shrunk
from workers.matching.strip import Strip
from workers.matching.trimming import WHOLE

_SIDE: Final = 96
_BLUR: Final = 3.0
_FLAT: Final = 50.0
_SPEEDS: Final = np.geomspace(0.75, 1.35, 60)
_UNCHANGED: Final = np.array([1.0])
_FINER: Final = np.linspace(0.99, 1.01, 9)
_SHIFTS: Final = np.linspace(-1, 1, 17)
_POINTS_NEEDED: Final = 8
_BETTER: Final = 1.02
_GUESSES: Final = 6
_LEAST_ALIKE: Final = 0.5
_FEWEST: Final = 2

Plane = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Guess:
    """Where the whole picture of one video, or its mirror image, may lie in that of another, and
    how many points say so."""

    placement: Placement
    mirrored: bool
    points: int


@dataclass(frozen=True, slots=True)
class Line:
    """A kept moment `t` is shown at `t * speed + shift` ms; `score` is how well that correlates."""

    score: float
    speed: float
    shift: float


def guessed(asked: Shot, kept: Shot, placement: Placement, *, mirrored: bool, points: int) -> Guess:
    """What the placement of one shot's picture, which may be without bars, says of the whole."""
    box = asked.boxes[0].mirrored() if mirrored else asked.boxes[0]
    within = then(laid_over(WHOLE, box), placement)
    return Guess(then(within, laid_over(kept.boxes[0], WHOLE)), mirrored, points)


class Passing:
    """The strip of the video that is asked for; what is needed of it is made once."""

    def __init__(self, strip: Strip, duration_ms: int) -> None:
        self.times = np.array(strip.times, np.float64)
        self.duration_ms = duration_ms
        self._strip = strip
        self._points: dict[tuple[int, bool], Points] = {}

    @cached_property
    def step_ms(self) -> float:
        """Time between two pictures."""
        return float(np.median(np.diff(self.times)))

    @cached_property
    def details(self) -> list[Plane]:
        """What is drawn sharply in each picture, small."""
        return [_detail(picture) for picture in self._pictures]

    def picture(self, number: int, *, mirrored: bool) -> Gray:
        """A picture, or its mirror image."""
        picture = self._pictures[number]
        return np.ascontiguousarray(picture[:, ::-1]) if mirrored else picture

    def points(self, number: int, *, mirrored: bool) -> Points:
        """The points of a picture, or of its mirror image."""
        key = number, mirrored
        if key not in self._points:
            self._points[key] = picture_points(self.picture(number, mirrored=mirrored))
        return self._points[key]

    @cached_property
    def _pictures(self) -> list[Gray]:
        return [opened(picture) for picture in self._strip.pictures]


class Alongside:
    """A strip held against the shots of one kept video, two shots or more."""

    def __init__(self, passing: Passing, kept: Sequence[Shot], duration_ms: int) -> None:
        self._passing, self._kept, self._duration_ms = passing, kept, duration_ms
        self._pictures = [opened(shot.picture) for shot in kept]
        self._details = [_detail(picture) for picture in self._pictures]
        self._times = np.array([shot.time_ms for shot in kept], np.float64)

    def distance(self, guesses: Sequence[Guess]) -> float | None:
        """The share of compared places that do not agree; None where less than half of the shorter
        video is seen to be the same."""
        likely = sorted(guesses, key=lambda guess: -guess.points)[:_GUESSES]
        weighed = [(guess, self._likeness(guess)) for guess in likely]
        guess, likeness = max(weighed, key=lambda pair: float(pair[1].max(axis=1).sum()))
        for line in self._lines(likeness):
            matches = self._matches(guess, line)
            if matches:
                return 1 - sum(match.agreeing for match in matches) / len(matches)
        return None

    def _likeness(self, guess: Guess) -> Plane:
        """(shots, pictures of the strip): how details correlate where both pictures lie."""
        found = np.zeros((len(self._kept), len(self._passing.times)), np.float32)
        alike = defaultdict(list)
        for number, shot in enumerate(self._kept):
            alike[shot.boxes[0], self._details[number].shape].append(number)
        for (box, shape), numbers in alike.items():
            placement = then(guess.placement, laid_over(WHOLE, box))
            laid, seen = self._laid(placement, shape, mirrored=guess.mirrored)
            kept = np.stack([self._details[number].ravel() for number in numbers])
            size = np.einsum("kp,kp,p->k", kept, kept, seen), np.einsum("sp,sp->s", laid, laid)
            strength = np.sqrt(np.outer(*size)) + _FLAT
            found[numbers] = np.einsum("kp,sp->ks", kept, laid) / strength
        return found

    def _laid(
        self, placement: Placement, shape: tuple[int, ...], *, mirrored: bool
    ) -> tuple[Plane, Plane]:
        """Details of the strip, a row each, as they lie in a picture of that shape; and where."""
        details = self._passing.details
        own = details[0].shape
        matrix = np.zeros((2, 3))
        for axis in (0, 1):
            scale = placement[axis, axis] * shape[1 - axis] / own[1 - axis]
            shift = placement[axis, 2] * shape[1 - axis] + (scale - 1) / 2
            matrix[axis, axis], matrix[axis, 2] = scale, shift
        if mirrored:
            matrix[0] = (-matrix[0, 0], 0.0, matrix[0, 0] * (own[1] - 1) + matrix[0, 2])
        size = (shape[1], shape[0])
        laid = np.stack([cv2.warpAffine(detail, matrix, size).ravel() for detail in details])
        seen = cv2.warpAffine(np.ones(own, np.float32), matrix, size).ravel()
        return np.asarray(laid, np.float32), np.asarray(seen, np.float32)

    def _lines(self, likeness: Plane) -> Iterator[Line]:
        """The best line at the same speed, then the best at any, if that is clearly better."""
        above = likeness - np.median(likeness, axis=1, keepdims=True) + 0.01
        same = self._best_line(above, _UNCHANGED)
        yield same
        other = self._best_line(above, _SPEEDS)
        if other.score > _BETTER * same.score:
            yield other

    def _best_line(self, above: Plane, speeds: NDArray[np.float64]) -> Line:
        times, step = self._passing.times, self._passing.step_ms
        first, last = self._times[0], self._times[-1]
        lines = []
        for speed in speeds.tolist():
            ends = times[0] - last * speed, times[-1] - first * speed + step
            lines.append(self._best_shift(above, speed, np.arange(*ends, step / 2)))
        best = max(lines, key=lambda line: line.score)
        middle = float(self._times.mean())
        for share in _FINER.tolist():
            shift = best.shift + middle * best.speed * (1 - share)
            lines.append(self._best_shift(above, best.speed * share, shift + step * _SHIFTS))
        return max(lines, key=lambda line: line.score)

    def _best_shift(self, above: Plane, speed: float, shifts: NDArray[np.float64]) -> Line:
        times = self._passing.times
        shown = self._times * speed + shifts[:, None]
        inside = (shown >= times[0] - 1) & (shown <= times[-1] + 1)
        place = np.interp(shown, times, np.arange(len(times)))
        before = np.floor(place).astype(int)
        after = np.minimum(before + 1, len(times) - 1)
        rows = np.arange(len(self._kept))
        share = place - before
        values = above[rows, before] * (1 - share) + above[rows, after] * share
        scores = np.where(inside, values, 0).sum(axis=1)
        top = int(np.argmax(scores))
        return Line(float(scores[top]), speed, float(shifts[top]))

    def _matches(self, guess: Guess, line: Line) -> list[Comparison]:
        """Comparisons that came out the same, none where they are too few."""
        times = self._passing.times
        shown = self._times * line.speed + line.shift
        nearest = np.abs(times - shown[:, None]).argmin(axis=1)
        on_line = np.abs(times[nearest] - shown) <= self._passing.step_ms
        pairs = [(int(shot), int(nearest[shot])) for shot in np.flatnonzero(on_line)]
        overlap = self._overlap(line)
        if len(pairs) < _FEWEST or overlap < _LEAST_ALIKE:
            return []
        needed = max(_FEWEST, _LEAST_ALIKE * len(pairs) / overlap)
        guess = self._refined(guess, pairs)
        matches: list[Comparison] = []
        for number, (shot, place) in enumerate(pairs):
            if len(matches) + len(pairs) - number < needed:
                return []
            match = self._match(guess, shot, place)
            if match is not None:
                matches.append(match)
        return matches

    def _overlap(self, line: Line) -> float:
        """Share of the shorter video during which the other is shown too."""
        ends = sorted((line.shift, self._duration_ms * line.speed + line.shift))
        shared = min(ends[1], self._passing.duration_ms) - max(ends[0], 0.0)
        return shared / max(1.0, min(ends[1] - ends[0], self._passing.duration_ms))

    def _refined(self, guess: Guess, pairs: list[tuple[int, int]]) -> Guess:
        """The guess again, from the points of all pictures that are laid on each other."""
        sources, targets = [], []
        for number, place in pairs:
            shot = self._kept[number]
            mine = self._passing.points(place, mirrored=guess.mirrored)
            source, target = matched(mine, shot.points)
            box = shot.boxes[0]
            corner, size = (box.left, box.top), (box.right - box.left, box.bottom - box.top)
            sources.append(source / mine.size)
            targets.append((target / shot.points.size - corner) / size)
        found = placed(np.concatenate(sources), np.concatenate(targets))
        return Guess(found.placement, guess.mirrored, found.points) if found else guess

    def _match(self, guess: Guess, number: int, place: int) -> Comparison | None:
        """A kept shot compared with the picture at that place of the strip, or beside it."""
        kept = self._pictures[number]
        for there, placement in self._tries(guess, number, place):
            comparison = compare(
                self._passing.picture(there, mirrored=guess.mirrored), kept, placement
            )
            if comparison.same:
                return comparison
        return None

    def _tries(self, guess: Guess, number: int, place: int) -> Iterator[tuple[int, Placement]]:
        """Places of the strip with where they lie: as the whole video does, and as the points of
        the two pictures say, because a camera moves within a step."""
        shot = self._kept[number]
        whole = then(guess.placement, laid_over(WHOLE, shot.boxes[0]))
        yield place, whole
        agreed = agreement(self._passing.points(place, mirrored=guess.mirrored), shot.points)
        if agreed and agreed.points >= _POINTS_NEEDED:
            yield place, agreed.placement
        for beside in (place - 1, place + 1):
            if 0 <= beside < len(self._passing.times):
                yield beside, whole


def _detail(picture: Gray) -> Plane:
    """The picture small, without what changes slowly across it."""
    small = np.asarray(shrunk(picture, _SIDE), np.float32)
    return small - np.asarray(cv2.GaussianBlur(small, (0, 0), _BLUR), np.float32)
