"""Local points of a picture (ORB), and whether two pictures show the same scene.

A crop moves everything in a hash, but the points that are left stand to each other as before: they
are matched one by one, and count only when one shift and one scale explain them together. A mirror
image is found by the points of the mirrored picture.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.matching.comparing import Placement
from workers.matching.sizes import shrunk

LONGEST_SIDE: Final = 320
MOST_POINTS: Final = 192
DESCRIPTOR_BYTES: Final = 32
_RATIO = 0.8
_FARTHEST = 64
_TOLERANCE = 6.0
_FEWEST = 6
_LEAST_COVERED = 0.2
_MOSTLY_COVERED = 0.25
_FITS = 4
_CLOSE = 0.006

Places = NDArray[np.float32]
Shares = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Points:
    """Places (n, 2) in pixels of the shrunk picture, descriptors (n, 32).

    `size` is the width and height of that shrunk picture.
    """

    places: NDArray[np.float32]
    descriptors: NDArray[np.uint8]
    size: tuple[int, int]

    def __len__(self) -> int:
        return len(self.places)

    def to_bytes(self) -> bytes:
        """`from_bytes` gives the same points back."""
        size = np.array(self.size, "<u2")
        return size.tobytes() + self.places.astype("<f2").tobytes() + self.descriptors.tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Points":
        width, height = np.frombuffer(data, "<u2", 2).tolist()
        count = (len(data) - 4) // (DESCRIPTOR_BYTES + 4)
        places = np.frombuffer(data, "<f2", count * 2, 4).reshape(-1, 2).astype(np.float32)
        rest = np.frombuffer(data, np.uint8, count * DESCRIPTOR_BYTES, 4 + count * 4)
        return cls(places, rest.reshape(-1, DESCRIPTOR_BYTES), (width, height))


NO_POINTS: Final = Points(
    np.zeros((0, 2), np.float32), np.zeros((0, DESCRIPTOR_BYTES), np.uint8), (1, 1)
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many points agree, and where that lays the one picture in the other."""

    points: int
    placement: Placement


def picture_points(pixels: NDArray[np.uint8], share: float = 1.0) -> Points:
    """The strongest points of a BGR or gray picture, spread over its whole area.

    They are looked for where the longest side of that share of it is `LONGEST_SIDE`.
    """
    small = shrunk(pixels, LONGEST_SIDE / share)
    size = (small.shape[1], small.shape[0])
    gray = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY) if small.ndim == 3 else small
    # Four times as many as kept: the strongest alone would all sit on one block of text.
    detector = cv2.ORB.create(4 * MOST_POINTS, 1.2, 6, edgeThreshold=19)
    found, descriptors = detector.detectAndCompute(gray, None)
    if descriptors is None:
        return NO_POINTS
    places = np.array([point.pt for point in found], np.float32)
    strength = np.array([point.response for point in found])
    chosen = _spread(places, strength, size)
    return Points(places[chosen], np.asarray(descriptors[chosen], np.uint8), size)


def _spread(
    places: NDArray[np.float32], strength: NDArray[np.float64], size: tuple[int, int]
) -> NDArray[np.intp]:
    """The strongest of each cell in turn, until there are enough."""
    cells = (places / (np.array(size) / 8)).astype(int).clip(0, 7)
    cell = cells[:, 1] * 8 + cells[:, 0]
    order = np.argsort(-strength)
    turn = np.empty(len(places), int)
    for number in np.unique(cell):
        inside = order[cell[order] == number]
        turn[inside] = np.arange(len(inside))
    return np.lexsort((-strength, turn))[:MOST_POINTS]


