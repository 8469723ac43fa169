"""Whether two pictures laid over each other are one ad changed, or two ads from one template.

Hashes and points see the layout, and one shop template carries many products: the layout agrees,
the words do not. So every candidate is laid over the picture it resembles and compared block by
block. A copy agrees wherever nothing was put on it; what was put on it (a logo, a band) brings its
own colours. Where a block does not agree although both hold strokes of the same grays in the same
amounts, the words were changed, and it is another ad.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.matching.sizes import shrunk
from workers.matching.trimming import Box
from workers.media.frame import Pixels

PICTURE_SIDE: Final = 384
LEAST_AGREEING: Final = 0.7
MOST_REWORDED: Final = 1.0
"""Both from the curve that `tests/bench/bench_matching.py` draws; see README.md here."""

_QUALITY = 80
_BLOCK = 12
_STEP = 4
_SHIFT = 2
_DETAIL = 12.0
_AGREES = 0.6
_SAME_GRAYS = 0.8
_GRAYS = 8
_FEWEST = 60
_LEAST_SEEN = 0.3

Gray = NDArray[np.uint8]
Plane = NDArray[np.float32]
Placement = NDArray[np.float64]
"""2x3: where a place of one picture lies in the other, both in shares (0-1) of width and height."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`agreeing` is the share (0-1) of the places with detail that agree, `reworded` the largest
    area of other strokes of the same grays, in blocks; `compared` is how many places there are."""

    agreeing: float
    reworded: float
    compared: int

    @property
    def same(self) -> bool:
        """Whether the two pictures are one ad."""
        return (
            self.compared >= _FEWEST
            and self.agreeing >= LEAST_AGREEING
            and self.reworded <= MOST_REWORDED
        )


def small_picture(pixels: Pixels, share: float) -> bytes:
    """The BGR picture in gray, the longest side of that share of it `PICTURE_SIDE`, as JPEG."""
    small = shrunk(pixels, PICTURE_SIDE / share)
    return written(np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8), _QUALITY)


def written(gray: Gray, quality: int) -> bytes:
    """The gray picture as JPEG of that quality (0-100)."""
    done, data = cv2.imencode(".jpg", gray, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return data.tobytes() if done else b""


def opened(picture: bytes) -> Gray:
    """What `written` wrote."""
    return np.asarray(cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE))


def laid_over(box: Box, target: Box) -> Placement:
    """The part `box` of one picture corner on corner over the part `target` of another."""
    across = (target.right - target.left) / (box.right - box.left)
    down = (target.bottom - target.top) / (box.bottom - box.top)
    left, top = target.left - across * box.left, target.top - down * box.top
    return np.array([[across, 0.0, left], [0.0, down, top]])


def then(first: Placement, second: Placement) -> Placement:
    """One placement after the other."""
    placement = np.zeros((2, 3))
    for side in (0, 1):
        placement[side, side] = second[side, side] * first[side, side]
        placement[side, 2] = second[side, side] * first[side, 2] + second[side, 2]
    return placement


def compare(picture: Gray, kept: Gray, placement: Placement) -> Comparison:
    """Lay `picture` over `kept` as `placement` says and compare the part that both show.

    They are compared in the size of the one that shows less.
    """
    wide, high = _enlarged(picture, kept, placement)
    if min(wide, high) > 1:
        kept = shrunk(kept, max(kept.shape) / min(wide, high))
    laid, seen = _laid(picture, kept.shape, placement)
    if seen.mean() < _LEAST_SEEN:
        return Comparison(0.0, 0.0, 0)
    one, other = np.asarray(kept, np.float32), laid
    likeness = _likeness(one, other)
    spread, their_spread = _spread(one), _spread(other)
    inside = cv2.erode(seen, np.ones((_BLOCK + 2 * _SHIFT,) * 2, np.uint8), borderValue=0) > 0
    looked_at = inside & (np.maximum(spread, their_spread) >= _DETAIL)
    places = looked_at[::_STEP, ::_STEP]
    count = int(places.sum())
    if not count:
        return Comparison(0.0, 0.0, 0)
    agrees = likeness >= _AGREES
    grays = _shared_grays(one, _brightness_of(one, other, agrees & looked_at))
    drawn = np.minimum(spread, their_spread) >= _DETAIL
    reworded = inside & drawn & ~agrees & (grays >= _SAME_GRAYS)
    agreeing = float(agrees[::_STEP, ::_STEP][places].mean())
    return Comparison(agreeing, _largest(reworded) / _BLOCK**2, count)


def _largest(marked: NDArray[np.bool_]) -> int:
    """Pixels of the largest connected area."""
    areas = cv2.connectedComponentsWithStats(marked.astype(np.uint8))[2][1:, cv2.CC_STAT_AREA]
    return int(areas.max(initial=0))


def _enlarged(picture: Gray, kept: Gray, placement: Placement) -> tuple[float, float]:
    """By how much the picture is stretched when it is laid over the other."""
    width, height = (placement[side, side] * kept.shape[1 - side] for side in (0, 1))
    return float(width / picture.shape[1]), float(height / picture.shape[0])


def _laid(
    picture: Gray, shape: tuple[int, ...], placement: Placement
) -> tuple[Plane, NDArray[np.uint8]]:
    """The picture as it lies over one of that shape, and where it lies."""
    height, width = shape
    into = np.diag([float(width), float(height)])
    out_of = np.diag([1.0 / picture.shape[1], 1.0 / picture.shape[0]])
    matrix = np.column_stack([into @ placement[:, :2] @ out_of, into @ placement[:, 2]])
    laid = cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_LINEAR)
    full = np.ones_like(picture)
    seen = cv2.warpAffine(full, matrix, (width, height), flags=cv2.INTER_NEAREST)
    return np.asarray(laid, np.float32), np.asarray(seen, np.uint8)


def _likeness(one: Plane, other: Plane) -> Plane:
    """Correlation of each block with the best of the blocks `_SHIFT` around."""
    mean, spread = _mean(one), _spread(one)
    around, their_mean, their_spread = (
        _wrapped(plane) for plane in (other, _mean(other), _spread(other))
    )
    best = np.full(one.shape, -1.0, np.float32)
    height, width = one.shape
    for down in range(2 * _SHIFT + 1):
        for right in range(2 * _SHIFT + 1):
            part = slice(down, down + height), slice(right, right + width)
            product = _mean(one * around[part])
            product -= mean * their_mean[part]
            product /= spread * their_spread[part] + 1.0
            np.maximum(best, product, out=best)
    return best


def _wrapped(plane: Plane) -> Plane:
    """With `_SHIFT` more on each side, from the opposite one."""
    return np.asarray(cv2.copyMakeBorder(plane, *(_SHIFT,) * 4, cv2.BORDER_WRAP), np.float32)


def _brightness_of(one: Plane, other: Plane, where: NDArray[np.bool_]) -> Plane:
    """`other` as bright and contrasty as `one` is where the two agree."""
    if where.sum() < _BLOCK * _BLOCK:
        return other
    mine, theirs = one[where], other[where]
    gain = float(mine.std()) / max(1.0, float(theirs.std()))
    return np.asarray((other - theirs.mean()) * gain + mine.mean(), np.float32)


def _shared_grays(one: Plane, other: Plane) -> Plane:
    """How much of each block's histogram of grays the two have in common, wherever in it."""
    shared = np.zeros(one.shape, np.float32)
    for gray in range(_GRAYS):
        shared += np.minimum(_amount(one, gray), _amount(other, gray))
    return shared


def _amount(plane: Plane, gray: int) -> Plane:
    """Share of each block near that gray; a pixel between two grays counts for both in part."""
    place = np.clip(plane / 256 * _GRAYS - 0.5, 0, _GRAYS - 1)
    return _mean(np.asarray(np.maximum(0, 1 - np.abs(place - gray)), np.float32))


def _mean(plane: Plane) -> Plane:
    return np.asarray(cv2.blur(plane, (_BLOCK, _BLOCK)), np.float32)


def _spread(plane: Plane) -> Plane:
    return np.asarray(np.sqrt(np.maximum(_mean(plane * plane) - _mean(plane) ** 2, 0)), np.float32)
