"""Planes become the colours they stand for, by matrix and range."""

import numpy as np
import pytest

from workers.media.colour import BgrConverter, PlanarLayout
from workers.media.info import ColourCoding

# Y, Cb, Cr of pure red in 8 bits: ITU-R BT.601, BT.709, and BT.601 in full range (JFIF).
RED = [
    (ColourCoding(matrix="bt601"), (81, 90, 240)),
    (ColourCoding(matrix="bt709"), (63, 102, 240)),
    (ColourCoding(matrix="bt601", full_range=True), (76, 85, 255)),
]


def flat(layout: PlanarLayout, luma: int, blue: int, red: int) -> np.ndarray:
    raw = np.empty(layout.frame_bytes, np.uint8)
    layout.luma(raw)[:] = luma
    planes = layout.chroma(raw)
    planes[0][:], planes[1][:] = blue, red
    return raw


@pytest.mark.parametrize(("coding", "planes"), RED)
def test_red_is_red(coding: ColourCoding, planes: tuple[int, int, int]) -> None:
    layout = PlanarLayout(6, 4)
    pixels = BgrConverter(layout, coding).pixels(flat(layout, *planes))
    assert np.abs(pixels.astype(int) - (0, 0, 255)).max() <= 3


@pytest.mark.parametrize("size", [(7, 5), (1, 1), (8, 6), (9, 131)])
def test_odd_sizes_keep_their_size(size: tuple[int, int]) -> None:
    layout = PlanarLayout(*size)
    pixels = BgrConverter(layout, ColourCoding()).pixels(flat(layout, 235, 128, 128))
    assert pixels.shape == (size[1], size[0], 3)
    assert pixels.min() >= 254
