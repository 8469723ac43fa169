"""Nothing is lost and nothing doubled while everything is killed, in each deployment.

`ADSCAN_CHAOS_SCANS` sets how many scans each deployment gets (default 12; 200 for the full proof),
`ADSCAN_CHAOS_PICTURES` how many the pipeline itself gets (default 4). `ADSCAN_CHAOS_KILL_SECONDS`
is the least time between two kills (default 4); it has to leave a worker time to start.
A worker process is killed every few seconds, preferably in the middle of a scan, but not before
another scan has ended: on a busy machine it would else be killed before it has started. The broker
and the API are killed and started again while that goes on, as `RESTARTS` says.
"""

import json
import os
import random
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest
from brokers import own_rabbitmq, own_redis
from deployment import Deployment, until
from receivers import LOOPBACK, receiving
from sqlalchemy import func, select

from samples.make import ADS
from service.store.database import Database
from service.store.tables import DeliveryRow, FindingRow, ReportRow, ScanRow

SCANS = int(os.environ.get("ADSCAN_CHAOS_SCANS", "12"))
PICTURES = int(os.environ.get("ADSCAN_CHAOS_PICTURES", "4"))
KILL_EVERY_SECONDS = float(os.environ.get("ADSCAN_CHAOS_KILL_SECONDS", "4"))
RESTARTS = ((0.2, "broker"), (0.4, "api"), (0.6, "broker"), (0.8, "api"))
"""What is killed and started again once this share of the scans has ended."""
ENDED = ("succeeded", "partial")
PIPELINE_SERVE = (sys.executable, "-m", "service.cli", "serve")
POSTGRES = os.environ.get("ADSCAN_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/test")
QUICK: dict[str, object] = {
    "lease_seconds": 8.0,
    "heartbeat_seconds": 1.0,
    "sweep_seconds": 1.0,
    "redispatch_seconds": 3.0,
    "retry_seconds": 0.2,
    "max_attempts": 20,
    "webhook_retry_seconds": 0.5,
    "webhook_disable_after": 1000,
    "reachable_networks": LOOPBACK,
}


@pytest.fixture
def postgres() -> Iterator[str]:
    name = f"adscan_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    yield f"{POSTGRES.rpartition('/')[0]}/{name}"
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["embedded", "postgresql-rabbitmq", "postgresql-redis"])
def deployment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Deployment]:
    if request.param == "embedded":
        made = Deployment(tmp_path / "data", None, QUICK)
    else:
        own = own_rabbitmq if request.param.endswith("rabbitmq") else own_redis
        choices = {**QUICK, "database_url": request.getfixturevalue("postgres")}
        made = Deployment(tmp_path / "data", own(tmp_path / "broker"), choices)
    try:
        made.start()
        yield made
    finally:
        made.stop()


def _insist(client: httpx.Client, method: str, path: str, **request: object) -> httpx.Response:
    """The same request until it is answered: the API may be restarting."""
    deadline = time.monotonic() + 180
    while True:
        try:
            response = client.request(method, path, **request)  # type: ignore[arg-type]
            if response.status_code not in (409, 503):
                return response
        except httpx.TransportError:
            pass
        assert time.monotonic() < deadline
        time.sleep(0.3)


def _words(number: int) -> dict[str, object]:
    """A submission that keeps the cheap scanner busy for a moment; each fifth is done in parts."""
    parts = "parts=3" if number % 5 == 0 else ""
    caption = f"cure sleep=0.3 {parts} number {number}"
    return {"json": {"caption": caption, "external_id": f"x{number}"}}


def _picture(number: int) -> dict[str, object]:
    """A submission for the pipeline: two of the sample ads in turn."""
    name = ("fake-approval.jpg", "lawful-breakfast.jpg")[number % 2]
    return {
        "files": {"file": (name, (ADS / name).read_bytes(), "image/jpeg")},
        "data": {"external_id": f"{name} {number}"},
    }


def _submit(
    deployment: Deployment, count: int, body: Callable[[int], dict[str, object]], ids: list[str]
) -> None:
    with deployment.client() as client:
        for number in range(count):
            headers = {"idempotency-key": f"submission-{number}"}
            response = _insist(client, "POST", "/v1/scans", headers=headers, **body(number))
            assert response.status_code in (200, 202), response.text
            ids.append(response.json()["id"])


def _counted(database: Database) -> dict[str, int]:
    with database.read() as session:
        rows = session.execute(select(ScanRow.status, func.count()).group_by(ScanRow.status))
        return {row[0]: row[1] for row in rows}


def _restart(deployment: Deployment, what: str) -> bool:
    """Kill the broker or the API and start it again; False where there is none of its own."""
    if what == "api":
        deployment.kill_api()
        deployment.start_api()
        return True
    if deployment.broker is None:
        return False
    deployment.broker.kill()
    deployment.broker.start()
    return True


@dataclass
class Outcome:
    """What the clients and the webhook's receiver saw, and what it took."""

    ids: list[str]
    posts: Counter[str]
    told: Counter[str]
    seconds: float
    restarts: Counter[str]


