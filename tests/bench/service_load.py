"""Deployments to measure, and the load that is put on them."""

import os
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import httpx
import psycopg

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS / "acceptance" / "service"), str(TESTS / "integration" / "service")]

from brokers import own_redis  # noqa: E402
from deployment import CHEAP_SERVE, CHEAP_WORKER, Deployment  # noqa: E402

Kind = Literal["sqlite", "postgresql"]
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")
CLIENTS = 4
POSTGRES = os.environ.get("ADSCAN_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/test")
_TICKS = os.sysconf("SC_CLK_TCK")
ON_ONE_CORE = ("taskset", "-c", "{number}")
PIPELINE_SERVE = (sys.executable, "-m", "service.cli", "serve")
PIPELINE_WORKER = (sys.executable, "-m", "service.cli", "worker")


@contextmanager
def deployed(kind: Kind, workers: int, *, pipeline: bool = False) -> Iterator[Deployment]:
    """A running deployment: SQLite and message files, or PostgreSQL and Redis; gone afterwards.

    Each worker is a process that scans one ad at a time on a core of its own.
    """
    serve, worker = (PIPELINE_SERVE, PIPELINE_WORKER) if pipeline else (CHEAP_SERVE, CHEAP_WORKER)
    command = (*ON_ONE_CORE, *worker)
    with tempfile.TemporaryDirectory(prefix="adscan-bench-") as folder:
        data = Path(folder) / "data"
        if kind == "sqlite":
            with _started(Deployment(data, None, {}, serve, command, workers, apart=True)) as made:
                yield made
            return
        with _database() as url:
            broker = own_redis(Path(folder) / "broker")
            choices = {"database_url": url}
            with _started(Deployment(data, broker, choices, serve, command, workers)) as made:
                yield made


@contextmanager
def _database() -> Iterator[str]:
    name = f"adscan_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    try:
        yield f"{POSTGRES.rpartition('/')[0]}/{name}"
    finally:
        with psycopg.connect(POSTGRES, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _started(made: Deployment) -> Iterator[Deployment]:
    try:
        made.start()
        yield made
    finally:
        made.stop()


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def hammer(
    made: Deployment, requests: int, call: Callable[[httpx.Client, int], object]
) -> dict[str, float]:
    """Make `requests` calls from `CLIENTS` clients at once.

    Rate, latencies in ms, and the CPU that the API process took for each in ms, which other load on
    the machine hardly changes; what a database server takes is not in it.
    """
    seconds: list[float] = []
    before = cpu_seconds([made.api_process])

    def run(first: int) -> None:
        with made.client() as client:
            for number in range(first, requests, CLIENTS):
                started = time.perf_counter()
                call(client, number)
                seconds.append(time.perf_counter() - started)

    threads = [threading.Thread(target=run, args=(first,)) for first in range(CLIENTS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall = time.perf_counter() - started
    assert len(seconds) == requests, "a request failed"
    return {
        "per_second": round(requests / wall, 1),
        "p50_ms": round(statistics.median(seconds) * 1000, 1),
        "p95_ms": round(percentile(seconds, 0.95) * 1000, 1),
        "api_cpu_ms": round((cpu_seconds([made.api_process]) - before) / requests * 1000, 1),
    }


def cpu_seconds(pids: list[int]) -> float:
    """CPU that these processes and their children that have ended took, user and system (Linux)."""
    ticks = 0
    for pid in pids:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            continue
        fields = stat.rpartition(")")[2].split()
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / _TICKS
