"""Videos with known text: seeded, with captions, headlines, flashes and a running text."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from PIL import Image

from samples.drawing.canvas import Canvas
from samples.drawing.lettering import BODY, HEAVY, Lettering, measure, write
from samples.drawing.motion import Clip, Codec, Layer, encode
from tests.bench.pictures import SYLLABLES

FLASHES_MS = (100, 200, 500)


@dataclass(frozen=True)
class Shown:
    """A text on screen, in ms. The words of `running` text pass by; its times are not compared."""

    text: str
    start_ms: int
    end_ms: int
    running: bool = False

    @property
    def length_ms(self) -> int:
        return self.end_ms - self.start_ms


@dataclass(frozen=True)
class Video:
    """A clip file and what it shows."""

    path: Path
    seconds: float
    shown: tuple[Shown, ...]


@dataclass(frozen=True)
class Plan:
    """What clip to make."""

    name: str
    width: int
    height: int
    seconds: float
    codec: Codec
    seed: int


PLANS = (
    Plan("tall-720p-h264.mp4", 720, 1280, 15, "h264", 41),
    Plan("wide-720p-vp9.webm", 1280, 720, 30, "vp9", 42),
    Plan("wide-720p-av1.mp4", 1280, 720, 15, "av1", 43),
    Plan("wide-1080p-h264.mp4", 1920, 1080, 60, "h264", 44),
)


def make(plan: Plan, folder: Path) -> Video:
    """Draw and encode one clip."""
    rng = np.random.default_rng(plan.seed)
    layers: list[Layer] = []
    shown: list[Shown] = []
    side = min(plan.width, plan.height)

    def show(text: str, start: float, end: float, y: float, size: float, font: str) -> None:
        layers.append(Layer(_caption(plan, text, y, size, font), start, end, fade=False))
        shown.append(Shown(text, round(1000 * start), round(1000 * end)))

    show(_words(rng, 6), 0.0, plan.seconds, 0.94, side / 34, BODY)
    time = 0.4
    while time + 2.4 < plan.seconds:
        length = float(rng.uniform(1.2, 2.4))
        show(_words(rng, 4), time, time + length, 0.80, side / 18, HEAVY)
        time += length
    time = 1.0
    while time + 4 < plan.seconds:
        length = float(rng.uniform(2.5, 4))
        show(_words(rng, 3).upper(), time, time + length, 0.16, side / 13, HEAVY)
        time += length + 0.5
    for number, length in enumerate(FLASHES_MS * max(1, int(plan.seconds // 15))):
        start = 2.5 + number * 4.3
        if start + 1 < plan.seconds:
            show(_words(rng, 3), start, start + length / 1000, 0.5, side / 14, HEAVY)
    layers.append(_running(plan, text := _words(rng, 14), 0.33))
    shown.append(Shown(text, 0, round(1000 * plan.seconds), running=True))
    colours = tuple(f"#{value:06x}" for value in rng.integers(0x101010, 0xB0B0B0, 3))
    clip = Clip(plan.width, plan.height, 25, plan.seconds, colours, layers, plan.seed)  # type: ignore[arg-type]
    path = folder / plan.name
    if not path.exists():
        encode(clip, path, plan.codec)
    return Video(path, plan.seconds, tuple(shown))


def repeated(video: Video, seconds: float, folder: Path) -> Video:
    """The clip played again and again until `seconds` have passed, without encoding anew."""
    path = folder / f"{seconds:.0f}s-{video.path.name}"
    program = imageio_ffmpeg.get_ffmpeg_exe()
    command = [program, "-y", "-v", "error", "-stream_loop", "-1", "-i", str(video.path)]
    subprocess.run([*command, "-t", str(seconds), "-c", "copy", str(path)], check=True)
    return Video(path, seconds, ())


def _words(rng: np.random.Generator, count: int) -> str:
    words = [word for word in SYLLABLES if word.isalpha()]
    return " ".join(words[i] for i in rng.integers(len(words), size=count)).capitalize()


def _caption(plan: Plan, text: str, y: float, size: float, font: str) -> Image.Image:
    canvas = Canvas(plan.width, plan.height)
    style = Lettering(font, size, "#ffffff", "#101010", size / 12)
    write(canvas, (plan.width / 2, plan.height * y), text, style, width=plan.width * 0.92)
    return canvas.finish()


def _running(plan: Plan, text: str, y: float) -> Layer:
    """The text enters at the right edge and has left at the left edge when the clip ends."""
    style = Lettering(HEAVY, min(plan.width, plan.height) / 22, "#ffe36b", "#101010", 2)
    length, _ = measure(Canvas(8, 8), text, style)
    canvas = Canvas(round(plan.width + length + 20), round(style.size * 2))
    write(canvas, (plan.width, style.size), text, style, anchor="lm")
    strip = canvas.finish()
    picture = Image.new("RGBA", (strip.width, plan.height), (0, 0, 0, 0))
    picture.paste(strip, (0, round(plan.height * y)))
    speed = -(plan.width + length + 20) / plan.seconds
    return Layer(picture, 0.0, plan.seconds, fade=False, drift=(speed, 0.0))
