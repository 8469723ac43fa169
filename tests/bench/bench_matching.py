"""How well creatives are found again, and how seldom another is taken for one.

    python -m tests.bench.bench_matching [--creatives 120] [--clips 12] [--moving 12]
        [--siblings 200] [--strangers 2000] [--curve 40] [--seed 0] [--pictures FOLDER] [--out DIR]
        [--index 1000000]

Prints recall by kind of change and false matches by kind of stranger, on creatives that no
threshold was chosen on; another `--seed` takes others. Prints (and draws, with `--out`) the curves
on which the thresholds were chosen; then says what an index of many made fingerprints costs
(`--index 0` leaves that out). `--clips` are pictures slowly zoomed, `--moving` clips move all over.
`--pictures` takes the pictures from a folder instead of making them.
"""

import argparse
import hashlib
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import cv2
import faiss
import numpy as np

from tests.bench.creatives import creative
from tests.bench.index_cost import print_index_cost
from tests.bench.matching_curve import draw_curve, print_curve
from tests.bench.moving import write_moving
from tests.bench.slides import CLIP_CHANGES, changed_clip, write_clip
from tests.bench.variations import VARIATIONS, Variation, caption_band, cropped, reencoded
from workers.matching.fingerprint import MediaFingerprint, fingerprint_file, shot_of
from workers.matching.index import CreativeIndex
from workers.media.frame import Pixels
from workers.report import Media

UNSEEN = 800_000
_APART = 20_000
_LONGEST_SIDE = 1000
_SIBLING_SETS = {"all lines": 6, "two lines": 2, "one line": 1}


def cropped_captioned(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Three changes on one picture, as re-uploads of re-uploads have them."""
    return reencoded(caption_band(cropped(pixels, rng), rng), rng)


def mirrored_cropped(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Turned and cut, against fingerprints that only know the one or the other."""
    return reencoded(cropped(np.ascontiguousarray(pixels[:, ::-1]), rng), rng)


_TOGETHER: dict[str, Variation] = {
    "crop, caption, re-encode": cropped_captioned,
    "mirror, crop, re-encode": mirrored_cropped,
}


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
        cost = 1000 * float(np.median(self.seconds))
        return f"| {kind:24} | {self.asked:5} | {share} | {self.false:5} | {cost:5.0f} |"

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
    print("| change                   | asked | recall | false | CPU ms |")
    print("| ------------------------ | ----: | -----: | ----: | -----: |")
    for kind, change in {**VARIATIONS, **_TOGETHER}.items():
        tally = Tally()
        for number, pixels in enumerate(originals()):
            changed = change(pixels, np.random.default_rng((7, seed, number)))
            tally.ask(index, fingerprint_of(f"{kind} {number}", changed), f"p{number}")
        if tally.asked:
            print(tally.row(kind), flush=True)
        tallies.append(tally)
    return tallies


def _clips(
    index: CreativeIndex, kind: str, clips: Mapping[Path, int], write: Callable[[Path, int], None]
) -> list[Tally]:
    """`write` makes the clip of a number."""
    for path, number in clips.items():
        write(path, number)
        index.add(path.stem, [fingerprint_file(path)])
    tallies = []
    for change in CLIP_CHANGES if clips else ():
        tally = Tally()
        for path in clips:
            changed = path.with_name("changed.mp4")
            changed_clip(path, change, changed)
            tally.ask(index, [fingerprint_file(changed)], path.stem)
        print(tally.row(f"{kind}: {change}"), flush=True)
        tallies.append(tally)
    return tallies


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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--creatives", type=int, default=120)
    parser.add_argument("--clips", type=int, default=12)
    parser.add_argument("--moving", type=int, default=12)
    parser.add_argument("--siblings", type=int, default=200)
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
        for kind, count, write in (
            ("clip", chosen.clips, write_clip),
            ("moving", chosen.moving, write_moving),
        ):
            clips = {Path(folder) / f"{kind}{n}.mp4": first + n for n in range(count)}
            changed += _clips(index, kind, clips, write)
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
