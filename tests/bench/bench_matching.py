"""How well and how fast creatives are found again.

    python -m tests.bench.bench_matching [--creatives 300] [--strangers 300] [--index 1000000]
        [--pictures FOLDER]

Prints recall by kind of change and false matches, for several thresholds; then what an index of
many made hashes costs. `--pictures` takes the originals from a folder instead of making them. The
families are the hardest strangers: same layout, other words.
"""

import argparse
import hashlib
import sys
import time
from pathlib import Path

import cv2
import faiss
import numpy as np

from tests.bench.creatives import creative
from tests.bench.variations import VARIATIONS
from workers.matching.fingerprint import MediaFingerprint, Shot, shot_of
from workers.matching.index import HASH_LIMIT, POINTS_NEEDED, CreativeIndex
from workers.matching.pdq import BITS, distance
from workers.matching.points import agreement
from workers.media.frame import Pixels
from workers.report import Media

_THRESHOLDS = (6, 8, 10, 12, 16, 20)
_LONGEST_SIDE = 1000


def _fingerprint(name: str, picture: Pixels | Shot) -> list[MediaFingerprint]:
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    facts = Media(
        id="m1", kind="image", sha256=sha256, container="png", codec="png", width=1, height=1
    )
    shot = picture if isinstance(picture, Shot) else shot_of(picture)
    return [MediaFingerprint(facts, (shot,), b"")]


def _originals(count: int, folder: Path | None) -> list[Pixels]:
    if folder is None:
        return [creative(number) for number in range(count)]
    found: list[Pixels] = []
    for path in sorted(folder.rglob("*")):
        picture = cv2.imread(str(path)) if path.is_file() else None
        if picture is None or min(picture.shape[:2]) < 200:
            continue
        scale = min(1.0, _LONGEST_SIDE / max(picture.shape[:2]))
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        found.append(np.asarray(small, np.uint8))
        if len(found) == count:
            break
    return found


def _recall(originals: list[Pixels], shots: list[Shot], index: CreativeIndex) -> None:
    """The table by kind of change."""
    false = queries = 0
    print(f"\n{'change':14} recall   hash alone  false   CPU ms a query")
    for kind, change in VARIATIONS.items():
        found = by_hash = 0
        searching = 0.0
        for number, pixels in enumerate(originals):
            changed = change(pixels, np.random.default_rng((7, number)))
            media = _fingerprint(f"{kind} {number}", changed)
            started = time.process_time()
            names = [match.name for match in index.search(media)]
            searching += time.process_time() - started
            found += str(number) in names
            false += len([name for name in names if name != str(number)])
            by_hash += _hash_distance(media[0].shots[0], shots[number]) <= HASH_LIMIT
        queries += len(originals)
        share, hashed = found / len(originals), by_hash / len(originals)
        cost = 1000 * searching / len(originals)
        print(f"{kind:14} {share:6.3f}   {hashed:10.3f}  {false:5}   {cost:8.1f}", flush=True)
    print(f"false matches: {false} in {queries} queries, {queries * len(originals)} pairs")


def _hash_distance(one: Shot, other: Shot) -> int:
    mine = [*one.hashes, *one.mirrored]
    return min(distance(a, b) for a in mine for b in other.hashes)


def _strangers(index: CreativeIndex, count: int, size: int) -> None:
    """Creatives the index does not hold, and those that share a layout with one it holds."""
    unknown = sum(
        bool(index.search(_fingerprint(f"unknown {n}", creative(10_000 + n)))) for n in range(count)
    )
    print(f"\nunknown creatives taken for known ones: {unknown} of {count} against {size}")
    family = CreativeIndex()
    for number in range(count // 10):
        family.add(str(number), _fingerprint(f"f{number}", creative(50_000 + number, number)))
    alike = 0
    for number in range(count // 10):
        other = creative(60_000 + number, number)
        alike += bool(family.search(_fingerprint(f"g{number}", other)))
    print(f"same layout, other words, taken for the same creative: {alike} of {count // 10}")


def _curve(originals: list[Pixels], shots: list[Shot]) -> None:
    """Recall and false matches by the number of points that must agree."""
    rng = np.random.default_rng(11)
    right, wrong = [], []
    kinds = [kind for kind in VARIATIONS if kind != "mirror"]
    for number, pixels in enumerate(originals[:100]):
        changed = shot_of(VARIATIONS[kinds[number % len(kinds)]](pixels, rng))
        right.append(agreement(changed.points, shots[number].points))
        for other in rng.integers(0, len(shots), 20):
            if other != number:
                wrong.append(agreement(changed.points, shots[other].points))
    print(f"\nlocal points alone, {len(right)} right and {len(wrong)} wrong pairs; used: ", end="")
    print(POINTS_NEEDED)
    for threshold in _THRESHOLDS:
        recall = np.mean(np.array(right) >= threshold)
        false = np.mean(np.array(wrong) >= threshold)
        print(f"  >= {threshold:2} points: recall {recall:.3f}, false {false:.4f}")
    print(f"  most points of a wrong pair: {max(wrong)}")


def _index_cost(count: int) -> None:
    """Search among random hashes: the worst case, for none is near another."""
    rng = np.random.default_rng(0)
    hashes = rng.integers(0, 256, (count, BITS // 8), np.uint8)
    faiss.omp_set_num_threads(1)
    index = faiss.IndexBinaryIDMap(faiss.IndexBinaryFlat(BITS))
    started = time.process_time()
    index.add_with_ids(hashes, np.arange(count, dtype=np.int64))
    print(f"\nindex of {count} hashes: {count * BITS // 8 / 1e6:.0f} MB,", end=" ")
    print(f"filled in {time.process_time() - started:.2f} s CPU")
    times = []
    for _ in range(60):
        query = hashes[rng.integers(count)][None] ^ (rng.random((1, 32)) < 0.05).astype(np.uint8)
        started = time.process_time()
        index.search(query, 24)
        times.append(1000 * (time.process_time() - started))
    print(f"one query, one thread: median {np.median(times):.1f} ms CPU,", end=" ")
    print(f"p95 {np.percentile(times, 95):.1f} ms CPU")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--creatives", type=int, default=300)
    parser.add_argument("--strangers", type=int, default=300)
    parser.add_argument("--index", type=int, default=1_000_000)
    parser.add_argument("--pictures", type=Path)
    chosen = parser.parse_args()
    cv2.setNumThreads(1)
    faiss.omp_set_num_threads(1)
    originals = _originals(chosen.creatives, chosen.pictures)
    index = CreativeIndex()
    started = time.process_time()
    shots = [shot_of(pixels) for pixels in originals]
    for number, shot in enumerate(shots):
        index.add(str(number), _fingerprint(str(number), shot))
    cost = 1000 * (time.process_time() - started) / len(originals)
    print(f"{len(originals)} creatives filed, {cost:.1f} ms CPU each (decoding not counted)")
    _recall(originals, shots, index)
    _strangers(index, chosen.strangers, len(originals))
    _curve(originals, shots)
    if chosen.index:
        _index_cost(chosen.index)
    return 0


if __name__ == "__main__":
    sys.exit(main())
