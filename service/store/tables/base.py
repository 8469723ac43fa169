"""What all tables share: naming of constraints, UTC times, ordered identifiers."""

import secrets
import threading
import time
import uuid
from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, MetaData
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time in UTC on every database; SQLite alone would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time must know its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)


class Table(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=NAMING)


def now() -> datetime:
    """The current time in UTC."""
    return datetime.now(UTC)


_last_tick = 0
_tick_lock = threading.Lock()


def new_id() -> str:
    """A UUID of version 7 (RFC 9562, method 3): unique, and sorting by time of creation.

    Those made by one process sort strictly in the order they were made.
    """
    global _last_tick
    with _tick_lock:
        _last_tick = tick = max(_last_tick + 1, time.time_ns() * 4096 // 1_000_000)
    high = (tick >> 12) << 16 | 0x7000 | tick & 0xFFF
    return str(uuid.UUID(int=high << 64 | 0b10 << 62 | secrets.randbits(62)))
