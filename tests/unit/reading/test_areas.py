"""Only what changed in a frame is looked at again, whole lines at a time."""

import numpy as np
import pytest

from workers.media.frame import Frame, Region
from workers.reading.areas import areas_to_read, change_at, widened
from workers.reading.engine import TextRegion


def frame(*changed: Region) -> Frame:
    return Frame("m1", 0, np.zeros((400, 600, 3), np.uint8), changed=changed)


def text(left: float, top: float, right: float, bottom: float) -> TextRegion:
    return TextRegion(
        np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    )


def test_a_frame_that_may_differ_anywhere_is_read_whole() -> None:
    pixels = np.zeros((400, 600, 3), np.uint8)
    assert areas_to_read(Frame("m1", 0, pixels), []) == [Region(0, 0, 600, 400)]


def test_a_frame_without_change_is_not_read() -> None:
    assert areas_to_read(frame(), [text(10, 10, 100, 30)]) == []


def test_a_small_change_is_read_with_room_around_it_and_within_the_frame() -> None:
    assert areas_to_read(frame(Region(0, 100, 50, 140)), []) == [Region(0, 88, 62, 152)]


def test_a_line_that_a_change_touches_is_read_whole() -> None:
    (area,) = areas_to_read(frame(Region(100, 100, 150, 120)), [text(20, 95, 400, 125)])
    assert area.left <= 20
    assert area.right >= 400


def test_changes_that_meet_are_one_area() -> None:
    assert len(areas_to_read(frame(Region(0, 0, 50, 50), Region(60, 0, 90, 50)), [])) == 1


def test_changes_nearly_everywhere_mean_the_whole_frame() -> None:
    assert areas_to_read(frame(Region(0, 0, 600, 300)), []) == [Region(0, 0, 600, 400)]


AREA = Region(100, 50, 300, 120)


@pytest.mark.parametrize(
    ("line", "grown"),
    [
        (text(150, 60, 301, 100), Region(0, 50, 600, 120)),
        (text(100, 60, 200, 100), Region(0, 50, 600, 120)),
        (text(150, 50, 250, 70), Region(100, 10, 300, 120)),
        (text(150, 100, 250, 120), Region(100, 50, 300, 160)),
        (text(150, 60, 250, 100), None),
    ],
    ids=["at its right", "at its left", "above", "below", "whole"],
)
def test_an_area_whose_border_cuts_a_line_grows_there(
    line: TextRegion, grown: Region | None
) -> None:
    assert widened(AREA, [line], 600, 400) == grown


def test_the_border_of_the_frame_cuts_no_line_that_could_be_seen_whole() -> None:
    whole = Region(0, 0, 600, 400)
    assert widened(whole, [text(0, 0, 600, 400)], 600, 400) is None


def test_a_text_ends_when_its_strokes_went_though_another_came_there_later() -> None:
    shown = frame(
        Region(80, 90, 420, 130, since_ms=4700, change="went"),
        Region(60, 80, 460, 140, since_ms=4900, change="came"),
    )
    place = text(100, 100, 400, 120)
    assert (change_at(shown, place, "went"), change_at(shown, place)) == (4700, 4900)
