"""What an index of many made fingerprints costs, through the class that the product uses.

    python -m tests.bench.index_cost FOLDER [--index 1000000] [--searching] [--recall 100]
        [--drawn]

Random hashes and descriptors are the worst case for searching: none is near another. A made
fingerprint holds as many descriptors as are searched and no picture, so that the file is smaller
than a real one; the size of real fingerprints is printed beside it. `--searching` makes only what
is searched, in memory, without the records on disk; so does `--recall`, which puts so many real
creatives among them, asks for changed copies of these, and does the same in an index of them alone.
`--drawn` takes the descriptors that fill the index from other creatives, an eighth of their bits
changed, instead of making them at random: real ones crowd in some places, and look alike.
"""

import argparse
import hashlib
import resource
import time
from collections.abc import Iterator
from functools import cache
from mmap import PAGESIZE
from pathlib import Path

import cv2
import faiss
import numpy as np

from tests.bench.creatives import creative
from tests.bench.variations import TOGETHER, VARIATIONS
from workers.matching.alike import Asked
from workers.matching.fingerprint import MediaFingerprint, Shot, shot_of
from workers.matching.index import VOTERS, CreativeIndex
from workers.matching.nearest import Nearest, Rows
from workers.matching.points import DESCRIPTOR_BYTES, Points
from workers.matching.searching import MOST_CANDIDATES
from workers.matching.trimming import WHOLE
from workers.report import Media

_QUERIES = 100
_REAL = 12
_NEAREST = 8
_REAL_FROM = 720_000
_MADE = 1 << 40
_POOL_FROM = 760_000
_POOL = 250


def _made(count: int) -> Iterator[MediaFingerprint]:
    rng = np.random.default_rng(0)
    facts = Media(
        id="m1", kind="image", sha256="0" * 64, container="png", codec="png", width=1, height=1
    )
    places = np.asarray(rng.random((VOTERS, 2)) * 320, np.float32)
    for number in range(count):
        hashes = rng.integers(0, 256, (2, 32), np.uint8)
        descriptors = rng.integers(0, 256, (VOTERS, DESCRIPTOR_BYTES), np.uint8)
        points = Points(places, descriptors, (320, 320))
        sha256 = hashlib.sha256(str(number).encode()).hexdigest()
        shot = Shot(0, hashes[:1], hashes[1:], (WHOLE,), 100, points, b"")
        yield MediaFingerprint(facts.model_copy(update={"sha256": sha256}), (shot,), b"")


def print_index_cost(count: int, folder: Path) -> None:
    """Fill an index in `folder`, open it again, search in it."""
    path = folder / "index"
    started, cpu = time.monotonic(), time.process_time()
    with CreativeIndex(path) as index:
        for number, fingerprint in enumerate(_made(count)):
            index.add(str(number), [fingerprint])
        filled = time.process_time() - cpu
    print(f"\nindex of {count} made fingerprints with {VOTERS} descriptors each")
    print(f"filled one by one: {filled:.0f} s CPU", end=", ")
    print(f"with writing the search files {time.monotonic() - started:.0f} s in all")
    for side in path.parent.glob(f"{path.name}.*.faiss"):
        side.unlink()
    cpu = time.process_time()
    with CreativeIndex(path):
        print(f"search files built anew: {time.process_time() - cpu:.0f} s CPU")
    cpu = time.process_time()
    with CreativeIndex(path) as index:
        opened = time.process_time() - cpu
        files = ", ".join(
            f"{file.name} {file.stat().st_size / 1e9:.2f} GB" for file in sorted(folder.iterdir())
        )
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"opened in {opened:.1f} s CPU; {files}; most memory {memory:.1f} GB")
        _print_searches(index)
    real = [len(shot_of(creative(number)).to_bytes()) for number in range(_REAL)]
    print(f"a real fingerprint takes {np.mean(real) / 1000:.1f} kB a shot")


def print_searching(count: int) -> None:
    """What the search structures take in memory, and a search of both ways round in time."""
    rng = np.random.default_rng(0)
    hashes = Nearest.of(
        "exact", ((n, rng.integers(0, 256, (1, 32), np.uint8)) for n in range(count))
    )
    rows = (VOTERS, DESCRIPTOR_BYTES)
    points = Nearest.of(
        "bucketed", ((n, rng.integers(0, 256, rows, np.uint8)) for n in range(count))
    )
    print(f"{count} fingerprints, {len(points)} descriptors: {_memory_gb():.1f} GB", end=" ")
    spent = []
    for number in range(_QUERIES):
        shot = shot_of(creative(number))
        cpu = time.process_time()
        for hashed in (shot.hashes, shot.mirrored):
            hashes.search(hashed, _NEAREST)
            points.search(shot.points.descriptors, _NEAREST)
        spent.append(1000 * (time.process_time() - cpu))
    print(f"in use; a search, both ways round: median {np.median(spent):.0f} ms CPU,", end=" ")
    print(f"p95 {np.percentile(spent, 95):.0f} ms CPU")


