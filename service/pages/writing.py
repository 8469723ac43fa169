"""Writing the pages of a run to a folder: one for each ad, one over all of them."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from service.pages.entries import IndexEntry
from service.pages.rendering import render
from service.pages.views import ad_view, card_view
from workers.report import ScanReport

PAGE = "index.html"
VERDICTS = ("violation", "suspect", "inconclusive", "clear")


def write_ad_page(
    report: ScanReport, folder: Path, *, name: str | None = None, index: str | None = None
) -> Path:
    """Write `folder`/index.html for one ad and return its path.

    Stills and cover are taken from `folder`, where `workers.evidence.save_stills` put them.
    `index` is the relative address of the overview, if there is one. Raises OSError.
    """
    title = name or report.ad.external_id or report.scan_id
    view = ad_view(report, folder, title, index)
    return _write(folder / PAGE, render("ad.html.j2", ad=view))


def write_index(entries: Sequence[IndexEntry], folder: Path) -> Path:
    """Write `folder`/index.html over all ads of a run, gravest first, and return its path."""
    cards = [
        card_view(entry.name, entry.report, entry.folder, _link(entry.folder, folder))
        for entry in entries
        if entry.report is not None
    ]
    cards.sort(
        key=lambda c: (VERDICTS.index(c.report.verdict), -c.report.severity, -c.report.score)
    )
    counts = Counter(card.report.verdict for card in cards)
    failed = [entry for entry in entries if entry.report is None]
    page = render(
        "overview.html.j2",
        cards=cards,
        counts=counts,
        failed=failed,
        verdicts=VERDICTS,
        total=len(entries),
    )
    return _write(folder / PAGE, page)


def _link(ad_folder: Path | None, folder: Path) -> str | None:
    if ad_folder is None or not (ad_folder / PAGE).exists():
        return None
    relative = (ad_folder / PAGE).resolve().relative_to(folder.resolve())
    return quote(relative.as_posix())


def _write(path: Path, page: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, "utf-8")
    return path
