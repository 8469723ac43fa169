"""Take sustained notes out of a sound, so that a voice under music can be noticed.

A note holds its pitch and lies along one line of the spectrogram; the harmonics of a speaking voice
move and spread over neighbouring lines. Each bin is weighed by how its surroundings in frequency
compare with its surroundings in time, as in harmonic/percussive separation (Fitzgerald,
"Harmonic/percussive separation using median filtering", 2010; here with means, which stream).
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from models.speech import SAMPLE_RATE, Sound

_FRAME = 2048
_HOP = _FRAME // 4
_LONG = 17
"""Frames, 0.54 s: how long a line has to last to count as a held note."""
_WIDE = 17
"""Bins, 130 Hz: how wide a voice is smeared within a frame of 128 ms."""
_CHUNK = 8 * SAMPLE_RATE
_MARGIN = 16 * _HOP
"""More than a bin's surroundings reach (half of `_LONG` and a frame), so chunks leave no seams."""
_LEAST = 1e-12


def without_tones(sound: Sound) -> Sound:
    """The sound with held notes weakened; as long as the one handed in."""
    spectrum = _spectrum(sound)
    magnitude = np.abs(spectrum).astype(np.float32)
    along = cv2.blur(magnitude, (1, _LONG), borderType=cv2.BORDER_REFLECT) ** 2
    across = cv2.blur(magnitude, (_WIDE, 1), borderType=cv2.BORDER_REFLECT) ** 2
    return _sound(spectrum * (across / (across + along + _LEAST)), len(sound))


class ToneRemover:
    """`without_tones` for a stream: what comes out lags what goes in by up to 9 s."""

    def __init__(self) -> None:
        self._before = np.zeros(0, np.float32)
        self._waiting = np.zeros(0, np.float32)

    def feed(self, sound: Sound) -> Sound:
        """The next part without tones; samples continue those of the call before."""
        self._waiting = np.concatenate([self._waiting, sound])
        parts = [np.zeros(0, np.float32)]
        while len(self._waiting) >= _CHUNK + _MARGIN:
            parts.append(self._next(_CHUNK))
        return np.concatenate(parts)

    def finish(self) -> Sound:
        """The rest of the stream."""
        return self._next(len(self._waiting))

    def _next(self, count: int) -> Sound:
        known = np.concatenate([self._before, self._waiting[: count + _MARGIN]])
        start = len(self._before)
        cleaned = without_tones(known)[start : start + count]
        self._before = self._waiting[max(0, count - _MARGIN) : count]
        self._waiting = self._waiting[count:]
        return cleaned


def _window() -> NDArray[np.float32]:
    return np.hanning(_FRAME + 1)[:-1].astype(np.float32)


def _spectrum(sound: Sound) -> NDArray[np.complex64]:
    padded = np.pad(sound, (_FRAME, _FRAME + -len(sound) % _HOP))
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FRAME)[::_HOP]
    return np.fft.rfft(frames * _window(), axis=1).astype(np.complex64)


def _sound(spectrum: NDArray[np.complex64], count: int) -> Sound:
    """Overlap and add: squared Hann windows a quarter apart sum to 3/2."""
    frames = np.fft.irfft(spectrum, _FRAME, axis=1).astype(np.float32) * _window() / np.float32(1.5)
    quarters = frames.reshape(len(frames), 4, _HOP)
    added = np.zeros((len(frames) + 3, _HOP), np.float32)
    for place in range(4):
        added[place : place + len(frames)] += quarters[:, place]
    return added.reshape(-1)[_FRAME : _FRAME + count]
