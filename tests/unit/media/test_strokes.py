"""Shrinking a frame to what is looked at."""

import cv2
import numpy as np
import pytest

from workers.media.strokes import look_of, look_size


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (1280, 720), (719, 1280)])
def test_each_pixel_looked_at_is_the_mean_of_those_it_stands_for(size: tuple[int, int]) -> None:
    width, height = size
    luma = np.random.default_rng(3).integers(0, 256, (height, width), dtype=np.uint8)
    means = cv2.resize(luma, look_size(width, height), interpolation=cv2.INTER_AREA)
    assert np.abs(look_of(luma).astype(int) - means.astype(int)).max() <= 1


def test_a_small_frame_is_looked_at_as_it_is() -> None:
    luma = np.arange(12, dtype=np.uint8).reshape(3, 4)
    assert np.array_equal(look_of(luma), luma)
