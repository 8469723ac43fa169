"""Parts of one line become one region; columns and neighbouring lines do not."""

import numpy as np
import pytest

from workers.reading.engine import TextRegion
from workers.reading.lines import joined_regions


def box(left: float, top: float, right: float, bottom: float, tilt: float = 0.0) -> TextRegion:
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    turn = np.radians(tilt)
    rotation = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]], np.float32)
    return TextRegion((corners @ rotation).astype(np.float32), 0.9)


@pytest.mark.parametrize("tilt", [0, 20, -35])
def test_words_of_one_line_are_joined_at_any_tilt(tilt: float) -> None:
    words = [box(10, 10, 90, 40, tilt), box(102, 11, 200, 41, tilt), box(212, 9, 260, 39, tilt)]
    (line,) = joined_regions(words)
    assert line.width == pytest.approx(250, abs=6)
    assert line.height == pytest.approx(31, abs=4)


def test_columns_stay_apart() -> None:
    assert len(joined_regions([box(10, 10, 90, 40), box(150, 10, 240, 40)])) == 2


def test_lines_below_each_other_stay_apart() -> None:
    assert len(joined_regions([box(10, 10, 200, 40), box(12, 44, 190, 74)])) == 2


def test_a_headline_does_not_swallow_the_small_print_beside_it() -> None:
    assert len(joined_regions([box(10, 10, 200, 90), box(205, 40, 300, 60)])) == 2


def test_a_part_found_inside_another_adds_nothing() -> None:
    (line,) = joined_regions([box(10, 10, 200, 40), box(20, 12, 190, 38)])
    assert line.width == pytest.approx(190, abs=2)
