"""One ad of an ad library, whatever export it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Record = Mapping[str, Any]
"""One ad as the export wrote it: keys in snake_case, values as JSON or CSV gave them."""

FormatName = Literal[
    "meta_api",
    "meta_breakdown",
    "meta_web",
    "meta_page_search",
    "tiktok_api",
    "tiktok_scraper",
    "google_transparency",
    "ytdlp",
    "manifest",
]

RowWarning = Literal[
    "id_damaged",
    "id_restored",
    "id_maybe_rounded",
    "page_id_damaged",
    "template_placeholder",
    "list_truncated",
    "cells_missing",
    "cells_extra",
]


@dataclass(frozen=True, slots=True)
class MediaRef:
    """A picture or video the row speaks of.

    `url` is free of tokens and may be stored and shown. `fetch_url` still carries what the platform
    signed and is for fetching only: it is kept out of `repr` and of every output. `path` is a file
    name the export gave, relative to the export's folder.
    """

    kind: Literal["image", "video"] | None
    url: str | None = None
    path: str | None = None
    fetch_url: str | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Range:
    """A count the platform gives as a band; an open end is None."""

    lower: int | None
    upper: int | None


@dataclass(frozen=True, slots=True)
class AdRow:
    """One ad. Every value is the export's claim; texts are verbatim but for access tokens, URLs
    are free of tokens.

    `position` counts records of the file from 0. `texts` are what a viewer could read, in reading
    order, each once. `library_url` is the platform's page about the ad, `landing_urls` where the ad
    leads. Dates are UTC. `extras` holds every field of the record, cleaned of secrets.
    """

    format: FormatName
    position: int
    platform: str
    external_id: str | None = None
    advertiser: str | None = None
    advertiser_id: str | None = None
    page: str | None = None
    page_id: str | None = None
    texts: tuple[str, ...] = ()
    landing_urls: tuple[str, ...] = ()
    library_url: str | None = None
    first_shown: date | None = None
    last_shown: date | None = None
    active: bool | None = None
    media: tuple[MediaRef, ...] = ()
    reach: Range | None = None
    spend: Range | None = None
    currency: str | None = None
    countries: tuple[str, ...] = ()
    placements: tuple[str, ...] = ()
    group_id: str | None = None
    warnings: tuple[RowWarning, ...] = ()
    extras: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def caption(self) -> str:
        """All texts as one caption, a paragraph each."""
        return "\n\n".join(self.texts)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One line of a companion table: the share of an ad's viewers in a region or age group."""

    external_id: str
    group: Mapping[str, str]
    share: float


@dataclass(frozen=True, slots=True)
class Fault:
    """A record that could not be read; `line` counts from 1 where the file has lines."""

    position: int
    line: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Export:
    """What one file held. `formats` counts records by format."""

    formats: Mapping[FormatName, int]
    rows: tuple[AdRow, ...]
    breakdowns: tuple[Breakdown, ...] = ()
    faults: tuple[Fault, ...] = ()
