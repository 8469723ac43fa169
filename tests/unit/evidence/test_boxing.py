"""The box on a still is seen, is where the words are, and leaves the words as they were."""

import numpy as np
import pytest

from workers.evidence.boxing import MAX_SIDE, boxed_still, contrast_inside
from workers.media.frame import Frame
from workers.report import Polygon


def frame_of(width: int, height: int, colour: tuple[int, int, int] = (120, 120, 120)) -> Frame:
    pixels = np.full((height, width, 3), colour, dtype=np.uint8)
    return Frame("m1", 0, pixels)


def rectangle(left: float, top: float, right: float, bottom: float) -> Polygon:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def changed(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    return np.abs(before.astype(int) - after.astype(int)).max(axis=2) > 24


def test_words_inside_the_polygon_are_left_untouched() -> None:
    frame = frame_of(640, 480)
    still = boxed_still(frame, [rectangle(0.25, 0.4, 0.75, 0.6)])
    assert np.array_equal(still[192:288, 160:480], frame.pixels[192:288, 160:480])


def test_box_runs_around_the_polygon_and_nowhere_else() -> None:
    frame = frame_of(640, 480)
    marks = changed(frame.pixels, boxed_still(frame, [rectangle(0.25, 0.4, 0.75, 0.6)]))
    assert marks[170:192, 320].any()
    assert marks[240, 480:505].any()
    assert not marks[:160].any()
    assert not marks[:, 520:].any()


def test_frame_itself_is_not_drawn_on() -> None:
    frame = frame_of(320, 240)
    before = frame.pixels.copy()
    boxed_still(frame, [rectangle(0.2, 0.2, 0.8, 0.4)])
    assert np.array_equal(frame.pixels, before)


@pytest.mark.parametrize(
    "ground", [(38, 24, 226), (255, 255, 255), (0, 0, 0), (0, 230, 255), (90, 140, 40)]
)
def test_box_stands_out_on_any_ground(ground: tuple[int, int, int]) -> None:
    frame = frame_of(640, 480, ground)
    still = boxed_still(frame, [rectangle(0.25, 0.4, 0.75, 0.6)])
    difference = np.abs(still.astype(int) - np.array(ground)).sum(axis=2)
    assert (difference > 250).sum() > 1000


def test_turned_polygon_gets_a_turned_box() -> None:
    frame = frame_of(600, 600)
    diamond = [(0.5, 0.3), (0.7, 0.5), (0.5, 0.7), (0.3, 0.5)]
    marks = changed(frame.pixels, boxed_still(frame, [diamond]))
    assert marks.any()
    assert not marks[175:195, 175:195].any()
    assert not marks[250:350, 250:350].any()


def test_several_polygons_are_boxed_on_one_still() -> None:
    frame = frame_of(640, 480)
    still = boxed_still(frame, [rectangle(0.1, 0.1, 0.4, 0.2), rectangle(0.6, 0.7, 0.9, 0.8)])
    marks = changed(frame.pixels, still)
    assert marks[:150, :300].any()
    assert marks[300:, 350:].any()


def test_large_frame_is_made_smaller() -> None:
    still = boxed_still(frame_of(4000, 3000), [rectangle(0.4, 0.4, 0.6, 0.5)])
    assert still.shape == (1200, MAX_SIDE, 3)


def test_tall_screenshot_shows_the_part_and_a_view_of_the_whole() -> None:
    frame = frame_of(720, 4200)
    frame.pixels[2800:2900] = (10, 200, 10)
    still = boxed_still(frame, [rectangle(0.2, 2800 / 4200, 0.8, 2900 / 4200)])
    height, width = still.shape[:2]
    assert width > 720
    assert height < 1200
    part, overview = still[:, :720], still[:, 730:]
    green = (10, 200, 10)
    assert (np.abs(part.astype(int) - green).sum(axis=2) < 10).any()
    assert (np.abs(overview.astype(int) - green).sum(axis=2) < 30).any()


def test_wide_banner_puts_the_view_of_the_whole_below() -> None:
    still = boxed_still(frame_of(3000, 300), [rectangle(0.8, 0.2, 0.9, 0.8)])
    height, width = still.shape[:2]
    assert height > 300
    assert width < 3000


def test_polygon_at_the_edge_of_a_small_frame_is_boxed() -> None:
    frame = frame_of(64, 48)
    still = boxed_still(frame, [rectangle(0.0, 0.0, 1.0, 1.0)])
    assert still.shape == frame.pixels.shape


def test_contrast_is_measured_inside_the_polygons_only() -> None:
    frame = frame_of(200, 100)
    frame.pixels[20:40:2, 20:180] = 255
    inside = contrast_inside(frame, [rectangle(0.1, 0.2, 0.9, 0.4)])
    outside = contrast_inside(frame, [rectangle(0.1, 0.6, 0.9, 0.9)])
    assert inside > 50
    assert outside == 0
