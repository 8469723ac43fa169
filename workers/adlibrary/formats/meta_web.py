"""The Meta Ad Library web site's own records, as scrapers save them (GraphQL, Apify and others).

Names come in snake_case and camelCase, `body` as text or as `{text}`. Catalogue ads hold template
placeholders in the main texts; what viewers read is in `cards`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from workers.adlibrary.addresses import clean_urls
from workers.adlibrary.formats.base import Format, ad_id, distinct, first, media, names, page_id
from workers.adlibrary.row import AdRow, MediaRef, Record
from workers.adlibrary.values import band, day, flag, list_of, readable, record_of, text_of

_VIDEO = ("video_hd_url", "video_sd_url", "watermarked_video_hd_url", "watermarked_video_sd_url")
_IMAGE = ("original_image_url", "resized_image_url", "image_url", "watermarked_resized_image_url")
_MARKS = ("snapshot", "collation_id", "body_text", "video_urls", "image_urls", "is_active", "cards")


def recognises(record: Record) -> bool:
    fields = record.keys()
    return "ad_archive_id" in fields and any(mark in fields for mark in _MARKS)


def read(record: Record, position: int) -> AdRow:
    snapshot = record_of(record.get("snapshot"))
    creative: Record = {**record, **(snapshot if isinstance(snapshot, dict) else {})}
    cards = [
        card for card in list_of(record_of(creative.get("cards")))[0] if isinstance(card, dict)
    ]
    external_id, warnings = ad_id(record.get("ad_archive_id"), record.get("url"))
    page, page_warnings = page_id(creative.get("page_id"))
    texts, placeholder = readable(_texts(creative, cards))
    marked = ("template_placeholder",) if placeholder else ()
    return AdRow(
        format="meta_web",
        position=position,
        platform="meta",
        external_id=external_id,
        advertiser=text_of(first(creative, ("byline", "disclaimer_label"))),
        page=text_of(creative.get("page_name")),
        page_id=page,
        texts=texts,
        landing_urls=clean_urls(
            *(part.get("link_url") for part in (creative, *cards)),
            *list_of(creative.get("extra_links"))[0],
        ),
        library_url=f"https://www.facebook.com/ads/library/?id={external_id}"
        if external_id
        else None,
        first_shown=day(first(record, ("start_date", "start_date_formatted"))),
        last_shown=day(first(record, ("end_date", "end_date_formatted"))),
        active=flag(record.get("is_active")),
        media=distinct(_media(creative, cards)),
        reach=band(record.get("reach_estimate")),
        countries=names(list_of(record.get("targeted_or_reached_countries"))[0]),
        placements=tuple(
            name.lower() for name in names(list_of(creative.get("publisher_platform"))[0])
        ),
        group_id=text_of(record.get("collation_id")),
        warnings=(*warnings, *page_warnings, *marked),
    )


def _items(record: Record, name: str) -> list[Any]:
    return list_of(record_of(record.get(name)))[0]


def _texts(creative: Record, cards: Sequence[Record]) -> Iterator[Any]:
    for part in (creative, *cards):
        for name in ("body", "bodies", "body_text", "title", "link_title", "link_description"):
            yield from list_of(record_of(part.get(name)))[0]
        yield part.get("caption")
        yield part.get("cta_text")
    yield from _items(creative, "extra_texts")


def _media(creative: Record, cards: Sequence[Record]) -> Iterator[MediaRef | None]:
    kinds: tuple[Literal["image", "video"], ...] = ("video", "image")
    for part in (creative, *cards):
        yield _one(part)
    for prefix in ("", "extra_"):
        for kind in kinds:
            for item in _items(creative, f"{prefix}{kind}s"):
                yield _one(item) if isinstance(item, Mapping) else media(kind, item)
    for kind in kinds:
        for item in _items(creative, f"{kind}_urls"):
            yield _one(item) if isinstance(item, Mapping) else media(kind, item)


def _one(part: Record) -> MediaRef | None:
    """A card's video, else its picture, else the preview of a video that is not given."""
    return (
        media("video", first(part, _VIDEO))
        or media("image", first(part, _IMAGE))
        or media("image", part.get("video_preview_image_url"))
    )


FORMAT = Format("meta_web", recognises, read)
