"""yt-dlp's `info.json`, saved beside the media it describes.

The words of the ad are `title` and `description`; a title that repeats the id or the start of the
description says nothing new. HTTP headers, cookies and the lists of streams are not kept.
"""

import re
from dataclasses import replace
from pathlib import PurePath, PureWindowsPath
from typing import Literal

from workers.adlibrary.addresses import clean_url
from workers.adlibrary.formats.base import Format, distinct, first, media, names
from workers.adlibrary.row import AdRow, MediaRef, Range, Record
from workers.adlibrary.values import count, day, list_of, readable, text_of

_PICTURES = {"jpg", "jpeg", "png", "webp", "gif", "avif", "heic"}
_PLATFORMS = ("tiktok", "facebook", "instagram", "youtube")


def recognises(record: Record) -> bool:
    fields = record.keys()
    return (
        "id" in fields
        and ("extractor" in fields or "extractor_key" in fields)
        and any(name in fields for name in ("formats", "webpage_url", "_version", "url"))
        and record.get("_type", "video") not in ("playlist", "multi_video")
    )


def read(record: Record, position: int) -> AdRow:
    description = text_of(record.get("description"))
    title = text_of(first(record, ("fulltitle", "title")))
    if title and (title == text_of(record.get("id")) or _repeats(title, description)):
        title = None
    texts, placeholder = readable([title, description, record.get("track")])
    extractor = (text_of(first(record, ("extractor_key", "extractor"))) or "web").lower()
    views = count(record.get("view_count"))
    return AdRow(
        format="ytdlp",
        position=position,
        platform=next((name for name in _PLATFORMS if extractor.startswith(name)), extractor),
        external_id=text_of(record.get("id")),
        advertiser=text_of(first(record, ("uploader", "channel", "creator"))),
        advertiser_id=text_of(first(record, ("uploader_id", "channel_id"))),
        page=text_of(first(record, ("channel", "uploader"))),
        page_id=text_of(first(record, ("channel_id", "uploader_id"))),
        texts=texts,
        library_url=clean_url(first(record, ("webpage_url", "original_url"))),
        first_shown=day(first(record, ("timestamp", "upload_date"))),
        media=distinct(_media(record)),
        reach=None if views is None else Range(views, views),
        placements=names(record.get("extractor_key")),
        warnings=("template_placeholder",) if placeholder else (),
    )


def _repeats(title: str, description: str | None) -> bool:
    """A title cut from the description ends in dots."""
    return bool(description) and (description or "").startswith(
        re.sub(r"(\.{3}|…)$", "", title).strip()
    )


def _media(record: Record) -> list[MediaRef | None]:
    kind: Literal["image", "video"] = (
        "image" if text_of(record.get("ext")) in _PICTURES else "video"
    )
    written = [
        item.get("filepath") or item.get("filename") or item.get("_filename")
        for item in list_of(record.get("requested_downloads"))[0]
        if isinstance(item, dict)
    ]
    path = text_of(first(record, ("_filename", "filename"))) or next(
        (text for name in written if (text := text_of(name))), None
    )
    where = media(kind, record.get("url")) or media(None, record.get("webpage_url"))
    if path is None:
        return [where]
    name = PureWindowsPath(path).name if "\\" in path else PurePath(path).name
    if where is None:
        return [MediaRef(kind, None, name)]
    return [replace(where, kind=kind, path=name)]


FORMAT = Format("ytdlp", recognises, read)
