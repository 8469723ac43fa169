"""What an index of many made fingerprints costs, through the class that the product uses.

    python -m tests.bench.index_cost FOLDER [--index 1000000] [--searching]

Random hashes and descriptors are the worst case for searching: none is near another. A made
fingerprint holds as many descriptors as are searched and no picture, so that the file is smaller
than a real one; the size of real fingerprints is printed beside it. `--searching` makes only what
is searched, in memory, without the records on disk.
"""

import argparse
import hashlib
import resource
import time
from collections.abc import Iterator
from mmap import PAGESIZE
from pathlib import Path

import faiss
import numpy as np

from tests.bench.creatives import creative
from workers.matching.fingerprint import MediaFingerprint, Shot, shot_of
from workers.matching.index import VOTERS, CreativeIndex
from workers.matching.nearest import Nearest
from workers.matching.points import DESCRIPTOR_BYTES, Points
from workers.matching.trimming import WHOLE
from workers.report import Media

_QUERIES = 100
_REAL = 12
_NEAREST = 8


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
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    print(
        f"{count} fingerprints, {len(points)} descriptors: {pages * PAGESIZE / 1e9:.1f} GB", end=" "
    )
    spent = []
    for number in range(_QUERIES):
        shot = shot_of(creative(number))
        cpu = time.process_time()
        for hashed in (shot.hashes, shot.mirrored):
            hashes.search(hashed, _NEAREST)
            points.search(shot.points.descriptors[:VOTERS], _NEAREST)
        spent.append(1000 * (time.process_time() - cpu))
    print(f"in use; a search, both ways round: median {np.median(spent):.0f} ms CPU,", end=" ")
    print(f"p95 {np.percentile(spent, 95):.0f} ms CPU")


def _print_searches(index: CreativeIndex) -> None:
    """Real pictures, none of which is in the index."""
    spent = []
    for number in range(_QUERIES):
        facts = Media(
            id="m1",
            kind="image",
            sha256=f"{number:064x}",
            container="png",
            codec="png",
            width=1,
            height=1,
        )
        media = [MediaFingerprint(facts, (shot_of(creative(number)),), b"")]
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
    chosen = parser.parse_args()
    faiss.omp_set_num_threads(1)
    if chosen.searching:
        print_searching(chosen.index)
    else:
        print_index_cost(chosen.index, chosen.folder)
