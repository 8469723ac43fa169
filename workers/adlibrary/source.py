"""Opens an export file of any of its shapes: JSON, JSON lines, or a table; yields its records.

The content decides, never the file name. Byte-order marks, UTF-16, other separators than the comma,
text cells of many lines and files cut off in the middle are read as far as they go.
"""

import codecs
import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workers.adlibrary.row import Fault, Record, RowWarning
from workers.errors import EmptyFile, LimitExceeded

MAX_BYTES = 512 * 1024 * 1024
_MAX_CELL = 16 * 1024 * 1024
_MAX_DEPTH = 24
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = ",;\t|"
_OVERFLOW = "\x00overflow"


@dataclass(frozen=True, slots=True)
class Located:
    """One record with its place: `position` from 0, `line` from 1 where the file has lines."""

    position: int
    line: int | None
    record: Record
    raw: Mapping[str, Any]
    warnings: tuple[RowWarning, ...] = ()


def read_text(path: Path) -> str:
    """The file as text; raises `EmptyFile`, `LimitExceeded`."""
    size = path.stat().st_size
    if size == 0:
        raise EmptyFile(f"{path.name} is empty.")
    if size > MAX_BYTES:
        raise LimitExceeded(
            f"{path.name} has {size} bytes; an export may have {MAX_BYTES}.",
            "Split the export into several files.",
        )
    data = path.read_bytes()
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return unicodedata.normalize("NFC", data.decode("cp1258", "replace"))


def records(text: str) -> Iterator[Located | Fault]:
    """Every JSON object or table row of `text`, with what could not be read in between."""
    start = text.lstrip("\ufeff \t\r\n")
    if start[:1] in ("{", "["):
        yield from _json_records(start)
    else:
        yield from _table_records(text.lstrip("\ufeff"))


def _json_records(text: str) -> Iterator[Located | Fault]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        yield from _json_pieces(text)
        return
    items = document if isinstance(document, list) else [document]
    for position, item in enumerate(items):
        yield _located(item, position, None)


def _located(item: Any, position: int, line: int | None) -> Located | Fault:
    if not isinstance(item, dict):
        return Fault(position, line, f"expected an object, found {type(item).__name__}")
    return Located(position, line, snake_keys(item), item)


def _json_pieces(text: str) -> Iterator[Located | Fault]:
    """JSON lines, objects put one after another, or an array whose end is missing."""
    decoder = json.JSONDecoder()
    place, position = 0, 0
    gap = re.compile(r"[\s,\[\]]*")
    while True:
        found = gap.match(text, place)
        place = found.end() if found else place
        if place >= len(text):
            return
        line = text.count("\n", 0, place) + 1
        try:
            item, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            yield Fault(position, line, f"not valid JSON: {error}")
            following = text.find("\n", place)
            if following < 0:
                return
            place = following + 1
        else:
            yield _located(item, position, line)
        position += 1


def _table_records(text: str) -> Iterator[Located | Fault]:
    csv.field_size_limit(_MAX_CELL)
    stated = re.match(r"sep=(.)\r?\n", text)
    if stated:
        text, separator = text[stated.end() :], stated.group(1)
    else:
        separator = _separator(text)
    stream = io.StringIO(text, newline="")
    reader = csv.DictReader(stream, delimiter=separator, restkey=_OVERFLOW, restval=None)
    position = 0
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Fault(position, line, f"not a valid table row: {error}")
            position += 1
            continue
        warnings: list[RowWarning] = []
        if row.pop(_OVERFLOW, None):
            warnings.append("cells_extra")
        if None in row.values():
            warnings.append("cells_missing")
        raw = {key: value or "" for key, value in row.items() if key}
        if any(value.strip() for value in raw.values()):
            yield Located(position, line, snake_keys(_unflattened(raw)), raw, tuple(warnings))
            position += 1


def _separator(text: str) -> str:
    header = text.split("\n", 1)[0]
    return max(_SEPARATORS, key=header.count)


def _unflattened(row: Mapping[str, str]) -> dict[str, Any]:
    """`{"snapshot/body/text": x}` as `{"snapshot": {"body": {"text": x}}}`; lists by number."""
    tree: dict[str, Any] = {}
    for key, value in row.items():
        parts = re.split(r"[/.]", key) if re.fullmatch(r"[\w]+([/.][\w]+)+", key) else [key]
        node = tree
        for part in parts[:-1]:
            child = node.setdefault(part, {})
            if not isinstance(child, dict):
                break
            node = child
        node[parts[-1]] = value
    return {key: _numbered_as_lists(value) for key, value in tree.items()}


def _numbered_as_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _numbered_as_lists(item) for key, item in value.items()}
    if inner and all(key.isdigit() for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner


def snake_keys(value: Any, depth: int = 0) -> Any:
    """A copy of a JSON value with `camelCase` and `Spaced Words` keys in `snake_case`."""
    if depth > _MAX_DEPTH:
        return None
    if isinstance(value, dict):
        copy: dict[str, Any] = {}
        for key, item in value.items():
            copy.setdefault(snake(str(key)), snake_keys(item, depth + 1))
        return copy
    if isinstance(value, list):
        return [snake_keys(item, depth + 1) for item in value]
    return value


def snake(name: str) -> str:
    """`adArchiveID` -> `ad_archive_id`, `Audience Network` -> `audience_network`."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name.strip())
    return re.sub(r"[\s_]+", "_", split).lower()
