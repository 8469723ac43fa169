"""TikTok Commercial Content API: answers of `/ad/query/` and `/ad/detail/`.

Its documentation spells `buisness_id`, `paid_by` and `unique_user_seen`; both spellings are read.
"""

from workers.adlibrary.addresses import clean_urls
from workers.adlibrary.formats.base import Format, ad_id, distinct, first, media, names, page_id
from workers.adlibrary.formats.tiktok_scraper import ad_page
from workers.adlibrary.row import AdRow, Record
from workers.adlibrary.values import band, day, flag, list_of, readable, text_of


def recognises(record: Record) -> bool:
    ad = record.get("ad")
    return isinstance(ad, dict) and "id" in ad and _marks(ad, record) >= 1


def _marks(ad: Record, record: Record) -> int:
    known = ("first_shown_date", "last_shown_date", "image_urls", "videos", "reach", "status")
    advertiser = record.get("advertiser")
    named = isinstance(advertiser, dict) and any(
        name in advertiser for name in ("business_id", "buisness_id", "business_name")
    )
    return sum(name in ad for name in known) // 2 + named


def read(record: Record, position: int) -> AdRow:
    ad: Record = record["ad"]
    advertiser = _object(record.get("advertiser"))
    reach = _object(ad.get("reach"))
    by_country = _object(
        first(reach, ("unique_users_seen_by_country", "unique_user_seen_by_country"))
    )
    external_id, warnings = ad_id(ad.get("id"))
    owner, owner_warnings = page_id(first(advertiser, ("business_id", "buisness_id")))
    texts, placeholder = readable(
        [ad.get("title"), ad.get("description"), ad.get("call_to_action")]
    )
    videos = [item for item in list_of(ad.get("videos"))[0] if isinstance(item, dict)]
    return AdRow(
        format="tiktok_api",
        position=position,
        platform="tiktok",
        external_id=external_id,
        advertiser=text_of(first(advertiser, ("paid_for_by", "paid_by", "business_name"))),
        advertiser_id=owner,
        page=text_of(advertiser.get("business_name")),
        texts=texts,
        landing_urls=clean_urls(ad.get("external_url"), ad.get("download_url")),
        library_url=ad_page(external_id),
        first_shown=day(ad.get("first_shown_date")),
        last_shown=day(ad.get("last_shown_date")),
        active=flag(ad.get("status")),
        media=distinct(
            [
                *(
                    media("video", item.get("url")) or media("image", item.get("cover_image_url"))
                    for item in videos
                ),
                *(media("image", url) for url in list_of(ad.get("image_urls"))[0]),
            ]
        ),
        reach=band(first(reach, ("unique_users_seen", "unique_user_seen"))),
        countries=names([country.upper() for country in by_country]),
        warnings=(
            *warnings,
            *owner_warnings,
            *(("template_placeholder",) if placeholder else ()),
        ),
    )


def _object(value: object) -> Record:
    return value if isinstance(value, dict) else {}


FORMAT = Format("tiktok_api", recognises, read)
