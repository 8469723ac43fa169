"""Held notes go, voices stay, and a stream comes out as the whole would."""

import numpy as np
import pytest

from tests.unit.listening.sounds import RATE, noise, silence, tone, voiced
from workers.listening.tone_removal import ToneRemover, without_tones


def level_db(sound: np.ndarray) -> float:
    return float(10 * np.log10((sound[RATE:-RATE] ** 2).mean()))


def likeness(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(one[RATE:-RATE], other[RATE:-RATE])[0, 1])


def chord(seconds: float) -> np.ndarray:
    return sum(tone(seconds, 0.2, hertz) for hertz in (262.0, 330.0, 392.0))


def test_held_notes_are_weakened_more_than_a_voice():
    notes, voice = chord(6), voiced(6)
    lost = level_db(notes) - level_db(without_tones(notes))
    kept = level_db(voice) - level_db(without_tones(voice))
    assert lost > 15
    assert kept < 6


def test_what_is_left_of_a_voice_over_notes_is_mostly_the_voice():
    notes, voice = chord(6), voiced(6, level=0.1)
    before, after = notes + voice, without_tones(notes + voice)
    assert likeness(after, voice) > 3 * likeness(before, voice)


@pytest.mark.parametrize("seconds", [0.01, 0.5, 3.7])
def test_the_length_stays(seconds):
    sound = noise(seconds)
    assert len(without_tones(sound)) == len(sound)
    assert not without_tones(silence(seconds)).any()


@pytest.mark.parametrize("block", [512, 16_000, 400_000])
def test_a_stream_gives_what_the_whole_gives(block):
    sound = chord(21) + voiced(21)
    remover = ToneRemover()
    parts = [remover.feed(sound[start : start + block]) for start in range(0, len(sound), block)]
    streamed = np.concatenate([*parts, remover.finish()])
    assert streamed == pytest.approx(without_tones(sound), abs=1e-4)


def test_a_stream_of_nothing_ends():
    assert len(ToneRemover().finish()) == 0
