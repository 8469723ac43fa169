"""Each ad of a batch boiled down to one line for tables and charts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from service.batch.memory import Result
from service.batch.outcome import Failure
from service.lists.entries import Colour
from workers.report import Finding, Message, ScanReport

RANK = ("violation", "suspect", "inconclusive", "clear", "error")
_QUOTE_LENGTH = 240


@dataclass(frozen=True, slots=True)
class AdLine:
    """One ad. `verdict` is the report's, or "error"; `category` that of its gravest finding.

    `thumbnail` is the SHA-256 of its first media file. `original` is the key of the ad whose scan
    it took over, `alike` that of the first ad with the same creative. `failure` says why the ad, or
    all but its words, could not be scanned. Dates are ISO text.
    """

    key: str
    verdict: str
    score: float
    severity: int
    categories: tuple[str, ...]
    quote: str
    message: Message | None
    findings: int
    platform: str
    advertiser: str
    page: str
    external_id: str
    caption: str
    library_url: str
    landing_domains: tuple[str, ...]
    phones: tuple[str, ...]
    products: tuple[str, ...]
    first_shown: str
    scan_id: str
    thumbnail: str | None
    original: str | None
    alike: str | None
    complete: bool
    lists: tuple[str, ...]
    failure: Failure | None

    def on_list(self, colour: Colour) -> bool:
        """Whether something of it is on a list of that colour."""
        return any(entry.startswith(f"{colour}:") for entry in self.lists)


def ad_line(result: Result, thumbnail: str | None) -> AdLine:
    """The line of one result."""
    ad = result.report.ad if result.report else result.item.ad
    library: dict[str, Any] = ad.metadata.get("library", {})
    report = result.report
    gravest = _gravest(report)
    urls = [*library.get("landing_urls", ()), ad.landing_url or ""]
    return AdLine(
        key=result.item.key,
        verdict=report.verdict if report else "error",
        score=report.score if report else 0.0,
        severity=report.severity if report else 0,
        categories=_categories(report),
        quote=_quote(gravest),
        message=gravest.message if gravest else None,
        findings=len(report.findings) if report else 0,
        platform=ad.platform or "",
        advertiser=ad.advertiser or "",
        page=library.get("page") or "",
        external_id=ad.external_id or "",
        caption=_shortened(ad.caption or ""),
        library_url=library.get("library_url") or "",
        landing_domains=_distinct(
            [*(domain_of(url) for url in urls), *_entities(report, "domain")]
        ),
        phones=_distinct(_entities(report, "phone")),
        products=_distinct(_entities(report, "product")),
        first_shown=library.get("first_shown") or "",
        scan_id=report.scan_id if report else "",
        thumbnail=thumbnail,
        original=result.original,
        alike=result.alike,
        complete=report.coverage.complete if report else False,
        lists=_distinct(match.list or "" for match in report.matches) if report else (),
        failure=result.failure,
    )


def ranked(lines: Iterable[AdLine]) -> list[AdLine]:
    """Gravest first, of equally grave ones those on a black list; else as in the input."""

    def place(line: AdLine) -> tuple[int, int, bool, float]:
        listed = line.on_list("black")
        return RANK.index(line.verdict), -line.severity, not listed, -line.score

    return sorted(lines, key=place)


def domain_of(url: str) -> str:
    """The host of a URL without `www.`; empty where there is none."""
    try:
        host = urlsplit(url if "://" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _gravest(report: ScanReport | None) -> Finding | None:
    findings = report.findings if report else []
    return max(findings, key=lambda found: (found.severity, found.score), default=None)


def _categories(report: ScanReport | None) -> tuple[str, ...]:
    return _distinct(finding.category for finding in report.findings) if report else ()


def _quote(finding: Finding | None) -> str:
    quotes = [entry.quote for entry in finding.evidence if entry.quote] if finding else []
    return _shortened(quotes[0]) if quotes else ""


def _shortened(text: str) -> str:
    return text if len(text) <= _QUOTE_LENGTH else f"{text[: _QUOTE_LENGTH - 1]}…"


def _entities(report: ScanReport | None, kind: str) -> Sequence[str]:
    return [entity.value for entity in report.entities if entity.kind == kind] if report else []


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
