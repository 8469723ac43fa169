"""Log-mel filterbank energies as the Vietnamese recogniser was trained on.

25 ms Povey windows every 10 ms, pre-emphasis 0.97, 80 triangular filters from 20 Hz to 8 kHz
placed on whole FFT bins, samples on the 16-bit scale.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from models.speech.recognition import SAMPLE_RATE, Sound

BINS = 80
SHIFT = SAMPLE_RATE // 100
_LENGTH = SAMPLE_RATE // 40
_FFT = 512
_LOWEST_HZ = 20.0
_PRE_EMPHASIS = 0.97
_FULL_SCALE = 32768.0
_FLOOR = 1e-10


def _mel(hertz: float) -> float:
    return 1127.0 * float(np.log1p(hertz / 700.0))


@lru_cache(maxsize=1)
def _filters() -> NDArray[np.float32]:
    mels = np.linspace(_mel(_LOWEST_HZ), _mel(SAMPLE_RATE / 2), BINS + 2)
    hertz = 700.0 * (np.exp(mels / 1127.0) - 1.0)
    edges = np.minimum(np.floor((_FFT + 1) * hertz / SAMPLE_RATE), _FFT // 2)
    bins = np.arange(_FFT // 2 + 1)
    left, centre, right = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising = (bins - left) / np.maximum(centre - left, 1)
    falling = (right - bins) / np.maximum(right - centre, 1)
    bank = np.where(bins < centre, rising, falling)
    return np.where((bins >= left) & (bins < right), bank, 0).astype(np.float32)


@lru_cache(maxsize=1)
def _window() -> NDArray[np.float32]:
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_LENGTH) / (_LENGTH - 1))
    return (hann**0.85).astype(np.float32)


def log_mel(sound: Sound) -> NDArray[np.float32]:
    """Features (frames, `BINS`) float32, one frame every 10 ms; none for less than 25 ms."""
    if len(sound) < _LENGTH:
        return np.zeros((0, BINS), np.float32)
    scaled = sound * np.float32(_FULL_SCALE)
    emphasised = scaled.copy()
    emphasised[1:] -= np.float32(_PRE_EMPHASIS) * scaled[:-1]
    frames = np.lib.stride_tricks.sliding_window_view(emphasised, _LENGTH)[::SHIFT]
    power = np.abs(np.fft.rfft(frames * _window(), _FFT)) ** 2
    return np.log(np.maximum(power @ _filters().T, _FLOOR)).astype(np.float32)
