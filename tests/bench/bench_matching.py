"""How well creatives are found again, and how seldom another is taken for one.

    python -m tests.bench.bench_matching [--creatives 120] [--clips 12] [--moving 12]
        [--siblings 200] [--moving-siblings 12] [--strangers 2000] [--curve 40] [--seed 0]
        [--pictures FOLDER] [--out DIR] [--index 1000000]

Prints recall by kind of change and false matches by kind of stranger, on creatives that no
threshold was chosen on; another `--seed` takes others. Prints (and draws, with `--out`) the curves
on which the thresholds were chosen; then says what an index of many made fingerprints costs
(`--index 0` leaves that out). `--clips` are pictures slowly zoomed, `--moving` clips move all over;
`--moving-siblings` are pairs of ads with the same moving footage and other words.
`--pictures` takes the pictures from a folder instead of making them.
"""

import argparse
import hashlib
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import cv2
import faiss
import numpy as np

from tests.bench.creatives import creative
from tests.bench.index_cost import print_index_cost
from tests.bench.matching_curve import draw_curve, print_curve
from tests.bench.moving import MOVING_CHANGES, changed_moving, write_moving, write_template
from tests.bench.slides import CLIP_CHANGES, changed_clip, write_clip
from tests.bench.variations import TOGETHER, VARIATIONS
from workers.matching.fingerprint import MediaFingerprint, fingerprint_file, shot_of
from workers.matching.index import CreativeIndex
from workers.media.frame import Pixels
from workers.report import Media

UNSEEN = 800_000
_APART = 20_000
_LONGEST_SIDE = 1000
_SIBLING_SETS = {"all lines": 6, "two lines": 2, "one line": 1}


@dataclass(slots=True)
class Tally:
    """Answers to the searches of one kind; `false` of `pairs` were other creatives."""

    asked: int = 0
    found: int = 0
    false: int = 0
    pairs: int = 0
    seconds: list[float] = field(default_factory=list)

    def ask(self, index: CreativeIndex, media: Sequence[MediaFingerprint], right: str) -> None:
        """One search; `right` is the creative that it should find."""
        started = time.process_time()
        names = {match.name for match in index.search(media)}
        self.seconds.append(time.process_time() - started)
        self.asked += 1
        self.pairs += len(index) - bool(right)
        self.found += right in names
        self.false += len(names - {right})

    def row(self, kind: str) -> str:
        """A line of the table."""
        share = f"{self.found / self.asked:.3f}"
        cost, most = 1000 * np.percentile(self.seconds, (50, 95))
        row = f"| {kind:32} | {self.asked:5} | {share} | {self.false:5} | {cost:6.0f} |"
        return f"{row} {most:6.0f} |"

    def false_row(self, kind: str) -> str:
        """A line of the table of false matches."""
        share = 100 * self.false / max(1, self.pairs)
        return f"| {kind:31} | {self.asked:6} | {self.pairs:8} | {self.false:5} | {share:.4f} % |"


def fingerprint_of(name: str, pixels: Pixels) -> list[MediaFingerprint]:
    """A picture as a creative of one file."""
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    facts = Media(
        id="m1", kind="image", sha256=sha256, container="png", codec="png", width=1, height=1
    )
    return [MediaFingerprint(facts, (shot_of(pixels),), b"")]


def originals_of(count: int, folder: Path | None, first: int) -> Iterator[Pixels]:
    """Made pictures from the number `first` on, or those of a folder."""
    if folder is None:
        yield from (creative(first + number) for number in range(count))
        return
    for path in sorted(folder.rglob("*")):
        picture = cv2.imread(str(path)) if path.is_file() else None
        if count and picture is not None and min(picture.shape[:2]) >= 200:
            count -= 1
            scale = min(1.0, _LONGEST_SIDE / max(picture.shape[:2]))
            small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            yield np.asarray(small, np.uint8)


