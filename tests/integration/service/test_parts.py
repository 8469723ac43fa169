"""A long scan done in parts: each once, by anyone, joined once; seen from outside as one scan."""

import hashlib
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from cheap import cheap_scan
from installation import Install, Installation, png
from receivers import LOOPBACK
from records import add_organisation, add_scan, report

from service.store import parts, queue
from service.store.database import Database
from service.store.queue import RetryPolicy
from service.store.tables import DeliveryRow, ReportRow, ScanRow, now
from workers.ledger import Fault, Job

POLICY = RetryPolicy(2, 0.001)
FAULT = Fault("worker_lost", "It died.", "Again.", retry=True)


def _rows(here: Installation) -> list[ScanRow]:
    with here.parts.database.read() as session:
        return list(session.query(ScanRow))


def test_a_divided_scan_is_done_in_parts_and_joined_in_their_order(here: Installation) -> None:
    scan_id = here.submit("cure parts=3")
    assert here.work() == ["done"] * 5
    scan = here.call("GET", f"/v1/scans/{scan_id}").json()
    digest = hashlib.sha256(png()).hexdigest()
    assert [text["text"] for text in scan["report"]["texts"]] == [
        f"part {number} of {digest}" for number in range(3)
    ]
    assert (scan["status"], scan["attempts"], scan["verdict"]) == ("succeeded", 1, "violation")
    assert [row.id for row in _rows(here)] == [scan_id]


def test_parts_are_seen_nowhere_and_the_scan_goes_forward(install: Install) -> None:
    here = install(reachable_networks=LOOPBACK)
    events = ["scan.succeeded", "scan.partial", "scan.failed", "scan.cancelled"]
    hook = {"url": "http://127.0.0.1:9/", "events": events}
    assert here.call("POST", "/v1/webhooks", json=hook).status_code == 201
    scan_id = here.submit("cure parts=4")
    here.work(turns=3)
    scan = here.call("GET", f"/v1/scans/{scan_id}").json()
    assert (scan["status"], scan["progress"]) == ("running", pytest.approx(0.475))
    inner = [row.id for row in _rows(here) if row.id != scan_id]
    assert len(inner) == 4
    assert [item["id"] for item in here.call("GET", "/v1/scans").json()["items"]] == [scan_id]
    for part_id in inner:
        for method, path in (
            ("GET", f"/v1/scans/{part_id}"),
            ("DELETE", f"/v1/scans/{part_id}"),
            ("POST", f"/v1/scans/{part_id}/cancel"),
            ("POST", f"/v1/scans/{part_id}/rescan"),
            ("GET", f"/v1/scans/{part_id}/events"),
        ):
            assert here.call(method, path).status_code == 404
    here.work()
    with here.parts.database.read() as session:
        assert [row.event_id for row in session.query(DeliveryRow)] == [f"{scan_id}.ended"]


def test_a_part_that_fails_for_good_is_a_gap_and_not_the_end(here: Installation) -> None:
    scan_id = here.submit("cure parts=3")
    here.work(turns=1)
    with here.parts.database.write() as session:
        poisoned = session.query(ScanRow).filter_by(part=1).one()
        poisoned.status, poisoned.attempts = "running", 2
        queue.fail_attempt(session, poisoned, FAULT, POLICY)
    here.work()
    scan = here.call("GET", f"/v1/scans/{scan_id}").json()
    assert scan["status"] == "partial"
    assert [gap["reason"] for gap in scan["report"]["coverage"]["gaps"]] == ["It died."]
    assert len(scan["report"]["texts"]) == 2


@pytest.mark.parametrize("method", ["cancel", "delete"])
def test_parts_go_with_their_scan_and_who_works_on_one_stops(
    here: Installation, method: str
) -> None:
    scan_id = here.submit("cure parts=3 sleep=30")
    here.work(turns=1)

    def end_it_meanwhile(
        job: Job, media: tuple[Path, ...], stills: Path, progress: object
    ) -> object:
        path = f"/v1/scans/{scan_id}"
        ended = (
            here.call("DELETE", path) if method == "delete" else here.call("POST", path + "/cancel")
        )
        assert ended.status_code in (200, 204)
        return cheap_scan(
            Job(
                job.scan_id,
                job.token,
                job.attempt,
                job.ad.model_copy(update={"caption": "parts=1"}),
                job.level,
                job.rule_set,
                part=job.part,
            ),
            media,
            stills,
            lambda _share: None,
        )

    assert here.work(turns=1, scan=end_it_meanwhile) == ["stopped"]
    assert here.work() == []
    assert [row.status for row in _rows(here)] == ([] if method == "delete" else ["cancelled"])


def test_parts_that_end_at_once_have_their_scan_joined_once(database: Database) -> None:
    org_id = add_organisation(database)
    with database.write() as session:
        scan_id = add_scan(session, org_id).id
        whole = queue.lease(session, 60)
        assert whole is not None
        queue.divide(session, whole, 6)
    tokens: list[tuple[str, str]] = []
    while True:
        with database.write() as session:
            part = queue.lease(session, 60)
            if part is None:
                break
            assert part.lease_token is not None
            tokens.append((part.id, part.lease_token))
    assert len(tokens) == 6

    def end(part_id: str, token: str) -> None:
        with database.write() as session:
            part = queue.held(session, part_id, token)
            assert part is not None
            queue.succeed_part(session, part, "{}")

    threads = [threading.Thread(target=end, args=each) for each in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.write() as session:
        joining = queue.lease(session, 60)
        assert joining is not None
        assert joining.id == scan_id
        assert [part.number for part in parts.ended(session, joining)] == list(range(6))
        assert queue.lease(session, 60) is None
        queue.succeed(session, joining, report(scan_id), [])
    with database.read() as session:
        assert [row.id for row in session.query(ScanRow)] == [scan_id]
        assert [row.scan_id for row in session.query(ReportRow)] == [scan_id]


def test_parts_are_done_before_scans_that_came_later(database: Database) -> None:
    org_id = add_organisation(database)
    with database.write() as session:
        early = add_scan(session, org_id).id
    with database.write() as session:
        late = add_scan(session, org_id).id
    leased: list[tuple[str, int | None]] = []
    with database.write() as session:
        whole = queue.lease(session, 60)
        assert whole is not None
        assert whole.id == early
        queue.divide(session, whole, 12)
        while (scan := queue.lease(session, 60)) is not None:
            leased.append((scan.parent_id or scan.id, scan.part))
    assert leased == [*((early, number) for number in range(12)), (late, None)]


def test_a_part_whose_worker_died_is_leased_again_and_writes_once(database: Database) -> None:
    org_id = add_organisation(database)
    with database.write() as session:
        add_scan(session, org_id)
        whole = queue.lease(session, 60)
        assert whole is not None
        queue.divide(session, whole, 1)
    with database.write() as session:
        first = queue.lease(session, 60)
        assert first is not None
        assert first.lease_token is not None
        lost = first.id, first.lease_token
        first.lease_until = now() - timedelta(seconds=1)
    with database.write() as session:
        for expired in queue.expired_leases(session, 10):
            queue.fail_attempt(session, expired, FAULT, POLICY)
    with database.write() as session:
        session.query(ScanRow).filter_by(part=0).one().available_at = now()
    with database.write() as session:
        second = queue.lease(session, 60)
        assert second is not None
        assert (second.id, second.attempts) == (lost[0], 2)
        assert queue.held(session, *lost) is None
