"""Decide by measurement which language a passage is in, and write it down."""

from dataclasses import dataclass, field
from typing import Protocol

from models.speech import Language, Recognition, Sound
from workers.listening.tone_removal import without_tones

SURE = 0.8
"""Vietnamese recognition this confident needs no second opinion."""
LEAST = 0.55
"""Below this, Vietnamese recognition is noise: another language, singing, or music over speech."""
PARTLY = 0.7
"""Below this about half of the words are guessed: they are reported, and a gap with them."""
_LEAST_WORDS = 3
"""A hearing without held notes that gives fewer words may be sure by chance."""
_LEAST_LANGUAGE = 0.5
_FOREIGN = "en"
_NOT_UNDERSTOOD = "Speech or singing was not understood."
_PARTLY = "Speech or singing was understood only in part."


class VietnameseEngine(Protocol):
    def recognise(self, sound: Sound) -> Recognition: ...


class ForeignEngine(Protocol):
    def language(self, sound: Sound) -> Language: ...

    def recognise(self, sound: Sound, language: str) -> Recognition: ...


@dataclass(frozen=True, slots=True)
class Transcript:
    """What one passage says. `unheard` tells why it is not known, or not all of it; None without
    words means that nothing was said."""

    language: str = ""
    recognition: Recognition = field(default_factory=Recognition)
    unheard: str | None = None


class Transcriber:
    """Vietnamese first; another opinion only where the Vietnamese recogniser is not sure.

    What it is not sure of it hears again without held notes; the surer hearing counts.
    """

    def __init__(
        self, vietnamese: VietnameseEngine | None, foreign: ForeignEngine | None, missing: str
    ) -> None:
        """`missing` says which engine is absent and why, for passages that would need it."""
        self._vietnamese = vietnamese
        self._foreign = foreign
        self._missing = missing

    def first_opinion(self, sound: Sound, *, voiced: bool = False) -> Transcript | None:
        """The transcript of a passage, or None when it takes a second opinion to tell.

        Sound without words says nothing, unless it is `voiced`. What hardly sounds Vietnamese as it
        is may be another language: without held notes English can pass for Vietnamese.
        """
        if self._vietnamese is None:
            return Transcript(unheard=f"Speech was not transcribed. {self._missing}")
        heard = self._vietnamese.recognise(sound)
        if LEAST <= heard.confidence < SURE:
            heard = _surer(heard, toneless=self._vietnamese.recognise(without_tones(sound)))
        if heard.confidence >= SURE:
            return Transcript("vi", heard)
        return None if heard.words or voiced else Transcript()

    def second_opinion(self, sound: Sound) -> Transcript:
        """The transcript of up to 30 s of doubtful speech, by the language it is found to be in."""
        if self._foreign is not None:
            language = self._foreign.language(sound)
            if language.code != "vi" and language.probability >= _LEAST_LANGUAGE:
                return self._in_other_language(sound, language, self._foreign)
        assert self._vietnamese is not None
        heard = self._vietnamese.recognise(sound)
        heard = _surer(heard, toneless=self._vietnamese.recognise(without_tones(sound)))
        if heard.confidence >= LEAST:
            return _guessed("vi", heard)
        if self._foreign is None:
            return Transcript(unheard=f"{_NOT_UNDERSTOOD} {self._missing}")
        return Transcript(unheard=_NOT_UNDERSTOOD)

    def _in_other_language(
        self, sound: Sound, language: Language, engine: ForeignEngine
    ) -> Transcript:
        if language.code != _FOREIGN:
            return Transcript(unheard=f"Speech in language {language.code!r} was not transcribed.")
        heard = engine.recognise(sound, language.code)
        if not heard.words:
            return Transcript(unheard=_NOT_UNDERSTOOD)
        return _guessed(language.code, heard)


def _guessed(language: str, heard: Recognition) -> Transcript:
    return Transcript(language, heard, _PARTLY if heard.confidence < PARTLY else None)


def _surer(plain: Recognition, *, toneless: Recognition) -> Recognition:
    enough = len(toneless.words) >= _LEAST_WORDS
    return toneless if enough and toneless.confidence > plain.confidence else plain
