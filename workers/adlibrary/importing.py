"""Reads one export file into `AdRow`s, whatever its format and however it is nested."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from workers.adlibrary.addresses import without_secrets
from workers.adlibrary.formats import FORMATS
from workers.adlibrary.formats.base import Format
from workers.adlibrary.row import AdRow, Breakdown, Export, Fault, FormatName, Record
from workers.adlibrary.source import Located, read_text, records

_MAX_DEPTH = 12
_MOST_NAMES = 8
_LONGEST_NAME = 40
_BULKY = {
    "formats",
    "requested_formats",
    "requested_downloads",
    "automatic_captions",
    "subtitles",
    "thumbnails",
    "heatmap",
    "fragments",
}


def read_export(path: Path) -> Export:
    """All ads of one export file; raises `MediaError`s only where the file as a whole is unusable.

    A record that no format knows, or that its format cannot read, is a `Fault`; the rest goes on.
    """
    formats: Counter[FormatName] = Counter()
    rows: list[AdRow] = []
    breakdowns: list[Breakdown] = []
    faults: list[Fault] = []
    for located in records(read_text(path)):
        if isinstance(located, Fault):
            faults.append(located)
            continue
        known = list(_known(located.record, located.raw, int(located.inside)))
        if not known and not located.inside and not _is_wrapper_without_ads(located.record):
            fields = [str(name)[:_LONGEST_NAME] for name in located.raw][:_MOST_NAMES]
            reason = f"no known format has these fields: {', '.join(fields)}"
            faults.append(Fault(located.position, located.line, reason))
        for form, record, raw in known:
            formats[form.name] += 1
            try:
                read = form.read(record, len(rows))
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                faults.append(Fault(located.position, located.line, f"{form.name}: {error}"))
                continue
            if isinstance(read, Breakdown):
                breakdowns.append(read)
            else:
                rows.append(_completed(read, located, raw))
    return Export(dict(formats), tuple(rows), tuple(breakdowns), tuple(faults))


def _completed(row: AdRow, located: Located, raw: Any) -> AdRow:
    extras = {key: value for key, value in raw.items() if key not in _BULKY}
    return replace(row, warnings=(*row.warnings, *located.warnings), extras=without_secrets(extras))


def _known(record: Any, raw: Any, depth: int = 0) -> Iterator[tuple[Format, Record, Any]]:
    """Records that a format recognises, at any depth; inside a recognised one none is sought."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(record, dict):
        form = next((form for form in FORMATS if _is(form, record, depth)), None)
        if form:
            yield form, record, raw
            return
        for inner, inner_raw in zip(record.values(), _values(record, raw), strict=True):
            yield from _known(inner, inner_raw, depth + 1)
    elif isinstance(record, list):
        for inner, inner_raw in zip(record, raw, strict=True):
            yield from _known(inner, inner_raw, depth + 1)


def _is(form: Format, record: Record, depth: int) -> bool:
    """A manifest's loose column names count only at the top, not deep inside another answer."""
    return form.recognises(record) and (form.name != "manifest" or depth == 0)


def _values(record: Record, raw: Any) -> list[Any]:
    """The raw values in the record's order; the record's own where keys fell together."""
    values = list(raw.values()) if isinstance(raw, dict) else []
    return values if len(values) == len(record) else list(record.values())


def _is_wrapper_without_ads(record: Record) -> bool:
    """An answer of an API with an empty list of ads is no fault."""
    return any(isinstance(record.get(name), list | dict) for name in ("data", "results", "ads"))
