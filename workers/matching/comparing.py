"""Whether two pictures laid over each other are one ad changed, or two ads from one template.

Hashes and points see the layout, and one shop template carries many products: the layout agrees,
the words do not. So every candidate is laid over the picture it resembles and compared block by
block. A copy agrees wherever nothing was put on it; what was put on it (a logo, a band) hides the
background as well. Where the background is still there and the strokes on it are others, the words
were changed, and it is another ad.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.media.frame import Pixels

PICTURE_SIDE: Final = 256
LEAST_AGREEING: Final = 0.7
MOST_REWORDED: Final = 0.03
"""Both from the curve that `tests/bench/bench_matching.py` draws; see README.md here."""

_QUALITY = 80
_BLOCK = 24
_STEP = 6
_SHIFT = 2
_DETAIL = 12.0
_AGREES = 0.6
_DIFFERS = 0.4
_SAME_GRAY = 20.0
_SAME_GROUND = 0.3
_FEWEST_BLOCKS = 24
_LEAST_SEEN = 0.3

Gray = NDArray[np.uint8]
Plane = NDArray[np.float32]
Placement = NDArray[np.float64]
"""2x3: where a place of one picture lies in the other, both in shares (0-1) of width and height."""

WHOLE: Final[Placement] = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
"""Corner on corner."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Shares (0-1) of the blocks with detail that agree, and that hold other strokes on the same
    background; `blocks` is how many could be compared."""

    agreeing: float
    reworded: float
    blocks: int

    @property
    def same(self) -> bool:
        """Whether the two pictures are one ad."""
        return (
            self.blocks >= _FEWEST_BLOCKS
            and self.agreeing >= LEAST_AGREEING
            and self.reworded <= MOST_REWORDED
        )


def small_picture(pixels: Pixels) -> bytes:
    """The BGR picture in gray, its longest side `PICTURE_SIDE`, as JPEG."""
    height, width = pixels.shape[:2]
    scale = min(1.0, PICTURE_SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    gray = cv2.cvtColor(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    done, data = cv2.imencode(".jpg", gray, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return data.tobytes() if done else b""


def opened(picture: bytes) -> Gray:
    """What `small_picture` wrote."""
    return np.asarray(cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE))


def compare(picture: Gray, kept: Gray, placement: Placement = WHOLE) -> Comparison:
    """Lay `picture` over `kept` as `placement` says and compare the part that both show."""
    laid, seen = _laid(picture, kept.shape, placement)
    if seen.mean() < _LEAST_SEEN:
        return Comparison(0.0, 0.0, 0)
    one, other = np.asarray(kept, np.float32), laid
    likeness, shifts = _likeness(one, other)
    detail = np.maximum(_spread(one), _spread(other)) >= _DETAIL
    inside = cv2.erode(seen, np.ones((_BLOCK + 2 * _SHIFT,) * 2, np.uint8), borderValue=0) > 0
    blocks = (detail & inside)[::_STEP, ::_STEP]
    count = int(blocks.sum())
    if not count:
        return Comparison(0.0, 0.0, 0)
    agrees = likeness >= _AGREES
    ground = _same_ground(one, _brightness_of(one, other, agrees & inside), shifts)
    reworded = (likeness < _DIFFERS) & (ground >= _SAME_GROUND)
    reworded &= np.minimum(_spread(one), _spread(other)) >= _DETAIL
    return Comparison(
        float(agrees[::_STEP, ::_STEP][blocks].mean()),
        float(reworded[::_STEP, ::_STEP][blocks].mean()),
        count,
    )


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


def _likeness(one: Plane, other: Plane) -> tuple[Plane, NDArray[np.intp]]:
    """Correlation of each block with the best of the blocks `_SHIFT` around, and which that is."""
    mean, spread = _mean(one), _spread(one)
    best = np.full(one.shape, -1.0, np.float32)
    chosen = np.zeros(one.shape, np.intp)
    their_mean, their_spread = _mean(other), _spread(other)
    for number, (down, right) in enumerate(_SHIFTS):
        moved = _moved(other, down, right)
        product = _mean(one * moved) - mean * _moved(their_mean, down, right)
        value = product / (spread * _moved(their_spread, down, right) + 1.0)
        better = value > best
        best[better] = value[better]
        chosen[better] = number
    return best, chosen


_SHIFTS = [
    (down, right) for down in range(-_SHIFT, _SHIFT + 1) for right in range(-_SHIFT, _SHIFT + 1)
]


def _brightness_of(one: Plane, other: Plane, where: NDArray[np.bool_]) -> Plane:
    """`other` as bright and contrasty as `one` is where the two agree."""
    if where.sum() < _BLOCK * _BLOCK:
        return other
    mine, theirs = one[where], other[where]
    gain = float(mine.std()) / max(1.0, float(theirs.std()))
    return np.asarray((other - theirs.mean()) * gain + mine.mean(), np.float32)


def _same_ground(one: Plane, other: Plane, shifts: NDArray[np.intp]) -> Plane:
    """Share of each block's pixels with the same gray in both, at the block's best shift."""
    found = np.zeros(one.shape, np.float32)
    for number in np.unique(shifts[::_STEP, ::_STEP]):
        moved = _moved(other, *_SHIFTS[number])
        same = _mean(np.asarray(np.abs(one - moved) < _SAME_GRAY, np.float32))
        here = shifts == number
        found[here] = same[here]
    return found


def _mean(plane: Plane) -> Plane:
    return np.asarray(cv2.blur(plane, (_BLOCK, _BLOCK)), np.float32)


def _spread(plane: Plane) -> Plane:
    return np.asarray(np.sqrt(np.maximum(_mean(plane * plane) - _mean(plane) ** 2, 0)), np.float32)


def _moved(plane: Plane, down: int, right: int) -> Plane:
    return np.roll(plane, (down, right), (0, 1))
