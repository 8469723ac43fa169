"""Nothing is lost and nothing doubled while everything is killed, in each deployment.

`ADSCAN_CHAOS_SCANS` sets how many scans each deployment gets (default 12; 200 for the full proof).
A worker process is killed every few seconds, preferably in the middle of a scan, but not before
another scan has ended: on a busy machine it would else be killed before it has started.
"""

import json
import os
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from brokers import own_rabbitmq, own_redis
from deployment import Deployment, until
from receivers import LOOPBACK, receiving
from sqlalchemy import func, select

from service.store.database import Database
from service.store.tables import DeliveryRow, FindingRow, ReportRow, ScanRow

SCANS = int(os.environ.get("ADSCAN_CHAOS_SCANS", "12"))
KILL_EVERY_SECONDS = 4.0
PATIENCE = 600.0 + 10.0 * SCANS
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


def _submit(deployment: Deployment, ids: list[str]) -> None:
    with deployment.client() as client:
        for number in range(SCANS):
            body = {"caption": f"cure sleep=0.3 number {number}", "external_id": f"x{number}"}
            headers = {"idempotency-key": f"submission-{number}"}
            response = _insist(client, "POST", "/v1/scans", json=body, headers=headers)
            assert response.status_code in (200, 202), response.text
            ids.append(response.json()["id"])


def _counted(database: Database) -> dict[str, int]:
    with database.read() as session:
        rows = session.execute(select(ScanRow.status, func.count()).group_by(ScanRow.status))
        return {row[0]: row[1] for row in rows}


@pytest.mark.timeout(PATIENCE + 300)
def test_every_scan_ends_exactly_once(deployment: Deployment, record_property: object) -> None:
    chance = random.Random(7)
    database = Database(deployment.settings.database)
    ids: list[str] = []
    started = time.monotonic()
    restarts: list[str] = []
    done_at_last_kill, last_kill = 0, started
    with receiving() as receiver, deployment.client() as client:
        hook = {"url": receiver.url, "events": ["scan.succeeded", "scan.failed"]}
        assert _insist(client, "POST", "/v1/webhooks", json=hook).status_code == 201
        submitting = threading.Thread(target=_submit, args=(deployment, ids))
        submitting.start()
        while submitting.is_alive() or sum(_counted(database).values()) != _counted(database).get(
            "succeeded", 0
        ):
            assert time.monotonic() - started < PATIENCE, _counted(database)
            time.sleep(0.2)
            counted = _counted(database)
            done = counted.get("succeeded", 0)
            waited = time.monotonic() - last_kill
            in_the_middle = counted.get("running", 0) > 0 or waited > 3 * KILL_EVERY_SECONDS
            if done > done_at_last_kill and in_the_middle and waited > KILL_EVERY_SECONDS:
                deployment.kill_a_worker(chance)
                done_at_last_kill, last_kill = done, time.monotonic()
            if done >= SCANS // 4 and "broker" not in restarts and deployment.broker is not None:
                restarts.append("broker")
                deployment.broker.kill()
                deployment.broker.start()
            if done >= SCANS // 2 and "api" not in restarts:
                restarts.append("api")
                deployment.kill_api()
                deployment.start_api()
        submitting.join()
        seconds = time.monotonic() - started

        def delivered() -> bool:
            with database.read() as session:
                pending = select(func.count()).where(DeliveryRow.state != "delivered")
                return session.scalar(pending) == 0

        until(delivered, 120)
        received = Counter(headers["webhook-id"] for _, headers, _ in receiver.received)
        told = Counter(json.loads(body)["data"]["scan_id"] for _, _, body in receiver.received)

    assert len(ids) == len(set(ids)) == SCANS
    with database.read() as session:
        rows = session.execute(select(ScanRow.id, ScanRow.status, ScanRow.attempts)).all()
        reports = session.scalars(select(ReportRow.scan_id)).all()
        findings = session.scalars(select(FindingRow.scan_id)).all()
        events = session.scalars(select(DeliveryRow.event_id)).all()
    database.close()
    assert sorted(row.id for row in rows) == sorted(ids)
    assert {row.status for row in rows} == {"succeeded"}
    assert sorted(reports) == sorted(ids)
    assert sorted(findings) == sorted(ids)
    assert sorted(events) == sorted(f"{scan_id}.ended" for scan_id in ids)
    assert set(received) == set(events)
    assert set(told) == set(ids)
    assert "api" in restarts
    figures = {
        "scans": SCANS,
        "seconds": round(seconds, 1),
        "kills": deployment.kills,
        "restarted": restarts,
        "attempts": sum(row.attempts for row in rows),
        "webhook_messages": len(events),
        "webhook_posts": sum(received.values()),
    }
    assert callable(record_property)
    record_property("figures", json.dumps(figures))
    print(json.dumps(figures))
