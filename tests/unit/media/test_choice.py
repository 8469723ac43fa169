"""Frames are chosen when text comes, changes or goes; not when only the background moves."""

import math
from collections.abc import Callable, Iterable

import numpy as np
import pytest

from tests.unit.media.drawing import Grey, extent, noise, page, write
from workers.media.choice import Choice, FrameChooser
from workers.media.decoding import Level
from workers.media.frame import Region
from workers.media.video_frames import SAMPLING, paced

STANDARD = SAMPLING["standard"].pace
STEP = 100
SIZE = (960, 540)
TEXT, PLACE = "Uống là khỏi", (300, 200)


def chosen(frames: Iterable[tuple[int, Grey]], end: int, pace=STANDARD) -> list[Choice]:
    chooser = FrameChooser(pace, SIZE, STEP)
    choices: list[Choice] = []
    for time, picture in frames:
        luma = np.ascontiguousarray(picture)
        choices += chooser.offer(time, luma, luma.reshape(-1))
    return choices + chooser.finish(end)


def film(draw: Callable[[int], Grey], end: int, step: int = STEP) -> list[tuple[int, Grey]]:
    return [(time, draw(time)) for time in range(0, end, step)]


def covers(regions: tuple[Region, ...] | None, box: tuple[int, int, int, int]) -> bool:
    return regions is None or any(
        one.left <= box[0] and one.top <= box[1] and one.right >= box[2] and one.bottom >= box[3]
        for one in regions
    )


@pytest.mark.parametrize("rate", [8, 10, 12, 15, 24, 25, 30, 50, 60])
@pytest.mark.parametrize("level", ["standard", "thorough"])
def test_text_settles_within_the_shortest_time_that_is_promised(rate: int, level: Level) -> None:
    sampling, frame_ms = SAMPLING[level], 1000 / rate
    interval = frame_ms
    while interval < sampling.every_ms - 1e-6:
        interval += frame_ms
    settled_by = paced(sampling, frame_ms).settle
    looks = 1 + math.ceil(settled_by / interval - 1e-6)
    # The first look comes up to one interval late, each further one an interval later.
    fits = looks * interval <= sampling.misses_shorter_than_ms + 1e-6
    assert fits or settled_by <= interval


def test_what_went_is_told_apart_from_what_came() -> None:
    def draw(time: int) -> Grey:
        return write(page(), TEXT, PLACE) if time < 2000 else page()

    (_, ended) = chosen(film(draw, 4000), 4000)
    assert ended.regions is not None
    assert {one.change for one in ended.regions} == {"went"}
    assert all(abs(one.since_ms - 2000) <= 100 for one in ended.regions)


def test_text_that_takes_the_place_of_another_is_chosen_as_new() -> None:
    second = "Khỏi hẳn tận gốc"

    def draw(time: int) -> Grey:
        return write(page(), TEXT if time < 2000 else second, PLACE)

    choices = [one for one in chosen(film(draw, 4000), 4000) if one.time_ms >= 2000]
    new = [one for choice in choices for one in choice.dated if one.change == "came"]
    assert new
    assert abs(min(one.since_ms for one in new) - 2000) <= 200


def test_a_still_scene_is_chosen_once() -> None:
    picture = write(page(), TEXT, PLACE)
    choices = chosen(film(lambda _: picture, 6000), 6000)
    assert len(choices) == 1
    assert choices[0].regions is None
    assert choices[0].since_ms == 0


def test_even_an_empty_scene_is_chosen_once() -> None:
    assert len(chosen(film(lambda _: page(), 3000), 3000)) == 1


@pytest.mark.parametrize("height", [14, 24, 60, 120])
@pytest.mark.parametrize("moving", [False, True])
def test_text_of_half_a_second_is_chosen_with_its_place_and_time(height: int, moving: bool) -> None:
    def draw(time: int) -> Grey:
        ground = noise(time) if moving else page()
        return write(ground, TEXT, PLACE, height) if 2000 <= time < 2500 else ground

    choices = chosen(film(draw, 5000), 5000)
    box = extent(TEXT, PLACE, height)
    seen = [one for one in choices if 2000 <= one.time_ms < 2500 and covers(one.regions, box)]
    assert seen
    assert abs(seen[0].since_ms - 2000) <= 100


@pytest.mark.parametrize("came", range(1240, 1640, 40))
def test_what_comes_shortly_before_another_text_goes_is_chosen_too(came: int) -> None:
    words, place = "Rẻ nhất năm", (300, 400)
    shown = range(came, came + 520)

    def draw(time: int) -> Grey:
        picture = write(page(), "Mua", (40, 40)) if time >= 680 else page()
        picture = write(picture, TEXT, PLACE) if 1080 <= time < 1680 else picture
        return write(picture, words, place) if time in shown else picture

    choices = chosen(film(draw, 3000, step=160), 3000, paced(SAMPLING["standard"], 40))
    box = extent(words, place)
    assert any(one.time_ms in shown and covers(one.regions, box) for one in choices)


