"""The life of a scan between submission and end: announced, leased, kept alive, ended.

These functions serve the workers and the sweeper; they see the scans of every organisation. Each
works in the caller's transaction. A result counts only for the holder of the current lease token,
so that however often a scan was announced or started, it ends once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete, exists, func, select, update
from sqlalchemy.orm import Session

from service.store import parts
from service.store.events import scan_ended
from service.store.tables import (
    FindingRow,
    OutboxRow,
    ReportRow,
    ScanRow,
    StillRow,
    new_id,
    now,
)
from service.store.upsert import insert_or_update
from workers.ledger import Fault
from workers.report import ScanReport

MAX_RETRY_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often a scan is tried, and the wait before the second try; it doubles each time."""

    max_attempts: int
    seconds: float

    def wait(self, attempts: int) -> timedelta:
        return timedelta(seconds=min(self.seconds * 2.0 ** (attempts - 1), MAX_RETRY_SECONDS))


def announce(session: Session, scan: ScanRow, due_at: datetime) -> None:
    """Put the scan into the outbox, to be sent to the workers when it is due."""
    insert_or_update(
        session,
        OutboxRow,
        {"scan_id": scan.id, "priority": scan.priority, "due_at": due_at},
        keys=("scan_id",),
    )


def has_due_announcements(session: Session) -> bool:
    """Whether the outbox holds anything to be sent now."""
    return bool(session.scalar(select(exists().where(OutboxRow.due_at <= now()))))


