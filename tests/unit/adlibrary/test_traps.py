"""What exports do to their own data: each trap is sprung once here."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from workers.adlibrary import read_export
from workers.adlibrary.row import AdRow, Export, Range
from workers.adlibrary.values import band, count, day, list_of
from workers.errors import EmptyFile, LimitExceeded, NotMedia

_HEADER = "ad_id,page_id,page_name,ad_creative_bodies,ad_snapshot_url,ad_delivery_start_time\n"


def _export(folder: Path, content: str | bytes | list[Any] | dict[str, Any]) -> Export:
    path = folder / "export"
    if isinstance(content, list | dict):
        content = json.dumps(content)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_export(path)


def _row(folder: Path, cells: str) -> AdRow:
    (row,) = _export(folder, _HEADER + cells).rows
    return row


def test_an_id_in_scientific_notation_is_restored_from_the_snapshot_url(tmp_path: Path) -> None:
    url = "https://www.facebook.com/ads/library/?id=1234561234567890"
    row = _row(tmp_path, f"1.23456E+15,55,P,x,{url},2024-1-2\n")
    assert row.external_id == "1234561234567890"
    assert "id_restored" in row.warnings


@pytest.mark.parametrize("damaged", ["1.23456E+15", "1,23456E+15", "1.23456e15"])
def test_an_id_that_nothing_restores_is_no_id(tmp_path: Path, damaged: str) -> None:
    row = _row(tmp_path, f'"{damaged}","{damaged}",P,x,,2024-1-2\n')
    assert row.external_id is None
    assert row.page_id is None
    assert {"id_damaged", "page_id_damaged"} <= set(row.warnings)
    assert row.extras["ad_id"] == damaged


def test_an_id_of_another_ad_in_the_url_restores_nothing(tmp_path: Path) -> None:
    row = _row(tmp_path, "1.23456E+15,55,P,x,https://f.example/?id=999,2024-1-2\n")
    assert row.external_id is None


def test_an_id_rounded_to_fifteen_digits_says_so(tmp_path: Path) -> None:
    row = _row(tmp_path, "123456789012345000,55,P,x,,2024-1-2\n")
    assert row.external_id == "123456789012345000"
    assert "id_maybe_rounded" in row.warnings


@pytest.mark.parametrize(
    "written", ["'123456789012345", '"=""123456789012345"""', "123456789012345.0"]
)
def test_ids_protected_for_a_spreadsheet_are_unwrapped(tmp_path: Path, written: str) -> None:
    assert _row(tmp_path, f"{written},55,P,x,,2024-1-2\n").external_id == "123456789012345"


def test_an_id_that_passed_through_a_float_is_damaged(tmp_path: Path) -> None:
    (row,) = _export(
        tmp_path, '[{"ad_archive_id": 9.1234567890123456e18, "is_active": true, "snapshot": {}}]'
    ).rows
    assert row.external_id is None
    assert "id_damaged" in row.warnings


def test_newlines_and_quotes_stay_inside_a_body(tmp_path: Path) -> None:
    row = _row(tmp_path, '1,55,P,"Dòng một\n\nDòng ""hai"", ba",,2024-1-2\n')
    assert row.texts == ('Dòng một\n\nDòng "hai", ba',)


@pytest.mark.parametrize(
    ("cell", "texts"),
    [
        ("\"['Một, hai', 'Ba']\"", ("Một, hai", "Ba")),
        ('"[""Một"", ""Ba""]"', ("Một", "Ba")),
        ("\"['L\\'Amour', None]\"", ("L'Amour",)),
        ("[]", ()),
        ("[Tin mới] Trà", ("[Tin mới] Trà",)),
        ("[SALE]", ("[SALE]",)),
    ],
)
def test_lists_inside_strings_are_opened(tmp_path: Path, cell: str, texts: tuple[str, ...]) -> None:
    assert _row(tmp_path, f"1,55,P,{cell},,2024-1-2\n").texts == texts


