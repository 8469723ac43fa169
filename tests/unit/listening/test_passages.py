"""Sound is cut into passages at pauses, and every passage knows when it was spoken."""

import itertools

import numpy as np
import pytest

from models.speech import SAMPLE_RATE
from models.speech.voice_activity import WINDOW, WINDOW_MS
from workers.listening import Passage, PassageCutter
from workers.listening.passages import join


class Scripted:
    """Speech wherever the samples are loud."""

    def probabilities(self, sound: np.ndarray) -> np.ndarray:
        loud = np.abs(sound.reshape(-1, WINDOW)).max(axis=1) > 0.05
        return np.where(loud, 0.9, 0.05).astype(np.float32)


class Deaf:
    """Notices nothing."""

    def probabilities(self, sound: np.ndarray) -> np.ndarray:
        return np.zeros(len(sound) // WINDOW, np.float32)


class Timed:
    """Speech from one window to another, whatever the sound."""

    def __init__(self, start: int, end: int) -> None:
        self._start, self._end, self._now = start, end, 0

    def probabilities(self, sound: np.ndarray) -> np.ndarray:
        windows = np.arange(self._now, self._now + len(sound) // WINDOW)
        self._now += len(windows)
        return np.where((windows >= self._start) & (windows < self._end), 0.9, 0.0).astype(
            np.float32
        )


def sound(*parts: tuple[str, float]) -> np.ndarray:
    pieces = [
        np.full(round(seconds * SAMPLE_RATE), 0.1 if kind == "speech" else 0.0, np.float32)
        for kind, seconds in parts
    ]
    return np.concatenate(pieces)


def cut(samples: np.ndarray, block: int = 1600) -> list[Passage]:
    cutter = PassageCutter(Scripted(), Scripted())
    passages = []
    for start in range(0, len(samples), block):
        passages += cutter.feed(samples[start : start + block])
    return passages + cutter.finish()


def test_a_pause_of_a_second_ends_a_passage():
    first, second = cut(
        sound(("pause", 1), ("speech", 2), ("pause", 1.5), ("speech", 1), ("pause", 2))
    )
    assert first.start_ms == pytest.approx(1000 - 300, abs=2 * WINDOW_MS)
    assert first.end_ms == pytest.approx(3000 + 300, abs=2 * WINDOW_MS)
    assert second.start_ms == pytest.approx(4500 - 300, abs=2 * WINDOW_MS)


def test_a_short_pause_does_not():
    (only,) = cut(sound(("speech", 2), ("pause", 0.5), ("speech", 2)))
    assert only.end_ms == pytest.approx(4500, abs=2 * WINDOW_MS)


def test_speech_up_to_the_end_of_the_sound_is_kept():
    (only,) = cut(sound(("pause", 0.5), ("speech", 1.01)))
    assert only.end_ms == pytest.approx(1510, abs=2 * WINDOW_MS)


def test_a_click_is_no_passage():
    assert cut(sound(("pause", 1), ("speech", 0.05), ("pause", 2))) == []


def test_a_speech_without_pauses_is_cut_and_nothing_of_it_is_lost():
    passages = cut(sound(("speech", 65)))
    assert all(passage.end_ms - passage.start_ms <= 20_050 for passage in passages)
    assert passages[0].start_ms == 0
    for earlier, later in itertools.pairwise(passages):
        assert later.start_ms == earlier.end_ms
    assert passages[-1].end_ms == pytest.approx(65_000, abs=2 * WINDOW_MS)


@pytest.mark.parametrize("block", [160, 511, 512, 16_000])
def test_the_size_of_blocks_changes_nothing(block):
    samples = sound(("pause", 0.7), ("speech", 1.3), ("pause", 1.2), ("speech", 0.9))
    reference = [(passage.start_ms, passage.end_ms) for passage in cut(samples)]
    assert [(passage.start_ms, passage.end_ms) for passage in cut(samples, block)] == reference


@pytest.mark.parametrize("seconds", [7, 12, 33])
def test_a_voice_that_only_the_toneless_ear_notices_is_a_passage_at_its_time(seconds):
    cutter = PassageCutter(Deaf(), Timed(50, 100))
    samples = sound(("speech", seconds))
    passages = cutter.feed(samples) + cutter.finish()
    (only,) = passages
    assert only.voiced
    assert only.start_ms == pytest.approx(50 * WINDOW_MS - 300, abs=2 * WINDOW_MS)
    assert only.end_ms == pytest.approx(100 * WINDOW_MS + 300, abs=2 * WINDOW_MS)
    start = only.start_ms * SAMPLE_RATE // 1000
    assert only.sound == pytest.approx(samples[start : start + len(only.sound)])


def test_what_the_toneless_ear_notices_for_half_a_second_may_be_chance():
    cutter = PassageCutter(Deaf(), Timed(50, 66))
    assert cutter.feed(sound(("speech", 12))) + cutter.finish() == []


def test_a_short_word_is_a_passage_but_no_proof_of_a_voice():
    cutter = PassageCutter(Timed(50, 60), Deaf())
    (only,) = cutter.feed(sound(("speech", 12))) + cutter.finish()
    assert not only.voiced


def test_joined_passages_keep_their_places():
    one = Passage(1000, np.full(SAMPLE_RATE, 0.1, np.float32))
    two = Passage(3000, np.full(SAMPLE_RATE, 0.2, np.float32))
    whole = join([one, two])
    assert whole.start_ms == 1000
    assert whole.sound[:SAMPLE_RATE] == pytest.approx(0.1)
    assert not whole.sound[SAMPLE_RATE + 16 : 2 * SAMPLE_RATE - 16].any()
    assert whole.sound[2 * SAMPLE_RATE + 16] == pytest.approx(0.2)