def test_the_end_of_a_text_is_noticed() -> None:
    choices = chosen(
        film(lambda time: write(page(), TEXT, PLACE) if time < 2000 else page(), 4000), 4000
    )
    after = [one for one in choices if one.time_ms >= 2000]
    assert len(after) == 1
    assert covers(after[0].regions, extent(TEXT, PLACE))
    assert abs(after[0].since_ms - 2000) <= 100


def test_small_print_replaced_by_other_small_print_is_chosen() -> None:
    first, second = "Sản phẩm không phải là thuốc", "Hiệu quả tuỳ cơ địa mỗi người"
    choices = chosen(
        film(lambda t: write(page(), first if t < 2000 else second, PLACE, 14), 4000), 4000
    )
    later = [one for one in choices if one.time_ms >= 2000]
    assert later
    assert covers(later[0].regions, extent(second, PLACE, 14))


@pytest.mark.parametrize("words", [("Giảm 5 kg", "Giảm 8 kg"), ("Liệu trình 3", "Liệu trình 8")])
def test_one_digit_that_becomes_another_in_a_still_picture_is_chosen(
    words: tuple[str, str],
) -> None:
    choices = chosen(film(lambda t: write(page(), words[t >= 2000], PLACE, 60), 4000), 4000)
    assert any(one.time_ms >= 2000 for one in choices)


def test_lines_that_build_up_are_read_when_they_are_complete() -> None:
    def draw(time: int) -> Grey:
        letters = max(0, min(len(TEXT), (time - 1000) // 100))
        return write(page(), TEXT[:letters], PLACE) if letters else page()

    choices = chosen(film(draw, 4000), 4000)
    assert any(one.time_ms >= 2200 for one in choices)
    assert len(choices) <= 5


def test_text_that_drifts_slowly_is_not_read_again_and_again() -> None:
    def times_read(top: int) -> int:
        drifting = film(lambda time: write(page(), TEXT, (200 + time // 50, top)), 6000)
        return len(chosen(drifting, 6000))

    assert np.mean([times_read(top) for top in (200, 201, 207, 250)]) <= 9


def test_a_moving_background_is_chosen_now_and_then_only() -> None:
    wide = noise(7, (960 * 3, 540))
    choices = chosen(film(lambda time: wide[:, time // 10 :][:, :960], 12_000), 12_000)
    assert len(choices) <= 12


def test_a_ticker_is_read_often_enough_to_miss_nothing() -> None:
    text = "Gọi ngay 1900 1234 - Miễn phí giao hàng - Cam kết hoàn tiền"
    width = extent(text, (0, 0))[2]

    def left_edge(time: int) -> int:
        return 960 - time * 20 // 100

    end = (960 + width) * 5
    choices = chosen(film(lambda t: write(page(), text, (left_edge(t), 440)), end), end)
    times = [one.time_ms for one in choices]
    # Crossing the screen takes 4.8 s: each letter is in view for several of the choices.
    assert max(np.diff([0, *times, end])) <= 2500


def test_a_picture_that_stands_for_seconds_settles_without_being_repeated() -> None:
    slides = [(0, page()), (3000, write(page(), TEXT, PLACE)), (6000, page(shade=200))]
    choices = chosen(slides, 9000)
    read = [one for one in choices if one.time_ms == 3000]
    assert read
    assert read[0].since_ms == 3000


def test_a_fade_is_read_at_its_strongest() -> None:
    strong = write(page(), TEXT, PLACE).astype(np.float32)
    plain = page().astype(np.float32)

    def draw(time: int) -> Grey:
        share = float(np.clip((time - 1000) / 800, 0, 1))
        return (plain + share * (strong - plain)).astype(np.uint8)

    choices = chosen(film(draw, 4000), 4000)
    assert any(one.time_ms >= 1700 for one in choices)


def test_a_cut_without_text_is_a_choice_that_names_its_time() -> None:
    choices = chosen(film(lambda t: page(shade=60 if t < 2000 else 200), 4000), 4000)
    assert [one.time_ms >= 2000 for one in choices] == [False, True]


def test_thorough_sees_a_fifth_of_a_second() -> None:
    def draw(time: int) -> Grey:
        return write(noise(time), TEXT, PLACE) if 1000 <= time < 1200 else noise(time)

    choices = chosen(film(draw, 2000, 33), 2000, SAMPLING["thorough"].pace)
    box = extent(TEXT, PLACE)
    assert any(1000 <= one.time_ms < 1200 and covers(one.regions, box) for one in choices)
