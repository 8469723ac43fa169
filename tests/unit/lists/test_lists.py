"""Lists find an ad by any spelling, keep their sources, and never forget a change."""

import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from service.lists import ListBook, ListEntry, export_csv, hits, import_csv, with_hits
from service.lists.entries import Kind, UnusableValue, comparable
from workers.report import Ad, Coverage, Engine, Entity, Media, RuleSet, ScanReport, Text

_SHA = "ab" * 32


def _report(*entities: Entity, **ad: Any) -> ScanReport:
    media = Media(
        id="m1", kind="image", sha256=_SHA, container="png", codec="png", width=1, height=1
    )
    return ScanReport(
        scan_id="s",
        created_at=datetime.now(UTC),
        verdict="clear",
        score=0,
        severity=0,
        engine=Engine(version="1", rules=RuleSet(id="t", version="1", sha256=_SHA)),
        ad=Ad(**ad),
        media=[media],
        coverage=Coverage(),
        entities=list(entities),
    )


def _book(path: Path, *entries: ListEntry) -> ListBook:
    book = ListBook(path / "lists.sqlite")
    book.add(entries, "inspector")
    return book


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("phone", "0912 345 678", "+84 912.345.678"),
        ("phone", "1900 1234", "19001234"),
        ("domain", "https://www.Shop.example/mua?x=1", "shop.example"),
        ("domain", "thuốc.example", "xn--thuc-2x5a.example"),
        ("advertiser", "CÔNG TY  Lá-Xanh", "công ty lá xanh"),
        ("page", "ｖườn thuốc", "Vườn thuốc!"),
        ("creative", _SHA.upper(), _SHA),
    ],
)
def test_spellings_of_one_value_compare_equal(kind: Kind, one: str, other: str) -> None:
    assert comparable(kind, one) == comparable(kind, other)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("phone", "12"), ("domain", "localhost"), ("creative", "abc"), ("page", "  "), ("page", "!?")],
)
def test_a_value_that_cannot_be_of_its_kind_is_refused(kind: Kind, value: str) -> None:
    with pytest.raises(UnusableValue):
        comparable(kind, value)


@pytest.mark.parametrize(
    ("entry", "report"),
    [
        (("phone", "0912345678"), _report(Entity(kind="phone", value="0912.345.678"))),
        (("domain", "shop.example"), _report(landing_url="https://a.shop.example/x")),
        (("domain", "shop.example"), _report(Entity(kind="url", value="http://shop.example/y"))),
        (("advertiser", "Lá Xanh"), _report(advertiser="LÁ XANH")),
        (("page", "Lá Xanh"), _report(metadata={"library": {"page": "lá xanh"}})),
        (("product", "Trà Lá"), _report(Entity(kind="product", value="trà lá"))),
        (("creative", _SHA), _report()),
    ],
)
def test_an_ad_is_found_by_each_kind(
    tmp_path: Path, entry: tuple[Kind, str], report: ScanReport
) -> None:
    with _book(tmp_path, ListEntry("black", *entry, "Cục ATTP")) as book:
        (hit,) = hits(report, book)
        assert hit.entry.source == "Cục ATTP"
        (match,) = with_hits(report, [hit]).matches
        assert match.list == f"black:{entry[0]}:{entry[1]}"


def test_a_name_inside_another_or_a_parent_domain_is_no_hit(tmp_path: Path) -> None:
    entries = (
        ListEntry("black", "domain", "a.shop.example", "x"),
        ListEntry("black", "advertiser", "Lá", "x"),
    )
    with _book(tmp_path, *entries) as book:
        report = _report(advertiser="Lá Xanh", landing_url="https://shop.example")
        assert hits(report, book) == ()


def test_every_change_is_logged_and_stays(tmp_path: Path) -> None:
    entry = ListEntry("white", "page", "Lá Xanh", "Bộ Y tế", date(2026, 3, 1), "đã xác nhận")
    with _book(tmp_path, entry) as book:
        assert book.add([entry], "inspector") == 0
        altered = ListEntry("white", "page", "LÁ XANH", "Bộ Y tế")
        assert book.add([altered], "analyst") == 1
        assert book.remove("white", "page", "lá xanh", "inspector") == 1
        assert book.entries() == []
        log = [(change.action, change.by, change.entry) for change in book.changes()]
        assert log == [
            ("added", "inspector", entry),
            ("altered", "analyst", altered),
            ("removed", "inspector", altered),
        ]
    records = sqlite3.connect(tmp_path / "lists.sqlite")
    for statement in ("DELETE FROM changes", "UPDATE changes SET by = 'x'"):
        with pytest.raises(sqlite3.IntegrityError):
            records.execute(statement)


def test_two_sources_of_one_value_are_both_kept(tmp_path: Path) -> None:
    entries = [ListEntry("black", "phone", "0912345678", source) for source in ("A", "B")]
    with _book(tmp_path, *entries) as book:
        assert [entry.source for entry in book.entries()] == ["A", "B"]


def test_an_unusable_entry_adds_nothing_of_its_batch(tmp_path: Path) -> None:
    with ListBook(tmp_path / "l") as book:
        entries = [ListEntry("black", "page", "x", "A"), ListEntry("black", "phone", "?", "A")]
        with pytest.raises(UnusableValue):
            book.add(entries, "inspector")
        assert book.entries() == []
        assert book.changes() == []


def test_tables_go_out_and_come_back_unchanged(tmp_path: Path) -> None:
    entries = [
        ListEntry("black", "phone", "+84912345678", "Cục ATTP", date(2026, 1, 2), "=1+1"),
        ListEntry("white", "domain", "tra.example", "Sở Y tế; công văn 1", None, "dòng\nhai"),
    ]
    export_csv(entries, tmp_path / "out.csv")
    text = (tmp_path / "out.csv").read_text("utf-8-sig")
    assert "'=1+1" in text
    assert import_csv(tmp_path / "out.csv") == (entries, [])


def test_bad_lines_are_told_by_number(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text(
        "list;kind;value;source;date\n"
        "black;phone;0912345678;A;01/03/2026\n"
        "grey;phone;0912345678;A;\n"
        "black;email;x;A;\n"
        "black;phone;x;A;\n"
        "black;page;x;;\n"
        "black;page;x;A;32/13/2026\n",
        "utf-8",
    )
    entries, bad = import_csv(path)
    assert [entry.dated for entry in entries] == [date(2026, 3, 1)]
    assert [line.line for line in bad] == [3, 4, 5, 6, 7]


def test_a_listed_product_is_met_where_its_whole_name_is_read(tmp_path: Path) -> None:
    named = ListEntry("black", "product", "Lá Xanh+", "agency")
    short = ListEntry("black", "product", "Trà", "agency")
    book = _book(tmp_path, named, short)

    def met(text: str) -> list[ListEntry]:
        said = _report().model_copy(update={"texts": [Text(id="t", source="screen", text=text)]})
        return [hit.entry for hit in hits(said, book)]

    assert met("Trà LÁ-XANH mới về") == [named]
    assert met("Trà lá xanhh, lá  rất xanh") == []
