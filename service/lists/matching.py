"""Which entries of the lists an ad meets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.lists.book import ListBook
from service.lists.entries import Kind, ListEntry, UnusableValue, as_words, comparable
from workers.report import Match, ScanReport

_ENTITIES: dict[str, Kind] = {
    "phone": "phone",
    "domain": "domain",
    "url": "domain",
    "product": "product",
    "company": "advertiser",
}
_SHORTEST_NAME = 5
"""Characters of a product name that is sought in texts: shorter ones are everyday words."""


@dataclass(frozen=True, slots=True)
class ListHit:
    """The ad's `value` is on a list; `entry` says on which, and by whose word."""

    entry: ListEntry
    value: str

    @property
    def label(self) -> str:
        """Colour, kind and value, as reports name the list."""
        return f"{self.entry.colour}:{self.entry.kind}:{self.entry.value}"


def hits(report: ScanReport, book: ListBook) -> tuple[ListHit, ...]:
    """Every entry that the ad's advertiser, page, links, numbers, products or files meet.

    A listed product is met wherever its whole name is read, heard or written, too.
    """
    found: dict[ListEntry, ListHit] = {}
    by_kind: dict[Kind, dict[str, str]] = {}
    for kind, value in _values(report):
        for key in _keys(kind, value):
            by_kind.setdefault(kind, {}).setdefault(key, value)
    for kind, values in by_kind.items():
        for entry in book.find(kind, values):
            found.setdefault(entry, ListHit(entry, values[entry.key]))
    words = " ".join(f" {as_words(text.text)} " for text in report.texts)
    for entry in book.of_kind("product"):
        if len(entry.key) >= _SHORTEST_NAME and f" {entry.key} " in words:
            found.setdefault(entry, ListHit(entry, entry.value))
    return tuple(found.values())


def with_hits(report: ScanReport, found: Sequence[ListHit]) -> ScanReport:
    """The report with a match for each hit."""
    if not found:
        return report
    listed = [Match(kind="exact", distance=0.0, list=hit.label) for hit in found]
    return report.model_copy(update={"matches": [*report.matches, *listed]})


def _values(report: ScanReport) -> Iterator[tuple[Kind, str]]:
    library = report.ad.metadata.get("library", {})
    if report.ad.advertiser:
        yield "advertiser", report.ad.advertiser
        yield "page", report.ad.advertiser
    if library.get("page"):
        yield "page", library["page"]
    for url in (report.ad.landing_url, *library.get("landing_urls", ())):
        if url:
            yield "domain", url
    for entity in report.entities:
        if entity.kind in _ENTITIES:
            yield _ENTITIES[entity.kind], entity.value
    for media in report.media:
        yield "creative", media.sha256


def _keys(kind: Kind, value: str) -> list[str]:
    """Forms under which the value may be listed: a shop below a listed domain is listed too."""
    try:
        key = comparable(kind, value)
    except UnusableValue:
        return []
    if kind != "domain":
        return [key]
    labels = key.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]
