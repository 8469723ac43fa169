"""Reading engines side by side: how much they read, how right, how fast, in how much memory.

    python -m tests.bench.bench_reading [--labels DIR ...] [--fonts DIR] [--out DIR]

Each engine runs in a process of its own on one thread; the pictures are handed round, so that a
busy machine slows all engines alike. `rapidocr` as its package ships it takes part when it is
installed, as the yardstick. Pictures: the samples, rendered ads, rendered pictures of the kinds
that ads come in (both set in `--fonts`, with words of another seed for every `--seed`), and any
folder with labels. Where every word of a picture is known, confidences are held against what was
right.
"""

import argparse
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import chain
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.bench.kinds import kinds
from tests.bench.pictures import Picture, labelled, rendered, samples
from tests.bench.reliability import Reliability
from tests.bench.text_scores import Scores
from workers.media.frame import Frame
from workers.reading import engine_status, make_engine, read_picture

RAPIDOCR = "rapidocr"
COUNT = 39
SEED = 20_260_000
SAMPLE_FONTS = Path(__file__).resolve().parents[2] / "samples" / "fonts"
Pixels = NDArray[np.uint8]
Read = list[tuple[str, float]]


def adscan_reader(name: str) -> Callable[[Sequence[Pixels]], Read]:
    """An engine of adscan behind the same function that scans use."""
    engine = make_engine(name, threads=1)

    def read(shown: Sequence[Pixels]) -> Read:
        result = read_picture([Frame("m1", 0, pixels) for pixels in shown], engine)
        return [(text.text, text.confidence) for text in result.texts]

    return read


def rapidocr_reader() -> Callable[[Sequence[Pixels]], Read]:
    """rapidocr with its defaults, held to one thread."""
    from rapidocr import RapidOCR  # type: ignore[import-not-found]

    threads = {"EngineConfig.onnxruntime.intra_op_num_threads": 1, "Global.log_level": "error"}
    engine = RapidOCR(params=threads)

    def read(shown: Sequence[Pixels]) -> Read:
        pages = [engine(pixels) for pixels in shown]
        lines = (zip(page.txts or (), page.scores or (), strict=True) for page in pages)
        return list(chain.from_iterable(lines))

    return read


