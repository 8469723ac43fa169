"""How much the service carries: requests, queue latency, scans an hour, lists over many scans.

    python -m tests.bench.bench_service [--part requests|queue|pipeline|lists] [--kind ...]

Runs real processes: API and workers, on SQLite with message files and, side by side, on PostgreSQL
with Redis. `requests` and `queue` use a scanner that costs nothing or a fixed time, so that what is
measured is the service; `pipeline` scans the sample ads with the real engines, each worker on one
core, and ends with what a year of 50 million ads would take by these measurements and by the
assumptions printed with it. Every line is one JSON object.
"""

import argparse
import json
import signal
import statistics
import sys
import uuid
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
from sqlalchemy import func, insert, select

from samples.make import ADS
from service.store.database import Database
from service.store.tables import (
    BlobRow,
    FindingRow,
    OrganisationRow,
    ReportRow,
    ScanRow,
    StillRow,
    new_id,
    now,
)
from tests.bench.printed import Printed
from tests.bench.service_load import KINDS, Kind, cpu_seconds, deployed, hammer, percentile
from tests.bench.service_year import Assumed, Measured, year

from deployment import Deployment, until  # isort: skip - found through service_load

Line = dict[str, object]
PARTS = ("requests", "queue", "pipeline", "lists")
FILTERS = {
    "all": "",
    "verdict": "verdict=violation",
    "platform": "platform=zalo",
    "external_id": "external_id=x17",
    "rare_category": "category=rare",
    "nothing": "status=failed",
}


def submit(client: httpx.Client, number: int, caption: str = "cure") -> str:
    """Submit one ad of words."""
    body = {"caption": f"{caption} {number} {uuid.uuid4()}"}
    response = client.post("/v1/scans", json=body)
    assert response.status_code == 202, response.text
    return str(response.json()["id"])


def read(client: httpx.Client, _number: int, path: str) -> None:
    """Read what is at `path`."""
    assert client.get(path).status_code == 200


def wait_for_all(made: Deployment, database: Database) -> None:
    """Return when no scan waits or runs."""

    def over() -> bool:
        with database.read() as session:
            left = select(ScanRow.id).where(ScanRow.status.in_(("queued", "running"))).limit(1)
            return session.scalar(left) is None

    until(over, 900, pause=0.05)
    assert made.token


def requests(kind: Kind, count: int) -> Iterator[Line]:
    """Requests a second from four clients: submit words, read one scan."""
    with deployed(kind, 1) as made:
        yield {"what": "submit", **hammer(made, count, submit)}
        with made.client() as client:
            path = f"/v1/scans/{submit(client, 0)}"
        yield {"what": "read", **hammer(made, count, partial(read, path=path))}


def queue(kind: Kind, jobs: int, seconds_each: float) -> Iterator[Line]:
    """Time from submission to start on an idle machine, and scans an hour of a fixed length."""
    rates: dict[int, float] = {}
    for workers in (1, 2):
        with deployed(kind, workers) as made, made.client() as client:
            database = Database(made.settings.database)
            for number in range(2 * workers):
                submit(client, number, "sleep=1")
            wait_for_all(made, database)
            if workers == 1:
                for number in range(20):
                    submit(client, number, "idle")
                    wait_for_all(made, database)
                waits = _waits(database, "idle")
                yield {
                    "what": "latency of an idle queue",
                    "p50_s": round(statistics.median(waits), 3),
                    "p95_s": round(percentile(waits, 0.95), 3),
                }
            first = now()
            for number in range(jobs):
                submit(client, number, f"sleep={seconds_each} job")
            wait_for_all(made, database)
            rates[workers] = jobs / _span_s(database, first) * 3600
            database.close()
        yield {
            "what": f"scans of {seconds_each} s",
            "workers": workers,
            "scans_per_hour": round(rates[workers]),
            "share_of_ideal": round(rates[workers] / (workers / seconds_each * 3600), 2),
        }
    yield {"what": "scaling", "efficiency": round(rates[2] / rates[1] / 2, 2)}


def _waits(database: Database, caption: str) -> list[float]:
    with database.read() as session:
        rows = session.execute(
            select(ScanRow.created_at, ScanRow.started_at).where(ScanRow.ad.contains(caption))
        )
        return [(row.started_at - row.created_at).total_seconds() for row in rows]


def _span_s(database: Database, since: object) -> float:
    """From the first submission since then to the end of the last scan."""
    with database.read() as session:
        first, last = session.execute(
            select(func.min(ScanRow.created_at), func.max(ScanRow.finished_at)).where(
                ScanRow.created_at >= since
            )
        ).one()
        return float((last - first).total_seconds())


def pipeline(kind: Kind, count: int) -> Iterator[Line]:
    """Scans an hour of sample pictures by the real engines, and what one costs."""
    pictures = sorted(path for path in ADS.iterdir() if path.suffix in (".jpg", ".png"))
    rates: dict[int, float] = {}
    for workers in (1, 2):
        with deployed(kind, workers, pipeline=True) as made, made.client() as client:
            database = Database(made.settings.database)
            for number in range(3 * workers):
                _submit_file(client, pictures[0], f"warm {number}")
            wait_for_all(made, database)
            first, before = now(), cpu_seconds(made.worker_processes())
            for number in range(count):
                _submit_file(client, pictures[number % len(pictures)], f"job {number}")
            wait_for_all(made, database)
            rates[workers] = count / _span_s(database, first) * 3600
            spent = cpu_seconds(made.worker_processes()) - before
            line: Line = {
                "what": "pictures",
                "workers": workers,
                "scans_per_hour": round(rates[workers]),
                "cpu_s_per_scan": round(spent / count, 2),
            }
            if workers == 1:
                line |= _kept(database)
            database.close()
        yield line
    yield {"what": "scaling", "efficiency": round(rates[2] / rates[1] / 2, 2)}