def _endure(
    deployment: Deployment,
    database: Database,
    count: int,
    body: Callable[[int], dict[str, object]],
    patience: float,
) -> Outcome:
    """Submit `count` ads and wait for their ends and their webhooks while processes are killed."""
    chance = random.Random(7)
    ids: list[str] = []
    started = time.monotonic()
    restarts: Counter[str] = Counter()
    to_restart = list(RESTARTS)
    done_at_last_kill, last_kill = 0, started
    with receiving() as receiver, deployment.client() as client:
        hook = {"url": receiver.url, "events": ["scan.succeeded", "scan.partial", "scan.failed"]}
        assert _insist(client, "POST", "/v1/webhooks", json=hook).status_code == 201
        submitting = threading.Thread(target=_submit, args=(deployment, count, body, ids))
        submitting.start()
        while True:
            counted = _counted(database)
            done = sum(counted.get(status, 0) for status in ENDED)
            if to_restart and done >= to_restart[0][0] * count:
                what = to_restart.pop(0)[1]
                restarts[what] += _restart(deployment, what)
                continue
            if not submitting.is_alive() and sum(counted.values()) == done:
                break
            assert time.monotonic() - started < patience, f"{counted}\n{deployment.last_logged()}"
            time.sleep(0.2)
            waited = time.monotonic() - last_kill
            in_the_middle = counted.get("running", 0) > 0 or waited > 3 * KILL_EVERY_SECONDS
            if done > done_at_last_kill and in_the_middle and waited > KILL_EVERY_SECONDS:
                deployment.kill_a_worker(chance)
                done_at_last_kill, last_kill = done, time.monotonic()
        submitting.join()
        seconds = time.monotonic() - started

        def delivered() -> bool:
            with database.read() as session:
                pending = select(func.count()).where(DeliveryRow.state != "delivered")
                return session.scalar(pending) == 0

        until(delivered, 120)
        posts = Counter(headers["webhook-id"] for _, headers, _ in receiver.received)
        told = Counter(json.loads(body)["data"]["scan_id"] for _, _, body in receiver.received)
    return Outcome(ids, posts, told, seconds, restarts)


def _check_each_ended_once(database: Database, outcome: Outcome, count: int) -> dict[str, object]:
    """Count in the database and at the webhook's receiver; figures about the run."""
    ids = outcome.ids
    assert len(ids) == len(set(ids)) == count
    with database.read() as session:
        rows = session.execute(select(ScanRow.id, ScanRow.status, ScanRow.attempts)).all()
        reports = session.scalars(select(ReportRow.scan_id)).all()
        events = session.scalars(select(DeliveryRow.event_id)).all()
    assert sorted(row.id for row in rows) == sorted(ids)
    assert {row.status for row in rows} <= set(ENDED)
    assert sorted(reports) == sorted(ids)
    assert sorted(events) == sorted(f"{scan_id}.ended" for scan_id in ids)
    assert set(outcome.posts) == set(events)
    assert set(outcome.told) == set(ids)
    return {
        "scans": count,
        "seconds": round(outcome.seconds, 1),
        "restarts": dict(outcome.restarts),
        "attempts": sum(row.attempts for row in rows),
        "webhook_messages": len(events),
        "webhook_posts": sum(outcome.posts.values()),
    }


@pytest.mark.timeout(1200 + 10 * SCANS)
def test_every_scan_ends_exactly_once(deployment: Deployment) -> None:
    database = Database(deployment.settings.database)
    outcome = _endure(deployment, database, SCANS, _words, patience=300 + 10 * SCANS)
    figures = _check_each_ended_once(database, outcome, SCANS)
    with database.read() as session:
        findings = session.scalars(select(FindingRow.scan_id)).all()
    database.close()
    assert sorted(findings) == sorted(outcome.ids)
    assert outcome.restarts["api"] == 2
    assert outcome.restarts["broker"] == (2 if deployment.broker is not None else 0)
    print(json.dumps({"kills": deployment.kills, **figures}))


@pytest.mark.timeout(1200 + 60 * PICTURES)
def test_killed_engines_spoil_no_scan(tmp_path: Path) -> None:
    choices = {**QUICK, "lease_seconds": 20.0}
    deployment = Deployment(tmp_path / "data", None, choices, serve=PIPELINE_SERVE, workers=1)
    database = Database(deployment.settings.database)
    try:
        deployment.start()
        outcome = _endure(deployment, database, PICTURES, _picture, patience=300 + 60 * PICTURES)
        figures = _check_each_ended_once(database, outcome, PICTURES)
        with database.read() as session:
            rows = session.execute(select(ScanRow.external_id, ScanRow.verdict)).all()
    finally:
        deployment.stop()
        database.close()
    assert {(name.split()[0], verdict) for name, verdict in rows} == {
        ("fake-approval.jpg", "violation"),
        ("lawful-breakfast.jpg", "clear"),
    }
    print(json.dumps({"kills": deployment.kills, **figures}))
