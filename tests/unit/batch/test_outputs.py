"""Outputs keep every word intact and harmless, whatever an ad says."""

import csv
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from service.batch.items import BatchItem, LeftOut
from service.batch.memory import Result
from service.batch.outcome import Failure
from service.batch.outputs.cells import neutral
from service.batch.outputs.findings import write_findings
from service.batch.outputs.lines import AdLine, ad_line, domain_of, ranked
from service.batch.outputs.page import PageInput, write_page
from service.batch.outputs.results import write_results
from service.batch.outputs.summary import summarise
from service.batch.outputs.words import reason_of
from service.batch.outputs.workbook import write_workbook
from service.batch.remote import ServiceRefused
from service.batch.scanning import ScannerGone
from service.outbound import FetchFailed
from workers.errors import InputError, MediaError, OutputError
from workers.report import (
    Ad,
    Coverage,
    Engine,
    Entity,
    Evidence,
    Finding,
    Message,
    RuleSet,
    ScanReport,
    Verdict,
)

HOSTILE = '=HYPERLINK("http://x") </script><img src=x onerror=alert(1)> “khỏi hẳn” \u2028'


def _result(
    key: str,
    verdict: Verdict | None,
    quote: str = "",
    alike: str | None = None,
    **library: Any,
) -> Result:
    ad = Ad(platform="meta", advertiser="Công ty Lá Xanh", metadata={"library": library})
    item = BatchItem(key, (), ad)
    if verdict is None:
        return Result(item, None, Failure("not_media", "Không phải ảnh.", "Chụp lại."), None)
    evidence = [Evidence(kind="text", quote=quote)]
    message = Message(vi="Nói chữa khỏi", en="Claims to cure")
    finding = Finding(
        id="f", category="cure", rule="r", severity=4, score=0.9, message=message, legal=[],
        evidence=evidence,
    )  # fmt: skip
    report = ScanReport(
        scan_id=f"id-{key}",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        verdict=verdict,
        score=0.9 if quote else 0.0,
        severity=4 if quote else 0,
        engine=Engine(version="1", rules=RuleSet(id="t", version="1", sha256="0" * 64)),
        ad=ad,
        media=[],
        coverage=Coverage(),
        entities=[Entity(kind="phone", value="0900000000")],
        findings=[finding] if quote else [],
    )
    return Result(item, report, None, alike, alike)


@pytest.fixture
def results() -> list[Result]:
    return [
        _result("clear", "clear", first_shown="2026-01-05", landing_urls=["https://www.a.vn/x"]),
        _result("hostile", "violation", HOSTILE, first_shown="2026-03-05", page="Trang Một"),
        _result("copy", "violation", HOSTILE, alike="hostile", page="Trang Hai"),
        _result("failed", None),
        _result("suspect", "suspect", "+84 gọi ngay", first_shown="2026-06-01"),
    ]


def _page(folder: Path, lines: list[AdLine]) -> str:
    page = PageInput(
        name="<b>tên</b>",
        lines=lines,
        summary=summarise(lines),
        left_out=[LeftOut("<i>", Failure("x", "</script>"))],
        left=3,
        made_at=datetime(2026, 1, 1, tzinfo=UTC),
        categories={"cure": Message(vi="Chữa bệnh", en="Cure")},
        thumbnails=folder,
    )
    write_page(page, folder / "report.html")
    return (folder / "report.html").read_text("utf-8")


def test_the_queue_is_gravest_first(results: list[Result]) -> None:
    lines = ranked([ad_line(result, None) for result in results])
    assert [line.key for line in lines] == ["hostile", "copy", "suspect", "clear", "failed"]


