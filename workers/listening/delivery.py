"""How something is spoken: its speed and its loudness."""

import math
import re

import numpy as np

from models.speech import SAMPLE_RATE, Sound
from workers.report import Text

_BLOCK = SAMPLE_RATE // 10
_BLOCK_MS = 100
_SILENCE = 1e-7
"""Blocks below -70 dB count as silence and not as sound (gate of ITU-R BS.1770-5)."""
_VOWELS = re.compile(r"[aeiouy]+", re.IGNORECASE)


class LoudnessCurve:
    """Mean power of a stream of sound in blocks of 100 ms."""

    def __init__(self) -> None:
        self._rest = np.zeros(0, np.float32)
        self._power: list[float] = []
        self._samples = 0

    def feed(self, sound: Sound) -> None:
        """Samples that continue those of the call before."""
        self._samples += len(sound)
        joined = np.concatenate([self._rest, sound])
        whole = len(joined) - len(joined) % _BLOCK
        blocks = joined[:whole].reshape(-1, _BLOCK).astype(np.float64)
        self._power.extend((blocks**2).mean(axis=1).tolist())
        self._rest = joined[whole:]

    @property
    def length_ms(self) -> int:
        return 1000 * self._samples // SAMPLE_RATE

    def level_db(self, start_ms: int, end_ms: int) -> float | None:
        """RMS level between two times in dB relative to full scale; None for silence."""
        return _level(self._power[start_ms // _BLOCK_MS : -(-end_ms // _BLOCK_MS)])


def _level(powers: list[float]) -> float | None:
    sounding = [power for power in powers if power > _SILENCE]
    return 10 * math.log10(sum(sounding) / len(sounding)) if sounding else None


def syllables(text: str, language: str) -> int:
    """Syllables of heard words: each Vietnamese word is one, others count groups of vowels."""
    words = text.split()
    if language == "vi":
        return len(words)
    return sum(max(1, len(_VOWELS.findall(word))) for word in words)


def delivered(text: Text, language: str, loudness: LoudnessCurve, offset_ms: int = 0) -> Text:
    """The heard text with its speed and loudness; the sound began at `offset_ms` of media time."""
    start, end = text.start_ms or 0, text.end_ms or 0
    rate = syllables(text.text, language) / (max(end - start, 1) / 1000)
    words = [
        word.model_copy(
            update={"loudness_db": _rounded(loudness, word.start_ms, word.end_ms, offset_ms)}
        )
        for word in text.words or []
    ]
    return text.model_copy(
        update={
            "syllables_per_second": round(rate, 2),
            "loudness_db": _rounded(loudness, start, end, offset_ms),
            "words": words or None,
        }
    )


def _rounded(loudness: LoudnessCurve, start_ms: int, end_ms: int, offset_ms: int) -> float | None:
    level = loudness.level_db(start_ms - offset_ms, end_ms - offset_ms)
    return None if level is None else round(level, 1)
