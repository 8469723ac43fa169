"""Text in video becomes one track per text, from when it appears to when it goes."""

from dataclasses import replace

import numpy as np
import pytest

from tests.integration.reading.moving_pictures import STEP_MS, Caption, frames, still
from workers.media.frame import Pixels, Region
from workers.reading import OcrEngine, read_video
from workers.report import Text


def words(texts: tuple[Text, ...]) -> list[str]:
    return [text.text for text in texts]


@pytest.mark.parametrize("moving_ground", [False, True])
def test_a_text_is_one_track_with_its_times(engine: OcrEngine, moving_ground: bool) -> None:
    captions = [
        Caption("Bổ sung canxi mỗi ngày", 500, 2100, still(80, 60)),
        Caption("Giao hàng toàn quốc", 1200, 3000, still(80, 400)),
    ]
    result = read_video(frames(captions, 3000, moving_ground), engine)
    assert words(result.texts) == [caption.text for caption in captions]
    for text, caption in zip(result.texts, captions, strict=True):
        assert text.start_ms == pytest.approx(caption.start, abs=STEP_MS)
        assert text.end_ms == pytest.approx(caption.end, abs=STEP_MS)


def test_a_new_text_at_the_place_of_the_old_one_is_another_track(engine: OcrEngine) -> None:
    captions = [
        Caption("Ngủ ngon hơn mỗi đêm", 0, 1000, still(200, 430)),
        Caption("Chỉ sau hai tuần dùng", 1000, 2000, still(200, 430)),
    ]
    result = read_video(frames(captions, 2000), engine)
    assert [(text.text, text.start_ms, text.end_ms) for text in result.texts] == [
        ("Ngủ ngon hơn mỗi đêm", 0, 1000),
        ("Chỉ sau hai tuần dùng", 1000, 2000),
    ]


def test_a_text_that_comes_back_after_a_pause_is_another_track(engine: OcrEngine) -> None:
    captions = [
        Caption("Ngủ ngon hơn mỗi đêm", start, end, still(200, 430))
        for start, end in ((0, 1000), (2000, 3000))
    ]
    # A decoder that chooses frames delivers none while nothing is on screen.
    chosen = [frame for frame in frames(captions, 3000) if not 1000 < frame.time_ms < 2000]
    assert [(text.start_ms, text.end_ms) for text in read_video(chosen, engine).texts] == [
        (0, 1000),
        (2000, 3000),
    ]


def test_text_typed_letter_by_letter_is_reported_once_and_in_full(engine: OcrEngine) -> None:
    text = "Viên uống cho người lớn tuổi"
    typed = Caption(text, 0, 4000, still(60, 200), words=lambda time: text[: 1 + time // 80])
    result = read_video(frames([typed], 4000), engine)
    assert words(result.texts) == [text]


def test_karaoke_colours_do_not_make_new_tracks(engine: OcrEngine) -> None:
    sung = Caption(
        "Hạnh phúc trọn đời",
        0,
        2000,
        still(200, 400),
        colour=lambda t: ("#fff", "#fd0")[t // 500 % 2],
    )
    assert words(read_video(frames([sung], 2000), engine).texts) == ["Hạnh phúc trọn đời"]


def test_a_slowly_growing_text_is_followed(engine: OcrEngine) -> None:
    grown = Caption(
        "Ưu đãi hôm nay", 0, 3000, lambda t: (200 - t / 40, 200), size=lambda t: 36 + t / 100
    )
    (text,) = read_video(frames([grown], 3000), engine).texts
    assert (text.text, text.start_ms, text.end_ms) == ("Ưu đãi hôm nay", 0, 3000)


def test_a_rising_text_is_followed(engine: OcrEngine) -> None:
    rising = Caption("Cảm ơn quý khách", 0, 3000, lambda t: (250, 470 - t / 8))
    (text,) = read_video(frames([rising], 3000), engine).texts
    assert (text.text, text.start_ms, text.end_ms) == ("Cảm ơn quý khách", 0, 3000)


def test_a_ticker_is_one_text_in_full(engine: OcrEngine) -> None:
    text = "Mua hai tặng một trong tuần lễ khai trương cửa hàng mới"
    ticker = Caption(text, 0, 6000, lambda t: (960 - t * 0.36, 480), size=lambda _: 36)
    assert words(read_video(frames([ticker], 6000), engine).texts) == [text]


def test_frames_declared_unchanged_are_not_read_again(engine: OcrEngine) -> None:
    captions = [Caption("Trà thảo mộc", 0, 1000, still(200, 200))]
    shown = [replace(f, changed=None if f.time_ms == 0 else ()) for f in frames(captions, 1000)]
    result = read_video(shown, engine)
    assert result.frames_read == 1
    assert [(text.text, text.end_ms) for text in result.texts] == [("Trà thảo mộc", 1000)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Chưa khỏi bệnh trĩ", "Chữa khỏi bệnh trĩ"),
        ("Liệu trình 7 ngày", "Liệu trình 10 ngày"),
        ("Giá chỉ 199.000đ", "Giá chỉ 299.000đ"),
    ],
)
def test_texts_that_differ_in_a_tone_or_a_number_are_two(
    engine: OcrEngine, first: str, second: str
) -> None:
    captions = [
        Caption(first, 0, 1000, still(200, 200)),
        Caption(second, 1000, 2000, still(200, 200)),
    ]
    read = read_video(frames(captions, 2000, moving_ground=True), engine)
    assert [(text.text, text.start_ms, text.end_ms) for text in read.texts] == [
        (first, 0, 1000),
        (second, 1000, 2000),
    ]


def test_like_texts_at_two_places_are_two(engine: OcrEngine) -> None:
    captions = [
        Caption("Giảm ngay trĩ nội", 0, 2000, still(80, 60)),
        Caption("Giảm ngay rụng tóc", 1000, 2000, still(80, 400)),
    ]
    assert set(words(read_video(frames(captions, 2000), engine).texts)) == {
        "Giảm ngay trĩ nội",
        "Giảm ngay rụng tóc",
    }


def test_text_that_blinks_is_one(engine: OcrEngine) -> None:
    blinks = [Caption("Mua ngay hôm nay", on, on + 400, still(200, 200)) for on in (0, 800, 1600)]
    (text,) = read_video(frames(blinks, 2000), engine).texts
    assert (text.start_ms, text.end_ms) == (0, 2000)


def test_a_text_whose_strokes_only_seem_to_have_gone_stays(engine: OcrEngine) -> None:
    caption = Caption("Trà thảo mộc", 0, 2000, still(200, 200))
    went = Region(180, 190, 620, 270, since_ms=900, change="went")
    shown = [
        replace(
            frame,
            changed=None if frame.time_ms == 0 else ((went,) if frame.time_ms == 1000 else ()),
            # What passes behind it changes how its place looks as a whole.
            pixels=frame.pixels if frame.time_ms < 1000 else behind(frame.pixels),
        )
        for frame in frames([caption], 2000)
    ]
    (text,) = read_video(shown, engine).texts
    assert (text.text, text.end_ms) == ("Trà thảo mộc", 2000)


def behind(pixels: Pixels) -> Pixels:
    """The picture with its ground lighter from the left to the right, its letters as they were."""
    light = np.linspace(0, 230, pixels.shape[1]).astype(np.uint8)[None, :, None]
    letters = pixels.min(axis=2, keepdims=True) > 200
    edges = pixels.max(axis=2, keepdims=True) < 26
    return np.where(letters | edges, pixels, np.maximum(pixels, light)).astype(np.uint8)