class _Filled(CreativeIndex):
    """An index filled up with made fingerprints of which only what is searched is there."""

    def __init__(self, count: int, *, drawn: bool) -> None:
        super().__init__()
        rng = np.random.default_rng(0)
        rows = _drawn if drawn else _random
        made = range(_MADE, _MADE + count)
        self._hashes = Nearest.of("exact", ((n, _random(rng, 1)) for n in made))
        self._points = Nearest.of("bucketed", ((n, rows(rng, VOTERS)) for n in made))

    def shot(self, kept: int) -> Shot:
        """A made one shows some other creative."""
        return _stranger() if kept >= _MADE else super().shot(kept)

    def file_of(self, kept: int) -> int:
        """Each made one is a file of its own."""
        return kept if kept >= _MADE else super().file_of(kept)

    @property
    def descriptors(self) -> int:
        """How many are searched."""
        return len(self._points)


def _random(rng: np.random.Generator, count: int) -> Rows:
    return np.frombuffer(rng.bytes(count * DESCRIPTOR_BYTES), np.uint8).reshape(count, -1)


def _drawn(rng: np.random.Generator, count: int) -> Rows:
    pool = _pool()
    changed = _random(rng, count) & _random(rng, count) & _random(rng, count)
    return np.asarray(pool[rng.integers(len(pool), size=count)] ^ changed, np.uint8)


@cache
def _stranger() -> Shot:
    return shot_of(creative(_POOL_FROM))


@cache
def _pool() -> Rows:
    """Descriptors of creatives that are not asked for."""
    shots = (shot_of(creative(_POOL_FROM + number)) for number in range(_POOL))
    return np.concatenate([shot.points.descriptors for shot in shots])


def _proposed(index: CreativeIndex, shot: Shot) -> set[int]:
    """Ids of the kept shots with which one would be compared."""
    mirrored = Asked(shot).mirrored[1]
    return {
        *index.by_hash(shot, mirrored=False)[:MOST_CANDIDATES],
        *index.by_hash(shot, mirrored=True)[:MOST_CANDIDATES],
        *index.by_points(shot.points),
        *index.by_points(mirrored),
    }


def print_recall(count: int, real: int, *, drawn: bool) -> None:
    """How many changed copies are proposed and found, by kind of change, alone and among many."""
    filled = _Filled(count, drawn=drawn)
    indexes = {"alone": CreativeIndex(), "among": filled}
    for number in range(real):
        shot = shot_of(creative(_REAL_FROM + number))
        for index in indexes.values():
            index.add(str(number), [_as_file(number, shot)])
    print(f"{real} real creatives alone, and among {count} made ones,", end=" ")
    print(f"{filled.descriptors} descriptors; {_memory_gb():.1f} GB in use")
    print("| change | proposed alone | among | found alone | among | CPU ms alone | among | p95 |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for kind, change in {**VARIATIONS, **TOGETHER}.items():
        proposed: dict[str, list[bool]] = {name: [] for name in indexes}
        found: dict[str, list[bool]] = {name: [] for name in indexes}
        spent: dict[str, list[float]] = {name: [] for name in indexes}
        for number in range(real):
            rng = np.random.default_rng((6, number))
            shot = shot_of(change(creative(_REAL_FROM + number), rng))
            for name, index in indexes.items():
                proposed[name].append(number + 1 in _proposed(index, shot))
                cpu = time.process_time()
                matches = index.search([_as_file(real + number, shot)])
                spent[name].append(1000 * (time.process_time() - cpu))
                found[name].append([match.name for match in matches] == [str(number)])
        shares = [f"{np.mean(of[name]):.3f}" for of in (proposed, found) for name in indexes]
        costs = [np.median(spent["alone"]), *np.percentile(spent["among"], (50, 95))]
        print(f"| {' | '.join([kind, *shares, *(f'{cost:.0f}' for cost in costs)])} |", flush=True)


def _as_file(number: int, shot: Shot) -> MediaFingerprint:
    facts = Media(
        id="m1",
        kind="image",
        sha256=f"{number:064x}",
        container="png",
        codec="png",
        width=1,
        height=1,
    )
    return MediaFingerprint(facts, (shot,), b"")


def _memory_gb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * PAGESIZE / 1e9


def _print_searches(index: CreativeIndex) -> None:
    """Real pictures, none of which is in the index."""
    spent = []
    for number in range(_QUERIES):
        media = [_as_file(number, shot_of(creative(number)))]
        cpu = time.process_time()
        assert index.search(media) == []
        spent.append(1000 * (time.process_time() - cpu))
    print(f"a search, {_QUERIES} of them: median {np.median(spent):.1f} ms CPU,", end=" ")
    print(f"p95 {np.percentile(spent, 95):.1f} ms CPU")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--index", type=int, default=1_000_000)
    parser.add_argument("--searching", action="store_true")
    parser.add_argument("--recall", type=int, default=0)
    parser.add_argument("--drawn", action="store_true")
    chosen = parser.parse_args()
    cv2.setNumThreads(1)
    faiss.omp_set_num_threads(1)
    if chosen.recall:
        print_recall(chosen.index, chosen.recall, drawn=chosen.drawn)
    elif chosen.searching:
        print_searching(chosen.index)
    else:
        print_index_cost(chosen.index, chosen.folder)
