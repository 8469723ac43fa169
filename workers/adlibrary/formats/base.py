"""What every format module provides, and what they share."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from workers.adlibrary.addresses import clean_url
from workers.adlibrary.identifiers import IdState, identifier
from workers.adlibrary.row import AdRow, Breakdown, FormatName, MediaRef, Record, RowWarning
from workers.adlibrary.values import text_of


@dataclass(frozen=True, slots=True)
class Format:
    """One export format: how to know one of its records, and how to read it.

    `read` takes the record and its position.
    """

    name: FormatName
    recognises: Callable[[Record], bool]
    read: Callable[[Record, int], AdRow | Breakdown]


_ID_WARNINGS: dict[IdState, RowWarning] = {
    "damaged": "id_damaged",
    "restored": "id_restored",
    "maybe_rounded": "id_maybe_rounded",
}


def ad_id(value: Any, url: Any = None) -> tuple[str | None, tuple[RowWarning, ...]]:
    """The ad's id and what is to be said about it."""
    found, state = identifier(value, url if isinstance(url, str) else None)
    if state == "restored" and text_of(value) is None:
        return found, ()
    return found, (_ID_WARNINGS[state],) if state in _ID_WARNINGS else ()


def page_id(value: Any) -> tuple[str | None, tuple[RowWarning, ...]]:
    """The page's or advertiser's id; a damaged one is None."""
    found, state = identifier(value)
    return found, ("page_id_damaged",) if state == "damaged" else ()


def media(kind: Literal["image", "video"] | None, url: Any) -> MediaRef | None:
    """A reference to media behind `url`; None where it is no web address."""
    clean = clean_url(url)
    return MediaRef(kind, clean, None, str(url).strip()) if clean else None


def distinct(refs: Iterable[MediaRef | None]) -> tuple[MediaRef, ...]:
    """Each reference once, in order."""
    return tuple(dict.fromkeys(ref for ref in refs if ref))


def first(record: Record, names: Sequence[str]) -> Any:
    """The first of the named fields that holds something."""
    for name in names:
        value = record.get(name)
        if value not in (None, "", [], {}):
            return value
    return None


def names(values: Any) -> tuple[str, ...]:
    """Texts of a list, each once."""
    items = values if isinstance(values, list | tuple) else [values]
    return tuple(dict.fromkeys(text for item in items if (text := text_of(item))))
