"""PDQ, the perceptual picture hash of Meta's ThreatExchange, on NumPy and OpenCV.

Follows "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm" (Facebook, 2019):
luminance, two passes of a box filter, 64x64 samples, 16x16 DCT, bits against the median. The
package `pdqhash` holds Meta's own code but comes as source only and needs a compiler to install;
hashes here agree with it to within a few bits of 256.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.media.frame import Pixels

BITS: Final = 256
BYTES: Final = BITS // 8
_GRID = 64
_FREQUENCIES = 16
_LONGEST_SIDE = 512
_FILTER_PASSES = 2

Hash = NDArray[np.uint8]
"""256 bits packed into 32 bytes."""


def _dct_matrix() -> NDArray[np.float32]:
    rows = np.arange(1, _FREQUENCIES + 1)[:, None]
    columns = 2 * np.arange(_GRID)[None, :] + 1
    values = np.sqrt(2 / _GRID) * np.cos(np.pi / (2 * _GRID) * rows * columns)
    return np.asarray(values, np.float32)


_DCT = _dct_matrix()
_FLIP = np.where(np.arange(1, _FREQUENCIES + 1) % 2 == 1, np.float32(-1), np.float32(1))[None, :]


@dataclass(frozen=True, slots=True)
class PictureHash:
    """The hash, the hash of the picture's mirror image, and how much there is to hash (0-100).

    Below a quality of about 50 a picture is too plain for its hash to mean much.
    """

    bits: Hash
    mirrored: Hash
    quality: int


def picture_hash(pixels: Pixels) -> PictureHash:
    """PDQ of one BGR picture of any size."""
    grid = _samples(pixels)
    spectrum = np.asarray(_DCT @ grid @ _DCT.T, np.float32)
    return PictureHash(_packed(spectrum), _packed(spectrum * _FLIP), _gradient_quality(grid))


def distance(one: Hash, other: Hash) -> int:
    """Differing bits, 0-256."""
    return int(np.bitwise_count(np.bitwise_xor(one, other)).sum())


def _samples(pixels: Pixels) -> NDArray[np.float32]:
    """64x64 luminance samples of the box-filtered picture."""
    height, width = pixels.shape[:2]
    shrink = _LONGEST_SIDE / max(height, width)
    if shrink < 1:
        size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
        height, width = pixels.shape[:2]
    luminance = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.float32)
    window = (_window(width), _window(height))
    anchor = ((window[0] - 1) // 2, (window[1] - 1) // 2)
    # Near the border the filter averages the samples that exist.
    weight = cv2.boxFilter(
        np.ones_like(luminance), -1, window, None, anchor, False, cv2.BORDER_CONSTANT
    )
    for _ in range(_FILTER_PASSES):
        summed = cv2.boxFilter(luminance, -1, window, None, anchor, False, cv2.BORDER_CONSTANT)
        luminance = np.asarray(summed / weight, np.float32)
    rows = ((np.arange(_GRID) + 0.5) * height / _GRID).astype(int)
    columns = ((np.arange(_GRID) + 0.5) * width / _GRID).astype(int)
    return np.asarray(luminance[np.ix_(rows, columns)], np.float32)


def _window(size: int) -> int:
    return (size + 2 * _GRID - 1) // (2 * _GRID)


def _packed(spectrum: NDArray[np.float32]) -> Hash:
    # The order of the published hex form: the highest frequency first.
    return np.packbits((spectrum.ravel() > np.median(spectrum))[::-1])


def _gradient_quality(grid: NDArray[np.float32]) -> int:
    steps = 0
    for axis in (0, 1):
        step = (np.diff(grid, axis=axis) * 100 / 255).astype(np.int32)
        steps += int(np.abs(step).sum())
    return min(100, steps // 90)
