"""The one currency between decoding and everything that looks at pictures."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Backdrop = Literal["none", "light", "dark"]
Change = Literal["came", "went"]


@dataclass(frozen=True, slots=True)
class Region:
    """A box of display pixels whose content changed at `since_ms`; `right`, `bottom` exclusive.

    Its `change` is that something `came`, or that what was there `went` and nothing has come.
    """

    left: int
    top: int
    right: int
    bottom: int
    since_ms: int = 0
    change: Change = "came"

    @property
    def area(self) -> int:
        return max(0, self.right - self.left) * max(0, self.bottom - self.top)


@dataclass(frozen=True, slots=True)
class Frame:
    """One decoded picture, as a viewer would see it.

    `pixels` is (height, width, 3) uint8 BGR in display orientation (rotation and pixel aspect
    applied); `time_ms` is its presentation time in milliseconds of media time, 0 for a still.
    The frame stands for what was on screen from `shown_from_ms` until `shown_to_ms`. `changed`
    names where it differs from the frame delivered before it; None means anywhere. `dated` names
    the places whose change has a known time, also when it is to be read anywhere. A transparent
    picture comes once on a `light` and once on a `dark` `backdrop`. `page` counts from 0.
    """

    media_id: str
    time_ms: int
    pixels: Pixels
    shown_from_ms: int = 0
    shown_to_ms: int = 0
    changed: tuple[Region, ...] | None = None
    backdrop: Backdrop = "none"
    page: int = 0
    dated: tuple[Region, ...] = ()

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])
