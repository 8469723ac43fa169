"""Speech under music and sung words never become confident nonsense: what is not understood is
reported with little confidence, named as a gap, or not at all."""

import importlib.util
import os

import numpy as np
import pytest

from models.speech.loading import VIETNAMESE, speech_fault
from tests.bench.backing import backing, mixed, sung, vowels
from tests.bench.bench_listening import words
from tests.bench.bench_listening_mixed import hear, matched
from tests.bench.voices import RATE, Voice, voices
from workers.listening import SpeechListener, make_listener
from workers.listening.transcribing import SURE

# Their wheels exist for one Python on one system only; the gate runs there and must not pass by.
pytestmark = pytest.mark.skipif(
    (speech_fault(VIETNAMESE) is not None or importlib.util.find_spec("vieneu") is None)
    and "ADSCAN_REQUIRE_SERVERS" not in os.environ,
    reason="the Vietnamese recogniser or the recorded voices are not installed here",
)


@pytest.fixture(scope="module")
def listener() -> SpeechListener:
    return make_listener(threads=1)


@pytest.fixture(scope="module")
def spoken() -> list[Voice]:
    return voices()


def told(listener: SpeechListener, sound: np.ndarray) -> list[tuple[float, list[str]]]:
    """Confidence and words of each text heard."""
    heard = hear(listener, sound)
    return [(text.confidence, words(text.text, "vi", tones=True)) for text in heard.texts]


def test_speech_under_soft_music_is_understood(listener, spoken):
    said = understood = 0
    for voice in spoken:
        gold = words(voice.transcript, "vi", tones=True)
        music = backing("band", len(voice.sound) / RATE, seed=1)
        texts = told(listener, mixed(voice.sound, music, 10))
        said += len(gold)
        understood += sum(matched(gold, heard) for _, heard in texts)
    assert understood >= 0.8 * said


@pytest.mark.parametrize("ratio_db", [0, -5])
def test_speech_under_loud_music_gives_no_confident_nonsense(listener, spoken, ratio_db):
    for voice in spoken[::2]:
        music = backing("band", len(voice.sound) / RATE, seed=2)
        assert_honest(told(listener, mixed(voice.sound, music, ratio_db)), voice)


def test_sung_words_give_no_confident_nonsense(listener, spoken):
    for number, voice in enumerate(spoken[::3]):
        song = sung(voice.sound, seed=number)
        music = backing("chords", len(song) / RATE, seed=number)
        assert_honest(told(listener, song), voice)
        assert_honest(told(listener, mixed(song, music, 5)), voice)


def test_singing_without_words_gives_none(listener):
    assert told(listener, mixed(vowels(6, seed=1), backing("chords", 6, seed=1), 5)) == []


def assert_honest(texts: list[tuple[float, list[str]]], voice: Voice) -> None:
    gold = words(voice.transcript, "vi", tones=True)
    for confidence, heard in texts:
        assert confidence < SURE or matched(gold, heard) >= len(heard) / 2, heard
