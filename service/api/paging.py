"""Lists in pages, newest first, continued by opaque cursors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from service.cursors import Cursors
from service.store.tables import (
    AuditRow,
    BatchRow,
    DeliveryRow,
    EndpointRow,
    FindingRow,
    KeyRow,
    ScanRow,
)

Row = TypeVar("Row", AuditRow, BatchRow, DeliveryRow, EndpointRow, FindingRow, KeyRow, ScanRow)


@dataclass(frozen=True, slots=True)
class PageOf(Generic[Row]):
    """The rows of one page, and the cursor of the next one."""

    rows: Sequence[Row]
    next_cursor: str | None


def page_of(
    fetch: Callable[[str | None, int], Sequence[Row]],
    cursors: Cursors,
    described: tuple[str, ...],
    cursor: str | None,
    limit: int,
) -> PageOf[Row]:
    """One page of the list that `described` identifies; `fetch(after, limit)` reads its rows."""
    after = cursors.read(cursor, *described) if cursor is not None else None
    rows = fetch(after, limit + 1)
    if len(rows) <= limit:
        return PageOf(rows, None)
    kept = rows[:limit]
    return PageOf(kept, cursors.make(kept[-1].id, *described))
