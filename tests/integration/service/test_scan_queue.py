"""A scan ends once, whatever happens to messages and workers; on both databases."""

import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from records import add_organisation, add_scan, report
from sqlalchemy import func, select, update

from service.store import queue
from service.store.database import Database
from service.store.queue import RetryPolicy
from service.store.tables import (
    BatchRow,
    DeliveryRow,
    EndpointRow,
    FindingRow,
    OutboxRow,
    ReportRow,
    ScanRow,
    now,
)
from workers.ledger import Fault

POLICY = RetryPolicy(max_attempts=3, seconds=0.001)
BROKEN = Fault("internal", "It broke.", "Try again.", retry=True)
HOPELESS = Fault("not_media", "No media.", "Send media.", retry=False)


@pytest.fixture
def org_id(database: Database) -> str:
    return add_organisation(database)


def _status(database: Database, scan_id: str) -> str:
    with database.read() as session:
        return session.scalars(select(ScanRow.status).where(ScanRow.id == scan_id)).one()


def _submit(database: Database, org_id: str, **values: object) -> str:
    with database.write() as session:
        return add_scan(session, org_id, **values).id  # type: ignore[arg-type]


def _lease(database: Database) -> tuple[str, str] | None:
    with database.write() as session:
        scan = queue.lease(session, 60)
        return None if scan is None else (scan.id, str(scan.lease_token))


def test_an_idle_queue_gives_no_lease(database: Database, org_id: str) -> None:
    assert _lease(database) is None


def test_urgent_scans_are_leased_first_then_the_oldest(database: Database, org_id: str) -> None:
    batch = _submit(database, org_id, priority=2)
    first = _submit(database, org_id, priority=0)
    second = _submit(database, org_id, priority=0)
    leased = [_lease(database) for _ in range(3)]
    assert [entry[0] for entry in leased if entry] == [first, second, batch]


def test_many_workers_never_lease_one_scan_twice(database: Database, org_id: str) -> None:
    with database.write() as session:
        for _ in range(40):
            add_scan(session, org_id)
    taken: list[str] = []

    def work() -> None:
        while entry := _lease(database):
            taken.append(entry[0])

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 40
    assert set(Counter(taken).values()) == {1}


def test_only_the_current_lease_may_write_the_result(database: Database, org_id: str) -> None:
    scan_id = _submit(database, org_id)
    _, stale = _lease(database) or ("", "")
    with database.write() as session:
        session.execute(update(ScanRow).values(lease_until=now() - timedelta(seconds=1)))
    with database.write() as session:
        for scan in queue.expired_leases(session, 10):
            queue.fail_attempt(session, scan, BROKEN, RetryPolicy(3, 0.0))
    _, current = _lease(database) or ("", "")
    with database.write() as session:
        assert queue.held(session, scan_id, stale) is None
        assert not queue.prolong(session, scan_id, stale, 60, 0.5)
        assert queue.prolong(session, scan_id, current, 60, 0.5)
        assert queue.prolong(session, scan_id, current, 60, 0.0)
    with database.write() as session:
        scan = queue.held(session, scan_id, current)
        assert scan is not None
        assert scan.progress == 0.5
        queue.succeed(session, scan, report(scan_id, findings=2), [])
    with database.write() as session:
        assert queue.held(session, scan_id, current) is None
        assert session.scalar(select(func.count()).select_from(ReportRow)) == 1
        assert session.scalar(select(func.count()).select_from(FindingRow)) == 2


def test_an_incomplete_look_ends_as_partial(database: Database, org_id: str) -> None:
    scan_id = _submit(database, org_id)
    _, token = _lease(database) or ("", "")
    with database.write() as session:
        scan = queue.held(session, scan_id, token)
        assert scan is not None
        queue.succeed(session, scan, report(scan_id, complete=False), [])
    assert _status(database, scan_id) == "partial"