def test_a_list_cut_at_the_cell_limit_keeps_its_text() -> None:
    items, cut = list_of("['Một câu rất dài bị cắ")
    assert (items, cut) == (["Một câu rất dài bị cắ"], True)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"], ids=lambda name: str(name)
)
def test_byte_order_marks_and_old_encodings(tmp_path: Path, encoding: str) -> None:
    body = "Trà" if encoding == "cp1258" else "Trà thuốc chữa"
    content = f"{_HEADER}1,55,P,{body},,2024-1-2\n"
    (row,) = _export(tmp_path, content.encode(encoding)).rows
    assert row.texts == (body,)
    assert row.external_id == "1"


def test_a_byte_order_mark_before_json(tmp_path: Path) -> None:
    content = '\ufeff[{"id": "1", "ad_creative_bodies": ["x"], "page_id": "2", "bylines": "b"}]'
    assert _export(tmp_path, content).rows[0].texts == ("x",)


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_other_separators(tmp_path: Path, separator: str) -> None:
    content = (_HEADER + "1,55,P,x,,2024-1-2\n").replace(",", separator)
    assert _export(tmp_path, content).rows[0].page == "P"


def test_a_spreadsheet_says_its_separator_in_the_first_line(tmp_path: Path) -> None:
    content = "sep=;\n" + (_HEADER + "1,55,P,x,,2024-1-2\n").replace(",", ";")
    assert _export(tmp_path, content).rows[0].page == "P"


def test_template_placeholders_are_not_texts_of_the_ad(tmp_path: Path) -> None:
    snapshot = {
        "body": {"text": "{{product.brand}}"},
        "title": "{{product.name}} - chỉ hôm nay",
        "link_description": "{{ product.description }}",
        "cards": [{"body": "Viên uống Lá Xanh", "title": "Lá Xanh", "link_url": "https://a.vn/"}],
    }
    (row,) = _export(tmp_path, {"ad_archive_id": "1", "snapshot": snapshot}).rows
    assert row.texts == ("chỉ hôm nay", "Viên uống Lá Xanh", "Lá Xanh")
    assert "template_placeholder" in row.warnings


_SECRETS = ("EAABsecret", "sigsecret", "cookiesecret", "ohsecret", "amzsecret")


def test_no_token_reaches_a_row(tmp_path: Path) -> None:
    record = {
        "id": "1",
        "ad_creative_bodies": ["x"],
        "page_id": "2",
        "ad_snapshot_url": "https://f.example/render_ad/?id=1&access_token=EAABsecret",
        "video": "https://u:cookiesecret@cdn.example/v.mp4?oh=ohsecret&x-signature=sigsecret",
        "nested": [{"link": "see https://s3.example/a?X-Amz-Signature=amzsecret&n=1 now"}],
        "http_headers": {"Cookie": "cookiesecret"},
    }
    (row,) = _export(tmp_path, [record]).rows
    kept = f"{row!r} {json.dumps(row.extras)} {row.library_url}"
    assert not [secret for secret in _SECRETS if secret in kept]
    assert row.library_url == "https://f.example/render_ad/?id=1"
    assert row.extras["nested"][0]["link"] == "see https://s3.example/a?n=1 now"


def test_a_signed_media_address_is_kept_for_fetching_only(tmp_path: Path) -> None:
    url = "https://cdn.example/v.mp4?oh=ohsecret"
    record = {"ad_archive_id": "1", "snapshot": {"videos": [{"video_hd_url": url}]}}
    (row,) = _export(tmp_path, record).rows
    (ref,) = row.media
    assert (ref.url, ref.fetch_url) == ("https://cdn.example/v.mp4", url)
    assert "ohsecret" not in repr(row)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "//x", "http://[", 7])
