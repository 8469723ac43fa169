"""From the decoder's planes to the BGR pixels that everything else works on."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.media.frame import Pixels
from workers.media.info import ColourCoding

# Weights of red and blue in luma: ITU-R BT.601, BT.709, BT.2020.
_LUMA = {"bt601": (0.299, 0.114), "bt709": (0.2126, 0.0722), "bt2020": (0.2627, 0.0593)}

_ROWS = 64
"""Rows converted at a time, so that they stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class PlanarLayout:
    """Where the planes of a raw yuv420p picture lie in its bytes."""

    width: int
    height: int

    @property
    def chroma_shape(self) -> tuple[int, int]:
        return (self.height + 1) // 2, (self.width + 1) // 2

    @property
    def frame_bytes(self) -> int:
        rows, columns = self.chroma_shape
        return self.width * self.height + 2 * rows * columns

    def luma(self, raw: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The luma plane, (height, width), as a view."""
        return raw[: self.width * self.height].reshape(self.height, self.width)

    def chroma(self, raw: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Both chroma planes, each of half size, as views."""
        rows, columns = self.chroma_shape
        start = self.width * self.height
        planes = raw[start : start + 2 * rows * columns].reshape(2, rows, columns)
        return planes[0], planes[1]


class BgrConverter:
    """Makes BGR pixels of raw yuv420p pictures of one layout, by the matrix and range of `colour`.

    What it needs in between is kept from picture to picture: fresh memory costs more than the sum.
    """

    def __init__(self, layout: PlanarLayout, colour: ColourCoding) -> None:
        self._layout, self._matrix = layout, _to_bgr(colour)
        shape = (layout.height, layout.width)
        self._blue, self._red = np.empty(shape, np.uint8), np.empty(shape, np.uint8)
        self._planes = np.empty((min(_ROWS, layout.height), layout.width, 3), np.uint8)

    def pixels(self, raw: NDArray[np.uint8]) -> Pixels:
        """A fresh (height, width, 3) BGR picture."""
        layout = self._layout
        size = (layout.width, layout.height)
        luma = layout.luma(raw)
        for plane, full in zip(layout.chroma(raw), (self._blue, self._red), strict=True):
            cv2.resize(plane, size, dst=full, interpolation=cv2.INTER_LINEAR)
        pixels = np.empty((layout.height, layout.width, 3), np.uint8)
        for top in range(0, layout.height, _ROWS):
            rows = slice(top, min(top + _ROWS, layout.height))
            planes = self._planes[: rows.stop - top]
            cv2.merge((luma[rows], self._blue[rows], self._red[rows]), dst=planes)
            cv2.transform(planes, self._matrix, dst=pixels[rows])
        return pixels


def _to_bgr(colour: ColourCoding) -> NDArray[np.float32]:
    """3 x 4 matrix from (Y, Cb, Cr) bytes to (B, G, R) bytes."""
    red, blue = _LUMA.get(colour.matrix, _LUMA["bt601"])
    green = 1 - red - blue
    gain, chroma_gain, black = (1.0, 1.0, 0.0)
    if not colour.full_range:
        gain, chroma_gain, black = 255 / 219, 255 / 224, 16.0
    from_cb, from_cr = 2 * (1 - blue) * chroma_gain, 2 * (1 - red) * chroma_gain
    rows = np.array(
        [
            [gain, from_cb, 0.0],
            [gain, -from_cb * blue / green, -from_cr * red / green],
            [gain, 0.0, from_cr],
        ]
    )
    offset = -rows @ np.array([black, 128.0, 128.0])
    return np.column_stack((rows, offset)).astype(np.float32)
