"""The list of a batch's ads: lines of JSON, or a CSV table."""

import codecs
import csv
import json
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Literal

from pydantic import Field, ValidationError

from service.api.faults import field_errors
from service.api.shapes import AdFields, ObjectSource, Source, UploadSource, UrlSource
from service.problems import FieldError, Problem
from workers.errors import LimitExceeded

Format = Literal["jsonl", "csv"]
MAX_FAULTS = 50
_MAX_LINE = 256 * 1024


class BatchLine(AdFields):
    """One ad of a manifest: its fields, and where its media is."""

    source: Source | list[Source] = Field(default=[])
    file: str | None = Field(None, max_length=1024)
    """Name of a media file inside the zip."""


def read_lines(kind: Format, body: BinaryIO, limit: int) -> list[BatchLine]:
    """The lines of a manifest. Raises Problem that names the faulty lines, or LimitExceeded."""
    try:
        text = codecs.getreader("utf-8-sig")(body)
        rows = _json_rows(text) if kind == "jsonl" else _csv_rows(text)
        return _checked(rows, limit)
    except UnicodeDecodeError as error:
        raise refused([FieldError(pointer="/body", detail="This is not UTF-8.")]) from error
    except csv.Error as error:
        raise refused([FieldError(pointer="/body", detail=f"This is no CSV: {error}.")]) from error


def _checked(rows: Iterable[tuple[int, object]], limit: int) -> list[BatchLine]:
    lines: list[BatchLine] = []
    faults: list[FieldError] = []
    for number, row in rows:
        if isinstance(row, FieldError):
            faults.append(row)
        else:
            try:
                lines.append(BatchLine.model_validate(row))
            except ValidationError as error:
                faults += field_errors(error, "body", number)
        if len(lines) > limit:
            raise LimitExceeded(f"The batch has more than {limit} ads.", "Send several batches.")
        if len(faults) >= MAX_FAULTS:
            break
    if faults:
        raise refused(faults[:MAX_FAULTS])
    if not lines:
        raise refused([FieldError(pointer="/body", detail="The manifest names no ad.")])
    return lines


def refused(faults: list[FieldError]) -> Problem:
    """The answer to a batch with these faults."""
    return Problem(
        422,
        "invalid_manifest",
        "The batch cannot be accepted; nothing of it was.",
        "Correct the lines named in `errors` (counted from 1) and send it again.",
        errors=faults,
    )


def _json_rows(text: Iterable[str]) -> Iterator[tuple[int, object]]:
    for number, line in enumerate(text, 1):
        if not line.strip():
            continue
        fault = FieldError(pointer=f"/body/{number}", detail="This is not JSON.")
        try:
            yield number, json.loads(line) if len(line) <= _MAX_LINE else fault
        except (ValueError, RecursionError):
            yield number, fault


def _csv_rows(text: Iterable[str]) -> Iterator[tuple[int, object]]:
    table = csv.DictReader(text, strict=True)
    names = list(table.fieldnames or ())
    if twice := {name for name in names if names.count(name) > 1}:
        yield 1, FieldError(pointer="/body/1", detail=f"Columns given twice: {sorted(twice)}.")
        return
    for number, row in enumerate(table, 2):
        if None in row or None in row.values():
            yield number, FieldError(pointer=f"/body/{number}", detail="Too many or few columns.")
        else:
            yield number, _from_csv({name: value for name, value in row.items() if value})


def _from_csv(row: dict[str, str]) -> dict[str, object]:
    fields: dict[str, object] = {
        name: value for name, value in row.items() if name not in ("url", "object", "upload")
    }
    sources: list[Source] = []
    if "url" in row:
        sources.append(UrlSource.model_construct(kind="url", url=row["url"]))
    if "object" in row:
        sources.append(ObjectSource.model_construct(kind="object", key=row["object"]))
    if "upload" in row:
        sources.append(UploadSource.model_construct(kind="upload", id=row["upload"]))
    if sources:
        fields["source"] = [source.model_dump() for source in sources]
    if isinstance(fields.get("metadata"), str):
        try:
            fields["metadata"] = json.loads(str(fields["metadata"]))
        except ValueError:
            fields["metadata"] = "not JSON"
    return fields
