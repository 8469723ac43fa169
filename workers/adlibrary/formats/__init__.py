"""One module for each export format; `FORMATS` holds them, the most particular first."""

from workers.adlibrary.formats import (
    google_transparency,
    manifest,
    meta_api,
    meta_breakdown,
    meta_page_search,
    meta_web,
    tiktok_api,
    tiktok_scraper,
    ytdlp,
)
from workers.adlibrary.formats.base import Format

FORMATS: tuple[Format, ...] = (
    google_transparency.FORMAT,
    tiktok_api.FORMAT,
    tiktok_scraper.FORMAT,
    meta_web.FORMAT,
    meta_breakdown.FORMAT,
    meta_api.FORMAT,
    meta_page_search.FORMAT,
    ytdlp.FORMAT,
    manifest.FORMAT,
)
