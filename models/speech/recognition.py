"""What every speech recogniser takes and gives."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
"""Samples a second of all sound in this package."""

Sound = NDArray[np.float32]
"""Mono samples, (n,) float32 in -1..1 at `SAMPLE_RATE`."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word as heard; times are milliseconds from the start of the sound handed in."""

    text: str
    start_ms: int
    end_ms: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Recognition:
    """The words of one passage and how sure the recogniser is of them as a whole, 0-1."""

    words: tuple[Word, ...] = ()
    confidence: float = 0.0

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)
