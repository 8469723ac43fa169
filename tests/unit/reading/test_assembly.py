"""Tracks that only repeat another are left out of the texts."""

import numpy as np
import pytest

from workers.reading.assembly import without_parts
from workers.reading.engine import Line, TextRegion
from workers.reading.tracks import SIGNATURE_SIZE, Track, View

LOOK = np.zeros(SIGNATURE_SIZE[::-1], np.float32)
END = 10_000
WIDTH = 1280


def track(
    text: str, start: int, gone: int | None, *, views: int = 3, confidence: float = 0.99, left=100.0
) -> Track:
    corners = ((left, 100.0), (left + 400, 100.0), (left + 400, 150.0), (left, 150.0))
    place = TextRegion(np.array(corners, np.float32))
    made = Track(start, place, LOOK, frames=views, gone_ms=gone)
    for number in range(views):
        made.add(View(start + 100 * number, Line(text, corners, confidence, 50.0), 0.5))
    return made


def texts(*tracks: Track) -> set[str]:
    return {one.text for one in without_parts(tracks, END, WIDTH)}


def test_what_was_misread_of_a_fading_text_is_no_text() -> None:
    fading = track("RỆT ÔNG SÁNG", 1000, 4120)
    ghost = track("RỆT ỘI", 4040, 4160, views=1, confidence=0.92)
    assert texts(fading, ghost) == {"RỆT ÔNG SÁNG"}


@pytest.mark.parametrize(
    "first",
    [track("Rệt ôm", 600, 1000, views=1), track("Rõ", 1200, 4000, views=1, confidence=0.9)],
    ids=["its first letters, the last of them cut", "a scrap in its place while it is shown"],
)
def test_what_was_read_of_a_text_in_part_is_part_of_it(first: Track) -> None:
    (whole,) = without_parts([track("RỆT ÔNG SÁNG", 1000, 4120), first], END, WIDTH)
    assert (whole.text, whole.start_ms) == ("RỆT ÔNG SÁNG", min(1000, first.start_ms))


@pytest.mark.parametrize(
    "other",
    [
        track("RỆT ỘI", 4040, 4160, views=2, confidence=0.92),
        track("RỆT KÌA", 4200, 4300, views=1, confidence=0.92),
        track("RỆT ỘI", 4040, 4160, views=1, confidence=0.92, left=800.0),
        track("GIÁ TỐT", 4040, 4160, views=1, confidence=0.92),
    ],
    ids=["seen twice", "after it", "elsewhere", "other words"],
)
def test_a_text_of_its_own_stays(other: Track) -> None:
    assert texts(track("RỆT ÔNG SÁNG", 1000, 4120), other) == {"RỆT ÔNG SÁNG", other.text}


def test_the_first_letters_of_a_running_text_are_part_of_it() -> None:
    running = track("Sáng này miễn tính hiệu đẹp", 1300, 9000)
    running.banner = running.text
    first = track("Sáng r", 660, 1300, views=1, confidence=0.9, left=600.0)
    (whole,) = without_parts([running, first], END, WIDTH)
    assert (whole.text, whole.start_ms) == (running.text, 660)


def test_two_letters_read_once_in_another_text_are_its_own() -> None:
    whole = track("Bữa cơn bổ đẹp", 28_767, 29_800)
    corners = ((200.0, 115.0), (230.0, 115.0), (230.0, 135.0), (200.0, 135.0))
    scrap = Track(28_833, TextRegion(np.array(corners, np.float32)), LOOK, frames=1, gone_ms=28_903)
    scrap.add(View(28_833, Line("ep", corners, 0.86, 20.0), 0.5))
    assert {one.text for one in without_parts([whole, scrap], 60_000, WIDTH)} == {whole.text}


def test_what_was_read_once_of_the_upper_half_of_a_drifting_text_is_no_text() -> None:
    whole = track("CÒN KHỎE TUỔI", 51_603, 54_600)
    for number, view in enumerate(whole.views):
        moved = tuple((x, y - 200.0 * number) for x, y in view.line.polygon)
        whole.views[number] = View(
            51_700 + 1000 * number, Line(view.line.text, moved, 0.99, 50.0), 0.5
        )
    top = whole.views[1].line.polygon[0][1]
    corners = ((110.0, top), (480.0, top), (480.0, top + 22), (110.0, top + 22))
    scrap = Track(52_650, TextRegion(np.array(corners, np.float32)), LOOK, frames=1, gone_ms=54_600)
    scrap.add(View(52_700, Line("GUN KIUE IUUI", corners, 0.75, 22.0), 0.5))
    assert {one.text for one in without_parts([whole, scrap], 60_000, WIDTH)} == {whole.text}


def test_the_first_glimpse_of_a_text_that_fades_in_is_part_of_it() -> None:
    glimpse = track("1-hi dịu", 34_667, 34_707, views=1, confidence=0.88)
    (whole,) = without_parts([track("Hàng đặt khi dịu", 34_707, 36_000), glimpse], 40_000, WIDTH)
    assert (whole.text, whole.start_ms) == ("Hàng đặt khi dịu", 34_667)


def test_what_was_misread_otherwise_each_time_is_no_text() -> None:
    whole = track("Không nhập cơn chính", 1000, 2400, views=5)
    ghost = track("Không nhận", 1000, 2400, views=1, confidence=0.89)
    ghost.add(View(2300, Line("Không nhệ", whole.best.line.polygon, 0.97, 50.0), 0.5))
    assert texts(whole, ghost) == {"Không nhập cơn chính"}


@pytest.mark.parametrize(
    ("left", "kept"), [(WIDTH - 400.0, False), (700.0, True)], ids=["at the border", "inside"]
)
def test_the_word_that_the_border_cuts_does_not_make_another_text(left: float, kept: bool) -> None:
    running = track("Rệt gọi trẻ giúp quốc tính", 13_140, 16_520)
    running.banner = running.text
    first = track("Rệt 9?", 12_680, 13_140, left=left)
    assert len(without_parts([running, first], 20_000, WIDTH)) == (2 if kept else 1)


@pytest.mark.parametrize(
    ("other", "start"), [("RỆT ỒNG SÁNG", 4120), ("RỆT ÔNG SÂN", 4120)], ids=["tone", "letters"]
)
def test_what_follows_and_differs_in_sure_letters_is_a_text_of_its_own(
    other: str, start: int
) -> None:
    tracks = (track("RỆT ÔNG SÁNG", 1000, start), track(other, start, start + 500))
    assert texts(*tracks) == {"RỆT ÔNG SÁNG", other}


@pytest.mark.parametrize(
    ("left", "kept"), [(0.0, False), (800.0, True)], ids=["at the border", "inside"]
)
def test_the_last_letters_of_a_text_that_slides_out_are_part_of_it(left: float, kept: bool) -> None:
    whole = track("Hết hẳn mỡ máu", 10_800, 11_850, left=440.0)
    scrap = track("ý máu", 11_850, 11_990, views=1, confidence=0.9, left=left)
    assert len(without_parts([whole, scrap], 16_000, WIDTH)) == (2 if kept else 1)
