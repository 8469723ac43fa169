"""The whole way from an encoded clip to the frames that are read."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.unit.media.drawing import Grey, extent, noise, write
from workers.media import Frame, Level, open_media

SIZE = (640, 360)
CAPTIONS = [
    ("Giảm cân cấp tốc", 1.0, 1.5),
    ("Khỏi hẳn sau 7 ngày", 2.2, 2.7),
    ("Gọi ngay", 3.5, 4.3),
]
PLACE, HEIGHT, RATE = (60, 250), 34, 25


def captioned(captions: list[tuple[str, float, float]], seconds: float) -> list[Grey]:
    wide = noise(3, (SIZE[0] * 2, SIZE[1]))
    frames: list[Grey] = []
    for number in range(round(seconds * RATE)):
        ground = np.ascontiguousarray(wide[:, number * 2 :][:, : SIZE[0]])
        for text, start, end in captions:
            if round(start * RATE) <= number < round(end * RATE):
                ground = write(ground, text, PLACE, HEIGHT)
        frames.append(ground)
    return frames


def shows(frame: Frame, text: str) -> bool:
    left, top, right, bottom = extent(text, PLACE, HEIGHT)
    return frame.changed is None or any(
        one.left <= left and one.top <= top and one.right >= right and one.bottom >= bottom
        for one in frame.changed
    )


def taken(path: Path, level: Level) -> list[Frame]:
    with open_media(path).frames("m", level) as frames:
        result = list(frames)
    assert frames.outcome.complete
    return result


def test_captions_of_half_a_second_over_moving_footage_are_all_read(
    film: Callable[..., Path],
) -> None:
    frames = taken(film("ad.mp4", captioned(CAPTIONS, 5), RATE), "standard")
    for text, start, end in CAPTIONS:
        seen = [one for one in frames if start * 1000 <= one.time_ms < end * 1000]
        assert any(shows(one, text) for one in seen), text
        first = next(one for one in seen if shows(one, text))
        if first.changed is not None:
            assert min(abs(one.since_ms - start * 1000) for one in first.changed) <= 100
    assert len(frames) <= 14


def test_captions_of_a_fifth_of_a_second_are_read_at_the_thorough_level(
    film: Callable[..., Path],
) -> None:
    captions = [(text, start, start + 0.2) for text, start, _ in CAPTIONS]
    frames = taken(film("ad.mp4", captioned(captions, 5), RATE), "thorough")
    for text, start, end in captions:
        assert any(start * 1000 <= one.time_ms < end * 1000 and shows(one, text) for one in frames)


def test_fast_reads_less_and_says_what_it_may_miss(film: Callable[..., Path]) -> None:
    clip = film("ad.mp4", captioned(CAPTIONS, 5), RATE)
    with open_media(clip).frames("m", "fast") as fast:
        list(fast)
    with open_media(clip).frames("m", "standard") as standard:
        list(standard)
    assert fast.outcome.frames_sampled < standard.outcome.frames_sampled / 2
    assert fast.outcome.misses_shorter_than_ms > standard.outcome.misses_shorter_than_ms == 500


def test_progress_runs_from_start_to_end(film: Callable[..., Path]) -> None:
    shares: list[float] = []
    clip = film("ad.mp4", captioned([], 2), RATE)
    with open_media(clip).frames("m", progress=shares.append) as frames:
        list(frames)
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


def test_spans_of_frames_follow_each_other(film: Callable[..., Path]) -> None:
    frames = taken(film("ad.mp4", captioned(CAPTIONS, 5), RATE), "standard")
    assert all(one.shown_from_ms <= one.time_ms <= one.shown_to_ms for one in frames)
    assert [one.time_ms for one in frames] == sorted(one.time_ms for one in frames)
    assert frames[-1].shown_to_ms == 5000


@pytest.mark.parametrize("seconds", [2, 8])
def test_memory_does_not_grow_with_length(film: Callable[..., Path], seconds: int) -> None:
    clip = film("ad.mp4", captioned(CAPTIONS, seconds), RATE)
    held = 0
    with open_media(clip).frames("m") as frames:
        for frame in frames:
            held = max(held, frame.pixels.nbytes)
            assert frame.pixels.base is None or frame.pixels.base.nbytes <= 2 * frame.pixels.nbytes
    assert held == SIZE[0] * SIZE[1] * 3
