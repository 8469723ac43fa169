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


def read(text: str, confidence: float = 0.99) -> Line:
    return Line(text, ((0.0, 0.0),) * 4, confidence, HEIGHT)


def track_of(text: str, left: float = 200.0) -> Track:
    place = region(left, text)
    polygon = tuple((float(x), float(y)) for x, y in place.quad)
    track = Track(0, place, LOOK)
    track.add(View(0, Line(text, polygon, 0.99, HEIGHT), 0.5))
    return track


def test_a_part_in_its_place_is_the_text() -> None:
    track = track_of("KỸ ĐÃI VIÊN")
    assert track.shows(read("KỸ ĐÃI"), region(200, "KỸ ĐÃI"))
    assert track.shows(read("VIÊN"), region(200 + 7 * LETTER, "VIÊN"))


def test_a_word_of_it_that_begins_another_text_is_not() -> None:
    assert not track_of("KỸ ĐÃI VIÊN").shows(read("VIÊN"), region(200, "VIÊN"))


def test_a_word_that_occurs_twice_may_be_either() -> None:
    track = track_of("VIÊN MỖI VIÊN")
    assert track.shows(read("VIÊN"), region(200, "VIÊN"))
    assert track.shows(read("VIÊN"), region(200 + 9 * LETTER, "VIÊN"))


def test_more_words_or_misread_tones_are_still_the_text() -> None:
    track = track_of("KỸ ĐÃI")
    assert track.shows(read("KỸ ĐÃI VIÊN"), region(160, "KỸ ĐÃI VIÊN"))
    assert track.shows(read("KY ĐẠI", 0.9), region(200, "KY ĐẠI"))
    assert not track.shows(read("GIÁ TỐT"), region(200, "GIÁ TỐT"))


def test_other_tones_that_are_sure_are_another_text() -> None:
    assert not track_of("CHƯA KHỎI").shows(read("CHỮA KHỎI"), region(200, "CHỮA KHỎI"))
    assert not track_of("CHƯA KHỎI").repeats(read("CHỮA KHỎI"))


def test_letters_out_of_the_middle_of_its_words_are_another_text() -> None:
    assert not track_of("BAY THOÁI").shows(read("HÓA"), region(320, "HÓA"))


def test_one_word_of_another_text_is_no_repetition() -> None:
    track = track_of("Dụng")
    assert track.repeats(read("Dung", 0.9))
    assert not track.repeats(read("ĐẸP DỤNG SUNG"))