def test_only_web_addresses_are_landing_urls(tmp_path: Path, url: Any) -> None:
    record = {"ad_archive_id": "1", "snapshot": {"link_url": url, "body": "x"}}
    assert _export(tmp_path, record).rows[0].landing_urls == ()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1754982000, "2025-08-12"),
        (1668988800000, "2022-11-21"),
        (20210101, "2021-01-01"),
        ("20261121", "2026-11-21"),
        ("2022-9-27", "2022-09-27"),
        ("2019-10-30T23:24:19-0500", "2019-10-31"),
        ("2026-01-02 10:00:00 UTC", "2026-01-02"),
        (0, "None"),
        ("06-2023", "None"),
        ("2026-13-40", "None"),
        (10**30, "None"),
        ("", "None"),
    ],
)
def test_dates_of_every_kind(value: Any, expected: str) -> None:
    assert str(day(value)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("11K", 11_000),
        ("1.2M", 1_200_000),
        ("12,345", 12_345),
        ("1.234.567", 1_234_567),
        ("x", None),
    ],
)
def test_counts(value: str, expected: int | None) -> None:
    assert count(value) == expected


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [("10K-100K", 10_000, 100_000), ("<1K", 0, 1_000), (">1M", 1_000_000, None), ("5", 5, 5)],
)
def test_bands(value: str, low: int, high: int | None) -> None:
    found = band(value)
    assert found
    assert (found.lower, found.upper) == (low, high)


def test_one_bad_line_does_not_stop_the_others(tmp_path: Path) -> None:
    good = '{"creative_id": "CR%d", "ad_format_type": "TEXT"}'
    export = _export(tmp_path, f"{good % 1}\n{{broken\n17\n{good % 2}\n")
    assert [row.external_id for row in export.rows] == ["CR1", "CR2"]
    assert [fault.line for fault in export.faults] == [2, 3]


def test_an_array_cut_off_in_the_middle_gives_its_whole_records(tmp_path: Path) -> None:
    whole = json.dumps([{"creative_id": f"CR{n}", "ad_format_type": "TEXT"} for n in range(3)])
    export = _export(tmp_path, whole[:-20])
    assert [row.external_id for row in export.rows] == ["CR0", "CR1"]
    assert len(export.faults) == 1


def test_rows_with_too_few_or_too_many_cells_are_read_with_a_warning(tmp_path: Path) -> None:
    short = _row(tmp_path, "1,55,P\n")
    long = _row(tmp_path, "1,55,P,x,,2024-1-2,more,and more\n")
    assert (short.page, short.warnings) == ("P", ("cells_missing",))
    assert (long.texts, long.warnings) == (("x",), ("cells_extra",))


def test_unknown_records_are_faults_not_ads(tmp_path: Path) -> None:
    export = _export(
        tmp_path, [{"temperature": 21}, {"creative_id": "C", "ad_format_type": "TEXT"}]
    )
    assert len(export.rows) == 1
    assert export.faults[0].reason == "no known format has these fields: temperature"


def test_an_empty_answer_is_no_fault(tmp_path: Path) -> None:
    export = _export(tmp_path, {"data": [], "paging": {}})
    assert export.rows == ()
    assert export.faults == ()


def test_deeply_nested_json_is_a_fault(tmp_path: Path) -> None:
    export = _export(tmp_path, "[" * 200_000)
    assert export.rows == ()


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmptyFile):
        _export(tmp_path, b"")


def test_an_oversized_file_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.adlibrary.source.MAX_BYTES", 10)
    with pytest.raises(LimitExceeded):
        _export(tmp_path, b"x" * 11)


def _google(number: int) -> dict[str, Any]:
    return {"creative_id": f"CR{number}", "ad_format_type": "TEXT"}


def test_an_indented_array_cut_off_gives_its_whole_records_and_one_fault(tmp_path: Path) -> None:
    whole = json.dumps([_google(n) for n in range(3)], indent=2)
    export = _export(tmp_path, whole[:-20])
    assert [row.external_id for row in export.rows] == ["CR0", "CR1"]
    assert len(export.faults) == 1


def test_an_answer_cut_off_gives_the_ads_that_are_whole(tmp_path: Path) -> None:
    whole = json.dumps({"data": [_google(n) for n in range(3)], "paging": {"next": "x"}})
    export = _export(tmp_path, whole[: whole.index("CR2")])
    assert [row.external_id for row in export.rows] == ["CR0", "CR1"]
    assert len(export.faults) == 1


