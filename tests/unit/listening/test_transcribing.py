"""The language of a passage is decided by what the recognisers measure, not assumed."""

import numpy as np

from models.speech import Language, Recognition, Word
from workers.listening.transcribing import Transcriber

SOUND = np.zeros(16_000, np.float32)


class Vietnamese:
    def __init__(self, text: str, confidence: float) -> None:
        words = tuple(Word(word, 0, 200, confidence) for word in text.split())
        self._answer = Recognition(words, confidence)

    def recognise(self, sound: np.ndarray) -> Recognition:
        return self._answer


class TwoHearings:
    """Hears the sound as it is first, then without held notes."""

    def __init__(self, *hearings: tuple[str, float]) -> None:
        self._hearings = [Vietnamese(*one).recognise(SOUND) for one in hearings]
        self.asked = 0

    def recognise(self, sound: np.ndarray) -> Recognition:
        self.asked += 1
        return self._hearings[(self.asked - 1) % len(self._hearings)]


class Foreign:
    def __init__(self, code: str, probability: float, text: str = "") -> None:
        self._language = Language(code, probability)
        self._text = text

    def language(self, sound: np.ndarray) -> Language:
        return self._language

    def recognise(self, sound: np.ndarray, language: str) -> Recognition:
        words = tuple(Word(word, 0, 200, 0.9) for word in self._text.split())
        return Recognition(words, 0.9)


def test_sure_vietnamese_needs_no_second_opinion():
    transcript = Transcriber(Vietnamese("xin chào", 0.95), None, "").first_opinion(SOUND)
    assert (transcript.language, transcript.recognition.text) == ("vi", "xin chào")


def test_doubtful_speech_asks_for_one():
    assert Transcriber(Vietnamese("em xô ơi", 0.45), None, "").first_opinion(SOUND) is None


def test_a_sure_hearing_is_not_repeated():
    vietnamese = TwoHearings(("xin chào", 0.95), ("xin chao", 0.99))
    assert Transcriber(vietnamese, None, "").first_opinion(SOUND).recognition.text == "xin chào"
    assert vietnamese.asked == 1


def test_the_surer_of_two_hearings_counts():
    better = TwoHearings(("xin", 0.6), ("xin chào bà con", 0.9))
    text = Transcriber(better, None, "").first_opinion(SOUND).recognition.text
    assert text == "xin chào bà con"
    worse = TwoHearings(("chào cả nhà", 0.75), ("chào", 0.6))
    transcriber = Transcriber(worse, Foreign("vi", 0.9), "")
    assert transcriber.second_opinion(SOUND).recognition.text == "chào cả nhà"


def test_one_word_without_its_note_is_not_believed():
    chance = TwoHearings(("à", 0.6), ("ừ", 0.9))
    assert Transcriber(chance, None, "").first_opinion(SOUND) is None


def test_half_guessed_words_are_told_and_so_is_that_they_are():
    transcriber = Transcriber(Vietnamese("chào cả nhà", 0.6), Foreign("vi", 0.9), "")
    transcript = transcriber.second_opinion(SOUND)
    assert transcript.recognition.text == "chào cả nhà"
    assert transcript.unheard == "Speech or singing was understood only in part."


def test_a_voice_without_words_was_not_understood():
    transcriber = Transcriber(Vietnamese("", 0.0), Foreign("vi", 0.9), "")
    assert transcriber.first_opinion(SOUND, voiced=True) is None
    assert transcriber.second_opinion(SOUND).unheard == "Speech or singing was not understood."


def test_what_hardly_sounds_vietnamese_is_not_made_so_by_taking_its_notes_away():
    english = TwoHearings(("em có vài", 0.4), ("em có vài câu", 0.85))
    transcriber = Transcriber(english, Foreign("en", 0.9, "and so my"), "")
    assert transcriber.first_opinion(SOUND) is None
    assert transcriber.second_opinion(SOUND).recognition.text == "and so my"


def test_english_is_written_by_the_other_recogniser():
    transcriber = Transcriber(Vietnamese("em xô ơi", 0.45), Foreign("en", 0.9, "and so"), "")
    transcript = transcriber.second_opinion(SOUND)
    assert (transcript.language, transcript.recognition.text) == ("en", "and so")


def test_noisy_vietnamese_stays_vietnamese():
    transcriber = Transcriber(Vietnamese("chào cả nhà", 0.75), Foreign("vi", 0.9), "")
    transcript = transcriber.second_opinion(SOUND)
    assert (transcript.recognition.text, transcript.unheard) == ("chào cả nhà", None)


def test_singing_that_nobody_understands_gives_no_words_but_is_named():
    transcriber = Transcriber(Vietnamese("la la la", 0.4), Foreign("vi", 0.4), "")
    transcript = transcriber.second_opinion(SOUND)
    assert transcript.recognition.words == ()
    assert transcript.unheard == "Speech or singing was not understood."


def test_another_language_is_named_and_not_invented():
    transcriber = Transcriber(Vietnamese("ni hao ma", 0.4), Foreign("zh", 0.9, "never used"), "")
    transcript = transcriber.second_opinion(SOUND)
    assert transcript.recognition.words == ()
    assert "'zh'" in transcript.unheard


def test_sound_without_words_is_no_gap():
    transcript = Transcriber(Vietnamese("", 0.0), None, "").first_opinion(SOUND)
    assert transcript.unheard is None
    assert transcript.recognition.words == ()


def test_a_missing_recogniser_is_named():
    transcript = Transcriber(None, None, "package x is not installed.").first_opinion(SOUND)
    assert transcript.unheard == "Speech was not transcribed. package x is not installed."
