"""Music made to be mixed with voices: chords, drums, a full band; and voices that sing."""

from typing import Literal

import cv2
import numpy as np

from tests.bench.voices import RATE
from tests.unit.listening.sounds import music

Kind = Literal["chords", "drums", "band"]
KINDS: tuple[Kind, ...] = ("chords", "drums", "band")
_SCALE = (220.0, 246.9, 277.2, 293.7, 329.6, 370.0, 440.0)
_PROGRESSION = ((220.0, 277.2, 329.6), (293.7, 370.0, 440.0), (246.9, 293.7, 370.0))
_FRAME = 512
_HOP = 128
_ENVELOPE_HERTZ = 350
_VOWELS = ((730, 1090, 2440), (270, 2290, 3010), (300, 870, 2240), (530, 1840, 2480))


def backing(kind: Kind, seconds: float, seed: int) -> np.ndarray:
    """Music of a kind, float32, with its loudest sample at 1."""
    if kind == "chords":
        return music(seconds, 1.0, seed=seed)
    beat = _drums(seconds, seed)
    if kind == "drums":
        return _even(beat)
    return _even(_even(beat) + 0.8 * music(seconds, 1.0, seed=seed) + 0.8 * _pad(seconds))


def mixed(voice: np.ndarray, music: np.ndarray, ratio_db: float) -> np.ndarray:
    """Voice and music with so many dB between their mean powers, without clipping."""
    music = music[: len(voice)]
    gain = np.sqrt((voice**2).mean() / (music**2).mean() / 10 ** (ratio_db / 10))
    both = voice + gain * music
    return (both / max(1.0, float(np.abs(both).max()))).astype(np.float32)


def sung(voice: np.ndarray, seed: int) -> np.ndarray:
    """The words of a voice on the notes of a melody: the voice's spectral envelope laid on a buzz
    of that pitch with vibrato, as a vocoder does; what has no pitch stays noise."""
    random = np.random.default_rng(seed)
    buzz = _buzz(_melody(len(voice), random))
    buzz += 0.05 * random.standard_normal(len(voice))
    shape, carrier = _spectrum(voice), _spectrum(buzz)
    wide = round(_ENVELOPE_HERTZ * _FRAME / RATE) | 1
    envelope, flat = (
        cv2.blur(np.abs(one).astype(np.float32), (wide, 1)) for one in (shape, carrier)
    )
    return _even(_sound(carrier * envelope / (flat + 1e-6), len(voice))) * 0.5


def vowels(seconds: float, seed: int) -> np.ndarray:
    """A melody on vowels, without words."""
    random = np.random.default_rng(seed)
    count = round(seconds * RATE)
    spectrum = _spectrum(_buzz(_melody(count, random)))
    hertz = np.fft.rfftfreq(_FRAME, 1 / RATE)
    frames = len(spectrum)
    for start in range(0, frames, 60):
        formants = _VOWELS[int(random.integers(len(_VOWELS)))]
        gain = sum(1 / (1 + ((hertz - f) / 90) ** 2) / (n + 1) for n, f in enumerate(formants))
        spectrum[start : start + 60] *= gain
    return _even(_sound(spectrum, count)) * 0.5


def _drums(seconds: float, seed: int) -> np.ndarray:
    """Kick, snare and hats at 120 beats a minute."""
    random = np.random.default_rng(seed)
    sound = np.zeros(round(seconds * RATE))
    for number, start in enumerate(range(0, len(sound), RATE // 4)):
        time = np.arange(min(RATE // 4, len(sound) - start)) / RATE
        hit = 0.3 * random.standard_normal(len(time)) * np.exp(-120 * time)
        if number % 4 == 0:
            hit += (
                1.5 * np.sin(2 * np.pi * (50 * time - 3 * np.exp(-30 * time))) * np.exp(-12 * time)
            )
        if number % 4 == 2:
            hit += random.standard_normal(len(time)) * np.exp(-25 * time)
        sound[start : start + len(time)] += hit
    return sound


def _pad(seconds: float) -> np.ndarray:
    """Held chords, a new one every two seconds."""
    time = np.arange(round(seconds * RATE)) / RATE
    chord = (time / 2).astype(int) % len(_PROGRESSION)
    sound = np.zeros(len(time))
    for index, notes in enumerate(_PROGRESSION):
        tones = sum(
            np.sin(2 * np.pi * note * harmonic * time) / harmonic
            for note in notes
            for harmonic in range(1, 7)
        )
        sound += np.where(chord == index, tones, 0)
    return _even(sound)


def _melody(count: int, random: np.random.Generator) -> np.ndarray:
    """Pitch in Hz at each sample: notes of half a second with vibrato and glides."""
    notes = random.choice(_SCALE, count // (RATE // 2) + 2)
    pitch = np.repeat(notes, RATE // 2)[:count]
    glide = np.ones(RATE // 25) / (RATE // 25)
    smooth = np.convolve(np.pad(pitch, len(glide), mode="edge"), glide, "same")
    smooth = smooth[len(glide) : len(glide) + count]
    return np.asarray(smooth * (1 + 0.012 * np.sin(2 * np.pi * 5.5 * np.arange(count) / RATE)))


def _buzz(pitch: np.ndarray) -> np.ndarray:
    """All harmonics below 7 kHz of a pitch, as vocal cords give them."""
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    sound = np.zeros(len(pitch))
    for harmonic in range(1, 33):
        sound += np.where(harmonic * pitch < 7000, np.sin(harmonic * phase) / harmonic, 0)
    return sound


def _spectrum(sound: np.ndarray) -> np.ndarray:
    """Short-time spectrum, (frames, bins)."""
    padded = np.pad(sound, (_FRAME, _FRAME))
    windows = np.lib.stride_tricks.sliding_window_view(padded, _FRAME)[::_HOP]
    return np.fft.rfft(windows * np.hanning(_FRAME), axis=1)


def _sound(spectrum: np.ndarray, count: int) -> np.ndarray:
    """The sound of a short-time spectrum, by overlap and addition."""
    frames = np.fft.irfft(spectrum, _FRAME, axis=1) * np.hanning(_FRAME)
    sound = np.zeros(len(frames) * _HOP + _FRAME)
    for number, frame in enumerate(frames):
        sound[number * _HOP : number * _HOP + _FRAME] += frame
    return sound[_FRAME : _FRAME + count]


def _even(sound: np.ndarray) -> np.ndarray:
    return (sound / max(1e-9, float(np.abs(sound).max()))).astype(np.float32)
