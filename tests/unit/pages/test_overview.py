"""The overview shows every ad of a run, and keeps those that could not be scanned apart."""

import re
from pathlib import Path

from service.pages import IndexEntry, write_ad_page, write_index
from tests.unit.pages.reports import report
from workers.report import ScanReport


def entry(name: str, made: ScanReport, folder: Path) -> IndexEntry:
    write_ad_page(made, folder / name)
    return IndexEntry(name, made, folder / name)


def test_ads_come_gravest_first_and_lead_to_their_pages(tmp_path: Path) -> None:
    quiet = report(verdict="clear", score=0.0, severity=0, findings=[], categories={})
    entries = [
        entry("quiet", quiet, tmp_path),
        entry("unsure", report(verdict="suspect", score=0.4), tmp_path),
        entry("grave one", report(), tmp_path),
    ]
    page = write_index(entries, tmp_path).read_text("utf-8")
    links = re.findall(r'<a class="card v-\w+" href="([^"]+)"', page)
    assert links == ["grave%20one/index.html", "unsure/index.html", "quiet/index.html"]


def test_counts_by_verdict_are_shown(tmp_path: Path) -> None:
    entries = [entry("a", report(), tmp_path), entry("b", report(), tmp_path)]
    page = write_index(entries, tmp_path).read_text("utf-8")
    assert re.search(r'f-violation v-violation".*?<b>2</b>', page, re.DOTALL)
    assert re.search(r'f-clear v-clear none".*?<b>0</b>', page, re.DOTALL)


def test_what_could_not_be_scanned_is_never_among_the_clear(tmp_path: Path) -> None:
    failed = IndexEntry("bad<b>.mp4", detail="It is <i>empty</i>.", remedy="Download it again.")
    page = write_index([failed], tmp_path).read_text("utf-8")
    assert 'class="card v-' not in page
    assert "bad&lt;b&gt;.mp4" in page
    assert "It is &lt;i&gt;empty&lt;/i&gt;." in page
    assert "must not be taken for" in page


def test_ad_that_was_not_looked_at_whole_is_marked(tmp_path: Path) -> None:
    coverage = report().coverage.model_copy(update={"complete": False})
    page = write_index([entry("a", report(coverage=coverage), tmp_path)], tmp_path).read_text(
        "utf-8"
    )
    assert "not all looked at" in page


def test_report_without_a_page_has_no_link(tmp_path: Path) -> None:
    page = write_index([IndexEntry("a", report())], tmp_path).read_text("utf-8")
    assert re.search(r'<a class="card v-violation">', page)


def test_no_ads_at_all_still_give_a_page(tmp_path: Path) -> None:
    assert "0 ads submitted" in write_index([], tmp_path).read_text("utf-8")
