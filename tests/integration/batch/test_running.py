"""A batch goes through real worker processes, once for each creative, whatever single ads do."""

import csv
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from openpyxl import load_workbook
from rich.console import Console

from service.batch.command import BatchOptions, BatchOutcome, run_batch
from service.batch.ending import ending
from service.batch.known import file_creatives, match_files
from service.batch.runner import opened_batch
from service.lists import ListBook, ListEntry
from tests.bench.creatives import creative
from tests.bench.variations import VARIATIONS
from tests.integration.batch.stand_in import BROKEN, DIES, FAILS, GOES, StandInFactory
from workers.errors import InputNotFound, OutputError
from workers.matching.index import CreativeIndex


def _picture(path: Path, seed: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    blocks = np.random.default_rng(seed).integers(0, 255, (6, 6, 3)).astype(np.uint8)
    done, data = cv2.imencode(".png", cv2.resize(blocks, (192, 192), interpolation=cv2.INTER_CUBIC))
    assert done
    path.write_bytes(data.tobytes())


def _library(folder: Path) -> Path:
    """Five pictures, the last the bytes of the first; rows, two of them on pictures."""
    for number in range(4):
        _picture(folder / f"p{number}.png", number)
    (folder / "p4.png").write_bytes((folder / "p0.png").read_bytes())
    rows: list[dict[str, Any]] = [
        {"id": "r0", "text": "Uống là khỏi, gọi 0900 000 000", "page": "Một"},
        {"id": "r1", "path": "p0.png", "text": "Chỉ có trà"},
        {"id": "r2", "path": "p4.png", "text": "Dùng là khỏi", "page": "Hai"},
        {"id": "r3", "text": f"Trà {FAILS}"},
        {"id": "r4", "path": "gone.png"},
        {"id": "r5", "text": f"Trà {DIES}"},
        {"id": "r6", "text": "Trà"},
    ]
    (folder / "rows.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return folder


def _run(source: Path, out: Path, log: Path, **options: Any) -> BatchOutcome:
    chosen = BatchOptions(StandInFactory(log), 2, **options)
    return run_batch(source, out, chosen, Console(quiet=True), "vi")


@dataclass(frozen=True, slots=True)
class Finished:
    """A batch that was run once; `lines` are those of results.jsonl by input."""

    source: Path
    out: Path
    log: Path
    outcome: BatchOutcome

    def lines(self) -> dict[str, dict[str, Any]]:
        text = (self.out / "results.jsonl").read_text("utf-8")
        return {line["input"]: line for line in map(json.loads, text.splitlines())}

    def again(self, **options: Any) -> list[str]:
        """Run once more; returns the scans that took."""
        before = self.log.read_text().splitlines()
        _run(self.source, self.out, self.log, **options)
        return self.log.read_text().splitlines()[len(before) :]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    folder = tmp_path_factory.mktemp("batch")
    source = _library(folder / "in")
    with ListBook(folder / "lists") as book:
        book.add([ListEntry("black", "phone", "0900 000 000", "test")], "test")
    with CreativeIndex(folder / "index") as index:
        assert list(file_creatives([source / "p1.png"], index, "black:creative:test"))
    stores = {"lists": folder / "lists", "index": folder / "index"}
    outcome = _run(source, folder / "out", folder / "log", **stores)
    return Finished(source, folder / "out", folder / "log", outcome)


def test_every_ad_has_one_line_in_the_order_of_the_input(finished: Finished) -> None:
    rows = [f"rows.jsonl#{number}" for number in range(7)]
    assert list(finished.lines()) == [*rows, "p1.png", "p2.png", "p3.png"]
    assert finished.outcome.left == 0
    assert not finished.outcome.interrupted


def test_a_copy_is_not_scanned_again_and_is_judged_by_its_own_words(finished: Finished) -> None:
    lines = finished.lines()
    original, copy = lines["rows.jsonl#1"], lines["rows.jsonl#2"]
    scanned = finished.log.read_text()
    assert "p0.png" in scanned
    assert "p4.png" not in scanned
    assert copy["copy_of"] == "rows.jsonl#1"
    assert copy["matches"][0] == {
        "kind": "exact",
        "scan_id": original["scan_id"],
        "distance": 0.0,
        "list": None,
    }
    assert [f["rule"] for f in copy["findings"] if f["rule"] == "said"] == ["said"]
    assert not [f for f in original["findings"] if f["rule"] == "said"]
    assert copy["ad"]["external_id"] == "r2"
    captions = [text["text"] for text in copy["texts"] if text["source"] == "caption"]
    assert captions == ["Dùng là khỏi"]
    screens = [
        [text["text"] for text in line["texts"] if text["source"] == "screen"]
        for line in (original, copy)
    ]
    assert screens[0] == screens[1]


def test_uploads_of_a_changed_copy_take_over_its_scan(tmp_path: Path) -> None:
    """The changed copy is scanned, for words may have changed; files equal to it are not."""
    folder = tmp_path / "in"
    folder.mkdir()
    picture = creative(3)
    changed = VARIATIONS["re-encode"](picture, np.random.default_rng(1))
    for name, pixels in (("a", picture), ("b", changed), ("c", changed), ("d", changed)):
        done, data = cv2.imencode(".png", pixels)
        assert done
        (folder / f"{name}.png").write_bytes(data.tobytes())
    _run(folder, tmp_path / "out", tmp_path / "log")
    lines = [json.loads(t) for t in (tmp_path / "out/results.jsonl").read_text().splitlines()]
    assert [line.get("copy_of") for line in lines] == [None, None, "b.png", "b.png"]
    assert [line["matches"][0]["kind"] for line in lines[1:]] == ["near", "exact", "exact"]
    assert len((tmp_path / "log").read_text().splitlines()) == 2


def test_failures_are_lines_too_and_stop_nothing(finished: Finished) -> None:
    lines = finished.lines()
    assert lines["rows.jsonl#3"]["code"] == "not_media"
    assert lines["rows.jsonl#4"]["code"] == "media_missing"
    assert finished.outcome.summary.verdicts["error"] == 3


def test_an_ad_that_kills_its_process_costs_itself_only(finished: Finished) -> None:
    lines = finished.lines()
    assert lines["rows.jsonl#5"]["code"] == "crashed"
    assert lines["rows.jsonl#6"]["verdict"] == "clear"


def test_an_ad_on_a_list_says_so(finished: Finished) -> None:
    (match,) = finished.lines()["rows.jsonl#0"]["matches"]
    assert match["list"] == "black:phone:0900 000 000"


def test_a_listed_creative_is_known_and_this_batchs_are_filed(finished: Finished) -> None:
    lines = finished.lines()
    (match,) = lines["p1.png"]["matches"]
    assert (match["list"], match["kind"], match["scan_id"]) == (
        "black:creative:test",
        "exact",
        None,
    )
    with CreativeIndex(finished.source.parent / "index") as index:
        (again,) = match_files([finished.source / "p3.png"], index)
    assert [found.name for found in again.found] == [lines["p3.png"]["scan_id"]]


def test_outputs_can_be_read_by_what_reads_such_files(finished: Finished) -> None:
    with (finished.out / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["rule"] for row in rows} >= {"said"}
    assert [row["quote"] for row in rows if row["input"] == "rows.jsonl#0"] == [
        "Uống là khỏi, gọi 0900 000 000"
    ]
    book = load_workbook(finished.out / "findings.xlsx")
    ads, findings, clusters, failures = book.worksheets
    assert [cell.value for cell in clusters["C"][1:]] == [2]
    assert ads.max_row == 11
    assert ads.freeze_panes == "C2"
    assert ads.auto_filter.ref
    assert findings.max_row == len(rows) + 1
    assert failures.max_row == 4
    assert len(ads._images) == 5
    page = (finished.out / "report.html").read_text("utf-8")
    assert "Uống là khỏi" in page


def test_a_later_run_scans_what_is_new_and_nothing_else(finished: Finished) -> None:
    results = finished.out / "results.jsonl"
    before = results.read_bytes()
    folder = finished.source.parent
    assert finished.again(lists=folder / "lists", index=folder / "index") == []
    assert results.read_bytes() == before
    retried = finished.again(retry=True)
    assert sorted("cannot be read" in line for line in retried) == [False, True]
    _picture(finished.source / "p2.png", 99)
    assert finished.again() == ["['p2.png'] ''"]


def test_results_of_two_rule_sets_are_never_mixed(finished: Finished) -> None:
    other = BatchOptions(StandInFactory(finished.log, rules="1" * 64), 1)
    with pytest.raises(OutputError, match=r"other settings \(rules\)"):
        run_batch(finished.source, finished.out, other, Console(quiet=True), "vi")


def test_two_runs_do_not_share_a_folder(finished: Finished) -> None:
    with opened_batch(finished.out), pytest.raises(OutputError, match="in use"):
        finished.again()


def _lines(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "results.jsonl").read_text("utf-8").splitlines()]


def _rows(folder: Path, *rows: dict[str, Any]) -> None:
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (folder / "rows.jsonl").write_text(text, "utf-8")


@pytest.mark.parametrize("words", ["Uống là khỏi", "Chỉ có trà"])
def test_an_ad_whose_file_is_broken_is_judged_by_its_words(tmp_path: Path, words: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff" + BROKEN)
    _rows(folder, {"path": "broken.jpg", "text": words}, {"path": "broken.jpg"})
    outcome = _run(folder, tmp_path / "out", tmp_path / "log")
    spoken, mute = _lines(tmp_path / "out")
    assert spoken["verdict"] == ("violation" if "khỏi" in words else "inconclusive")
    assert not spoken["coverage"]["complete"]
    assert spoken["coverage"]["gaps"][0]["reason"] == "It is no media."
    assert mute["code"] == "not_media"
    assert outcome.summary.failures == {"not_media": 2}
    before = len((tmp_path / "log").read_text().splitlines())
    _run(folder, tmp_path / "out", tmp_path / "log")
    assert len((tmp_path / "log").read_text().splitlines()) == before
    (folder / "broken.jpg").touch()
    _picture(folder / "broken.jpg", 1)
    _run(folder, tmp_path / "out", tmp_path / "log")
    assert [line["coverage"]["complete"] for line in _lines(tmp_path / "out")] == [True, True]


def test_an_ad_with_one_more_picture_than_a_known_one_is_scanned(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in (1, 2):
        done, data = cv2.imencode(".png", creative(number))
        assert done
        (folder / f"p{number}.png").write_bytes(data.tobytes())
    _rows(folder, {"path": "p1.png"}, {"path": "p1.png|p2.png"}, {"path": "p2.png|p1.png"})
    _run(folder, tmp_path / "out", tmp_path / "log", reuse="near")
    lines = _lines(tmp_path / "out")
    assert [line.get("copy_of") for line in lines] == [None, None, "rows.jsonl#1"]
    assert [line["matches"][0]["kind"] for line in lines[1:]] == ["near", "exact"]


def test_a_scanner_that_is_gone_ends_the_run_and_fails_no_ad(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    _rows(folder, {"text": "Trà một"}, {"text": f"Trà {GOES}"}, {"text": "Trà ba"})
    chosen = BatchOptions(StandInFactory(tmp_path / "log"), 1)
    outcome = run_batch(folder, tmp_path / "out", chosen, Console(quiet=True), "en")
    assert outcome.gone
    assert outcome.left == 2
    assert not outcome.summary.failures
    assert "The service is away." in ending(outcome, "en")
    assert [line["input"] for line in _lines(tmp_path / "out")] == ["rows.jsonl#0"]


@pytest.mark.parametrize("name", ["results.jsonl", "report.html", "journal.jsonl"])
def test_files_of_something_else_are_not_written_over(tmp_path: Path, name: str) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    out.mkdir()
    _rows(folder, {"text": "Trà"})
    (out / name).write_text("mine\nmine too")
    with pytest.raises(OutputError, match=name):
        _run(folder, out, tmp_path / "log")
    assert (out / name).read_text() == "mine\nmine too"


def test_an_input_that_is_not_there_leaves_no_folder(tmp_path: Path) -> None:
    for name in ("absent", "a" * 300):
        with pytest.raises(InputNotFound):
            _run(tmp_path / name, tmp_path / "out", tmp_path / "log")
    assert not (tmp_path / "out").exists()


def test_outputs_within_the_input_are_no_ads_and_the_input_itself_takes_none(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "in"
    _picture(folder / "p.png", 1)
    for _ in range(2):
        _run(folder, folder / "out", tmp_path / "log")
        assert [line["input"] for line in _lines(folder / "out")] == ["p.png"]
    with pytest.raises(OutputError, match="is the input"):
        _run(folder, folder, tmp_path / "log")


def test_no_token_of_an_export_reaches_any_output(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    secret = "EAABtokensecret"
    snapshot = {
        "body": f"Uống là khỏi https://a.example/?access_token={secret}&n=1",
        "link_url": f"https://shop.example/?access_token={secret}",
        "videos": [{"video_hd_url": f"https://c.example/v.mp4?oh={secret}"}],
    }
    ads = [
        {"ad_archive_id": "123456789", "url": f"https://f.example/?token={secret}"},
        {"ad_archive_id": "123456780"},
    ]
    text = json.dumps([{**ad, "snapshot": snapshot, "cookies": secret} for ad in ads])
    (folder / "ads").write_text(text, "utf-8")

    def refuse(address: str, path: Path) -> None:
        raise InputNotFound("Gone.")

    _run(folder, out, tmp_path / "log", download=refuse)
    assert len(_lines(out)) == 2
    written = [path for path in out.rglob("*") if path.is_file()]
    assert len(written) >= 5
    for path in written:
        data = path.read_bytes()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                data = b"".join(book.read(name) for name in book.namelist())
        assert secret.encode() not in data, path