def test_totals_count_every_ad_once(results: list[Result]) -> None:
    summary = summarise([ad_line(result, None) for result in results])
    assert summary.verdicts == {
        "violation": 2,
        "suspect": 1,
        "inconclusive": 0,
        "clear": 1,
        "error": 1,
    }
    assert [period.name for period in summary.periods] == [f"2026-{n:02d}" for n in range(1, 7)]
    (cluster,) = summary.clusters
    assert [line.key for line in cluster.members] == ["hostile", "copy"]
    assert cluster.pages == ("Trang Một", "Trang Hai")
    assert summary.charts["domain"][0].name == "a.vn"
    assert (summary.charts["phone"][0].flagged, summary.charts["phone"][0].total) == (3, 4)
    assert summary.failures == {"not_media": 1}


def test_an_empty_batch_has_totals_too(tmp_path: Path) -> None:
    assert summarise([]).periods == ()
    assert "0" in _page(tmp_path, [])


@pytest.mark.parametrize("text", ["=1+1", "+84", "-5", "@x", "\t=1", " =1", "＝1", "\u200b=1"])
def test_formulas_are_neutralised(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Trà", "a=b", "5-6", "'quoted"])
def test_plain_text_is_left_as_it_is(text: str) -> None:
    assert neutral(text) == text


def test_csv_opens_in_a_spreadsheet_with_its_letters(results: list[Result], tmp_path: Path) -> None:
    write_findings(results, tmp_path / "f.csv")
    assert (tmp_path / "f.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "f.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["quote"] for row in rows] == [f"'{HOSTILE}"] * 2 + ["'+84 gọi ngay"]
    assert rows[0]["message_vi"] == "Nói chữa khỏi"


def test_the_workbook_holds_text_and_no_formula(results: list[Result], tmp_path: Path) -> None:
    lines = ranked([ad_line(result, None) for result in results])
    clusters = summarise([ad_line(result, None) for result in results]).clusters
    names = {name: Message(vi=f"Nhóm {name}", en=name) for one in lines for name in one.categories}
    write_workbook(lines, results, clusters, [], names, tmp_path, tmp_path / "f.xlsx")
    ads, findings, copies, failures = load_workbook(tmp_path / "f.xlsx").worksheets
    assert ads["F2"].value == HOSTILE.replace("\u2028", "\u2028")
    assert ads["F2"].data_type == "s"
    assert {cell.data_type for row in findings.iter_rows() for cell in row} <= {"s", "n"}
    assert ads.freeze_panes == "C2"
    assert ads.auto_filter.ref == "A1:U6"
    assert findings.freeze_panes == "A2"
    assert [cell.value for cell in copies["C"][1:]] == [len(one.members) for one in clusters]
    assert copies["A2"].value == clusters[0].original.key
    assert str(ads["E2"].value).startswith("Nhóm ")
    assert failures["B2"].value == "Không phải ảnh hay video / Neither picture nor video"
    assert failures["D2"].value == "Không phải ảnh."


def test_the_page_lets_no_ad_speak_as_markup(results: list[Result], tmp_path: Path) -> None:
    page = _page(tmp_path, [ad_line(result, None) for result in results])
    assert "<img src=x" not in page
    assert "<b>tên" not in page
    assert page.count("</script>") == page.count("<script")
    (data,) = re.findall(r'id="data-ads">(.*?)</script>', page, re.DOTALL)
    ads = json.loads(data)
    assert ads[0][4] == HOSTILE
    assert "\u2028" not in data


def test_the_page_needs_nothing_from_elsewhere(results: list[Result], tmp_path: Path) -> None:
    page = _page(tmp_path, [ad_line(result, None) for result in results])
    assert "default-src 'none'" in page
    assert not re.findall(r'(?:src|href)="(?!data:|#)[^"]*"', page)
    assert not re.findall(r"<[a-z][^>]*\son\w+=", page)
    assert not re.findall(r"<[a-z][^>]*\sstyle=", page)


def test_results_are_one_line_an_ad(results: list[Result], tmp_path: Path) -> None:
    write_results(results, tmp_path / "r.jsonl")
    lines = [
        json.loads(line) for line in (tmp_path / "r.jsonl").read_text("utf-8").split("\n")[:-1]
    ]
    assert [line["input"] for line in lines] == ["clear", "hostile", "copy", "failed", "suspect"]
    assert lines[1]["findings"][0]["evidence"][0]["quote"] == HOSTILE
    assert lines[2]["copy_of"] == "hostile"
    assert lines[3]["schema"] == "adscan.error/1"
    assert lines[3]["detail"] == "Không phải ảnh. Chụp lại."


def test_a_folder_that_is_gone_is_an_output_error(results: list[Result], tmp_path: Path) -> None:
    for write in (write_results, write_findings):
        with pytest.raises(OutputError):
            write(results, tmp_path / "absent" / "file")


@pytest.mark.parametrize(
    ("url", "domain"),
    [("https://www.a.vn/x", "a.vn"), ("b.vn", "b.vn"), ("http://[", ""), ("", "")],
)
def test_domains_of_urls(url: str, domain: str) -> None:
    assert domain_of(url) == domain


def _data(page: str, name: str) -> Any:
    (data,) = re.findall(rf'id="data-{name}">(.*?)</script>', page, re.DOTALL)
    return json.loads(data)


def test_a_copy_names_its_original_by_place_and_keeps_its_own_words(
    results: list[Result], tmp_path: Path
) -> None:
    ads = _data(_page(tmp_path, [ad_line(result, None) for result in results]), "ads")
    places = {name: place for place, name in enumerate(_places())}
    by_key = {ad[places["KEY"]]: ad for ad in ads}
    original = by_key["copy"][places["ORIGINAL"]]
    assert ads[original - 1] is by_key["hostile"]
    assert by_key["hostile"][places["ORIGINAL"]] == 0
    assert by_key["copy"][places["PAGE_NAME"]] == "Trang Hai"
    assert len(_places()) == len(ads[0])


def _places() -> list[str]:
    """The names that the script gives to the places of an ad's array."""
    script = resources.files("service.batch.outputs").joinpath("templates/batch.js").read_text()
    (names,) = re.findall(r"const \[(VERDICT,.*?)\] =", script, re.DOTALL)
    return [name.strip() for name in names.split(",")]


def test_an_ad_judged_by_its_words_alone_says_why(results: list[Result], tmp_path: Path) -> None:
    spoken = replace(results[1], failure=Failure("empty_file", "a.jpg is empty."))
    lines = [ad_line(spoken, None)]
    assert lines[0].verdict == "violation"
    assert summarise(lines).failures == {"empty_file": 1}
    page = _page(tmp_path, lines)
    (ad,) = _data(page, "ads")
    assert ad[_places().index("FAILURE")] == ["Tệp rỗng", "Empty file", "a.jpg is empty."]
    assert ad[_places().index("SCORE")] == 0.9


def test_of_equally_grave_ads_a_black_listed_one_comes_first(results: list[Result]) -> None:
    listed = replace(ad_line(results[0], None), key="listed", lists=("black:phone:0900000000",))
    white = replace(listed, key="white", lists=("white:phone:0900000000",))
    lines = ranked([white, ad_line(results[0], None), listed, ad_line(results[4], None)])
    assert [line.key for line in lines] == ["suspect", "listed", "white", "clear"]


def test_every_reason_of_a_batch_has_words() -> None:
    told = {reason_of(code).en for code in _codes()}
    assert reason_of("no such code").en not in told


def _codes() -> set[str]:
    """The codes with which a batch fails an ad, as far as an ad and not the machine is at fault."""
    kinds = [InputError, MediaError, ScannerGone, ServiceRefused, FetchFailed]
    codes = set()
    for kind in kinds:
        kinds += kind.__subclasses__()
        if kind.__module__.startswith(("workers.errors", "service.outbound", "service.batch")):
            codes.add(kind.code)
    planned = {"crashed", "timed_out", "media_missing", "media_not_fetched", "unreadable_row"}
    return (codes | planned) - {"internal"}
