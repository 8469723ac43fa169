"""The one currency between decoding and everything that looks at pictures."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Frame:
    """One decoded picture, as a viewer would see it.

    `pixels` is (height, width, 3) uint8 BGR in display orientation (rotation and pixel aspect
    applied); `time_ms` is its presentation time in milliseconds of media time, 0 for a still.
    """

    media_id: str
    time_ms: int
    pixels: Pixels

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])
