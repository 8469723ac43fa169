"""Where strokes came or went: masks of pixels summed into blocks, blocks joined into regions."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.media.frame import Change, Region
from workers.media.strokes import Mask, Strokes

BLOCK = 12
_DENSE = 0.08
"""Share of a block's pixels that must be strokes: a line of small print just reaches it."""
_FEWEST_PIXELS = 24
_MOSTLY = 0.5
_REPLACED = 0.3
_REPLACED_STILL = 0.15
"""The outline of a letter fills its block: another digit in it changes a quarter of the strokes."""
_STILL = 0.02
_SAME = 0.6
_REACH = 8
_LARGEST_FOLLOWED = 90_000


@dataclass(frozen=True, slots=True)
class Cluster:
    """Neighbouring blocks that changed: a box in blocks, exclusive at right and bottom, and the
    number of changed pixels."""

    left: int
    top: int
    right: int
    bottom: int
    pixels: int


def block_density(mask: Mask) -> NDArray[np.float32]:
    """Share (0-1) of set pixels in each BLOCK x BLOCK cell; border cells count what they hold."""
    rows, columns = mask.shape
    across, down = -(-columns // BLOCK), -(-rows // BLOCK)
    shares = cv2.copyMakeBorder(
        mask, 0, down * BLOCK - rows, 0, across * BLOCK - columns, cv2.BORDER_CONSTANT
    )
    # By halves as far as it goes: OpenCV does those many times faster than one step of twelve.
    for left in (6, 3, 1):
        shares = cv2.resize(shares, (left * across, left * down), interpolation=cv2.INTER_AREA)
    return np.asarray(shares, dtype=np.float32) * np.float32(1 / 255)


def clusters(density: NDArray[np.float32]) -> list[Cluster]:
    """Groups of dense blocks that touch, with a gap of one block bridged sideways as between words;
    those with too few pixels for a word are left out."""
    dense = (density >= _DENSE).astype(np.uint8)
    if not dense.any():
        return []
    bridged = cv2.morphologyEx(dense, cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(bridged, connectivity=8)
    found: list[Cluster] = []
    for label in range(1, count):
        left, top, width, height = (int(value) for value in stats[label][:4])
        area = (slice(top, top + height), slice(left, left + width))
        pixels = int(density[area][labels[area] == label].sum() * BLOCK * BLOCK)
        if pixels >= _FEWEST_PIXELS:
            found.append(Cluster(left, top, left + width, top + height, pixels))
    return found


def vanished(gone: NDArray[np.float32], settled: NDArray[np.float32]) -> NDArray[np.float32]:
    """Density of gone strokes, kept only in blocks that lost most of the strokes they had."""
    kept = np.where(gone >= _MOSTLY * settled, gone, 0)
    return np.asarray(kept, dtype=np.float32)


def replaced(
    novel: NDArray[np.float32], present: NDArray[np.float32], flicker: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Density of novel strokes, kept only in blocks where they are more than what noise and
    compression add to strokes that were there before.

    `flicker` is the density of strokes that the look before did not have: where a picture stands
    still, one digit that became another is news.
    """
    least = np.where(is_still(flicker, present), _REPLACED_STILL, _REPLACED)
    kept = np.where(novel >= least * present, novel, 0)
    return np.asarray(kept, dtype=np.float32)


def is_still(flicker: NDArray[np.float32], present: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Whether blocks show the same strokes as at the look before."""
    return np.asarray(flicker <= _STILL * present, dtype=np.bool_)


def shift_of(cluster: Cluster, now: Strokes, known: Strokes) -> tuple[int, int] | None:
    """By how many (columns, rows) the known strokes moved to become those of a cluster, as when
    text drifts, zooms or rolls by; None when they are others."""
    rows, columns = now.bright.shape
    top, bottom = cluster.top * BLOCK, min(rows, cluster.bottom * BLOCK)
    left, right = cluster.left * BLOCK, min(columns, cluster.right * BLOCK)
    if (bottom - top) * (right - left) > _LARGEST_FOLLOWED:
        return None
    first_row, first_column = max(0, top - _REACH), max(0, left - _REACH)
    around = (slice(first_row, bottom + _REACH), slice(first_column, right + _REACH))
    template = now.signed((slice(top, bottom), slice(left, right)))
    match = cv2.matchTemplate(known.signed(around), template, cv2.TM_CCORR)
    _, best, _, (column, row) = cv2.minMaxLoc(match)
    if best < _SAME * float(np.abs(template).sum()):
        return None
    return left - first_column - column, top - first_row - row


def pixels_of(cluster: Cluster, margin: int = 0) -> tuple[slice, slice]:
    """Rows and columns of the looked-at picture that a cluster covers."""
    return (
        slice(max(0, cluster.top - margin) * BLOCK, (cluster.bottom + margin) * BLOCK),
        slice(max(0, cluster.left - margin) * BLOCK, (cluster.right + margin) * BLOCK),
    )


def blocks_of(cluster: Cluster) -> tuple[slice, slice]:
    """Rows and columns of blocks that a cluster covers."""
    return slice(cluster.top, cluster.bottom), slice(cluster.left, cluster.right)


def region(
    cluster: Cluster, scale: float, size: tuple[int, int], since_ms: int, change: Change
) -> Region:
    """The display pixels of a cluster, with a margin: lines go on where their strokes are faint.

    `scale` is display pixels for each pixel looked at, `size` the display (width, height).
    """
    step = BLOCK * scale
    beside = min(4, 1 + cluster.bottom - cluster.top)
    return Region(
        left=max(0, int((cluster.left - beside) * step)),
        top=max(0, int((cluster.top - 1) * step)),
        right=min(size[0], round((cluster.right + beside) * step)),
        bottom=min(size[1], round((cluster.bottom + 1) * step)),
        since_ms=since_ms,
        change=change,
    )


def merged(regions: list[Region]) -> list[Region]:
    """Regions with those of the same change joined that overlap; a joined one is as old as its
    oldest part."""
    left = list(regions)
    done: list[Region] = []
    while left:
        one = left.pop()
        touching = next((other for other in left if _overlap(one, other)), None)
        if touching is None:
            done.append(one)
            continue
        left.remove(touching)
        left.append(
            Region(
                min(one.left, touching.left),
                min(one.top, touching.top),
                max(one.right, touching.right),
                max(one.bottom, touching.bottom),
                min(one.since_ms, touching.since_ms),
                one.change,
            )
        )
    return done[::-1]


def _overlap(one: Region, other: Region) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across > 0 and down > 0 and one.change == other.change
