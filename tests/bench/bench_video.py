"""Video: what each level finds and costs, beside the naive ways, on clips with known text.

    python -m tests.bench.bench_video [--out DIR] [--lengths SECONDS ...] [--no-naive]

Every way runs in a process of its own, so that its peak memory can be told; times are seconds of
work for a minute of video, and as a ratio to decoding alone (`ffmpeg -f null`).
"""

import argparse
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

import imageio_ffmpeg
import numpy as np

from tests.bench.bench_reading import RAPIDOCR, adscan_reader, rapidocr_reader
from tests.bench.clips import PLANS, Shown, Video, make, repeated
from tests.bench.text_scores import fewest_edits, plain
from workers.media.source import open_media
from workers.reading import engine_status, make_engine, read_video
from workers.reading.similarity import contains, likeness

LEVELS = ("fast", "standard", "thorough")
DECODE = "decode only"
SLACK_MS = 600
FOUND = 0.8
TRUE = 0.6


@dataclass(frozen=True)
class Found:
    """A text that a way reports, in ms."""

    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class Outcome:
    """What one way made of one clip."""

    texts: tuple[Found, ...]
    frames_read: int
    seconds: float
    megabytes: float


def scan_level(path: Path, level: str) -> tuple[list[Found], int]:
    """Our own way: chosen frames, tracks."""
    engine = make_engine(threads=1)
    with open_media(path).frames("m1", level) as frames:  # type: ignore[arg-type]
        read = read_video(frames, engine)
    texts = [Found(text.text, text.start_ms or 0, text.end_ms or 0) for text in read.texts]
    return texts, read.frames_read


def one_frame_a_second(path: Path, engine: str) -> tuple[list[Found], int]:
    """The naive way: every second one picture, each read by itself."""
    read = rapidocr_reader() if engine == RAPIDOCR else adscan_reader(engine)
    info = open_media(path).info
    texts: list[Found] = []
    count = 0
    for count, picture in enumerate(_pictures(path, info.width, info.height), 1):
        start = 1000 * (count - 1)
        texts += [Found(line, start, start + 1000) for line in read([picture])]
    return texts, count


