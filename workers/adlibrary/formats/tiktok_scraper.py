"""Scrapers of the TikTok ad library web site: flat camelCase records, dates in milliseconds."""

from workers.adlibrary.addresses import clean_urls
from workers.adlibrary.formats.base import Format, ad_id, distinct, first, media, names, page_id
from workers.adlibrary.row import AdRow, Record
from workers.adlibrary.values import band, day, list_of, readable, record_of, text_of


def recognises(record: Record) -> bool:
    fields = record.keys()
    marks = ("ad_video_url", "ad_video_cover", "ad_start_date", "ad_title", "ad_impressions")
    return "ad_id" in fields and sum(mark in fields for mark in marks) >= 2


def ad_page(external_id: str | None) -> str | None:
    """The page of an ad in TikTok's library."""
    return f"https://library.tiktok.com/ads/detail/?ad_id={external_id}" if external_id else None


def read(record: Record, position: int) -> AdRow:
    external_id, warnings = ad_id(record.get("ad_id"))
    owner, owner_warnings = page_id(record.get("advertiser_id"))
    texts, placeholder = readable([record.get("ad_title"), record.get("ad_text")])
    regions = list_of(record_of(record.get("targeting_by_location")))[0]
    video = media("video", record.get("ad_video_url"))
    return AdRow(
        format="tiktok_scraper",
        position=position,
        platform="tiktok",
        external_id=external_id,
        advertiser=text_of(first(record, ("advertiser_paid_for_by", "advertiser_name"))),
        advertiser_id=owner,
        page=text_of(record.get("advertiser_name")),
        texts=texts,
        landing_urls=clean_urls(first(record, ("ad_landing_url", "landing_page_url"))),
        library_url=ad_page(external_id),
        first_shown=day(record.get("ad_start_date")),
        last_shown=day(record.get("ad_end_date")),
        media=distinct(
            [
                video or media("image", record.get("ad_video_cover")),
                *(media("image", url) for url in list_of(record.get("ad_image_urls"))[0]),
            ]
        ),
        reach=band(first(record, ("ad_impressions", "ad_estimated_audience"))),
        countries=names([item.get("region") for item in regions if isinstance(item, dict)]),
        warnings=(
            *warnings,
            *owner_warnings,
            *(("template_placeholder",) if placeholder else ()),
        ),
    )


FORMAT = Format("tiktok_scraper", recognises, read)
