"""The lists in one SQLite file; every change is written down and cannot be taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, cast

from service.lists.entries import Colour, Kind, ListEntry
from workers.records import open_records, transaction

_TABLES = """
CREATE TABLE IF NOT EXISTS entries (
  colour TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
  source TEXT NOT NULL, dated TEXT, note TEXT NOT NULL, added_at TEXT NOT NULL,
  PRIMARY KEY (colour, kind, key, source)
) STRICT;
CREATE INDEX IF NOT EXISTS entries_by_key ON entries (kind, key);
CREATE TABLE IF NOT EXISTS changes (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, action TEXT NOT NULL,
  colour TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, source TEXT NOT NULL,
  dated TEXT, note TEXT NOT NULL
) STRICT;
CREATE TRIGGER IF NOT EXISTS changes_stay BEFORE UPDATE ON changes
  BEGIN SELECT RAISE(ABORT, 'changes are never altered'); END;
CREATE TRIGGER IF NOT EXISTS changes_are_kept BEFORE DELETE ON changes
  BEGIN SELECT RAISE(ABORT, 'changes are never deleted'); END;
"""
_VERSION = 1
_ALL = "SELECT colour, kind, value, source, dated, note FROM entries"
_OF_VALUE = f"{_ALL} WHERE colour = ? AND kind = ? AND key = ?"
_OF_KEY = f"{_ALL} WHERE kind = ? AND key = ? ORDER BY colour, source"
_LOG = "SELECT at, by, action, colour, kind, value, source, dated, note FROM changes ORDER BY id"


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the log."""

    at: datetime
    by: str
    action: Literal["added", "altered", "removed"]
    entry: ListEntry


class ListBook:
    """White and black list entries. The same value may be listed by several sources."""

    def __init__(self, path: Path) -> None:
        """Open or make the file; raises OutputError."""
        self._records = open_records(path, _TABLES, _VERSION)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._records.close()

    def add(self, entries: Iterable[ListEntry], by: str) -> int:
        """Add or update entries, all or none; returns how many changed anything.

        Raises UnusableValue.
        """
        with transaction(self._records):
            return sum(self._add_one(entry, by) for entry in entries)

    def remove(self, colour: Colour, kind: Kind, value: str, by: str) -> int:
        """Remove a value, whatever its sources; returns how many entries went."""
        key = ListEntry(colour, kind, value, "").key
        with transaction(self._records):
            gone = self._select(_OF_VALUE, colour, kind, key)
            for entry in gone:
                self._log("removed", entry, by)
            self._records.execute(
                "DELETE FROM entries WHERE colour = ? AND kind = ? AND key = ?",
                (colour, kind, key),
            )
        return len(gone)

    def entries(self) -> list[ListEntry]:
        """All entries by colour, kind and value."""
        return self._select(f"{_ALL} ORDER BY colour, kind, key, source")

    def find(self, kind: Kind, keys: Iterable[str]) -> list[ListEntry]:
        """Entries of a kind whose comparable value is one of `keys`."""
        return [entry for key in dict.fromkeys(keys) for entry in self._select(_OF_KEY, kind, key)]

    def of_kind(self, kind: Kind) -> list[ListEntry]:
        """All entries of a kind."""
        return self._select(f"{_ALL} WHERE kind = ? ORDER BY colour, key, source", kind)

    def changes(self) -> list[Change]:
        """The whole log, oldest first."""
        return [
            Change(datetime.fromisoformat(at), by, action, _entry(fields))
            for at, by, action, *fields in self._records.execute(_LOG)
        ]

    def _add_one(self, entry: ListEntry, by: str) -> bool:
        known = self._select(
            f"{_OF_VALUE} AND source = ?", entry.colour, entry.kind, entry.key, entry.source
        )
        if known == [entry]:
            return False
        self._records.execute(
            "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                entry.colour,
                entry.kind,
                entry.key,
                entry.value,
                entry.source,
                entry.dated.isoformat() if entry.dated else None,
                entry.note,
                _now(),
            ),
        )
        self._log("altered" if known else "added", entry, by)
        return True

    def _log(self, action: str, entry: ListEntry, by: str) -> None:
        self._records.execute(
            "INSERT INTO changes (at, by, action, colour, kind, value, source, dated, note) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                _now(),
                by,
                action,
                entry.colour,
                entry.kind,
                entry.value,
                entry.source,
                entry.dated.isoformat() if entry.dated else None,
                entry.note,
            ),
        )

    def _select(self, query: str, *values: str) -> list[ListEntry]:
        return [_entry(fields) for fields in self._records.execute(query, values)]


def _entry(fields: Iterable[object]) -> ListEntry:
    colour, kind, value, source, dated, note = fields
    return ListEntry(
        cast("Colour", colour),
        cast("Kind", kind),
        str(value),
        str(source),
        date.fromisoformat(str(dated)) if dated else None,
        str(note),
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
