"""The batch's memory: an append-only file that survives being killed at any byte.

Every line is `<crc32 of the rest, 8 hex digits> <JSON>`, handed to the system with one call before
it counts: a killed process loses nothing. The system is told to put the lines on the disk once a
second, so that a power cut takes back little. When the file is opened, a last line that was cut off
is removed, and a line whose check fails is passed over, so that its work is simply done again.
"""

import json
import os
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from workers.errors import OutputError

JOURNAL = "journal.jsonl"
LOCK = ".lock"
_PREFIX = 9
_SYNC_SECONDS = 1.0


def holds_batch(folder: Path) -> bool:
    """Whether the folder is one into which a batch was written; not if it cannot be looked into."""
    # `Path.exists` raises where the folder may not be entered.
    return all(os.path.exists(folder / name) for name in (JOURNAL, LOCK))  # noqa: PTH110


@dataclass(frozen=True, slots=True)
class _Place:
    offset: int
    length: int


class Journal:
    """Records by (kind, key); of two records with the same kind and key the later one counts.

    Records stay on disk: memory holds their places only.
    """

    def __init__(self, path: Path) -> None:
        """Open or make the file; raises OutputError."""
        self._places: dict[tuple[str, str], _Place] = {}
        self.damaged_lines = 0
        try:
            self._file = path.open("a+b")
            end = self._load()
            if self.damaged_lines and not self._places:
                self._file.close()
                raise OutputError(f"{path} is no journal of a batch.", "Choose another folder.")
            self._file.truncate(end)
        except OSError as error:
            raise OutputError(f"{path} cannot be written: {error.strerror}.") from error
        self._end = end
        self._synced = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def append(self, kind: str, key: str, value: Any) -> None:
        """Write one record; when this returns, no kill can undo it. Raises OutputError."""
        text = json.dumps([kind, key, value], ensure_ascii=False, separators=(",", ":"))
        body = text.encode("utf-8", "surrogatepass")
        line = b"%08x %s\n" % (zlib.crc32(body), body)
        try:
            self._file.write(line)
            self._file.flush()
            if time.monotonic() - self._synced >= _SYNC_SECONDS:
                self._sync()
        except OSError as error:
            raise OutputError(f"The journal cannot be written: {error.strerror}.") from error
        self._places[kind, key] = _Place(self._end, len(line))
        self._end += len(line)

    def get(self, kind: str, key: str) -> Any:
        """The record's value; KeyError where there is none."""
        place = self._places[kind, key]
        body = os.pread(self._file.fileno(), place.length, place.offset)[_PREFIX:-1]
        return json.loads(body.decode("utf-8", "surrogatepass"))[2]

    def has(self, kind: str, key: str) -> bool:
        return (kind, key) in self._places

    def keys(self, kind: str) -> Iterator[str]:
        """Keys of one kind, in the order they were first written."""
        return (key for known, key in self._places if known == kind)

    def close(self) -> None:
        """Put everything on the disk. Raises OutputError."""
        try:
            self._sync()
        except OSError as error:
            raise OutputError(f"The journal cannot be written: {error.strerror}.") from error
        finally:
            self._file.close()

    def _sync(self) -> None:
        os.fdatasync(self._file.fileno())
        self._synced = time.monotonic()

    def _load(self) -> int:
        """Index all whole lines; returns where the last one ends."""
        self._file.seek(0)
        offset = 0
        for line in self._file:
            if not line.endswith(b"\n"):
                break
            record = _checked(line)
            if record is None:
                self.damaged_lines += 1
            else:
                self._places[record] = _Place(offset, len(line))
            offset += len(line)
        return offset


def _checked(line: bytes) -> tuple[str, str] | None:
    """Kind and key of a line whose check holds."""
    body = line[_PREFIX:-1]
    try:
        if int(line[: _PREFIX - 1], 16) != zlib.crc32(body):
            return None
        kind, key, _ = json.loads(body.decode("utf-8", "surrogatepass"))
    except (ValueError, TypeError):
        return None
    return kind, key
