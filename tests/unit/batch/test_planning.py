"""Each ad of an input becomes one item, in an order that only the input decides."""

import json
import os
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir

import cv2
import numpy as np
import pytest

from service.batch.journal import JOURNAL, LOCK
from service.batch.planning import plan_batch
from workers.errors import NothingToScan, NotMedia


def _picture(path: Path, shade: int = 128) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    done, data = cv2.imencode(".png", np.full((32, 32, 3), shade, np.uint8))
    assert done
    path.write_bytes(data.tobytes())
    return path


def _text(path: Path, content: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


_ROW = {"creative_id": "CR1", "ad_format_type": "TEXT", "creative_page_url": "https://g.example/1"}
_WEB = {
    "ad_archive_id": "123456789",
    "is_active": True,
    "snapshot": {"body": "Trà", "images": [{"original_image_url": "https://c.example/1.jpg"}]},
}


def test_a_folder_gives_its_rows_with_media_and_its_other_media(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    _text(folder / "b.json", [_WEB])
    _picture(folder / "media" / "123456789_1.jpg")
    _picture(folder / "alone.bin")
    _text(folder / "notes.pdf", "%PDF-1.4")
    _picture(folder / ".hidden.png")
    plan = plan_batch(folder, tmp_path)
    assert [item.key for item in plan.items] == ["b.json#0", "alone.bin"]
    assert [path.name for path in plan.items[0].media] == ["123456789_1.jpg"]
    assert plan.items[0].ad.caption == "Trà"
    assert not plan.items[0].media_unseen
    assert [(left.name, left.failure.code) for left in plan.left_out] == [
        ("notes.pdf", "not_media")
    ]
    assert plan.formats == {"meta_web": 1}


def test_a_row_whose_media_are_on_the_web_is_judged_by_its_words_and_says_so(
    tmp_path: Path,
) -> None:
    (item,) = plan_batch(_text(tmp_path / "x", [_WEB]), tmp_path).items
    assert item.media == ()
    assert item.media_unseen
    assert item.addresses == ("https://c.example/1.jpg",)
    assert item.failure is None


def test_a_row_with_neither_words_nor_media_says_why_it_cannot_be_scanned(tmp_path: Path) -> None:
    (item,) = plan_batch(_text(tmp_path / "x", [_ROW]), tmp_path).items
    assert item.failure
    assert item.failure.code == "nothing_to_scan"
    assert "https://g.example/1" in item.failure.detail


def test_a_manifest_finds_its_files_and_names_the_missing(tmp_path: Path) -> None:
    _picture(tmp_path / "in" / "sub" / "a.png")
    _picture(tmp_path / "in" / "not named.png")
    manifest = _text(tmp_path / "in" / "list.csv", "path,caption\nsub/a.png,Trà\ngone.png,\n")
    plan = plan_batch(manifest, tmp_path)
    assert [item.key for item in plan.items] == ["list.csv#0", "list.csv#1"]
    assert [path.name for path in plan.items[0].media] == ["a.png"]
    assert plan.items[1].failure
    assert plan.items[1].failure.code == "media_missing"


def test_a_table_that_ends_with_an_address_is_no_playlist(tmp_path: Path) -> None:
    table = _text(tmp_path / "ads.csv", "id,text,url\n1,Trà,https://a.example/1.jpg\n")
    for source in (table, tmp_path):
        (item,) = plan_batch(source, tmp_path / "out").items
        assert item.ad.caption == "Trà"


def test_a_text_of_a_manifest_is_a_whole_ad(tmp_path: Path) -> None:
    (item,) = plan_batch(_text(tmp_path / "x.jsonl", '{"text": "Trà"}\n'), tmp_path).items
    assert not item.media_unseen
    assert item.ad.caption == "Trà"


def test_a_zip_is_planned_like_a_folder(tmp_path: Path) -> None:
    picture = _picture(tmp_path / "p.png")
    archive = tmp_path / "ads"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(picture, "q/p.png")
        packed.writestr("../evil.png", b"x")
    plan = plan_batch(archive, tmp_path / "work")
    assert [item.key for item in plan.items] == ["q/p.png"]
    assert [left.failure.code for left in plan.left_out] == ["archive_entry_refused"]


def test_shares_of_a_companion_table_join_their_ad(tmp_path: Path) -> None:
    _text(
        tmp_path / "ads.csv",
        "ad_id,page_id,ad_creative_body,ad_delivery_start_time\n123456,1,Trà,2026-01-01\n",
    )
    _text(tmp_path / "regions.csv", "ad_id,region,percentage\n123456,Huế,0.5\n")
    (item,) = plan_batch(tmp_path, tmp_path).items
    assert item.ad.metadata["library"]["viewers"] == [{"region": "Huế", "share": 0.5}]


def test_unreadable_rows_are_left_out_with_their_line(tmp_path: Path) -> None:
    path = _text(tmp_path / "x.jsonl", '{"text": "a"}\n{broken\n{"text": "b"}\n')
    plan = plan_batch(path, tmp_path)
    assert len(plan.items) == 2
    assert [left.name for left in plan.left_out] == ["x.jsonl, line 2"]


def test_a_single_picture_is_a_batch_of_one(tmp_path: Path) -> None:
    plan = plan_batch(_picture(tmp_path / "a.png"), tmp_path)
    assert [item.key for item in plan.items] == ["a.png"]


def test_an_input_without_ads_says_so(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(NothingToScan):
        plan_batch(tmp_path / "in", tmp_path)


def test_a_stamp_changes_with_the_file_and_the_words(tmp_path: Path) -> None:
    picture = _picture(tmp_path / "a.png")
    (before,) = plan_batch(picture, tmp_path).items
    stamp = before.stamp()
    assert stamp == before.stamp()
    picture.write_bytes(picture.read_bytes() + b" ")
    assert before.stamp() != stamp


def test_a_table_of_viewers_alone_is_told_where_it_belongs(tmp_path: Path) -> None:
    shares = _text(tmp_path / "regions.csv", "ad_id,region,percentage\n123456789,Hanoi,0.5\n")
    with pytest.raises(NothingToScan, match="who saw the ads") as told:
        plan_batch(shares, tmp_path)
    assert "one folder" in told.value.remedy


@pytest.mark.parametrize("name", ["rows.dat", "rows", "rows.md", "rows.mp4"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1258"])
def test_a_table_is_known_by_its_content_alone(tmp_path: Path, name: str, encoding: str) -> None:
    path = tmp_path / "in" / name
    path.parent.mkdir()
    path.write_bytes("id;text\n1;Trà\n".encode(encoding))
    for source in (path, path.parent):
        (item,) = plan_batch(source, tmp_path / "out").items
        assert item.ad.caption == "Trà"


def test_a_text_that_is_no_export_is_left_out_once(tmp_path: Path) -> None:
    _text(tmp_path / "ads.jsonl", '{"text": "Trà"}\n')
    _text(tmp_path / "notes.txt", "Ghi chú\n" * 50)
    _text(tmp_path / "list.m3u8", "#EXTM3U\n#EXTINF:1,\nhttp://a.example/1.ts\n")
    plan = plan_batch(tmp_path, tmp_path / "out")
    assert len(plan.items) == 1
    left_out = {left.name: left.failure for left in plan.left_out}
    assert left_out["notes.txt"].detail.startswith("notes.txt holds no ad: ")
    assert left_out["list.m3u8"].code == "playlist_refused"
    assert len(left_out) == 2


def test_what_is_packed_within_the_input_says_what_to_do(tmp_path: Path) -> None:
    _text(tmp_path / "in" / "ads.jsonl", '{"text": "Trà"}\n')
    for name, entry in (("inner.zip", "a.txt"), ("table.xlsx", "[Content_Types].xml")):
        with zipfile.ZipFile(tmp_path / "in" / name, "w") as packed:
            packed.writestr(entry, "x")
    inner, table = plan_batch(tmp_path / "in", tmp_path).left_out
    assert "Unpack it" in inner.failure.remedy
    assert "CSV" in table.failure.remedy
    with pytest.raises(NotMedia, match="Office"):
        plan_batch(tmp_path / "in" / "table.xlsx", tmp_path)


def test_names_are_compared_however_their_tones_are_composed(tmp_path: Path) -> None:
    name = "Gút thống phong.png"
    _picture(tmp_path / unicodedata.normalize("NFD", name))
    row = {"path": unicodedata.normalize("NFC", name).upper(), "text": "Trà"}
    info = {"id": "x", "extractor": "TikTok", "webpage_url": "https://t.example/1"}
    _text(tmp_path / "rows.jsonl", json.dumps(row))
    _text(tmp_path / unicodedata.normalize("NFC", "trà.info.json"), info)
    _picture(tmp_path / unicodedata.normalize("NFD", "trà.png"))
    first, second = plan_batch(tmp_path, tmp_path).items
    assert {len(first.media), len(second.media)} == {1}


@pytest.mark.parametrize(
    ("row", "unseen"),
    [
        ({"path": "a.png|gone.png"}, True),
        ({"path": "a.png|b.png"}, False),
        ({"path": "a.png", "media_url": "https://c.example/a.png"}, False),
    ],
)
def test_an_ad_of_which_a_file_is_missing_is_seen_in_part(
    tmp_path: Path, row: dict[str, str], unseen: bool
) -> None:
    _picture(tmp_path / "a.png")
    _picture(tmp_path / "b.png", 3)
    (item,) = plan_batch(_text(tmp_path / "rows.jsonl", row), tmp_path).items
    assert item.media
    assert item.media_unseen == unseen


def test_an_ad_with_fewer_files_than_its_export_names_is_seen_in_part(tmp_path: Path) -> None:
    images = [{"original_image_url": f"https://c.example/{n}.jpg"} for n in range(2)]
    row = {**_WEB, "snapshot": {"body": "Trà", "images": images}}
    source = _text(tmp_path / "x.json", [row])
    for number, unseen in enumerate((True, False)):
        _picture(tmp_path / f"123456789_{number}.png")
        (item,) = plan_batch(source, tmp_path).items
        assert item.media_unseen == unseen


def test_what_a_batch_wrote_is_no_input(tmp_path: Path) -> None:
    _text(tmp_path / "ads.jsonl", '{"text": "Trà"}\n')
    _picture(tmp_path / "result" / "thumbnails" / "a.jpg")
    for name in (JOURNAL, LOCK):
        _text(tmp_path / "result" / name, "")
    plan = plan_batch(tmp_path, tmp_path / "result")
    assert [item.key for item in plan.items] == ["ads.jsonl#0"]
    assert not plan.left_out


@contextmanager
def _without_rights(folder: Path) -> Iterator[None]:
    """Root may read everything: lay its rights down for a while."""
    if os.geteuid() != 0:
        yield
        return
    for place in (folder, *folder.parents):
        if place.is_relative_to(gettempdir()) and place != Path(gettempdir()):
            place.chmod(0o755)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_what_may_not_be_read_is_left_out_and_named(tmp_path: Path) -> None:
    _text(tmp_path / "in" / "ads.jsonl", '{"text": "Trà"}\n')
    _picture(tmp_path / "in" / "secret.png").chmod(0)
    locked = _picture(tmp_path / "in" / "locked" / "a.png").parent
    locked.chmod(0)
    with _without_rights(tmp_path):
        plan = plan_batch(tmp_path / "in", tmp_path / "out")
    locked.chmod(0o700)
    assert [item.key for item in plan.items] == ["ads.jsonl#0"]
    left_out = {left.name: left.failure.code for left in plan.left_out}
    assert left_out == dict.fromkeys(("secret.png", "locked"), "permission_denied")