def serve(name: str, pipe: Connection) -> None:
    """Child process: read what comes down the pipe until None, answer (lines, seconds, MB)."""
    read = rapidocr_reader() if name == RAPIDOCR else adscan_reader(name)
    read([np.full((320, 320, 3), 200, np.uint8)])
    pipe.send("ready")
    while (shown := pipe.recv()) is not None:
        before = time.perf_counter()
        lines = read(shown)
        seconds = time.perf_counter() - before
        pipe.send((lines, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


@dataclass
class Row:
    """What one engine did on one set of pictures."""

    engine: str
    pictures: str
    scores: Scores = field(default_factory=Scores)
    by_kind: dict[str, Scores] = field(default_factory=dict)
    reliability: Reliability = field(default_factory=Reliability)
    seconds: float = 0.0
    megapixels: float = 0.0
    megabytes: float = 0.0

    def add(self, picture: Picture, read: Read) -> None:
        """Count what was read of one picture."""
        lines = [text for text, _ in read]
        self.scores.add(picture.lines, lines)
        self.reliability.add(picture.lines, read)
        if picture.kind:
            self.by_kind.setdefault(picture.kind, Scores()).add(picture.lines, lines)

    @property
    def milliseconds(self) -> float:
        return 1000 * self.seconds / max(self.megapixels, 1e-9)


def measure(names: Sequence[str], sets: dict[str, Iterator[Picture]]) -> list[Row]:
    """Hand every picture of every set to every engine in turn."""
    context = multiprocessing.get_context("spawn")
    pipes: dict[str, Connection] = {}
    for name in names:
        near, far = context.Pipe()
        context.Process(target=serve, args=(name, far), daemon=True).start()
        pipes[name] = near
        near.recv()
    rows: list[Row] = []
    for label, pictures in sets.items():
        of_set = {name: Row(name, label) for name in names}
        for picture in pictures:
            for name, pipe in pipes.items():
                pipe.send(picture.renderings)
                lines, seconds, megabytes = pipe.recv()
                row = of_set[name]
                row.add(picture, lines)
                row.seconds += seconds
                row.megapixels += picture.megapixels
                row.megabytes = megabytes
        rows += of_set.values()
    for pipe in pipes.values():
        pipe.send(None)
    return rows


WHOLLY_KNOWN = ("rendered", "kinds")
HEAD = (
    "pictures",
    "engine",
    "lines",
    "CER",
    "CER without tones",
    "exact",
    "within 12 %",
    "found",
    "ms/megapixel",
    "peak MB",
)


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    body = [
        (
            row.pictures,
            row.engine,
            str(row.scores.lines),
            f"{row.scores.cer:.1%}",
            f"{row.scores.toneless_cer:.1%}",
            f"{row.scores.share(row.scores.exact):.2f}",
            f"{row.scores.share(row.scores.near):.2f}",
            f"{row.scores.share(row.scores.found):.2f}",
            f"{row.milliseconds:.0f}",
            f"{row.megabytes:.0f}",
        )
        for row in rows
    ]
    return markdown(HEAD, body)


def table_of_kinds(rows: Sequence[Row]) -> str:
    """Picture CER (share of lines within 12 % edits) by kind of picture and engine."""
    names = list(dict.fromkeys(kind for row in rows for kind in row.by_kind))
    rows = [row for row in rows if row.by_kind]
    body = [
        (kind, *(f"{s.cer:.1%} ({s.share(s.near):.2f})" for s in (r.by_kind[kind] for r in rows)))
        for kind in names
    ]
    return markdown(("kind", *(row.engine for row in rows)), body)


def markdown(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [" | ".join(cells) for cells in (head, ("---",) * len(head), *body)]
    return "\n".join(f"| {line} |" for line in lines)


def report_of(rows: Sequence[Row]) -> str:
    """All tables."""
    parts = [table(rows), table_of_kinds(rows)]
    for name in dict.fromkeys(row.engine for row in rows):
        joint = Reliability()
        for row in rows:
            if row.engine == name and row.pictures in WHOLLY_KNOWN:
                joint.lines += row.reliability.lines
        head = ("confidence", "lines", "mean confidence", "characters right", "lines right")
        parts.append(f"{name}:\n\n{markdown(head, joint.rows())}\n\n{joint.summary()}")
    return "\n\n".join(parts)


def plot(rows: Sequence[Row], file: Path) -> None:
    """Error against time, one mark per engine and set."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 5), layout="constrained")
    marks = dict(zip(dict.fromkeys(row.pictures for row in rows), "os^Dv<>P", strict=False))
    colours = {name: f"C{i}" for i, name in enumerate(dict.fromkeys(row.engine for row in rows))}
    for row in rows:
        at: Any = (row.milliseconds, 100 * row.scores.cer)
        label = f"{row.engine}, {row.pictures}"
        axes.plot(*at, marks[row.pictures], color=colours[row.engine], label=label, markersize=9)
    axes.set(xscale="log", xlabel="ms per megapixel, one thread", ylabel="picture CER, %")
    axes.set_ylim(bottom=0)
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
    figure.savefig(file, dpi=120)


def main() -> None:
    """Run the engines that work here, print the table, write table and plot to `--out`."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--labels", type=Path, nargs="*", default=[])
    arguments.add_argument("--fonts", type=Path, default=SAMPLE_FONTS)
    arguments.add_argument("--seed", type=int, default=SEED)
    arguments.add_argument("--count", type=int, default=COUNT, help="pictures of a rendered set")
    arguments.add_argument("--engines", nargs="*")
    arguments.add_argument("--out", type=Path)
    given = arguments.parse_args()
    names = given.engines or [row.name for row in engine_status() if row.works]
    if not given.engines and find_spec(RAPIDOCR):
        names.append(RAPIDOCR)
    sets = {
        "samples": samples(),
        "rendered": rendered(given.count, given.seed, given.fonts),
        "kinds": kinds(given.count, given.seed, given.fonts),
    }
    sets |= {folder.name: labelled(folder) for folder in given.labels}
    rows = measure(names, sets)
    report = report_of(rows)
    sys.stdout.write(f"{report}\n")
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
        (given.out / "reading.md").write_text(f"{report}\n", encoding="utf-8")
        plot(rows, given.out / "reading.png")


if __name__ == "__main__":
    main()