def due_announcements(session: Session, limit: int) -> list[str]:
    """Lock the most urgent outbox entries that are due; their scans' ids."""
    return list(
        session.scalars(
            select(OutboxRow.scan_id)
            .where(OutboxRow.due_at <= now())
            .order_by(OutboxRow.priority, OutboxRow.scan_id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )


def forget_announcements(session: Session, scan_ids: list[str]) -> None:
    """Remove outbox entries that were sent."""
    session.execute(delete(OutboxRow).where(OutboxRow.scan_id.in_(scan_ids)))


def lease(session: Session, seconds: float) -> ScanRow | None:
    """Take the most urgent waiting scan for `seconds` under a new token; None when none waits."""
    at = now()
    scan = session.scalar(
        select(ScanRow)
        .where(ScanRow.status == "queued", ScanRow.available_at <= at)
        .order_by(ScanRow.priority, ScanRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if scan is None:
        return None
    scan.status = "running"
    scan.attempts += 1
    scan.lease_token = new_id()
    scan.lease_until = at + timedelta(seconds=seconds)
    scan.started_at = scan.started_at or at
    return scan


def prolong(session: Session, scan_id: str, token: str, seconds: float, progress: float) -> bool:
    """Keep the lease for another `seconds`; False when `token` no longer holds it.

    Progress never goes back: the joining of parts begins where the parts have ended.
    """
    further = case((ScanRow.progress < progress, progress), else_=ScanRow.progress)
    result = session.execute(
        update(ScanRow)
        .where(ScanRow.id == scan_id, ScanRow.lease_token == token, ScanRow.status == "running")
        .values(lease_until=now() + timedelta(seconds=seconds), progress=further)
    )
    return bool(result.rowcount)  # type: ignore[attr-defined]


def held(session: Session, scan_id: str, token: str) -> ScanRow | None:
    """The running scan, locked, if `token` still holds its lease; for a part, its scan as well."""
    row = session.get(ScanRow, scan_id)
    if row is not None and row.kind == parts.KIND:
        parts.lock_whole(session, row)
    return session.scalar(
        select(ScanRow)
        .where(ScanRow.id == scan_id, ScanRow.lease_token == token, ScanRow.status == "running")
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def divide(session: Session, scan: ScanRow, count: int) -> None:
    """Announce a held scan's parts; it is announced itself again when all of them have ended."""
    for part in parts.add(session, scan, count):
        announce(session, part, now())


def succeed_part(session: Session, part: ScanRow, body: str) -> None:
    """End a held part with what it gave."""
    session.add(ReportRow(scan_id=part.id, body=body))
    part.progress = 1.0
    _end(part, "succeeded")
    _after_part(session, part)


def succeed(session: Session, scan: ScanRow, report: ScanReport, stills: list[StillRow]) -> None:
    """End a held scan with its report."""
    _end(scan, "succeeded" if report.coverage.complete else "partial")
    scan.progress = 1.0
    scan.verdict, scan.score, scan.severity = report.verdict, report.score, report.severity
    session.add(ReportRow(scan_id=scan.id, body=report.to_json()))
    for finding in report.findings:
        session.add(
            FindingRow(
                org_id=scan.org_id,
                scan_id=scan.id,
                category=finding.category,
                rule=finding.rule,
                severity=finding.severity,
                score=finding.score,
                body=finding.model_dump_json(by_alias=True),
            )
        )
    session.add_all(stills)
    _after_end(session, scan)


def fail_attempt(session: Session, scan: ScanRow, fault: Fault, policy: RetryPolicy) -> None:
    """End a held attempt with its fault: the scan waits for the next one, or has failed."""
    scan.error_code, scan.error_detail, scan.error_remedy = fault.code, fault.detail, fault.remedy
    if not fault.retry or scan.attempts >= policy.max_attempts:
        _end(scan, "failed")
        if scan.kind == parts.KIND:
            _after_part(session, scan)
        else:
            _after_end(session, scan)
        return
    due = now() + policy.wait(scan.attempts)
    scan.status, scan.lease_token, scan.lease_until = "queued", None, None
    scan.available_at, scan.progress = due, 0.0
    session.flush()
    announce(session, scan, due)


def cancel(session: Session, scan: ScanRow) -> bool:
    """End a scan that has not ended; its worker loses the lease. False when it had ended."""
    if scan.status not in ("queued", "running"):
        return False
    _end(scan, "cancelled")
    session.execute(delete(OutboxRow).where(OutboxRow.scan_id == scan.id))
    _after_end(session, scan)
    return True


def expired_leases(session: Session, limit: int) -> list[ScanRow]:
    """Running scans, locked, whose worker has not been heard of in time."""
    return list(
        session.scalars(
            select(ScanRow)
            .where(ScanRow.status == "running", ScanRow.lease_until < now())
            .order_by(ScanRow.lease_until)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )


def unannounced(session: Session, limit: int) -> list[ScanRow]:
    """Scans that wait, are due, and have no outbox entry: sent already, or lost."""
    return list(
        session.scalars(
            select(ScanRow)
            .outerjoin(OutboxRow, OutboxRow.scan_id == ScanRow.id)
            .where(
                ScanRow.status == "queued",
                ScanRow.available_at <= now(),
                OutboxRow.scan_id.is_(None),
            )
            .order_by(ScanRow.priority, ScanRow.id)
            .limit(limit)
        )
    )


def counts(session: Session) -> dict[str, int]:
    """How many scans wait and run, over all organisations."""
    rows = session.execute(
        select(ScanRow.status, func.count())
        .where(ScanRow.status.in_(("queued", "running")))
        .group_by(ScanRow.status)
    )
    return {"queued": 0, "running": 0, **{row[0]: row[1] for row in rows}}


def _after_end(session: Session, scan: ScanRow) -> None:
    session.flush()
    parts.drop(session, scan)
    scan_ended(session, scan)


def _after_part(session: Session, part: ScanRow) -> None:
    whole = parts.all_ended(session, part)
    if whole is not None:
        whole.status, whole.available_at = "queued", now()
        session.flush()
        announce(session, whole, now())


def _end(scan: ScanRow, status: str) -> None:
    scan.status = status
    scan.finished_at = now()
    scan.lease_token = None
    scan.lease_until = None
    if status in ("succeeded", "partial"):
        scan.error_code = scan.error_detail = scan.error_remedy = None