def matched(one: Points, other: Points) -> tuple[Places, Places]:
    """Places (n, 2) of points in one picture and of those in the other that look like them."""
    nothing = np.zeros((0, 2), np.float32)
    if min(len(one), len(other)) < 2:
        return nothing, nothing
    matcher = cv2.BFMatcher(cv2.NORM_HAMMING)
    pairs = [
        best
        for best, *second in matcher.knnMatch(one.descriptors, other.descriptors, k=2)
        if best.distance <= _FARTHEST and second and best.distance < _RATIO * second[0].distance
    ]
    if not pairs:
        return nothing, nothing
    return (
        one.places[[pair.queryIdx for pair in pairs]],
        other.places[[pair.trainIdx for pair in pairs]],
    )


def placed(source: Shares, target: Shares) -> Agreement | None:
    """What one shift, turn and scale explains of places (n, 2) in shares of the one picture that
    look like those of the other."""
    held = _explained(source * LONGEST_SIDE, target * LONGEST_SIDE)
    if held is None:
        return None
    return Agreement(int(held.sum()), _placed(source[held], target[held]))


def agreement(one: Points, other: Points) -> Agreement | None:
    """The points of the two pictures that one shift, turn and scale explains together."""
    source, target = matched(one, other)
    held = _explained(source, target)
    if held is None:
        return None
    source, target = source[held], target[held]
    covered = sorted((_covered(source, one), _covered(target, other)))
    if covered[0] < _LEAST_COVERED or covered[1] < _MOSTLY_COVERED:
        return None
    # Several points on one letter are one witness.
    count = len(np.unique((target / _TOLERANCE).astype(int), axis=0))
    return Agreement(count, _placed(_shares(source, one), _shares(target, other)))


def _explained(source: Places | Shares, target: Places | Shares) -> NDArray[np.bool_] | None:
    """Which pairs of places, in pixels, one plausible transform explains."""
    if len(source) < _FEWEST:
        return None
    transform, inliers = cv2.estimateAffinePartial2D(
        source, target, method=cv2.RANSAC, ransacReprojThreshold=_TOLERANCE, maxIters=500
    )
    if transform is None or not _plausible(np.asarray(transform, np.float64)):
        return None
    return np.asarray(inliers.ravel() == 1)


def _shares(places: Places, points: Points) -> Shares:
    return np.asarray(places / points.size, np.float64)


def _placed(source: Shares, target: Shares) -> Placement:
    """Shift and scale of each side by itself: a re-upload may be squeezed one way."""
    placement = np.zeros((2, 3))
    for side in (0, 1):
        placement[side, side], placement[side, 2] = _line(source[:, side], target[:, side])
    return placement


def _line(values: NDArray[np.float64], aims: NDArray[np.float64]) -> tuple[float, float]:
    """Scale and shift by least squares over the points that fit best."""
    kept = np.ones(len(values), bool)
    scale, shift = 1.0, 0.0
    for _ in range(_FITS):
        terms = np.column_stack([values[kept], np.ones(int(kept.sum()))])
        scale, shift = np.linalg.lstsq(terms, aims[kept], rcond=None)[0].tolist()
        off = np.abs(values * scale + shift - aims)
        nearest = off <= max(_CLOSE, 1.5 * float(np.median(off)))
        if nearest.sum() < _FEWEST // 2:
            break
        kept = nearest
    return scale, shift


def _covered(held: NDArray[np.float32], points: Points) -> float:
    """Share of the area with points over which the held ones spread.

    Two ads with the same photo of a pack agree on the pack alone; a changed copy agrees all over at
    least one of the two pictures, whatever bars or cuts the other has.
    """
    whole = float(np.prod(np.ptp(points.places, axis=0)))
    return float(cv2.contourArea(cv2.convexHull(held))) / whole if whole else 0.0


def _plausible(transform: NDArray[np.float64]) -> bool:
    """A re-upload is cropped and scaled, hardly ever turned."""
    scale = float(np.hypot(transform[0, 0], transform[1, 0]))
    turn = abs(float(np.degrees(np.arctan2(transform[1, 0], transform[0, 0]))))
    return 0.4 <= scale <= 2.5 and turn <= 8
