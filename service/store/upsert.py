"""Insert a row, or update it when it is there already; one statement on both databases."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from service.store.tables import Table


def insert_or_update(
    session: Session, table: type[Table], values: Mapping[str, Any], keys: Sequence[str]
) -> None:
    """Write `values`; a row with the same `keys` gets the other values instead."""
    others = {name: value for name, value in values.items() if name not in keys}
    if session.get_bind().dialect.name == "postgresql":
        written = postgresql.insert(table).values(values)
        session.execute(written.on_conflict_do_update(index_elements=keys, set_=others))
    else:
        added = sqlite.insert(table).values(values)
        session.execute(added.on_conflict_do_update(index_elements=keys, set_=others))


def insert_if_absent(
    session: Session, table: type[Table], values: Mapping[str, Any], keys: Sequence[str]
) -> bool:
    """Write `values` unless a row with the same `keys` is there; whether it was written."""
    if session.get_bind().dialect.name == "postgresql":
        result = session.execute(
            postgresql.insert(table).values(values).on_conflict_do_nothing(index_elements=keys)
        )
    else:
        result = session.execute(
            sqlite.insert(table).values(values).on_conflict_do_nothing(index_elements=keys)
        )
    return bool(result.rowcount)  # type: ignore[attr-defined]
