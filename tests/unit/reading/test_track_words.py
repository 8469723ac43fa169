"""Which later reading still shows a track's text."""

import numpy as np

from workers.reading.engine import Line, TextRegion
from workers.reading.tracks import SIGNATURE_SIZE, Track, View

HEIGHT, LETTER = 40.0, 30.0
LOOK = np.zeros(SIGNATURE_SIZE[::-1], np.float32)


def region(left: float, text: str) -> TextRegion:
    right = left + LETTER * len(text)
    corners = [(left, 100.0), (right, 100.0), (right, 100 + HEIGHT), (left, 100 + HEIGHT)]
    return TextRegion(np.array(corners, np.float32))


def track_of(text: str, left: float = 200.0) -> Track:
    place = region(left, text)
    polygon = tuple((float(x), float(y)) for x, y in place.quad)
    track = Track(0, place, LOOK)
    track.add(View(0, Line(text, polygon, 0.99, HEIGHT), 0.5))
    return track


def test_a_part_in_its_place_is_the_text() -> None:
    track = track_of("KỸ ĐÃI VIÊN")
    assert track.shows("KỸ ĐÃI", region(200, "KỸ ĐÃI"))
    assert track.shows("VIÊN", region(200 + 7 * LETTER, "VIÊN"))


def test_a_word_of_it_that_begins_another_text_is_not() -> None:
    assert not track_of("KỸ ĐÃI VIÊN").shows("VIÊN", region(200, "VIÊN"))


def test_a_word_that_occurs_twice_may_be_either() -> None:
    track = track_of("VIÊN MỖI VIÊN")
    assert track.shows("VIÊN", region(200, "VIÊN"))
    assert track.shows("VIÊN", region(200 + 9 * LETTER, "VIÊN"))


def test_more_words_or_other_tones_are_still_the_text() -> None:
    track = track_of("KỸ ĐÃI")
    assert track.shows("KỸ ĐÃI VIÊN", region(160, "KỸ ĐÃI VIÊN"))
    assert track.shows("KY ĐẠI", region(200, "KY ĐẠI"))
    assert not track.shows("GIÁ TỐT", region(200, "GIÁ TỐT"))


def test_one_word_of_another_text_is_no_repetition() -> None:
    track = track_of("Dụng")
    assert track.repeats("Dung")
    assert not track.repeats("ĐẸP DỤNG SUNG")
