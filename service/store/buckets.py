"""The requests that each key may still make, counted for all API processes together."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.tables import RateBucketRow
from service.store.upsert import insert_if_absent


def draw(
    session: Session, key_id: str, wanted: int, capacity: int, refill: timedelta, at: datetime
) -> tuple[int, float]:
    """Take up to `wanted` requests out of the key's bucket: how many, and the level that is left.

    A bucket holds `capacity` and fills evenly from empty in `refill`. A host whose clock is behind
    adds nothing.
    """
    full = {"key_id": key_id, "level": float(capacity), "counted_at": at}
    insert_if_absent(session, RateBucketRow, full, keys=("key_id",))
    row = session.scalars(
        select(RateBucketRow).where(RateBucketRow.key_id == key_id).with_for_update()
    ).one()
    elapsed = max(timedelta(0), at - row.counted_at)
    level = min(float(capacity), row.level + elapsed / refill * capacity)
    drawn = min(wanted, int(level))
    row.level, row.counted_at = level - drawn, max(at, row.counted_at)
    return drawn, row.level
