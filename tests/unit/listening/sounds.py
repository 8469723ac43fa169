"""Sound made for the tests: silence, noise, music, and something that is voiced like speech."""

import numpy as np

RATE = 16_000


def silence(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * RATE), np.float32)


def noise(seconds: float, level: float = 0.1, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    return (level * random.standard_normal(round(seconds * RATE))).astype(np.float32)


def music(seconds: float, level: float = 0.5, seed: int = 0) -> np.ndarray:
    """Plucked chords with a drum beat, two a second."""
    random = np.random.default_rng(seed)
    sound = np.zeros(round(seconds * RATE))
    for start in range(0, len(sound), RATE // 2):
        time = np.arange(min(RATE // 2, len(sound) - start)) / RATE
        for note in random.choice([261.6, 293.7, 329.6, 392.0, 440.0, 523.3], 3, replace=False):
            for harmonic in range(1, 6):
                tone = np.sin(2 * np.pi * note * harmonic * time) / harmonic
                sound[start : start + len(time)] += tone * np.exp(-4 * time)
        beat = random.standard_normal(len(time)) * np.exp(-80 * time)
        sound[start : start + len(time)] += 1.5 * beat
    return (level * sound / np.abs(sound).max()).astype(np.float32)


def tone(seconds: float, level: float, hertz: float = 440.0) -> np.ndarray:
    time = np.arange(round(seconds * RATE)) / RATE
    return (level * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


def voiced(seconds: float, level: float = 0.3, seed: int = 0) -> np.ndarray:
    """Syllables without words: a glottal buzz through moving formants, four a second."""
    random = np.random.default_rng(seed)
    length = round(seconds * RATE)
    time = np.arange(length) / RATE
    pitch = 130 + 25 * np.sin(2 * np.pi * 0.7 * time) + 10 * np.sin(2 * np.pi * 3.1 * time)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    sound = np.zeros(length)
    syllable = RATE // 4
    vowels = ((730, 1090, 2440), (270, 2290, 3010), (300, 870, 2240), (530, 1840, 2480))
    for start in range(0, length, syllable):
        part = slice(start, min(length, start + syllable))
        formants = vowels[int(random.integers(len(vowels)))]
        shape = np.sin(np.pi * np.linspace(0, 1, part.stop - part.start)) ** 0.5
        for harmonic in range(1, 28):
            hertz = harmonic * pitch[part]
            gain = sum(1 / (1 + ((hertz - f) / 90) ** 2) / (n + 1) for n, f in enumerate(formants))
            sound[part] += shape * (gain + 0.02 / harmonic) * np.sin(harmonic * phase[part])
        burst = random.standard_normal(600) * np.hanning(600)
        stop = min(length, start + 600)
        sound[start:stop] += 0.4 * burst[: stop - start]
    return (level * sound / np.abs(sound).max()).astype(np.float32)