def _pictures(
    index: CreativeIndex, originals: Callable[[], Iterator[Pixels]], seed: int
) -> list[Tally]:
    tallies = []
    started = time.process_time()
    for number, pixels in enumerate(originals()):
        index.add(f"p{number}", fingerprint_of(f"p{number}", pixels))
    spent = time.process_time() - started
    print(
        f"{len(index)} pictures filed, {1000 * spent / max(1, len(index)):.0f} ms CPU each", end=""
    )
    print(" with making or opening them\n")
    print(f"| {'change':32} | asked | recall | false | CPU ms | p95 ms |")
    print(f"| {'-' * 32} | ----: | -----: | ----: | -----: | -----: |")
    for kind, change in {**VARIATIONS, **TOGETHER}.items():
        tally = Tally()
        for number, pixels in enumerate(originals()):
            changed = change(pixels, np.random.default_rng((7, seed, number)))
            tally.ask(index, fingerprint_of(f"{kind} {number}", changed), f"p{number}")
        if tally.asked:
            print(tally.row(kind), flush=True)
        tallies.append(tally)
    return tallies


def _clips(index: CreativeIndex, first: int, count: int, folder: Path) -> list[Tally]:
    """Pictures slowly zoomed, the clips of the numbers from `first` on."""
    clips = _filed(index, "clip", write_clip, first, count, folder)
    return [_changed(index, f"clip: {kind}", clips, _as_set(kind)) for kind in CLIP_CHANGES]


def _moving(index: CreativeIndex, first: int, count: int, seed: int, folder: Path) -> list[Tally]:
    """Footage that moves all over; the strength of most changes is random."""
    clips = _filed(index, "moving", write_moving, first, count, folder)
    fixed = [kind for kind in CLIP_CHANGES if kind not in {*MOVING_CHANGES, "cut"}]
    ways = {kind: _as_set(kind) for kind in fixed}
    ways |= {kind: _at_random(kind, seed) for kind in MOVING_CHANGES}
    return [_changed(index, f"moving: {kind}", clips, way) for kind, way in ways.items()]


def _moving_strangers(index: CreativeIndex, count: int, first: int, folder: Path) -> Tally:
    """Clips that the index does not hold."""
    tally = Tally()
    for number in range(count):
        path = folder / f"stranger{number}.mp4"
        write_moving(path, first + number)
        tally.ask(index, [fingerprint_file(path)], "")
    return tally


_Change = Callable[[Path, int, Path], None]


def _as_set(kind: str) -> _Change:
    def change(clip: Path, _: int, path: Path) -> None:
        changed_clip(clip, kind, path)

    return change


def _at_random(kind: str, seed: int) -> _Change:
    def change(clip: Path, number: int, path: Path) -> None:
        changed_moving(clip, kind, np.random.default_rng((8, seed, number)), path)

    return change


def _filed(
    index: CreativeIndex,
    kind: str,
    write: Callable[[Path, int], None],
    first: int,
    count: int,
    folder: Path,
) -> list[Path]:
    """Clips that `write` makes, filed; says what that takes."""
    clips = [folder / f"{kind}{number}.mp4" for number in range(count)]
    spent, sizes = [], []
    for number, path in enumerate(clips):
        write(path, first + number)
        before = _cpu_ms()
        kept = fingerprint_file(path)
        spent.append(_cpu_ms() - before)
        sizes.append((sum(len(shot.to_bytes()) for shot in kept.shots), len(kept.strip.to_bytes())))
        index.add(path.stem, [kept])
    if clips:
        shots, strip = np.mean(sizes, axis=0) / 1000
        print(
            f"{kind}: {np.median(spent):.0f} ms CPU to fingerprint one, decoding included;", end=" "
        )
        print(f"{shots:.0f} kB kept of each, and a strip of {strip:.0f} kB to search with")
    return clips


