"""A long scan done in parts: each part is leased like a scan, the scan goes on when all have ended.

These functions work in the caller's transaction. While its parts are being done, the scan is
running without a lease. A part that ends locks the scan first, so that of two parts that end at
once the second sees the end of the first, and the scan is announced for joining exactly once.
"""

import secrets
import uuid

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from service.store.tables import ReportRow, ScanRow
from workers.ledger import Part
from workers.report import Ad

KIND = "part"
SHARE_OF_PARTS = 0.95
"""Share of a divided scan's work that its parts are; the rest is joining and judging."""


def add(session: Session, scan: ScanRow, count: int) -> list[ScanRow]:
    """Make the parts of a held scan and give its lease back. The division is no try of its own."""
    scan.lease_token, scan.lease_until = None, None
    scan.attempts -= 1
    parts = [
        ScanRow(
            id=_id_beside(scan.id, number),
            org_id=scan.org_id,
            parent_id=scan.id,
            part=number,
            kind=KIND,
            submitted_by=scan.submitted_by,
            request_id=scan.request_id,
            traceparent=scan.traceparent,
            priority=scan.priority,
            level=scan.level,
            rule_set=scan.rule_set,
            ad=Ad().model_dump_json(),
        )
        for number in range(count)
    ]
    session.add_all(parts)
    session.flush()
    return parts


def _id_beside(scan_id: str, number: int) -> str:
    """An id that sorts next to the scan's, by number: parts are due when their scan was."""
    high = uuid.UUID(scan_id).int >> 64
    low = 0b10 << 62 | number << 46 | secrets.randbits(46)
    return str(uuid.UUID(int=high << 64 | low))


def lock_whole(session: Session, part: ScanRow) -> ScanRow | None:
    """The scan that a part belongs to, locked; None when it is gone."""
    return session.scalar(select(ScanRow).where(ScanRow.id == part.parent_id).with_for_update())


def all_ended(session: Session, part: ScanRow) -> ScanRow | None:
    """The part's scan if this end was the last that it waited for, else None."""
    session.flush()
    whole = lock_whole(session, part)
    if whole is None or whole.status != "running" or whole.lease_token is not None:
        return None
    siblings = (ScanRow.parent_id == whole.id, ScanRow.kind == KIND)
    total = session.scalar(select(func.count()).select_from(ScanRow).where(*siblings)) or 1
    left = session.scalar(
        select(func.count())
        .select_from(ScanRow)
        .where(*siblings, ScanRow.status.in_(("queued", "running")))
    )
    whole.progress = SHARE_OF_PARTS * (1 - (left or 0) / total)
    return None if left else whole


def ended(session: Session, scan: ScanRow) -> tuple[Part, ...]:
    """How the parts of a scan ended, in their order; empty when it was not divided."""
    rows = session.execute(
        select(ScanRow, ReportRow.body)
        .outerjoin(ReportRow, ReportRow.scan_id == ScanRow.id)
        .where(ScanRow.parent_id == scan.id, ScanRow.kind == KIND)
        .order_by(ScanRow.part)
    )
    return tuple(Part(row.part or 0, body, row.error_detail or "") for row, body in rows)


def drop(session: Session, scan: ScanRow) -> None:
    """Delete the parts of a scan that has ended; who still works on one loses its lease."""
    session.execute(delete(ScanRow).where(ScanRow.parent_id == scan.id, ScanRow.kind == KIND))
