"""A manifest of our own: a table or JSON lines that name files, addresses or texts to scan.

Columns, all optional but one of the first three: `path` (or `file`, `media`; several separated by
`|`), `url` of the media, `text` (or `caption`); `id`, `platform`, `advertiser`, `page`,
`landing_url`, `date` (`2026-03-01`, or `01/03/2026` as Vietnam writes it).
"""

import re
from datetime import date
from typing import Any

from workers.adlibrary.addresses import clean_urls
from workers.adlibrary.formats.base import Format, ad_id, distinct, first, media
from workers.adlibrary.row import AdRow, MediaRef, Record
from workers.adlibrary.values import day, list_of, readable, text_of

_PATH = ("path", "paths", "file", "files", "filename", "media", "image", "video")
_URL = ("media_url", "media_urls", "image_url", "video_url", "url")
_TEXT = ("caption", "text", "body", "content")
_ID = ("external_id", "id", "ad_id")


def recognises(record: Record) -> bool:
    named = any(name in record for name in (*_PATH, *_URL, *_TEXT))
    return named and all(_is_flat(value) for value in record.values())


def _is_flat(value: Any) -> bool:
    """A manifest is plain; a nested record is some other program's answer."""
    items = value if isinstance(value, list) else [value]
    return not any(isinstance(item, dict | list) for item in items)


def read(record: Record, position: int) -> AdRow:
    external_id, warnings = ad_id(first(record, _ID))
    texts, placeholder = readable(
        [record.get("title"), *(item for name in _TEXT for item in list_of(record.get(name))[0])]
    )
    return AdRow(
        format="manifest",
        position=position,
        platform=text_of(record.get("platform")) or "unknown",
        external_id=external_id,
        advertiser=text_of(record.get("advertiser")),
        advertiser_id=text_of(record.get("advertiser_id")),
        page=text_of(record.get("page")),
        page_id=text_of(record.get("page_id")),
        texts=texts,
        landing_urls=clean_urls(*list_of(record.get("landing_url"))[0]),
        first_shown=_day(first(record, ("date", "first_shown"))),
        last_shown=_day(record.get("last_shown")),
        media=distinct([*_paths(record), *_addresses(record)]),
        warnings=(*warnings, *(("template_placeholder",) if placeholder else ())),
    )


def _day(value: Any) -> date | None:
    """Other exports may mean month/day by this; a manifest is written for us."""
    written = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", str(value).strip())
    return day("-".join(reversed(written.groups())) if written else value)


def _paths(record: Record) -> list[MediaRef]:
    return [
        MediaRef(None, path=text)
        for name in _PATH
        for item in list_of(record.get(name))[0]
        for part in str(item).split("|")
        if (text := text_of(part)) and "://" not in text
    ]


def _addresses(record: Record) -> list[MediaRef | None]:
    return [
        media(None, item)
        for name in (*_URL, *_PATH)
        for item in list_of(record.get(name))[0]
        if "://" in str(item)
    ]


FORMAT = Format("manifest", recognises, read)
