"""Another picture is looked at, other words on the same picture are not."""

import cv2
import numpy as np
import pytest

from tests.unit.looking.drawings import belly, face, page, pasted
from workers.looking.attention import Attention
from workers.looking.timeline import Glimpse
from workers.media import Frame


def frame(pixels: np.ndarray, start_ms: int, end_ms: int) -> Frame:
    return Frame("m1", start_ms, pixels, shown_from_ms=start_ms, shown_to_ms=end_ms)


def looks(frames: list[Frame]) -> list[int]:
    """The times of the frames that are looked at."""
    attention = Attention()
    found = []
    for one in frames:
        if attention.wanted(one):
            attention.looked(one, [])
            found.append(one.time_ms)
    return found


def captioned(words: str) -> np.ndarray:
    picture = pasted(page(), face(400), 100, 400)
    cv2.putText(picture, words, (300, 660), cv2.FONT_HERSHEY_SIMPLEX, 2, (255, 255, 255), 5)
    return picture


def test_other_words_on_the_same_picture_are_no_reason_to_look():
    words = ("mot hai ba", "bon nam", "sau bay tam", "chin muoi")
    assert looks([frame(captioned(w), 3000 * n, 3000 * n + 3000) for n, w in enumerate(words)]) == [
        0
    ]


def test_every_cut_is_looked_at_however_close():
    shots = [page(colour=colour) for colour in ((20, 20, 20), (90, 200, 90), (220, 220, 90))]
    assert looks([frame(shot, 300 * n, 300 * n + 300) for n, shot in enumerate(shots)]) == [
        0,
        300,
        600,
    ]


def test_a_shot_that_comes_back_shows_what_it_showed():
    attention = Attention()
    first, second = frame(page(), 0, 900), frame(np.full((720, 1280, 3), 20, np.uint8), 900, 1800)
    seen = [Glimpse("face", 0.9, [], 0, 0)]
    for shot, found in ((first, seen), (second, [])):
        assert attention.wanted(shot)
        attention.looked(shot, found)
    assert not attention.wanted(frame(page(), 1800, 2700))
    assert attention.in_view == seen


@pytest.mark.parametrize(("stays_ms", "looked"), [(600, False), (5000, True)])
def test_what_comes_into_a_shot_is_looked_at_when_it_stays(stays_ms, looked):
    shot = page()
    with_more = pasted(shot, belly(260, 1, 5), 300, 600)
    frames = [frame(shot, 0, 700), frame(with_more, 700, 700 + stays_ms)]
    assert looks(frames) == ([0, 700] if looked else [0])


def test_moving_footage_is_looked_at_every_three_seconds():
    rng = np.random.default_rng(4)
    wide = cv2.resize(rng.integers(0, 255, (9, 60, 3), np.uint8), (4800, 720))
    pan = [frame(wide[:, 24 * n : 24 * n + 1280], 200 * n, 200 * n + 200) for n in range(100)]
    assert len(looks(pan)) == pytest.approx(7, abs=1)


def test_every_page_of_a_still_picture_is_looked_at():
    assert len(looks([Frame("m1", 0, page(), page=number) for number in range(3)])) == 3
