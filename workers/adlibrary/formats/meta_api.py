"""Meta Ad Library API (`ads_archive`): JSON, and its CSV flattenings with old and new names.

Up to v12 the creative fields were single (`ad_creative_body`), from v13 they are lists
(`ad_creative_bodies`). The API gives no media, only `ad_snapshot_url`, which carries a token.
"""

from collections.abc import Iterator
from typing import Any

from workers.adlibrary.addresses import clean_url, clean_urls
from workers.adlibrary.formats.base import Format, ad_id, first, names, page_id
from workers.adlibrary.row import AdRow, Record, RowWarning
from workers.adlibrary.values import band, day, list_of, readable, record_of, text_of

_CREATIVE = (
    ("ad_creative_bodies", "ad_creative_body"),
    ("ad_creative_link_titles", "ad_creative_link_title"),
    ("ad_creative_link_descriptions", "ad_creative_link_description"),
    ("ad_creative_link_captions", "ad_creative_link_caption"),
)
_SNAPSHOT = ("ad_snapshot_url", "ad_url", "snapshot_url")


def recognises(record: Record) -> bool:
    fields = record.keys()
    creative = any(name in fields for pair in _CREATIVE for name in pair)
    known = "ad_snapshot_url" in fields or "ad_delivery_start_time" in fields
    named = "page_id" in fields or "page_name" in fields or "bylines" in fields
    return (creative and (known or named)) or ("ad_snapshot_url" in fields and named)


def read(record: Record, position: int) -> AdRow:
    snapshot = first(record, _SNAPSHOT)
    external_id, warnings = ad_id(first(record, ("ad_id", "id", "ad_archive_id")), snapshot)
    page, page_warnings = page_id(record.get("page_id"))
    cut: list[bool] = []
    texts, placeholder = readable(_creative(record, cut))
    more: list[RowWarning] = [*warnings, *page_warnings]
    if placeholder:
        more.append("template_placeholder")
    if cut:
        more.append("list_truncated")
    reach = _between(record, "impressions") or band(
        first(record, ("eu_total_reach", "br_total_reach"))
    )
    return AdRow(
        format="meta_api",
        position=position,
        platform="meta",
        external_id=external_id,
        advertiser=text_of(first(record, ("bylines", "byline", "funding_entity")))
        or _payer(record),
        page=text_of(record.get("page_name")),
        page_id=page,
        texts=texts,
        landing_urls=clean_urls(*_links(record)),
        library_url=clean_url(snapshot),
        first_shown=day(first(record, ("ad_delivery_start_time", "ad_creation_time"))),
        last_shown=day(record.get("ad_delivery_stop_time")),
        reach=reach,
        spend=_between(record, "spend"),
        currency=text_of(record.get("currency")),
        countries=_countries(record),
        placements=names(list_of(record.get("publisher_platforms"))[0]),
        warnings=tuple(more),
    )


def _creative(record: Record, cut: list[bool]) -> Iterator[Any]:
    for several, single in _CREATIVE:
        items, truncated = list_of(record.get(several))
        if truncated:
            cut.append(True)
        yield from items
        yield record.get(single)


def _links(record: Record) -> Iterator[str]:
    """The displayed link of an ad is often its domain alone."""
    for name in ("ad_creative_link_captions", "ad_creative_link_caption"):
        for item in list_of(record.get(name))[0]:
            shown = text_of(item) or ""
            host = shown.split("/")[0]
            if "://" in shown:
                yield shown
            elif "." in host and " " not in shown and host.replace(".", "").isascii():
                yield f"https://{shown}"


def _payer(record: Record) -> str | None:
    """Who pays now for an ad shown in the EU, as a JSON value or one written as a string."""
    items = [
        item
        for item in list_of(record_of(record.get("beneficiary_payers")))[0]
        if isinstance(item, dict)
    ]
    known = [item for item in items if item.get("current") is not False] or items
    return next((name for item in known if (name := text_of(item.get("payer")))), None)


def _between(record: Record, name: str) -> Any:
    whole = record.get(name)
    if whole not in (None, ""):
        return band(whole)
    low = first(record, (f"{name}_lower", f"{name}_min", f"{name}_lower_bound"))
    high = first(record, (f"{name}_upper", f"{name}_max", f"{name}_upper_bound"))
    return None if low is None and high is None else band(low, high)


def _countries(record: Record) -> tuple[str, ...]:
    items, _ = list_of(record.get("age_country_gender_reach_breakdown"))
    return names([item.get("country") for item in items if isinstance(item, dict)])


FORMAT = Format("meta_api", recognises, read)
