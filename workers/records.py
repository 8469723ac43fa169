"""Opens the small SQLite files that outlive a run: indexes, lists."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workers.errors import OutputError


def open_records(path: Path | None, tables: str, version: int) -> sqlite3.Connection:
    """The file with these tables, made where it is missing; None keeps it in memory.

    Readers are not held up by a writer; statements outside a transaction count at once. `tables` is
    SQL that changes nothing where it was run before; `version` goes up with every other change of
    them. Raises OutputError for a file that is no such records, or those of another version.
    """
    try:
        records = sqlite3.connect(path or ":memory:", isolation_level=None)
        records.execute("PRAGMA journal_mode = WAL")
        (found,) = records.execute("PRAGMA user_version").fetchone()
        if found not in (0, version):
            records.close()
            raise OutputError(
                f"{path} was made by another version of adscan.", "Make it anew from its source."
            )
        records.executescript(f"{tables}PRAGMA user_version = {version};")
    except sqlite3.Error as error:
        raise OutputError(
            f"{path} cannot be used for records: {error}.",
            "Name a file that adscan made, or a new one in a folder you may write to.",
        ) from error
    return records


@contextmanager
def transaction(records: sqlite3.Connection) -> Iterator[None]:
    """All of what is done inside, or none of it."""
    records.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        records.execute("ROLLBACK")
        raise
    records.execute("COMMIT")