def test_a_poison_scan_fails_alone_after_its_tries_with_its_reason(
    database: Database, org_id: str
) -> None:
    poison = _submit(database, org_id, priority=0)
    healthy = _submit(database, org_id)
    for _ in range(POLICY.max_attempts):
        with database.write() as session:
            session.execute(update(ScanRow).values(available_at=now()))
            scan = queue.lease(session, 60)
            assert scan is not None
            assert scan.id == poison
            queue.fail_attempt(session, scan, BROKEN, POLICY)
    with database.read() as session:
        row = session.get(ScanRow, poison)
        assert row is not None
        assert (row.status, row.attempts, row.error_code) == ("failed", 3, "internal")
    assert _status(database, healthy) == "queued"


def test_a_fault_of_the_ad_itself_is_not_tried_again(database: Database, org_id: str) -> None:
    scan_id = _submit(database, org_id)
    with database.write() as session:
        scan = queue.lease(session, 60)
        assert scan is not None
        queue.fail_attempt(session, scan, HOPELESS, POLICY)
    assert _status(database, scan_id) == "failed"


def test_a_failed_attempt_waits_before_the_next(database: Database, org_id: str) -> None:
    _submit(database, org_id)
    with database.write() as session:
        scan = queue.lease(session, 60)
        assert scan is not None
        queue.fail_attempt(session, scan, BROKEN, RetryPolicy(3, 60.0))
    assert _lease(database) is None
    with database.read() as session:
        assert session.scalars(select(OutboxRow.due_at)).one() > now() + timedelta(seconds=50)


def test_waits_double_up_to_an_hour() -> None:
    policy = RetryPolicy(20, 15.0)
    assert [policy.wait(n).total_seconds() for n in (1, 2, 3, 15)] == [15, 30, 60, 3600]


def test_a_cancelled_scan_ends_at_once_and_its_worker_loses_the_lease(
    database: Database, org_id: str
) -> None:
    scan_id = _submit(database, org_id)
    _, token = _lease(database) or ("", "")
    with database.write() as session:
        row = session.get(ScanRow, scan_id)
        assert row is not None
        assert queue.cancel(session, row)
    with database.write() as session:
        assert not queue.prolong(session, scan_id, token, 60, 0.5)
        assert queue.held(session, scan_id, token) is None
        row = session.get(ScanRow, scan_id)
        assert row is not None
        assert not queue.cancel(session, row)
    assert _status(database, scan_id) == "cancelled"


def test_the_end_of_a_scan_and_of_its_batch_is_recorded_for_webhooks_once(
    database: Database, org_id: str, tmp_path: Path
) -> None:
    with database.write() as session:
        session.add(
            EndpointRow(
                org_id=org_id,
                url="https://example.org",
                events='["scan.succeeded", "scan.cancelled", "batch.completed"]',
                secret="whsec_x",
            )
        )
        batch = BatchRow(org_id=org_id, submitted_by="test")
        session.add(batch)
        session.flush()
        scans = [add_scan(session, org_id, batch_id=batch.id) for _ in range(2)]
    with database.write() as session:
        scan = queue.lease(session, 60)
        assert scan is not None
        queue.succeed(session, scan, report(scan.id), [])
    with database.write() as session:
        row = session.get(ScanRow, scans[1].id)
        assert row is not None
        queue.cancel(session, row)
    with database.read() as session:
        types = session.scalars(select(DeliveryRow.type)).all()
    assert sorted(types) == ["batch.completed", "scan.cancelled", "scan.succeeded"]


def test_announcements_are_sent_most_urgent_first_and_forgotten(
    database: Database, org_id: str
) -> None:
    late = _submit(database, org_id, priority=2)
    soon = _submit(database, org_id, priority=0)
    with database.write() as session:
        assert queue.has_due_announcements(session)
        due = queue.due_announcements(session, 10)
        assert due == [soon, late]
        queue.forget_announcements(session, due)
    with database.read() as session:
        assert not queue.has_due_announcements(session)
        assert {scan.id for scan in queue.unannounced(session, 10)} == {soon, late}
