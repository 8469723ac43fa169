"""Opens an export file of any of its shapes: JSON, JSON lines, or a table; yields its records.

The content decides, never the file name. Byte-order marks, UTF-16, other separators than the comma,
text cells of many lines, gzip, and files cut off in the middle are read as far as they go.
"""

import codecs
import csv
import gzip
import io
import json
import re
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workers.adlibrary.row import Fault, Record, RowWarning
from workers.errors import EmptyFile, LimitExceeded, NotMedia

MAX_BYTES = 512 * 1024 * 1024
_MAX_CELL = 16 * 1024 * 1024
_MAX_DEPTH = 24
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GZIP = b"\x1f\x8b"
_HEAD = 4096
_MOST_CONTROLS = 0.01
_SEPARATORS = ",;\t|"
_OVERFLOW = "\x00overflow"
_DECODER = json.JSONDecoder(strict=False)
_BETWEEN = re.compile(r"[\s,\[\]}]*")
_INDENT = re.compile(r"[ \t]*")


@dataclass(frozen=True, slots=True)
class Located:
    """One record with its place: `position` from 0, `line` from 1 where the file has lines.

    `inside`: it was found inside a value that is broken, and may be a part of an ad.
    """

    position: int
    line: int | None
    record: Record
    raw: Mapping[str, Any]
    warnings: tuple[RowWarning, ...] = ()
    inside: bool = False


def may_be_export(head: bytes) -> bool:
    """Whether a file that begins so holds text in some encoding, or is packed with gzip."""
    if head.startswith((_GZIP, *(mark for mark, _ in _BOMS))):
        return True
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return b"\x00" not in head and controls <= _MOST_CONTROLS * len(head)


def read_text(path: Path) -> str:
    """The file as text, a gzip unpacked; raises `EmptyFile`, `LimitExceeded`, `NotMedia`."""
    size = path.stat().st_size
    if size == 0:
        raise EmptyFile(f"{path.name} is empty.")
    if size > MAX_BYTES:
        raise _too_large(path)
    data = path.read_bytes()
    if data.startswith(_GZIP):
        data = _unpacked(path)
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return unicodedata.normalize("NFC", data.decode("cp1258", "replace"))


def _unpacked(path: Path) -> bytes:
    try:
        with gzip.open(path) as packed:
            data = packed.read(MAX_BYTES + 1)
    except (EOFError, OSError, zlib.error) as error:
        raise NotMedia(f"{path.name} is a broken gzip archive.", "Download it again.") from error
    if len(data) > MAX_BYTES:
        raise _too_large(path)
    if not may_be_export(data[:_HEAD]):
        raise NotMedia(f"{path.name} is a gzip archive of other files.", "Unpack it there.")
    return data


def _too_large(path: Path) -> LimitExceeded:
    return LimitExceeded(
        f"{path.name} has more than {MAX_BYTES} bytes of text, the most that an export may have.",
        "Split the export into several files.",
    )


def records(text: str) -> Iterator[Located | Fault]:
    """Every JSON object or table row of `text`, with what could not be read in between."""
    start = text.lstrip("\ufeff \t\r\n")
    if start[:1] in ("{", "["):
        yield from _json_records(start)
    else:
        yield from _table_records(text.lstrip("\ufeff"))


def _json_records(text: str) -> Iterator[Located | Fault]:
    try:
        document = _DECODER.decode(text)
    except (ValueError, RecursionError):
        yield from _json_pieces(text)
        return
    for position, item in enumerate(_flat([document])):
        yield _located(item, position, None)


def _flat(items: list[Any], depth: int = 0) -> Iterator[Any]:
    """The items of lists within lists: pages of an answer, saved one after another."""
    for item in items:
        if isinstance(item, list) and depth < _MAX_DEPTH:
            yield from _flat(item, depth + 1)
        else:
            yield item


def _located(
    item: Any, position: int, line: int | None, *, inside: bool = False
) -> Located | Fault:
    if not isinstance(item, dict):
        return Fault(position, line, f"expected an object, found {type(item).__name__}")
    return Located(position, line, snake_keys(item), item, inside=inside)


def _json_pieces(text: str) -> Iterator[Located | Fault]:
    """JSON lines, objects put one after another, or an array or answer whose end is missing."""
    place, position, line, counted = 0, 0, 1, 0
    while (place := _after(_BETWEEN, text, place)) < len(text):
        line += text.count("\n", counted, place)
        counted = place
        try:
            item, place = _DECODER.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            yield Fault(position, line, f"not valid JSON: {error}")
            end = _end_of_broken(text, place)
            for found in _whole_objects(text, place + 1, end):
                position += 1
                yield _located(found, position, line, inside=True)
            place = end
        else:
            yield _located(item, position, line)
        position += 1


def _after(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place


def _end_of_broken(text: str, place: int) -> int:
    """Where the next value may begin: the first later line that is indented no deeper."""
    start = text.rfind("\n", 0, place) + 1
    indent = _after(_INDENT, text, start) - start
    no_deeper = re.compile(rf"\n[ \t]{{0,{indent}}}(?=[^\s\]}},])")
    following = no_deeper.search(text, place)
    return following.end() if following else len(text)


def _whole_objects(text: str, place: int, end: int) -> Iterator[Any]:
    """The objects in a value that is not whole itself, the outermost of each."""
    while (place := text.find("{", place, end)) >= 0:
        try:
            item, place = _DECODER.raw_decode(text, place)
        except (ValueError, RecursionError):
            place += 1
        else:
            yield item


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
