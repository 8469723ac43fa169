"""Crops hold the whole line with a small margin, however it lies."""

import numpy as np
import pytest

from workers.reading.crops import contrast_ratio, crop_line, with_margin
from workers.reading.engine import TextRegion


def box(left: float, top: float, right: float, bottom: float) -> np.ndarray:
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


@pytest.mark.parametrize(
    ("quad", "margins"),
    [(box(100, 100, 500, 140), (3.2, 0.8)), (box(100, 100, 140, 500), (0.8, 3.2))],
)
def test_margins_follow_the_height_of_the_line_lying_or_upright(
    quad: np.ndarray, margins: tuple[float, float]
) -> None:
    grown = with_margin(quad)
    assert quad[0] - grown[0] == pytest.approx(margins, abs=0.01)
    assert grown[2] - quad[2] == pytest.approx(margins, abs=0.01)


def test_a_tilted_line_is_set_upright() -> None:
    picture = np.zeros((300, 300, 3), np.uint8)
    turn = np.radians(30)
    along, across = (
        np.array([np.cos(turn), np.sin(turn)]),
        np.array([-np.sin(turn), np.cos(turn)]),
    )
    start = np.array([60.0, 80.0])
    corners = [start, start + 160 * along, start + 160 * along + 30 * across, start + 30 * across]
    crop = crop_line(picture, TextRegion(np.array(corners, np.float32)))
    assert crop.shape[0] == pytest.approx(31, abs=2)
    assert crop.shape[1] == pytest.approx(165, abs=3)


def test_a_line_at_the_edge_of_the_picture_is_cut_there() -> None:
    picture = np.zeros((50, 200, 3), np.uint8)
    crop = crop_line(picture, TextRegion(box(-5, 30, 210, 60)))
    assert crop.shape[:2] == (21, 200)


def test_contrast_of_black_on_white_is_the_most_there_is() -> None:
    crop = np.full((20, 60, 3), 255, np.uint8)
    crop[5:15, 10:50] = 0
    assert contrast_ratio(crop) == pytest.approx(21.0)


def test_an_even_crop_has_no_contrast() -> None:
    assert contrast_ratio(np.full((20, 60, 3), 128, np.uint8)) is None
