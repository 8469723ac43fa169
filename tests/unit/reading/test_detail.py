"""A line looks the same only where each letter of it does."""

import numpy as np
import pytest

from tests.unit.media.drawing import extent, page, write
from workers.media.frame import Pixels
from workers.reading.detail import detail, is_same
from workers.reading.engine import TextRegion

PLACE, HEIGHT = (100, 100), 56


def drawn(text: str, noise: int = 0) -> Pixels:
    grey = write(page(), text, PLACE, HEIGHT).astype(np.int16)
    grey += np.random.default_rng(noise).integers(-noise, noise + 1, grey.shape, dtype=np.int16)
    return np.repeat(grey.clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)


def place(text: str, right: int = 0) -> TextRegion:
    left, top, end, bottom = extent(text, PLACE, HEIGHT)
    corners = [
        (left + right, top),
        (end + right, top),
        (end + right, bottom),
        (left + right, bottom),
    ]
    return TextRegion(np.array(corners, np.float32))


@pytest.mark.parametrize("right", [0, 1])
def test_noise_and_a_box_beside_it_make_no_difference(right: int) -> None:
    text = "Giá chỉ 199.000đ hôm nay"
    before = detail(drawn(text), place(text))
    assert is_same(before, detail(drawn(text, 6), place(text, right)))


@pytest.mark.parametrize("other", ["Giá chỉ 299.000đ hôm nay", "Giá chỉ 199.000đ hôm này"])
def test_one_digit_or_mark_does(other: str) -> None:
    text = "Giá chỉ 199.000đ hôm nay"
    assert not is_same(detail(drawn(text), place(text)), detail(drawn(other), place(text)))
