"""Videos with known text: seeded ads of all shapes, codecs, grounds and ways of showing words."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import imageio_ffmpeg
import numpy as np

from samples.drawing.lettering import BODY, HEAVY, NARROW, POSTER, ROUND, SERIF
from tests.bench.footage import Ground, grounds
from tests.bench.lettered import Layer, Style, Way, lettered
from tests.bench.pictures import SYLLABLES

FLASHES_MS = (100, 200, 500)
FONTS = (HEAVY, POSTER, ROUND, NARROW, SERIF)
INKS = ((255, 255, 255), (90, 230, 255), (255, 255, 255), (180, 255, 190))
PANELS = ((30, 30, 190), (120, 60, 10), (20, 20, 20))
SUNG = (40, 160, 255)
TICKER_CROSSING_S = 7.0
Codec = Literal["h264", "hevc", "vp9", "av1"]
ENCODERS: dict[Codec, tuple[str, ...]] = {
    "h264": ("libx264", "-preset", "veryfast", "-crf", "24"),
    "hevc": ("libx265", "-preset", "superfast", "-crf", "26", "-tag:v", "hvc1"),
    "vp9": ("libvpx-vp9", "-deadline", "realtime", "-cpu-used", "7", "-b:v", "2500k"),
    "av1": ("libsvtav1", "-preset", "10", "-crf", "35"),
}


@dataclass(frozen=True)
class Shown:
    """A text on screen, in ms. The times of text that is not `timed`, because it comes bit by bit
    or passes by, are not compared; what is never seen `whole` need not be found."""

    text: str
    start_ms: int
    end_ms: int
    timed: bool = True
    whole: bool = True

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
    ground: Ground
    seed: int
    fps: int = 25


PLANS = (
    Plan("tall-720p-clouds-h264.mp4", 720, 1280, 15, "h264", "clouds", 41),
    Plan("wide-720p-footage-vp9.webm", 1280, 720, 30, "vp9", "footage", 42),
    Plan("wide-720p-slides-av1.mp4", 1280, 720, 15, "av1", "slides", 43),
    Plan("tall-1080p-footage-hevc.mp4", 1080, 1920, 30, "hevc", "footage", 44, fps=30),
    Plan("wide-1080p-footage-h264.mp4", 1920, 1080, 60, "h264", "footage", 45),
    Plan("tall-1080p-slides-h264.mp4", 1080, 1920, 60, "h264", "slides", 46, fps=30),
)


class _Script:
    """Collects what a clip shows."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.rng = np.random.default_rng(plan.seed)
        self.layers: list[Layer] = []
        self.shown: list[Shown] = []
        self.side = min(plan.width, plan.height)

    def words(self, count: int) -> str:
        """So many Vietnamese syllables."""
        known = [word for word in SYLLABLES if word.isalpha()]
        chosen = self.rng.integers(len(known), size=count)
        return " ".join(known[i] for i in chosen).capitalize()

    def show(
        self,
        text: str,
        times: tuple[float, float],
        down: float,
        style: Style,
        way: Way | None = None,
        *,
        timed: bool = True,
    ) -> None:
        """Show one line, centred at the height `down` (0-1). Times fall on frames."""
        plan, way = self.plan, way or Way()
        start, end = (round(time * plan.fps) / plan.fps for time in times)
        line = lettered(text, style, 0.9 * plan.width / (1 + way.zoom * (end - start)))
        self.layers.append(Layer(line, start, end, (plan.width / 2, plan.height * down), way))
        # A fading text is there from when it is half there.
        half = way.fade / 2
        seen = (round(1000 * (start + half)), round(1000 * (end - half)))
        self.shown.append(Shown(text, *seen, timed=timed and not way.builds))

    def pick(self, size: float) -> Style:
        """Some style of advertising type."""
        font = FONTS[self.rng.integers(len(FONTS))]
        if self.rng.random() < 0.25:
            panel = PANELS[self.rng.integers(len(PANELS))]
            return Style(font, round(size), (255, 255, 255), None, panel)
        return Style(font, round(size), INKS[self.rng.integers(len(INKS))])


