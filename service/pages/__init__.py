"""Self-contained HTML pages of scan results, in Vietnamese and English, to read offline."""

from service.pages.entries import IndexEntry
from service.pages.writing import write_ad_page, write_index

__all__ = ["IndexEntry", "write_ad_page", "write_index"]