def videos(kind: Kind) -> Line:
    """What a second of sample video costs one worker."""
    ads = sorted(path for path in ADS.iterdir() if path.suffix in (".mp4", ".webm"))
    with deployed(kind, 1, pipeline=True) as made, made.client() as client:
        database = Database(made.settings.database)
        _submit_file(client, ads[0], "warm")
        wait_for_all(made, database)
        before = cpu_seconds(made.worker_processes())
        ids = [_submit_file(client, path, "job") for path in ads]
        wait_for_all(made, database)
        spent = cpu_seconds(made.worker_processes()) - before
        database.close()
        lengths = [
            client.get(f"/v1/scans/{scan_id}").json()["report"]["coverage"]["duration_ms"]
            for scan_id in ids
        ]
    return {
        "what": "videos",
        "ads": len(ads),
        "seconds": round(sum(lengths) / 1000, 1),
        "cpu_s_per_video_second": round(spent / sum(lengths) * 1000, 2),
    }


def _submit_file(client: httpx.Client, path: Path, external_id: str) -> str:
    response = client.post(
        "/v1/scans",
        files={"file": (path.name, path.read_bytes())},
        data={"external_id": external_id, "force": "true"},
    )
    assert response.status_code == 202, response.text
    return str(response.json()["id"])


def _kept(database: Database) -> Line:
    """What a scan leaves: its report in the database, its stills in the file store."""
    with database.read() as session:
        report = session.scalar(select(func.avg(func.length(ReportRow.body)))) or 0
        scans = session.scalar(select(func.count()).select_from(ReportRow)) or 1
        stills = session.scalar(
            select(func.sum(BlobRow.size)).join(
                StillRow, (StillRow.sha256 == BlobRow.sha256) & (StillRow.org_id == BlobRow.org_id)
            )
        )
    return {
        "report_kb": round(float(report) / 1000, 1),
        "stills_kb": round(float(stills or 0) / scans / 1000, 1),
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
                        "category": "cure_claim" if number % 1000 else "rare",
                        "rule": "r",
                        "severity": 4,
                        "score": 0.9,
                        "body": "{}",
                    }
                )
        with database.write() as session:
            session.execute(insert(ScanRow), rows)
            session.execute(insert(FindingRow), findings)


def lists(kind: Kind, scans: int, count: int) -> Iterator[Line]:
    """Latency of lists and filters over many stored scans, 20 to a page."""
    with deployed(kind, 1) as made:
        database = Database(made.settings.database)
        fill(database, scans)
        database.close()
        for name, query in FILTERS.items():
            path = f"/v1/scans?{query}"
            timed = hammer(made, count, partial(read, path=path))
            yield {"what": f"list {name}", "stored": scans, **timed}


def main() -> None:
    """Run the chosen measurements and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=PARTS, action="append", help="default: all")
    parser.add_argument("--kind", choices=KINDS, action="append", help="default: both")
    parser.add_argument("--out", type=Path, help="folder for the printed lines")
    parser.add_argument("--scans", type=int, default=100_000, help="stored, for lists")
    parser.add_argument("--requests", type=int, default=200, help="of each kind")
    parser.add_argument("--jobs", type=int, default=40, help="for queue")
    parser.add_argument("--seconds-each", type=float, default=0.5, help="of a job of queue")
    parser.add_argument("--pictures", type=int, default=12, help="for pipeline")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    parts = chosen.part or PARTS
    printed = Printed()

    def tell(part: str, kind: Kind | None, line: Line) -> Line:
        printed(json.dumps({"part": part, **({"kind": kind} if kind else {}), **line}))
        return line

    picture: Line = {}
    for kind in chosen.kind or KINDS:
        if "requests" in parts:
            for line in requests(kind, chosen.requests):
                tell("requests", kind, line)
        if "queue" in parts:
            for line in queue(kind, chosen.jobs, chosen.seconds_each):
                tell("queue", kind, line)
        if "lists" in parts:
            for line in lists(kind, chosen.scans, chosen.requests):
                tell("lists", kind, line)
        if "pipeline" in parts:
            for line in pipeline(kind, chosen.pictures):
                told = tell("pipeline", kind, line)
                picture = told if "report_kb" in told else picture
    if "pipeline" in parts:
        kind = (chosen.kind or KINDS)[0]
        video = tell("pipeline", kind, videos(kind))
        measured = Measured(
            cpu_s_per_picture=float(str(picture["cpu_s_per_scan"])),
            cpu_s_per_video_second=float(str(video["cpu_s_per_video_second"])),
            report_kb=float(str(picture["report_kb"])),
            stills_kb=float(str(picture["stills_kb"])),
        )
        tell("year", None, year(measured, Assumed()))
    printed.save(chosen.out, "service")


if __name__ == "__main__":
    main()