def _script(plan: Plan) -> _Script:
    script = _Script(plan)
    rng, side, length = script.rng, script.side, plan.seconds
    script.show(script.words(6), (0, length), 0.95, Style(BODY, round(side / 34)))
    _headlines(script)
    _captions(script)
    _flashes(script)
    _ticker(script, script.words(14), 0.36, Style(HEAVY, round(side / 24), (107, 227, 255)))
    sung = 0.3 * length
    for number in range(int(0.5 * length // 3)):
        times = (sung + 3 * number, sung + 3 * number + float(rng.uniform(2.0, 2.9)))
        script.show(script.words(5), times, 0.65, Style(ROUND, round(side / 20)), Way(sung=SUNG))
    return script


def _captions(script: _Script) -> None:
    time = 0.4
    while time + 2.4 < script.plan.seconds:
        length = float(script.rng.uniform(0.8, 2.4))
        fade = 0.2 if script.rng.random() < 0.3 else 0.0
        style = script.pick(script.side / 18)
        script.show(script.words(4), (time, time + length), 0.80, style, Way(fade=fade))
        time += length + (0.4 if script.rng.random() < 0.3 else 0.0)


def _headlines(script: _Script) -> None:
    time = 1.0
    kinds = (Way(), Way(zoom=0.02), Way(builds=1.0), Way(fade=0.4), Way(drift=(0.0, -12.0)))
    number = 0
    while time + 4 < script.plan.seconds:
        length = float(script.rng.uniform(2.5, 4))
        style = script.pick(script.side / 13)
        way = kinds[number % len(kinds)]
        script.show(script.words(3).upper(), (time, time + length), 0.16, style, way)
        time += length + 0.5
        number += 1


def _flashes(script: _Script) -> None:
    for number, length in enumerate(FLASHES_MS * max(1, int(script.plan.seconds // 15))):
        start = 2.5 + number * 4.3
        if start + 1 < script.plan.seconds:
            style = Style(HEAVY, round(script.side / 14))
            script.show(script.words(3), (start, start + length / 1000), 0.5, style)


def _ticker(script: _Script, text: str, down: float, style: Style) -> None:
    """The text enters at the right edge and leaves at the left one, again and again."""
    plan = script.plan
    line = lettered(text, style)
    speed = plan.width / TICKER_CROSSING_S
    passing = (plan.width + line.size[0]) / speed
    place = (plan.width + line.size[0] / 2, plan.height * down)
    start = 0.0
    while start < plan.seconds:
        end = min(plan.seconds, start + passing)
        script.layers.append(Layer(line, start, end, place, Way(drift=(-speed, 0.0))))
        whole = start + passing <= plan.seconds
        times = (round(1000 * start), round(1000 * end))
        script.shown.append(Shown(text, *times, timed=False, whole=whole))
        start += passing


def make(plan: Plan, folder: Path) -> Video:
    """Draw and encode one clip; a file that is there already is taken as it is."""
    script = _script(plan)
    path = folder / plan.name
    if not path.exists():
        _encode(script, path)
    return Video(path, plan.seconds, tuple(script.shown))


def _encode(script: _Script, path: Path) -> None:
    plan = script.plan
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-v", "error", "-f", "rawvideo"]
    command += ["-pix_fmt", "bgr24", "-s", f"{plan.width}x{plan.height}", "-r", str(plan.fps)]
    command += ["-i", "-", "-pix_fmt", "yuv420p", "-c:v", *ENCODERS[plan.codec]]
    unfinished = path.with_name(f"unfinished-{path.name}")
    quiet = {**os.environ, "SVT_LOG": "1"}
    with subprocess.Popen([*command, str(unfinished)], stdin=subprocess.PIPE, env=quiet) as process:
        assert process.stdin is not None
        pictures = grounds(plan.ground, plan.width, plan.height, plan.fps, plan.seconds, plan.seed)
        for number, picture in enumerate(pictures):
            for layer in script.layers:
                layer.paint(picture, number / plan.fps)
            process.stdin.write(picture.tobytes())
        process.stdin.close()
        if process.wait() != 0:
            raise RuntimeError(f"ffmpeg could not write {path.name}")
    unfinished.replace(path)


def repeated(video: Video, seconds: float, folder: Path) -> Video:
    """The clip played again and again until `seconds` have passed, without encoding anew."""
    path = folder / f"{seconds:.0f}s-{video.path.name}"
    program = imageio_ffmpeg.get_ffmpeg_exe()
    command = [program, "-y", "-v", "error", "-stream_loop", "-1", "-i", str(video.path)]
    subprocess.run([*command, "-t", str(seconds), "-c", "copy", str(path)], check=True)
    return Video(path, seconds, ())
