"""How fast `adscan batch` is, and whether kills change its result.

    python -m tests.bench.bench_batch WORKPLACE [--ads 10000] [--words 3333] [--creatives 160]
        [--changed 56] [--clips 10] [--moving 0] [--kills 5]

Makes a library (see `tests.bench.library`) in the empty folder WORKPLACE, runs the real command
over it undisturbed, then again with SIGKILL at random moments, and compares results.jsonl,
findings.csv and the stills. Prints ads an hour of wall clock, and CPU time, which does not depend
on what else the machine does. With `--words 0 --changed 0` it measures pictures or videos alone.
"""

import argparse
import hashlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.bench.library import add_size, make_library, size_of

_VARYING = ("created_at", "timings_ms")


def _command(library: Path, out: Path) -> list[str]:
    adscan = Path(sys.executable).with_name("adscan")
    return [str(adscan), "batch", str(library), "--out", str(out)]


def _undisturbed(library: Path, out: Path) -> tuple[float, float]:
    """Seconds of wall clock and of CPU."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    subprocess.run(_command(library, out), check=False, stdout=subprocess.DEVNULL)
    wall = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu


def _killed(library: Path, out: Path, kills: int, whole: int) -> None:
    """Run with SIGKILLs spread over the run by the size of its journal, then to its end."""
    rng = random.Random(1)
    journal = out / "journal.jsonl"
    for kill in range(1, kills + 1):
        run = subprocess.Popen(
            _command(library, out), stdout=subprocess.DEVNULL, start_new_session=True
        )
        aim = whole * (kill - rng.random()) / kills
        while run.poll() is None and (not journal.exists() or journal.stat().st_size < aim):
            time.sleep(0.02)
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        print(f"  kill {kill} at {journal.stat().st_size} of {whole} bytes", flush=True)
    subprocess.run(_command(library, out), check=False, stdout=subprocess.DEVNULL)


def _results(out: Path) -> list[dict[str, Any]]:
    lines = []
    for text in (out / "results.jsonl").read_text("utf-8").splitlines():
        line = json.loads(text)
        lines.append({name: value for name, value in line.items() if name not in _VARYING})
    return lines


def _stills(out: Path) -> dict[str, str]:
    """SHA-256 of every still by its path."""
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((out / "stills").rglob("*"))
        if path.is_file()
    }


def _same(one: Path, other: Path) -> dict[str, bool]:
    return {
        "results.jsonl": _results(one) == _results(other),
        "findings.csv": (one / "findings.csv").read_bytes()
        == (other / "findings.csv").read_bytes(),
        "stills": _stills(one) == _stills(other),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("workplace", type=Path)
    add_size(parser)
    parser.add_argument("--kills", type=int, default=5)
    chosen = parser.parse_args()
    library = chosen.workplace / "library"
    print(make_library(library, size_of(chosen)), flush=True)
    whole = chosen.workplace / "whole"
    wall, cpu = _undisturbed(library, whole)
    results = _results(whole)
    taken_over = sum("copy_of" in line for line in results)
    print(f"{len(results)} ads, {taken_over} of them taken over from equal files;", end=" ")
    print(dict(Counter(line.get("verdict", "error") for line in results)))
    print(f"{wall:.0f} s: {3600 * len(results) / wall:.0f} ads/hour;", end=" ")
    print(f"{cpu:.0f} s CPU: {2 * 3600 * len(results) / cpu:.0f} ads/hour on two free cores")
    if not chosen.kills:
        return 0
    pieces = chosen.workplace / "pieces"
    _killed(library, pieces, chosen.kills, (whole / "journal.jsonl").stat().st_size)
    same = _same(whole, pieces)
    for name, equal in same.items():
        print(f"after {chosen.kills} kills {name}: {'the same' if equal else 'ANOTHER RESULT'}")
    return 0 if all(same.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
