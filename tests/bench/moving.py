"""Made video ads that move all over: panning footage with passing shapes, drifting colours, slides
that fade into each other, and words that come and go every second or two; what re-uploads do to
them; and ads of one template, the same footage with other words."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from tests.bench.clips import ENCODERS, make
from tests.bench.footage import Ground, grounds
from tests.bench.lettered import Layer, Style, Way, lettered
from tests.bench.pictures import SYLLABLES
from tests.bench.script import FONTS, INKS, PANELS, Plan
from workers.media import ffmpeg_program

_GROUNDS: Final[tuple[Ground, ...]] = ("footage", "clouds", "slides")
_SECONDS: Final = 12
_RATE: Final = 25
_LINES: Final = ((0.16, 9, 3.0), (0.80, 16, 1.5))
"""Of the lines of a template: how far down, what share of the width a letter's size is the inverse
of, how many seconds each stands."""


def write_moving(path: Path, number: int, side: int = 640) -> None:
    """The clip of that number as H.264, upright, its longest side `side`."""
    width = side * 9 // 16
    ground = _GROUNDS[number % len(_GROUNDS)]
    make(Plan(path.name, width, side, _SECONDS, "h264", ground, number), path.parent)


def write_template(path: Path, family: int, number: int, side: int = 640) -> None:
    """An ad of a template: footage, times and type are the family's, the words the number's."""
    width = side * 9 // 16
    style, words = np.random.default_rng(family), np.random.default_rng((family, number))
    layers = []
    for down, size, stands in _LINES:
        for start in np.arange(0, _SECONDS, stands).tolist():
            font, ink = FONTS[style.integers(len(FONTS))], INKS[style.integers(len(INKS))]
            panel = PANELS[style.integers(len(PANELS))] if style.random() < 0.25 else None
            text = " ".join(words.choice([word for word in SYLLABLES if word.isalpha()], 4))
            line = lettered(text, Style(font, width // size, ink, None, panel), 0.9 * width)
            layers.append(Layer(line, start, start + stands, (width / 2, side * down), Way()))
    program = [ffmpeg_program().path, "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "bgr24"]
    shape = ["-s", f"{width}x{side}", "-r", str(_RATE), "-i", "-", "-pix_fmt", "yuv420p"]
    command = [*program, *shape, "-c:v", *ENCODERS["h264"], str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        ground = _GROUNDS[family % len(_GROUNDS)]
        pictures = grounds(ground, width, side, _RATE, _SECONDS, family)
        for frame, picture in enumerate(pictures):
            for layer in layers:
                layer.paint(picture, frame / _RATE)
            process.stdin.write(picture.tobytes())
        process.stdin.close()
        if process.wait() != 0:
            raise RuntimeError(f"ffmpeg could not write {path.name}")


def _cropped(rng: np.random.Generator) -> tuple[str, ...]:
    """5-20 % of the width and of the height taken away, unevenly from both sides."""
    across, down = (1 - rng.uniform(0.05, 0.2, 2)).tolist()
    left, top = (rng.random(2) * (1 - across, 1 - down)).tolist()
    return "-vf", f"crop=trunc(iw*{across}/2)*2:trunc(ih*{down}/2)*2:iw*{left}:ih*{top}"


def _cropped_mirrored(rng: np.random.Generator) -> tuple[str, ...]:
    _, crop = _cropped(rng)
    return "-vf", f"{crop},hflip", "-crf", "30"


def _without_beginning(rng: np.random.Generator) -> tuple[str, ...]:
    return "-ss", f"{_SECONDS * rng.uniform(0.1, 0.3):.2f}"


def _without_end(rng: np.random.Generator) -> tuple[str, ...]:
    return "-t", f"{_SECONDS * (1 - rng.uniform(0.1, 0.3)):.2f}"


def _middle_cropped(rng: np.random.Generator) -> tuple[str, ...]:
    away = rng.uniform(0.05, 0.15, 2) * _SECONDS
    kept = _SECONDS - away.sum()
    return "-ss", f"{away[0]:.2f}", "-t", f"{kept:.2f}", *_cropped(rng), "-crf", "30"


MOVING_CHANGES: Final[dict[str, Callable[[np.random.Generator], tuple[str, ...]]]] = {
    "crop <= 20 %": _cropped,
    "mirror, crop, re-encode": _cropped_mirrored,
    "10-30 % cut, beginning": _without_beginning,
    "10-30 % cut, end": _without_end,
    "both cut, crop, re-encode": _middle_cropped,
}
"""Arguments of ffmpeg by kind of change, each with its own random strength."""


def changed_moving(source: Path, kind: str, rng: np.random.Generator, path: Path) -> None:
    """The clip after a change of `MOVING_CHANGES`."""
    command = [ffmpeg_program().path, "-v", "error", "-y", "-i", str(source)]
    encoder = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p"]
    subprocess.run([*command, *MOVING_CHANGES[kind](rng), *encoder, str(path)], check=True)