def test_parts_of_a_broken_ad_are_no_ads(tmp_path: Path) -> None:
    cards = [{"body": "Trà", "image_url": "https://c.example/1.jpg"}]
    item = {"ad_archive_id": "123456789", "snapshot": {"cards": cards, "title": "x"}}
    export = _export(tmp_path, json.dumps(item, indent=1)[:-12])
    assert export.rows == ()
    assert len(export.faults) == 1


def test_rows_after_a_broken_line_are_still_rows_of_a_manifest(tmp_path: Path) -> None:
    export = _export(tmp_path, '{"text": "a"}\n{"text": "b\n{"text": "c"}\n')
    assert [row.texts for row in export.rows] == [("a",), ("c",)]
    assert [fault.line for fault in export.faults] == [2]


@pytest.mark.parametrize(
    "shape",
    [
        lambda ads: json.dumps([ads, ads]),
        lambda ads: json.dumps(ads) + "\n" + json.dumps(ads),
        lambda ads: json.dumps({"data": ads}) + json.dumps({"data": ads}, indent=1),
        lambda ads: json.dumps([{"data": ads}, {"data": ads}]),
        lambda ads: json.dumps([*ads, *ads])[:-1] + ",]",
    ],
    ids=["lists in a list", "list after list", "answer after answer", "list of answers", "comma"],
)
def test_pages_of_an_answer_however_they_were_joined(tmp_path: Path, shape: Any) -> None:
    export = _export(tmp_path, shape([_google(1), _google(2)]))
    assert [row.external_id for row in export.rows] == ["CR1", "CR2"] * 2
    assert not export.faults


def test_line_breaks_inside_json_texts_are_read(tmp_path: Path) -> None:
    export = _export(tmp_path, '[{"text": "Dòng một\nDòng hai"}]')
    assert export.rows[0].texts == ("Dòng một\nDòng hai",)


def test_a_gzip_is_read_and_one_that_unpacks_to_too_much_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = gzip.compress(json.dumps([_google(1)]).encode())
    assert _export(tmp_path, packed).rows[0].external_id == "CR1"
    with pytest.raises(NotMedia):
        _export(tmp_path, packed[:-12])
    with pytest.raises(NotMedia):
        _export(tmp_path, gzip.compress(bytes(1000)))
    monkeypatch.setattr("workers.adlibrary.source.MAX_BYTES", 1000)
    with pytest.raises(LimitExceeded):
        _export(tmp_path, gzip.compress(b"x" * 1001))


@pytest.mark.parametrize(
    "payers",
    [
        [{"payer": "Cũ", "current": False}, {"payer": "Lá Xanh", "beneficiary": "B"}],
        "[{'payer': 'Lá Xanh', 'beneficiary': 'B', 'current': True}]",
    ],
)
def test_who_pays_is_the_advertiser_where_no_byline_says(tmp_path: Path, payers: Any) -> None:
    record = {"id": "1", "ad_creative_bodies": ["x"], "page_id": "2", "br_total_reach": 12}
    (row,) = _export(tmp_path, [{**record, "beneficiary_payers": payers}]).rows
    assert row.advertiser == "Lá Xanh"
    assert row.reach == Range(12, 12)


def test_a_body_given_as_markup_keeps_its_words(tmp_path: Path) -> None:
    body = {"markup": {"__html": "Trà &amp; thuốc<br />khỏi <b>hẳn</b> a&lt;b"}}
    (row,) = _export(tmp_path, {"adArchiveID": "1", "snapshot": {"body": body}}).rows
    assert row.texts == ("Trà & thuốc\nkhỏi hẳn a<b",)


def test_a_side_car_names_the_stream_itself_to_be_fetched(tmp_path: Path) -> None:
    stream = "https://video.example/v.mp4?oh=ohsecret"
    info = {"id": "1", "extractor": "facebook:ads", "webpage_url": "https://f.example/1"}
    (row,) = _export(tmp_path, {**info, "url": stream, "ext": "mp4", "filename": "/a/v.mp4"}).rows
    (ref,) = row.media
    assert (ref.url, ref.fetch_url, ref.path) == ("https://video.example/v.mp4", stream, "v.mp4")
    (page,) = _export(tmp_path, info).rows[0].media
    assert page.url == "https://f.example/1"
