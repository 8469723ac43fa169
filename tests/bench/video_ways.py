"""The ways to read a video that are compared: ours, and the ones a user would pick instead.

A way is `decode only`, a level of ours, or `ENGINE at 1 fps`: every second one picture, each read
by itself. Models are loaded before the clock runs, as in a worker that lives for many ads.
"""

import multiprocessing
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

from models.reading import Reading
from workers.media import Frame, ffmpeg_program, open_media
from workers.media.frame import Pixels, Region
from workers.reading import OcrEngine, engine_status, make_engine, read_picture, read_video
from workers.reading.composed import ComposedEngine
from workers.reading.engine import TextRegion

DECODE = "decode only"
LEVELS = ("fast", "standard", "thorough")
NAIVE = ("rapidocr", "tesseract", "easyocr")
AT_ONE_FPS = " at 1 fps"
STAGES = ("decoding", "choosing frames", "finding lines", "reading lines", "following texts")


@dataclass(frozen=True)
class Found:
    """A text that a way reports, in ms."""

    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class Outcome:
    """What one way made of one clip: `seconds` by the clock on the wall, `cpu_seconds` of all its
    processors. `stages` is processor seconds too, for our levels only."""

    texts: tuple[Found, ...]
    frames_read: int
    seconds: float
    cpu_seconds: float
    megabytes: float
    stages: dict[str, float] = field(default_factory=dict)


def naive_ways() -> tuple[list[str], list[str]]:
    """The naive ways that work here, and the names of the engines that are left out."""
    working = {row.name for row in engine_status() if row.works}
    if find_spec("rapidocr"):
        working.add("rapidocr")
    here = [f"{name}{AT_ONE_FPS}" for name in NAIVE if name in working]
    return here, [name for name in NAIVE if name not in working]


def run(way: str, path: Path, seconds: float | None = None) -> Outcome:
    """One way on one clip (its first `seconds`) in a fresh process, so that its peak memory can be
    told. Raises RuntimeError when it fails."""
    context = multiprocessing.get_context("spawn")
    near, far = context.Pipe()
    process = context.Process(target=_child, args=(way, path, seconds, far))
    process.start()
    far.close()
    try:
        outcome: Outcome = near.recv()
    except EOFError as error:
        raise RuntimeError(f"{way} failed on {path.name}") from error
    finally:
        process.join()
    return outcome


def _child(way: str, path: Path, seconds: float | None, pipe: Connection) -> None:
    work = _worker(way)
    begun, spent = time.perf_counter(), time.process_time() + _children()
    texts, frames, stages = work(path, seconds)
    took, spent = time.perf_counter() - begun, time.process_time() + _children() - spent
    peak = sum(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    pipe.send(Outcome(tuple(texts), frames, took, spent, peak / 1024, stages))


Work = Callable[[Path, float | None], tuple[list[Found], int, dict[str, float]]]


def _worker(way: str) -> Work:
    if way == DECODE:
        return _decode
    if way in LEVELS:
        engine = make_engine(threads=1)
        ffmpeg_program()
        return lambda path, _: _scan(path, way, engine)
    read = _page_reader(way.removesuffix(AT_ONE_FPS))
    return lambda path, seconds: _each_second(path, seconds, read)


def _decode(path: Path, seconds: float | None) -> tuple[list[Found], int, dict[str, float]]:
    limit = ["-t", str(seconds)] if seconds else []
    program = imageio_ffmpeg.get_ffmpeg_exe()
    command = [program, "-v", "error", *limit, "-i", str(path), "-f", "null", "-"]
    subprocess.run(command, check=True)
    return [], 0, {}


class _Clocked:
    """A detector and recogniser whose time on the processor is counted."""

    def __init__(self, engine: OcrEngine) -> None:
        self._engine = engine
        self.finding = self.reading = 0.0

    def detect(self, images: Sequence[Pixels]) -> list[list[TextRegion]]:
        return self._engine.detector.detect(images)

    def detect_within(self, image: Pixels, areas: Sequence[Region]) -> list[TextRegion]:
        begun = time.thread_time()
        regions = self._engine.detector.detect_within(image, areas)
        self.finding += time.thread_time() - begun
        return regions

    def recognise(self, crops: Sequence[Pixels]) -> list[Reading]:
        begun = time.thread_time()
        readings = self._engine.recogniser.recognise(crops)
        self.reading += time.thread_time() - begun
        return readings


def _scan(path: Path, level: str, engine: OcrEngine) -> tuple[list[Found], int, dict[str, float]]:
    clocked = _Clocked(engine)
    counted = ComposedEngine(engine.name, clocked, clocked)
    all_threads, this_thread, children = time.process_time(), time.thread_time(), _children()
    with open_media(path).frames("m1", level) as frames:  # type: ignore[arg-type]
        read = read_video(frames, counted)
    mine = time.thread_time() - this_thread
    seconds = (
        _children() - children,
        time.process_time() - all_threads - mine,
        clocked.finding,
        clocked.reading,
        mine - clocked.finding - clocked.reading,
    )
    texts = [Found(text.text, text.start_ms or 0, text.end_ms or 0) for text in read.texts]
    return texts, read.frames_read, dict(zip(STAGES, seconds, strict=True))


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _each_second(
    path: Path, seconds: float | None, read: Callable[[Pixels], list[str]]
) -> tuple[list[Found], int, dict[str, float]]:
    texts: list[Found] = []
    count = 0
    for count, picture in enumerate(_pictures(path, seconds), 1):
        start = 1000 * (count - 1)
        texts += [Found(line, start, start + 1000) for line in read(picture)]
    return texts, count, {}


def _pictures(path: Path, seconds: float | None) -> Iterator[Pixels]:
    info = open_media(path).info
    limit = ["-t", str(seconds)] if seconds else []
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *limit, "-i", str(path)]
    command += ["-vf", "fps=1", "-f", "rawvideo", "-pix_fmt", "bgr24", "-"]
    size = info.width * info.height * 3
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        while len(raw := process.stdout.read(size)) == size:
            yield np.frombuffer(raw, np.uint8).reshape(info.height, info.width, 3)


def _page_reader(name: str) -> Callable[[Pixels], list[str]]:
    """What reads one picture, with the threads that the engine takes by itself."""
    if name == "rapidocr":
        from rapidocr import RapidOCR  # type: ignore[import-not-found]

        rapid: Any = RapidOCR(params={"Global.log_level": "error"})
        return lambda pixels: list(rapid(pixels).txts or ())
    engine = make_engine(name)

    def read(pixels: NDArray[np.uint8]) -> list[str]:
        return [text.text for text in read_picture([Frame("m1", 0, pixels)], engine).texts]

    return read


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [" | ".join(cells) for cells in (head, ["---"] * len(head), *rows)]
    return "\n".join(f"| {line} |" for line in lines) + "\n"


def say(cells: Sequence[str]) -> None:
    """Show a row while the bench goes on."""
    sys.stderr.write(f"{' | '.join(cells)}\n")
