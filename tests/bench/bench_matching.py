"""How well creatives are found again, and how seldom another is taken for one.

    python -m tests.bench.bench_matching [--creatives 200] [--clips 24] [--siblings 200]
        [--strangers 400] [--pictures FOLDER] [--out DIR] [--index 1000000]

Prints recall and false matches by kind of change, on creatives that no threshold was chosen on;
draws the curves on which they were chosen; then says what an index of many made fingerprints costs
(`--index 0` leaves that out). `--pictures` takes the pictures from a folder instead of making them.
"""

import argparse
import hashlib
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import faiss
import numpy as np

from tests.bench.creatives import creative
from tests.bench.index_cost import print_index_cost
from tests.bench.matching_curve import draw_curve, print_curve
from tests.bench.slides import CLIP_CHANGES, changed_clip, write_clip
from tests.bench.variations import VARIATIONS, Variation, caption_band, cropped, reencoded
from workers.matching.fingerprint import MediaFingerprint, fingerprint_file, shot_of
from workers.matching.index import CreativeIndex
from workers.media.frame import Pixels
from workers.report import Media

UNSEEN = 800_000
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
    """Answers to the searches of one kind."""

    asked: int = 0
    found: int = 0
    false: int = 0
    seconds: list[float] = field(default_factory=list)

    def ask(self, index: CreativeIndex, media: Sequence[MediaFingerprint], right: str) -> None:
        """One search; `right` is the creative that it should find."""
        started = time.process_time()
        names = {match.name for match in index.search(media)}
        self.seconds.append(time.process_time() - started)
        self.asked += 1
        self.found += right in names
        self.false += bool(names - {right})

    def row(self, kind: str) -> str:
        """A line of the table."""
        share = f"{self.found / self.asked:.3f}"
        cost = 1000 * float(np.median(self.seconds))
        return f"| {kind:24} | {self.asked:5} | {share} | {self.false:5} | {cost:5.0f} |"


def fingerprint_of(name: str, pixels: Pixels) -> list[MediaFingerprint]:
    """A picture as a creative of one file."""
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    facts = Media(
        id="m1", kind="image", sha256=sha256, container="png", codec="png", width=1, height=1
    )
    return [MediaFingerprint(facts, (shot_of(pixels),), b"")]


def originals_of(count: int, folder: Path | None) -> Iterator[Pixels]:
    """Made pictures, or those of a folder."""
    if folder is None:
        yield from (creative(UNSEEN + number) for number in range(count))
        return
    for path in sorted(folder.rglob("*")):
        picture = cv2.imread(str(path)) if path.is_file() else None
        if count and picture is not None and min(picture.shape[:2]) >= 200:
            count -= 1
            scale = min(1.0, _LONGEST_SIDE / max(picture.shape[:2]))
            small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            yield np.asarray(small, np.uint8)


def _pictures(index: CreativeIndex, originals: Callable[[], Iterator[Pixels]]) -> list[Tally]:
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
            changed = change(pixels, np.random.default_rng((7, number)))
            tally.ask(index, fingerprint_of(f"{kind} {number}", changed), f"p{number}")
        if tally.asked:
            print(tally.row(kind), flush=True)
        tallies.append(tally)
    return tallies


def _clips(index: CreativeIndex, count: int, folder: Path) -> list[Tally]:
    tallies = {kind: Tally() for kind in CLIP_CHANGES}
    clips = [folder / f"{number}.mp4" for number in range(count)]
    for number, path in enumerate(clips):
        write_clip(path, UNSEEN + number)
        index.add(f"c{number}", [fingerprint_file(path)])
    for kind, tally in tallies.items():
        for number, path in enumerate(clips):
            changed = folder / "changed.mp4"
            changed_clip(path, kind, changed)
            tally.ask(index, [fingerprint_file(changed)], f"c{number}")
        if count:
            print(tally.row(f"video: {kind}"), flush=True)
    return list(tallies.values())


def _strangers(index: CreativeIndex, count: int) -> Tally:
    """Creatives that the index does not hold."""
    tally = Tally()
    for number in range(count):
        pixels = creative(2 * UNSEEN + number)
        tally.ask(index, fingerprint_of(f"unknown {number}", pixels), "")
    return tally


def _siblings(count: int, lines: int) -> Tally:
    """Ads of one template with other words, each against the one ad of its template."""
    tally = Tally()
    index = CreativeIndex()
    for number in range(count):
        pixels = creative(3 * UNSEEN + number, number, lines)
        index.add(f"f{number}", fingerprint_of(f"f{number}", pixels))
    for number in range(count):
        pixels = creative(4 * UNSEEN + number, number, lines)
        tally.ask(index, fingerprint_of(f"g{number}", pixels), "")
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--creatives", type=int, default=200)
    parser.add_argument("--clips", type=int, default=24)
    parser.add_argument("--siblings", type=int, default=200)
    parser.add_argument("--strangers", type=int, default=400)
    parser.add_argument("--curve", type=int, default=60)
    parser.add_argument("--index", type=int, default=1_000_000)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    cv2.setNumThreads(1)
    faiss.omp_set_num_threads(1)
    index = CreativeIndex()
    tallies = _pictures(index, lambda: originals_of(chosen.creatives, chosen.pictures))
    with tempfile.TemporaryDirectory() as folder:
        tallies += _clips(index, chosen.clips, Path(folder))
    tallies.append(_strangers(index, chosen.strangers))
    asked, false = sum(tally.asked for tally in tallies), sum(tally.false for tally in tallies)
    print(f"\nanother creative than the right one: {false} of {asked} searches among {len(index)}")
    for name, lines in _SIBLING_SETS.items() if chosen.siblings else ():
        tally = _siblings(chosen.siblings, lines)
        print(f"one template, other words in {name}: {tally.false} of {tally.asked} taken for one")
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