def _pictures(path: Path, width: int, height: int) -> Iterator[np.ndarray]:
    program = imageio_ffmpeg.get_ffmpeg_exe()
    command = [program, "-v", "error", "-i", str(path), "-vf", "fps=1", "-f", "rawvideo"]
    command += ["-pix_fmt", "bgr24", "-"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        while len(raw := process.stdout.read(width * height * 3)) == width * height * 3:
            yield np.frombuffer(raw, np.uint8).reshape(height, width, 3)


def decode_only(path: Path) -> tuple[list[Found], int]:
    program = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([program, "-v", "error", "-i", str(path), "-f", "null", "-"], check=True)
    return [], 0


def _child(way: str, path: Path, pipe: Connection) -> None:
    begun = time.perf_counter()
    if way == DECODE:
        texts, frames = decode_only(path)
    elif way in LEVELS:
        texts, frames = scan_level(path, way)
    else:
        texts, frames = one_frame_a_second(path, way.split()[0])
    seconds = time.perf_counter() - begun
    peak = sum(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    pipe.send(Outcome(tuple(texts), frames, seconds, peak / 1024))


def run(way: str, video: Video) -> Outcome:
    """Run one way on one clip in a fresh process."""
    context = multiprocessing.get_context("spawn")
    near, far = context.Pipe()
    process = context.Process(target=_child, args=(way, video.path, far))
    process.start()
    outcome: Outcome = near.recv()
    process.join()
    return outcome


@dataclass(frozen=True)
class Score:
    """How an outcome compares with what was shown; shares are 0-1, errors ms."""

    found: float
    found_200: float
    precision: float
    start_error: float
    end_error: float
    cer: float


def score(shown: Sequence[Shown], texts: Sequence[Found]) -> Score:
    """Compare reported texts with shown ones."""
    matches = {one: _match(one, texts) for one in shown}
    true = [text for text in texts if any(_is_true(text, one) for one in shown)]
    timed = [(one, hit) for one, hit in matches.items() if hit and one.timed]
    edits = sum(fewest_edits(plain(one.text), plain(hit.text)) for one, hit in timed)
    return Score(
        found=_share([matches[one] for one in shown if one.whole and one.length_ms >= 500]),
        found_200=_share([matches[one] for one in shown if one.whole and one.length_ms >= 200]),
        precision=len(true) / len(texts) if texts else 1.0,
        start_error=median([abs(hit.start_ms - one.start_ms) for one, hit in timed] or [0]),
        end_error=median([abs(hit.end_ms - one.end_ms) for one, hit in timed] or [0]),
        cer=edits / max(1, sum(len(plain(one.text)) for one, _ in timed)),
    )


def _share(hits: Sequence[Found | None]) -> float:
    return sum(hit is not None for hit in hits) / len(hits) if hits else 1.0


def _overlap(one: Shown, text: Found) -> bool:
    return text.start_ms < one.end_ms + SLACK_MS and text.end_ms > one.start_ms - SLACK_MS


def _match(one: Shown, texts: Sequence[Found]) -> Found | None:
    near = [text for text in texts if _overlap(one, text)]
    best = max(near, key=lambda text: likeness(one.text, text.text), default=None)
    return best if best and likeness(one.text, best.text) >= FOUND else None


def _is_true(text: Found, one: Shown) -> bool:
    if not _overlap(one, text):
        return False
    return likeness(one.text, text.text) >= TRUE or contains(one.text, text.text)


HEAD = (
    "clip",
    "way",
    "s per minute",
    "x decode",
    "found >= 500 ms",
    "found >= 200 ms",
    "precision",
    "start error ms",
    "end error ms",
    "CER",
    "frames read",
    "peak MB",
)


def compare(videos: Sequence[Video], ways: Sequence[str]) -> list[tuple[str, ...]]:
    """Every way on every clip, as rows of the table."""
    rows = []
    for video in videos:
        decode = run(DECODE, video)
        for way in (DECODE, *ways):
            outcome = decode if way == DECODE else run(way, video)
            cost = f"{60 * outcome.seconds / video.seconds:.1f}"
            ratio = f"{outcome.seconds / decode.seconds:.2f}"
            cells = [video.path.name, way, cost, ratio]
            if way == DECODE:
                cells += [""] * 7
            else:
                result = score(video.shown, outcome.texts)
                cells += [f"{result.found:.1%}", f"{result.found_200:.1%}"]
                cells += [f"{result.precision:.1%}", f"{result.start_error:.0f}"]
                cells += [f"{result.end_error:.0f}", f"{result.cer:.1%}", str(outcome.frames_read)]
            rows.append((*cells, f"{outcome.megabytes:.0f}"))
            sys.stderr.write(f"{' | '.join(rows[-1])}\n")
    return rows


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [" | ".join(cells) for cells in (head, ["---"] * len(head), *rows)]
    return "\n".join(f"| {line} |" for line in lines) + "\n"


def plot_lengths(points: Sequence[tuple[float, float, float]], file: Path) -> None:
    """Cost and peak memory (seconds of video, seconds of work, MB) on logarithmic axes."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 2, figsize=(10, 4), layout="constrained")
    lengths = [point[0] for point in points]
    for axis, column, label in zip(axes, (1, 2), ("seconds of work", "peak MB"), strict=True):
        axis.loglog(lengths, [point[column] for point in points], "o-")
        axis.set(xlabel="seconds of video", ylabel=label)
        axis.grid(alpha=0.3, which="both")
    figure.savefig(file, dpi=120)


def main() -> None:
    """Make the clips, run every way, write tables and the plot of cost against length."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=Path, default=Path(".out/bench/video"))
    arguments.add_argument("--clips", nargs="*", help="Names of clips; all by default.")
    arguments.add_argument("--lengths", type=float, nargs="*", default=[])
    arguments.add_argument("--no-naive", action="store_true")
    given = arguments.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    working = [row.name for row in engine_status() if row.works]
    naive = [name for name in ("tesseract", "easyocr") if name in working]
    naive += [RAPIDOCR] if find_spec(RAPIDOCR) else []
    ways = [*LEVELS, *([] if given.no_naive else [f"{name} at 1 fps" for name in naive])]
    with tempfile.TemporaryDirectory() as folder:
        plans = [plan for plan in PLANS if not given.clips or plan.name in given.clips]
        videos = [make(plan, Path(folder)) for plan in plans]
        report = table(HEAD, compare(videos, ways))
        if given.lengths:
            points = []
            for seconds in given.lengths:
                outcome = run("standard", repeated(videos[-1], seconds, Path(folder)))
                points.append((seconds, outcome.seconds, outcome.megabytes))
            report += "\n" + table(
                ("seconds of video", "seconds of work", "peak MB"),
                [[f"{value:.0f}" for value in point] for point in points],
            )
            plot_lengths(points, given.out / "length.png")
    sys.stdout.write(report)
    (given.out / "video.md").write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