def _cpu_ms() -> float:
    """Of this process and the decoders that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return 1000 * sum(one.ru_utime + one.ru_stime for one in used)


def _changed(index: CreativeIndex, title: str, clips: list[Path], change: _Change) -> Tally:
    tally = Tally()
    for number, clip in enumerate(clips):
        path = clip.with_name("changed.mp4")
        change(clip, number, path)
        tally.ask(index, [fingerprint_file(path)], clip.stem)
    if clips:
        print(tally.row(title), flush=True)
    return tally


def _moving_siblings(count: int, first: int, folder: Path) -> Tally:
    """Ads with the same moving footage and other words, held against each other."""
    tally = Tally()
    paths = [folder / "sibling0.mp4", folder / "sibling1.mp4"]
    for family in range(first, first + count):
        for number, path in enumerate(paths):
            write_template(path, family, number)
        index = CreativeIndex()
        index.add("sibling", [fingerprint_file(paths[0])])
        tally.ask(index, [fingerprint_file(paths[1])], "")
    return tally


def _strangers(index: CreativeIndex, count: int, first: int) -> Tally:
    """Creatives that the index does not hold."""
    tally = Tally()
    for number in range(count):
        pixels = creative(first + number)
        tally.ask(index, fingerprint_of(f"unknown {number}", pixels), "")
    return tally


def _siblings(count: int, lines: int, first: int) -> Tally:
    """Ads of one template with other words, each held against the one other ad of its template."""
    tally = Tally()
    for family in range(first, first + count):
        index = CreativeIndex()
        one, other = (creative(base * UNSEEN + family, family, lines) for base in (3, 4))
        index.add("sibling", fingerprint_of(f"f{family}", one))
        tally.ask(index, fingerprint_of(f"g{family}", other), "")
    return tally


def _print_false(chosen: argparse.Namespace, index: CreativeIndex, changed: list[Tally]) -> None:
    """The table of other creatives taken for the same, by kind of stranger."""
    first = chosen.seed * _APART
    print("\n| other creatives                 | asked  | pairs    | false | per pair |")
    print("| ------------------------------- | -----: | -------: | ----: | -------: |")
    together = Tally(
        asked=sum(tally.asked for tally in changed),
        false=sum(tally.false for tally in changed),
        pairs=sum(tally.pairs for tally in changed),
    )
    print(together.false_row("asked for changed copies"))
    strangers = _strangers(index, chosen.strangers, 2 * UNSEEN + first)
    print(strangers.false_row("asked for strangers"), flush=True)
    for name, lines in _SIBLING_SETS.items() if chosen.siblings else ():
        tally = _siblings(chosen.siblings, lines, first)
        print(tally.false_row(f"one template, {name} changed"), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        clips = _moving_strangers(index, chosen.moving, 2 * UNSEEN + first, Path(folder))
        print(clips.false_row("asked for other moving clips"), flush=True)
        tally = _moving_siblings(chosen.moving_siblings, UNSEEN + first, Path(folder))
        print(tally.false_row("same footage, other words"), flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--creatives", type=int, default=120)
    parser.add_argument("--clips", type=int, default=12)
    parser.add_argument("--moving", type=int, default=12)
    parser.add_argument("--siblings", type=int, default=200)
    parser.add_argument("--moving-siblings", type=int, default=12)
    parser.add_argument("--strangers", type=int, default=2000)
    parser.add_argument("--curve", type=int, default=40)
    parser.add_argument("--index", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    cv2.setNumThreads(1)
    faiss.omp_set_num_threads(1)
    index = CreativeIndex()
    first = UNSEEN + chosen.seed * _APART
    originals = partial(originals_of, chosen.creatives, chosen.pictures, first)
    changed = _pictures(index, originals, chosen.seed)
    with tempfile.TemporaryDirectory() as folder:
        changed += _clips(index, first, chosen.clips, Path(folder))
        changed += _moving(index, first, chosen.moving, chosen.seed, Path(folder))
    _print_false(chosen, index, changed)
    if chosen.curve:
        points = print_curve(chosen.curve)
        if chosen.out:
            draw_curve(points, chosen.out)
    if chosen.index:
        with tempfile.TemporaryDirectory() as folder:
            print_index_cost(chosen.index, Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
