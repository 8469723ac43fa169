"""One organisation's batches."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.store.tables import BatchRow, ScanRow


class Batches:
    """The batches of one organisation; every query is bound to it."""

    def __init__(self, session: Session, org_id: str) -> None:
        self._session = session
        self._org_id = org_id

    def get(self, batch_id: str) -> BatchRow | None:
        """The batch, or None when it is not there or not this organisation's."""
        return self._session.scalar(
            select(BatchRow).where(BatchRow.id == batch_id, BatchRow.org_id == self._org_id)
        )

    def page(self, after: str | None, limit: int) -> Sequence[BatchRow]:
        """Up to `limit` batches older than the one called `after`, newest first."""
        query = select(BatchRow).where(BatchRow.org_id == self._org_id)
        if after is not None:
            query = query.where(BatchRow.id < after)
        return self._session.scalars(query.order_by(BatchRow.id.desc()).limit(limit)).all()

    def counts(self, batch_ids: Sequence[str]) -> dict[str, dict[str, int]]:
        """How many scans of each batch are in each status."""
        found: dict[str, dict[str, int]] = {batch_id: {} for batch_id in batch_ids}
        rows = self._session.execute(
            select(ScanRow.batch_id, ScanRow.status, func.count())
            .where(ScanRow.batch_id.in_(batch_ids), ScanRow.org_id == self._org_id)
            .group_by(ScanRow.batch_id, ScanRow.status)
        )
        for batch_id, status, count in rows:
            if batch_id is not None:
                found[batch_id][status] = count
        return found

    def unfinished(self, batch_id: str) -> Sequence[ScanRow]:
        """The batch's scans that have not ended, locked."""
        return self._session.scalars(
            select(ScanRow)
            .where(
                ScanRow.batch_id == batch_id,
                ScanRow.org_id == self._org_id,
                ScanRow.status.in_(("queued", "running")),
            )
            .with_for_update()
        ).all()

    def scans(self, batch_id: str, after: str, limit: int) -> Sequence[ScanRow]:
        """Up to `limit` scans of the batch submitted after the one called `after`."""
        return self._session.scalars(
            select(ScanRow)
            .where(ScanRow.batch_id == batch_id, ScanRow.org_id == self._org_id, ScanRow.id > after)
            .order_by(ScanRow.id)
            .limit(limit)
        ).all()
