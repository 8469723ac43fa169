"""Google Ads Transparency Center (`creative_stats`, `removed_creative_stats`), CSV or JSON lines.

It has neither media nor text, only the page of the creative. In CSV `region_stats` is a string.
"""

from collections.abc import Sequence

from workers.adlibrary.addresses import clean_url
from workers.adlibrary.formats.base import Format, names
from workers.adlibrary.row import AdRow, Range, Record
from workers.adlibrary.values import count, day, list_of, record_of, text_of


def recognises(record: Record) -> bool:
    fields = record.keys()
    return "creative_id" in fields and (
        "ad_format_type" in fields
        or "advertiser_disclosed_name" in fields
        or "creative_page_url" in fields
    )


def read(record: Record, position: int) -> AdRow:
    regions = [
        region
        for region in list_of(record_of(record.get("region_stats")))[0]
        if isinstance(region, dict)
    ]
    shown = [day(region.get("first_shown")) for region in regions]
    until = [day(region.get("last_shown")) for region in regions]
    return AdRow(
        format="google_transparency",
        position=position,
        platform="google",
        external_id=text_of(record.get("creative_id")),
        advertiser=text_of(record.get("advertiser_legal_name"))
        or text_of(record.get("advertiser_disclosed_name")),
        advertiser_id=text_of(record.get("advertiser_id")),
        page=text_of(record.get("advertiser_disclosed_name")),
        library_url=clean_url(record.get("creative_page_url")),
        first_shown=min((date for date in shown if date), default=None),
        last_shown=max((date for date in until if date), default=None),
        reach=_times_shown(regions),
        countries=names([region.get("region_code") for region in regions]),
        placements=names(record.get("ad_format_type")),
    )


def _times_shown(regions: Sequence[Record]) -> Range | None:
    low = [count(region.get("times_shown_lower_bound")) for region in regions]
    high = [count(region.get("times_shown_upper_bound")) for region in regions]
    known = [value for value in low if value is not None]
    if not known and not any(value is not None for value in high):
        return None
    open_end = any(value is None for value in high)
    return Range(sum(known), None if open_end else sum(value or 0 for value in high))


FORMAT = Format("google_transparency", recognises, read)
