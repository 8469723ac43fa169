"""One file sought among the kept ones: by each of its shots, and a video as a whole.

A shot finds kept shots by hash or by points, and is compared with each. A file is found when half
of the shots of the shorter file are. Copies of moving footage that lost their beginning show none
of the kept moments exactly; so where shots of a kept video came near, the strip is laid alongside.
"""

from collections import defaultdict
from typing import Final, Protocol

from workers.matching.alike import POINTS_NEEDED, Asked
from workers.matching.alongside import Alongside, Guess, Passing, guessed
from workers.matching.fingerprint import MediaFingerprint, Shot
from workers.matching.points import Points

MOST_CANDIDATES: Final = 12
_ENOUGH_GUESSES: Final = 2
_MOST_LAID: Final = 4
_MOST_TIMES: Final = 20
"""How much longer a kept video may be: of a longer one hardly two moments can be shown."""


class Kept(Protocol):
    """What is searched; shots and files go by their ids."""

    def by_hash(self, shot: Shot, *, mirrored: bool) -> list[int]:
        """Shots whose hash is near, the nearest first."""

    def by_points(self, points: Points) -> list[int]:
        """Shots to which several descriptors point, most first."""

    def shot(self, kept: int) -> Shot: ...

    def file_of(self, kept: int) -> int: ...

    def shots_of(self, file: int) -> list[Shot]:
        """All shots of a file, in order of time."""

    def length_of(self, file: int) -> tuple[int, int]:
        """Its duration in ms, 0 of a still picture, and how many shots it has."""


class FileSearch:
    """The search for one file."""

    def __init__(self, kept: Kept, fingerprint: MediaFingerprint) -> None:
        self._kept, self._fingerprint = kept, fingerprint
        self._passing = Passing(fingerprint.strip, fingerprint.duration_ms)
        self._by_shot: dict[int, dict[int, float]] = defaultdict(dict)
        self._guesses: dict[int, list[Guess]] = defaultdict(list)
        self._as_whole: dict[int, float] = {}
        self._tried: dict[int, int] = {}

    def found(self) -> dict[int, float]:
        """Distance (0-1) by id of each file that shows the same."""
        for number, shot in enumerate(self._fingerprint.shots):
            self._look_for(number, shot)
        self._lay_the_rest()
        found = dict(self._as_whole)
        for file, shots in self._by_shot.items():
            count = self._kept.length_of(file)[1]
            if _enough(len(shots), len(self._fingerprint.shots), count):
                far = sum(shots.values()) / len(shots)
                found[file] = min(far, found.get(file, 1.0))
        return found

    def _look_for(self, number: int, shot: Shot) -> None:
        asked = Asked(shot)
        known = False
        for mirrored in (False, True):
            near = self._kept.by_hash(shot, mirrored=mirrored)[:MOST_CANDIDATES]
            held = [
                self._hold(number, asked, kept, mirrored=mirrored, hashed=True) for kept in near
            ]
            known = known or any(held)
        for mirrored in (False, True):
            if known or len(shot.points) < POINTS_NEEDED:
                break
            points = asked.mirrored[1] if mirrored else shot.points
            near = self._kept.by_points(points)
            held = [
                self._hold(number, asked, kept, mirrored=mirrored, hashed=False) for kept in near
            ]
            known = any(held)

    def _hold(self, number: int, asked: Asked, kept: int, *, mirrored: bool, hashed: bool) -> bool:
        """Hold a shot against a kept one; whether that one's file is known to show the same."""
        file = self._kept.file_of(kept)
        if file in self._as_whole:
            return True
        shot = self._kept.shot(kept)
        for laid in asked.laid_over(shot, mirrored=mirrored, hashed=hashed):
            guess = guessed(asked.shot, shot, laid.placement, mirrored=mirrored, points=laid.points)
            self._guesses[file].append(guess)
            if laid.comparison.same:
                shots = self._by_shot[file]
                shots[number] = min(1 - laid.comparison.agreeing, shots.get(number, 1.0))
                break
        if file not in self._tried and len(self._guesses.get(file, ())) >= _ENOUGH_GUESSES:
            self._lay_alongside(file)
        return file in self._as_whole or number in self._by_shot.get(file, {})

    def _lay_the_rest(self) -> None:
        """Lay the strip alongside the files that most points speak for."""
        counted = {
            file: sum(guess.points for guess in guesses)
            for file, guesses in self._guesses.items()
            if file not in self._as_whole and len(guesses) > self._tried.get(file, 0)
        }
        for file in sorted(counted, key=lambda file: -counted[file])[:_MOST_LAID]:
            self._lay_alongside(file)

    def _lay_alongside(self, file: int) -> None:
        self._tried[file] = len(self._guesses[file])
        duration_ms, count = self._kept.length_of(file)
        most = _MOST_TIMES * self._fingerprint.duration_ms
        if min(len(self._fingerprint.strip), count) < 2 or not 0 < duration_ms <= most:
            return
        alongside = Alongside(self._passing, self._kept.shots_of(file), duration_ms)
        far = alongside.distance(self._guesses[file])
        if far is not None:
            self._as_whole[file] = far


def _enough(matched: int, asked: int, kept: int) -> bool:
    """Half of the shots of the shorter file, and two where there are two."""
    shorter = min(asked, kept)
    return matched >= min(2, shorter) and 2 * matched >= shorter
