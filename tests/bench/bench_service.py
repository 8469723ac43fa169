"""How much the service carries: requests, queue latency, scans an hour, lists over many scans.

    python -m tests.bench.bench_service [--scans 100000] [--requests 200] [--jobs 40] [--out DIR]

Runs real processes with a scanner that takes a fixed time, on SQLite with message files and on
PostgreSQL with Redis, and prints one JSON object a measurement, then an extrapolation to a year of
50 million ads whose assumptions are printed with it. What one scan costs in CPU is an input: it is
measured by the pipeline's own benchmarks.
"""

import argparse
import json
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

import psycopg

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS / "acceptance" / "service"), str(TESTS / "integration" / "service")]

from brokers import own_redis  # noqa: E402
from deployment import Deployment, until  # noqa: E402
from sqlalchemy import insert, select  # noqa: E402

from service.store.database import Database  # noqa: E402
from service.store.tables import FindingRow, OrganisationRow, ScanRow, new_id, now  # noqa: E402

POSTGRES = os.environ.get("ADSCAN_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/test")
YEAR_ADS = 50_000_000
SECONDS_A_YEAR = 365 * 24 * 3600
CLIENTS = 4


@contextmanager
def deployed(kind: str, workers: int) -> Iterator[Deployment]:
    """A running deployment of this kind, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="adscan-bench-") as folder:
        if kind == "sqlite":
            made = Deployment(Path(folder) / "data", None, {}, workers=workers)
            with _started(made):
                yield made
            return
        name = f"adscan_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(POSTGRES, autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name}")
        try:
            choices = {"database_url": f"{POSTGRES.rpartition('/')[0]}/{name}"}
            broker = own_redis(Path(folder) / "broker")
            made = Deployment(Path(folder) / "data", broker, choices, workers=workers)
            with _started(made):
                yield made
        finally:
            with psycopg.connect(POSTGRES, autocommit=True) as admin:
                admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _started(made: Deployment) -> Iterator[None]:
    try:
        made.start()
        yield
    finally:
        made.stop()


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def hammer(
    made: Deployment, requests: int, call: Callable[[object, int], object]
) -> dict[str, float]:
    """Make `requests` calls from several clients at once; rate and latencies in ms."""
    seconds: list[float] = []

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
    return {
        "requests": requests,
        "per_second": round(requests / wall, 1),
        "p50_ms": round(statistics.median(seconds) * 1000, 1),
        "p95_ms": round(percentile(seconds, 0.95) * 1000, 1),
    }


def submit(client: object, number: int) -> str:
    """Submit one ad of words that takes the cheap scanner no time."""
    body = {"caption": f"cure {number} {uuid.uuid4()}"}
    response = client.post("/v1/scans", json=body)  # type: ignore[attr-defined]
    assert response.status_code == 202, response.text
    return str(response.json()["id"])


def throughput(kind: str, workers: int, jobs: int, seconds_each: float) -> dict[str, float]:
    """Scans an hour and time in the queue, with scans of a fixed length."""
    with deployed(kind, workers) as made, made.client() as client:
        database = Database(made.settings.database)
        warm = submit(client, 0)
        until(lambda: client.get(f"/v1/scans/{warm}").json()["status"] == "succeeded", 300)
        started = time.perf_counter()
        for number in range(jobs):
            body = {"caption": f"sleep={seconds_each} job {number}"}
            assert client.post("/v1/scans", json=body).status_code == 202

        def all_done() -> bool:
            with database.read() as session:
                left = select(ScanRow.id).where(ScanRow.status != "succeeded").limit(1)
                return session.scalar(left) is None

        until(all_done, 900, pause=0.1)
        wall = time.perf_counter() - started
        with database.read() as session:
            rows = session.execute(select(ScanRow.created_at, ScanRow.started_at)).all()
        database.close()
    waits = [(row.started_at - row.created_at).total_seconds() for row in rows]
    return {
        "workers": workers,
        "scans_per_hour": round(jobs / wall * 3600),
        "ideal_per_hour": round(workers / seconds_each * 3600),
        "queue_p50_s": round(statistics.median(waits), 2),
        "first_start_s": round(min(waits), 3),
    }


def fill(database: Database, scans: int) -> None:
    """Store finished scans as history has them: one in five a violation, four platforms."""
    with database.read() as session:
        org_id = session.scalars(select(OrganisationRow.id)).one()
    for first in range(0, scans, 5000):
        rows, findings = [], []
        for number in range(first, min(scans, first + 5000)):
            scan_id, at = new_id(), now()
            violation = number % 5 == 0
            rows.append(
                {
                    "id": scan_id,
                    "org_id": org_id,
                    "submitted_by": "bench",
                    "status": "succeeded",
                    "priority": 2,
                    "level": "standard",
                    "rule_set": "vn",
                    "ad": "{}",
                    "external_id": f"x{number}",
                    "platform": ("facebook", "tiktok", "youtube", "zalo")[number % 4],
                    "verdict": "violation" if violation else "clear",
                    "score": 0.9 if violation else 0.0,
                    "severity": 4 if violation else 0,
                    "progress": 1.0,
                    "created_at": at,
                    "finished_at": at,
                }
            )
            if violation:
                findings.append(
                    {
                        "id": new_id(),
                        "org_id": org_id,
                        "scan_id": scan_id,
                        "category": "cure_claim" if number % 50 else "rare",
                        "rule": "r",
                        "severity": 4,
                        "score": 0.9,
                        "body": "{}",
                    }
                )
        with database.write() as session:
            session.execute(insert(ScanRow), rows)
            session.execute(insert(FindingRow), findings)


def lists(kind: str, scans: int, requests: int) -> Iterator[dict[str, object]]:
    """Latency of lists and filters over many stored scans."""
    filters = {
        "all": "",
        "verdict": "verdict=violation",
        "platform": "platform=zalo",
        "external_id": "external_id=x17",
        "rare_category": "category=rare",
        "nothing": "status=failed",
    }
    with deployed(kind, 1) as made:
        database = Database(made.settings.database)
        fill(database, scans)
        database.close()
        for name, query in filters.items():

            def read(client: object, _number: int, path: str = f"/v1/scans?{query}") -> None:
                assert client.get(path).status_code == 200  # type: ignore[attr-defined]

            yield {"list": name, "stored": scans, **hammer(made, requests, read)}


def year(cpu_seconds_per_ad: float, media_mb_per_ad: float, kept_days: int) -> dict[str, object]:
    """Machines, storage and cost of a year of ads, with every assumption named."""
    cores, load, peak = 16, 0.7, 2.0
    core_hour, gb_month = 0.045, 0.023
    average = YEAR_ADS / SECONDS_A_YEAR
    busy_cores = average * cpu_seconds_per_ad
    machines = -(-busy_cores * peak // (cores * load))
    stored_tb = YEAR_ADS * kept_days / 365 * media_mb_per_ad / 1e6
    return {
        "ads_a_year": YEAR_ADS,
        "ads_per_second": round(average, 2),
        "assumptions": {
            "cpu_seconds_per_ad": cpu_seconds_per_ad,
            "media_mb_per_ad": media_mb_per_ad,
            "media_kept_days": kept_days,
            "cores_a_machine": cores,
            "load_of_a_machine": load,
            "peak_over_average": peak,
            "usd_per_core_hour": core_hour,
            "usd_per_gb_month": gb_month,
            "kb_per_report_in_the_database": 20,
        },
        "machines": int(machines),
        "media_tb": round(stored_tb, 1),
        "database_tb": round(YEAR_ADS * 20 / 1e9, 2),
        "usd_compute_a_year": round(machines * cores * core_hour * 8760),
        "usd_media_a_year": round(stored_tb * 1000 * gb_month * 12),
    }


def main() -> None:
    """Run all measurements and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="folder for results.jsonl")
    parser.add_argument("--scans", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=40)
    parser.add_argument("--seconds-each", type=float, default=0.5)
    parser.add_argument("--cpu-seconds-per-ad", type=float, default=10.0)
    parser.add_argument("--media-mb-per-ad", type=float, default=6.0)
    parser.add_argument("--kept-days", type=int, default=365)
    chosen = parser.parse_args()

    def tell(**measured: object) -> None:
        line = json.dumps(measured)
        print(line, flush=True)
        if chosen.out is not None:
            chosen.out.mkdir(parents=True, exist_ok=True)
            with (chosen.out / "results.jsonl").open("a") as results:
                results.write(line + "\n")

    for kind in ("sqlite", "postgresql"):
        with deployed(kind, 1) as made:
            tell(kind=kind, what="submit", **hammer(made, chosen.requests, submit))
            with made.client() as client:
                scan_id = submit(client, 0)

            def read(client: object, _number: int, path: str = f"/v1/scans/{scan_id}") -> None:
                assert client.get(path).status_code == 200  # type: ignore[attr-defined]

            tell(kind=kind, what="read", **hammer(made, chosen.requests, read))
        rates = {}
        for workers in (1, 2):
            measured = throughput(kind, workers, chosen.jobs, chosen.seconds_each)
            rates[workers] = measured["scans_per_hour"]
            tell(kind=kind, what="throughput", **measured)
        tell(kind=kind, what="scaling", efficiency=round(rates[2] / rates[1] / 2, 2))
        for listed in lists(kind, chosen.scans, chosen.requests):
            tell(kind=kind, what="list", **listed)
    tell(what="year", **year(chosen.cpu_seconds_per_ad, chosen.media_mb_per_ad, chosen.kept_days))


if __name__ == "__main__":
    main()
