"""Recorded Vietnamese voices with what they say, of package `vieneu` (see tests/voices.lock)."""

import importlib.metadata
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from workers.media import ffmpeg_program

RATE = 16_000


@dataclass(frozen=True, slots=True)
class Voice:
    """One recording, 16 kHz mono, and its transcript."""

    name: str
    sound: np.ndarray
    transcript: str


def decoded(path: Path) -> np.ndarray:
    """The sound of a file, 16 kHz mono, float32."""
    command = [ffmpeg_program().path, "-v", "error", "-i", str(path)]
    command += ["-ac", "1", "-ar", str(RATE), "-f", "f32le", "-"]
    sound = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(sound, np.float32)


def voices() -> list[Voice]:
    """The recordings that come with a transcript. Raises PackageNotFoundError when the package is
    not installed."""
    files = importlib.metadata.files("vieneu") or []
    found = []
    for file in sorted(files):
        path = Path(str(file.locate()))
        transcript = path.with_suffix(".txt")
        if path.suffix == ".wav" and transcript.exists():
            text = transcript.read_text(encoding="utf-8").strip()
            found.append(Voice(path.stem, decoded(path), text))
    return found
