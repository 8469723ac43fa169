"""Videos with known text: seeded ads of all shapes, codecs, grounds and ways of showing words."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

from samples.drawing.lettering import BODY, HEAVY, ROUND
from tests.bench.footage import grounds
from tests.bench.lettered import Layer, Style, Way, lettered
from tests.bench.lively import SCRIPTS
from tests.bench.script import Codec, Plan, Script, Shown

FLASHES_MS = (100, 200, 500)
SUNG = (40, 160, 255)
TICKER_CROSSING_S = 7.0
ENCODERS: dict[Codec, tuple[str, ...]] = {
    "h264": ("libx264", "-preset", "veryfast", "-crf", "24"),
    "hevc": ("libx265", "-preset", "superfast", "-crf", "26", "-tag:v", "hvc1"),
    "vp9": ("libvpx-vp9", "-deadline", "realtime", "-cpu-used", "7", "-b:v", "2500k"),
    "av1": ("libsvtav1", "-preset", "10", "-crf", "35"),
}


@dataclass(frozen=True)
class Video:
    """A clip file and what it shows."""

    path: Path
    seconds: float
    shown: tuple[Shown, ...]


PLANS = (
    Plan("tall-720p-clouds-h264.mp4", 720, 1280, 15, "h264", "clouds", 41),
    Plan("wide-720p-footage-vp9.webm", 1280, 720, 30, "vp9", "footage", 42),
    Plan("wide-720p-slides-av1.mp4", 1280, 720, 15, "av1", "slides", 43),
    Plan("tall-1080p-footage-hevc.mp4", 1080, 1920, 30, "hevc", "footage", 44, fps=30),
    Plan("wide-1080p-footage-h264.mp4", 1920, 1080, 60, "h264", "footage", 45),
    Plan("tall-1080p-slides-h264.mp4", 1080, 1920, 60, "h264", "slides", 46, fps=30),
)
KIND_PLANS = (
    Plan("pops.mp4", 720, 1280, 16, "h264", "footage", 61, fps=30, kind="pops"),
    Plan("pops-360p.mp4", 360, 640, 16, "h264", "handheld", 62, fps=30, kind="pops", crf=36),
    Plan("page.mp4", 720, 1280, 16, "h264", "plain", 63, fps=30, kind="page"),
    Plan("credits.mp4", 1280, 720, 16, "h264", "footage", 64, kind="credits"),
    Plan("comments.mp4", 720, 1280, 16, "h264", "handheld", 65, fps=30, kind="comments"),
    Plan("blinking.mp4", 720, 1280, 16, "h264", "footage", 66, fps=30, kind="blinking"),
    Plan("shaken.mp4", 720, 1280, 16, "h264", "handheld", 67, fps=30, kind="shaken", crf=28),
    Plan("dancing.mp4", 720, 1280, 16, "h264", "footage", 68, fps=30, kind="dancing"),
    Plan("sliding.mp4", 1080, 1920, 16, "h264", "footage", 69, fps=30, kind="sliding"),
    Plan("sliding-60fps.mp4", 720, 1280, 16, "h264", "slides", 70, fps=60, kind="sliding"),
    Plan("transitions.mp4", 720, 1280, 16, "h264", "transitions", 71, fps=30, kind="transitions"),
    Plan("watermark.mp4", 720, 1280, 16, "h264", "split", 72, fps=30, kind="watermark"),
    Plan("watermark-360p.mp4", 360, 640, 16, "h264", "split", 73, kind="watermark", crf=36),
    Plan("counters.mp4", 720, 1280, 16, "h264", "clouds", 74, fps=30, kind="counters"),
    Plan("typed.mp4", 720, 1280, 16, "h264", "footage", 75, kind="typed"),
    Plan("typed-15fps.mp4", 720, 1280, 16, "h264", "slides", 76, fps=15, kind="typed"),
    Plan("small-print.mp4", 1080, 1920, 16, "h264", "footage", 77, fps=30, kind="small print"),
    Plan("columns.mp4", 1280, 720, 16, "h264", "slides", 78, kind="columns"),
    Plan("again.mp4", 720, 1280, 16, "h264", "footage", 79, kind="again"),
    Plan("alike.mp4", 720, 1280, 16, "h264", "footage", 80, fps=30, kind="alike"),
    Plan("alike-360p.mp4", 360, 640, 16, "h264", "handheld", 82, kind="alike", crf=36),
    Plan("alike-slides.mp4", 1080, 1920, 16, "h264", "slides", 83, kind="alike"),
    Plan("faint.mp4", 720, 1280, 16, "h264", "dim", 81, fps=30, kind="faint", crf=28),
)
"""Short clips of one kind each, unlike those above."""


def _script(plan: Plan) -> Script:
    script = Script(plan)
    if plan.kind != "mixed":
        SCRIPTS[plan.kind](script)
        return script
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


def _captions(script: Script) -> None:
    time = 0.4
    while time + 2.4 < script.plan.seconds:
        length = float(script.rng.uniform(0.8, 2.4))
        fade = 0.2 if script.rng.random() < 0.3 else 0.0
        style = script.pick(script.side / 18)
        script.show(script.words(4), (time, time + length), 0.80, style, Way(fade=fade))
        time += length + (0.4 if script.rng.random() < 0.3 else 0.0)


def _headlines(script: Script) -> None:
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


def _flashes(script: Script) -> None:
    for number, length in enumerate(FLASHES_MS * max(1, int(script.plan.seconds // 15))):
        start = 2.5 + number * 4.3
        if start + 1 < script.plan.seconds:
            style = Style(HEAVY, round(script.side / 14))
            script.show(script.words(3), (start, start + length / 1000), 0.5, style)


def _ticker(script: Script, text: str, down: float, style: Style) -> None:
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


def _encode(script: Script, path: Path) -> None:
    plan = script.plan
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-v", "error", "-f", "rawvideo"]
    command += ["-pix_fmt", "bgr24", "-s", f"{plan.width}x{plan.height}", "-r", str(plan.fps)]
    command += ["-i", "-", "-pix_fmt", "yuv420p", "-c:v", *ENCODERS[plan.codec]]
    if plan.crf is not None:
        command += ["-crf", str(plan.crf)]
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
