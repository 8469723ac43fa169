"""Speech in any language to words, and which language it is: Whisper base (MIT).

Run by `faster-whisper` with weights handed over in memory: nothing is downloaded and nothing is
unpacked to disk.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.speech.recognition import Recognition, Sound, Word

_NO_SPEECH = 0.8
_LEAST_LOG_PROBABILITY = -1.0
_MOST_REPETITION = 2.4
"""Text that compresses better than this repeats itself: the usual form of invented words
(Radford et al., "Robust Speech Recognition via Large-Scale Weak Supervision", 2022, 4.5)."""


@dataclass(frozen=True, slots=True)
class Language:
    """A spoken language as ISO 639-1 code, with its probability."""

    code: str
    probability: float


class WhisperRecogniser:
    """Whisper held in memory."""

    def __init__(self, files: Mapping[str, bytes], threads: int) -> None:
        """`files` are those of a CTranslate2 model folder by name. Raises ImportError when the
        runtime is not installed."""
        from faster_whisper import WhisperModel

        self._model: Any = WhisperModel(
            "whisper-base",
            device="cpu",
            compute_type="int8",
            cpu_threads=threads,
            files=dict(files),
            local_files_only=True,
        )

    def language(self, sound: Sound) -> Language:
        """The likeliest language of at most 30 s of speech."""
        code, probability, _ = self._model.detect_language(sound)
        return Language(str(code), float(probability))

    def recognise(self, sound: Sound, language: str) -> Recognition:
        """Words of one passage in `language`. Passages that look invented give no words."""
        segments, _ = self._model.transcribe(
            sound,
            language=language,
            beam_size=5,
            temperature=0.0,
            word_timestamps=True,
            condition_on_previous_text=False,
            no_speech_threshold=None,
        )
        words: list[Word] = []
        weights: list[float] = []
        for segment in segments:
            if _invented(segment):
                continue
            for word in segment.words:
                _append(words, word)
            weights.append(float(np.exp(segment.avg_logprob)))
        return Recognition(tuple(words), float(np.mean(weights)) if weights else 0.0)


def _append(words: list[Word], word: Any) -> None:
    """Add a word; a piece without a space before it, as in "1-0-0", continues the last one."""
    text, end = str(word.word), round(word.end * 1000)
    if words and not text.startswith(" "):
        last = words[-1]
        certainty = min(last.confidence, float(word.probability))
        words[-1] = Word(last.text + text.strip(), last.start_ms, end, certainty)
    else:
        words.append(Word(text.strip(), round(word.start * 1000), end, float(word.probability)))


def _invented(segment: Any) -> bool:
    unsure = bool(segment.avg_logprob < _LEAST_LOG_PROBABILITY)
    repeats = bool(segment.compression_ratio > _MOST_REPETITION)
    return repeats or unsure or bool(segment.no_speech_prob > _NO_SPEECH)
