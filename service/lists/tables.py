"""Lists as CSV: what agencies publish goes in, what is kept here comes out."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from service.batch.outputs.cells import neutral
from service.batch.outputs.files import whole_file
from service.lists.entries import COLOURS, KINDS, ListEntry, UnusableValue
from workers.adlibrary.source import read_text

COLUMNS = ("list", "kind", "value", "source", "date", "note")


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that was not imported; `line` counts from 1, the header included."""

    line: int
    reason: str


def import_csv(path: Path) -> tuple[list[ListEntry], list[BadLine]]:
    """Entries of a table with the columns `COLUMNS` (the last two may be absent).

    Comma, semicolon or tab apart; with or without byte-order mark. Bad lines are told, not raised.
    """
    text = read_text(path)
    header = text.split("\n", 1)[0]
    separator = max(",;\t", key=header.count)
    entries: list[ListEntry] = []
    bad: list[BadLine] = []
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    for row in table:
        cells = {(name or "").strip().lower(): (cell or "") for name, cell in row.items() if name}
        try:
            entry = _entry({name: _plain(str(cell)) for name, cell in cells.items()})
            _ = entry.key
        except UnusableValue as error:
            bad.append(
                BadLine(table.line_num, f"{cells.get('kind')} “{cells.get('value')}”: {error}")
            )
        except ValueError as error:
            bad.append(BadLine(table.line_num, str(error)))
        else:
            entries.append(entry)
    return entries, bad


def export_csv(entries: Iterable[ListEntry], path: Path) -> None:
    """Write the table; raises OutputError."""
    with (
        whole_file(path) as unfinished,
        unfinished.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for entry in entries:
            dated = entry.dated.isoformat() if entry.dated else ""
            cells = (entry.colour, entry.kind, entry.value, entry.source, dated, entry.note)
            table.writerow([neutral(cell) for cell in cells])


def _entry(cells: dict[str, str]) -> ListEntry:
    colour = next((name for name in COLOURS if name == cells.get("list", "").lower()), None)
    kind = next((name for name in KINDS if name == cells.get("kind", "").lower()), None)
    if colour is None:
        raise ValueError(f"list must be {' or '.join(COLOURS)}, not “{cells.get('list', '')}”")
    if kind is None:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not “{cells.get('kind', '')}”")
    if not cells.get("source"):
        raise ValueError("every entry needs a source")
    return ListEntry(
        colour,
        kind,
        cells.get("value", ""),
        cells["source"],
        _date(cells.get("date", "")),
        cells.get("note", ""),
    )


def _date(text: str) -> date | None:
    """ISO, or day/month/year as Vietnam writes it."""
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise ValueError(f"{text} is no date (2026-03-01 or 01/03/2026)")


def _plain(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from running the cell."""
    text = cell.strip()
    return text[1:] if text.startswith("'") and neutral(text[1:]) == text else text
