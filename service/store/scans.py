"""One organisation's scans. Every query here is bound to the organisation; nothing else is seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from service.store import parts
from service.store.tables import (
    FindingRow,
    ReportRow,
    ScanFileRow,
    ScanRow,
    StillRow,
)


@dataclass(frozen=True, slots=True)
class ScanFilter:
    """Which scans a list shows; None means any."""

    status: str | None = None
    verdict: str | None = None
    platform: str | None = None
    external_id: str | None = None
    batch_id: str | None = None
    category: str | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None


class Scans:
    """The scans of one organisation, newest first in lists."""

    def __init__(self, session: Session, org_id: str) -> None:
        self._session = session
        self._org_id = org_id

    def get(self, scan_id: str, *, lock: bool = False) -> ScanRow | None:
        """The scan, or None when it is not there or not this organisation's."""
        query = select(ScanRow).where(
            ScanRow.id == scan_id, ScanRow.org_id == self._org_id, ScanRow.kind != parts.KIND
        )
        return self._session.scalar(query.with_for_update() if lock else query)

    def page(self, wanted: ScanFilter, after: str | None, limit: int) -> Sequence[ScanRow]:
        """Up to `limit` scans older than the one called `after`."""
        query = select(ScanRow).where(*self._conditions(wanted)).order_by(ScanRow.id.desc())
        if after is not None:
            query = query.where(ScanRow.id < after)
        return self._session.scalars(query.limit(limit)).all()

    def finished_like(self, content_key: str) -> ScanRow | None:
        """The newest complete scan of the same bytes and words by the same engine and rules."""
        return self._session.scalar(
            select(ScanRow)
            .where(
                ScanRow.org_id == self._org_id,
                ScanRow.content_key == content_key,
                ScanRow.status == "succeeded",
            )
            .order_by(ScanRow.id.desc())
            .limit(1)
        )

    def report(self, scan_id: str) -> str | None:
        """The JSON text of a scan's report."""
        return self._session.scalar(
            select(ReportRow.body)
            .join(ScanRow, ScanRow.id == ReportRow.scan_id)
            .where(ReportRow.scan_id == scan_id, ScanRow.org_id == self._org_id)
        )

    def files(self, scan_ids: Sequence[str]) -> dict[str, list[ScanFileRow]]:
        """The media of each of these scans, in the order submitted."""
        found: dict[str, list[ScanFileRow]] = {scan_id: [] for scan_id in scan_ids}
        rows = self._session.scalars(
            select(ScanFileRow)
            .where(ScanFileRow.scan_id.in_(scan_ids), ScanFileRow.org_id == self._org_id)
            .order_by(ScanFileRow.scan_id, ScanFileRow.position)
        )
        for row in rows:
            found[row.scan_id].append(row)
        return found

    def findings(
        self,
        after: str | None,
        limit: int,
        scan_id: str | None = None,
        category: str | None = None,
    ) -> Sequence[FindingRow]:
        """Findings, newest first, of one scan or of all."""
        query = select(FindingRow).where(FindingRow.org_id == self._org_id)
        if scan_id is not None:
            query = query.where(FindingRow.scan_id == scan_id)
        if category is not None:
            query = query.where(FindingRow.category == category)
        if after is not None:
            query = query.where(FindingRow.id < after)
        return self._session.scalars(query.order_by(FindingRow.id.desc()).limit(limit)).all()

    def stills(self, scan_id: str) -> Sequence[StillRow]:
        """The evidence pictures of a scan."""
        return self._session.scalars(
            select(StillRow)
            .where(StillRow.scan_id == scan_id, StillRow.org_id == self._org_id)
            .order_by(StillRow.path)
        ).all()

    def delete(self, scan: ScanRow) -> set[str]:
        """Delete a scan with all its records; digests of the bytes it referred to."""
        digests = {file.sha256 for file in self.files([scan.id])[scan.id] if file.sha256}
        digests |= {still.sha256 for still in self.stills(scan.id)}
        parts.drop(self._session, scan)
        self._session.execute(
            delete(ScanRow).where(ScanRow.id == scan.id, ScanRow.org_id == self._org_id)
        )
        return digests

    def _conditions(self, wanted: ScanFilter) -> list[ColumnElement[bool]]:
        conditions = [ScanRow.org_id == self._org_id, ScanRow.kind != parts.KIND]
        for name in ("status", "verdict", "platform", "external_id", "batch_id"):
            value = getattr(wanted, name)
            if value is not None:
                conditions.append(getattr(ScanRow, name) == value)
        if wanted.created_after is not None:
            conditions.append(ScanRow.created_at >= wanted.created_after)
        if wanted.created_before is not None:
            conditions.append(ScanRow.created_at < wanted.created_before)
        if wanted.category is not None:
            conditions.append(
                select(FindingRow.id)
                .where(FindingRow.scan_id == ScanRow.id, FindingRow.category == wanted.category)
                .exists()
            )
        return conditions
