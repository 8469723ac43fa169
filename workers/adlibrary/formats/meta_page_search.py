"""Tables of pages scraped from a search of the Meta Ad Library web site: no ads, only pages."""

from workers.adlibrary.addresses import clean_urls
from workers.adlibrary.formats.base import Format
from workers.adlibrary.row import AdRow, Record
from workers.adlibrary.values import flag, readable, text_of

_PLACES = ("facebook", "instagram", "audience_network", "messenger")


def recognises(record: Record) -> bool:
    fields = record.keys()
    return {"name", "description", "website"} <= fields and sum(p in fields for p in _PLACES) >= 2


def read(record: Record, position: int) -> AdRow:
    texts, _ = readable([record.get("description")])
    return AdRow(
        format="meta_page_search",
        position=position,
        platform="meta",
        page=text_of(record.get("name")),
        texts=texts,
        landing_urls=clean_urls(record.get("website")),
        placements=tuple(place for place in _PLACES if flag(record.get(place))),
    )


FORMAT = Format("meta_page_search", recognises, read)
