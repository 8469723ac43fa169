"""Where strokes came or went: masks of pixels summed into blocks, blocks joined into regions."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.media.frame import Region
from workers.media.strokes import Mask

BLOCK = 16
_DENSE = 0.08
"""Share of a block's pixels that must be strokes: a line of small print just reaches it."""
_FEWEST_PIXELS = 48
_MOSTLY = 0.5


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
    padded = cv2.copyMakeBorder(
        mask, 0, down * BLOCK - rows, 0, across * BLOCK - columns, cv2.BORDER_CONSTANT
    )
    shares = cv2.resize(padded, (across, down), interpolation=cv2.INTER_AREA)
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


def region(cluster: Cluster, scale: float, size: tuple[int, int], since_ms: int) -> Region:
    """The display pixels of a cluster, one block of margin included.

    `scale` is display pixels for each pixel looked at, `size` the display (width, height).
    """
    step = BLOCK * scale
    return Region(
        left=max(0, int((cluster.left - 1) * step)),
        top=max(0, int((cluster.top - 1) * step)),
        right=min(size[0], round((cluster.right + 1) * step)),
        bottom=min(size[1], round((cluster.bottom + 1) * step)),
        since_ms=since_ms,
    )
