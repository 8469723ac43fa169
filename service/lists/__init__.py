"""White and black lists kept in a file: who and what is known, from which source, since when."""

from service.lists.book import ListBook
from service.lists.entries import Colour, Kind, ListEntry
from service.lists.matching import ListHit, hits, with_hits
from service.lists.tables import export_csv, import_csv

__all__ = [
    "Colour",
    "Kind",
    "ListBook",
    "ListEntry",
    "ListHit",
    "export_csv",
    "hits",
    "import_csv",
    "with_hits",
]
