"""The `adscan` command as a person or a program runs it: a real process, real files."""

import json
import os
import subprocess
import sys
from pathlib import Path

import cv2
import jsonschema
import numpy as np
import pytest

from tests.unit.looking.drawings import logo, page, pasted

SAMPLES = Path(__file__).parents[2] / "samples" / "ads"


def adscan(*arguments: object, stdin: str = "", env: dict[str, str] | None = None):
    """Run the command; its output is decoded as UTF-8."""
    return subprocess.run(
        [sys.executable, "-m", "service.cli", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=280,
        env={**os.environ, "LANG": "en_US.UTF-8", **(env or {})},
        check=False,
    )


def lines_of(run) -> list[dict]:
    return [json.loads(line) for line in run.stdout.splitlines()]


@pytest.fixture
def plain_picture(tmp_path) -> Path:
    """A picture with one harmless word on it."""
    pixels = np.full((240, 480, 3), 255, np.uint8)
    cv2.putText(pixels, "Hello", (60, 150), cv2.FONT_HERSHEY_SIMPLEX, 3, (0, 0, 0), 6)
    path = tmp_path / "hello.png"
    cv2.imwrite(str(path), pixels)
    return path


@pytest.fixture(scope="session")
def schema() -> dict:
    return json.loads(adscan("schema").stdout)


def test_every_input_gets_one_line_in_order_and_bad_ones_do_not_stop_the_rest(
    tmp_path, plain_picture, schema
):
    empty, text, playlist = tmp_path / "empty.jpg", tmp_path / "notes.mp4", tmp_path / "list.mp4"
    empty.touch()
    text.write_text("these are notes, not a film")
    playlist.write_text("#EXTM3U\n#EXTINF:1,\n/etc/passwd\n")
    hollow = tmp_path / "hollow"
    hollow.mkdir()
    named = [empty, plain_picture, text, tmp_path / "gone.mp4", playlist, hollow]
    run = adscan("scan", *named, "--json")
    lines = lines_of(run)
    assert run.returncode == 3
    assert [line["input"] for line in lines] == [str(path) for path in named]
    assert [line.get("code") for line in lines] == [
        "empty_file",
        None,
        "not_media",
        "not_found",
        "playlist_refused",
        "nothing_to_scan",
    ]
    errors = [line for line in lines if line["schema"] == "adscan.error/1"]
    assert all(set(line) == {"schema", "input", "code", "detail"} for line in errors)
    (report,) = [line for line in lines if line["schema"] == "adscan.report/1"]
    report.pop("input")
    jsonschema.validate(report, schema)
    assert report["verdict"] == "clear"


def test_a_truncated_picture_is_never_clear(tmp_path, plain_picture):
    cut = tmp_path / "cut.png"
    cut.write_bytes(plain_picture.read_bytes()[:-400])
    (line,) = lines_of(adscan("scan", cut, "--json"))
    assert line.get("verdict") != "clear"


def test_a_caption_is_judged_with_the_picture(plain_picture):
    words = "Viên uống gia truyền chữa khỏi hẳn bệnh tiểu đường, cam kết khỏi 100%"
    (line,) = lines_of(adscan("scan", plain_picture, "--json", "--caption", words))
    assert line["verdict"] == "violation"
    assert any(text["source"] == "caption" for text in line["texts"])


def test_out_holds_report_stills_and_pages(tmp_path):
    ad = next(path for path in sorted(SAMPLES.iterdir()) if "diabetes" in path.name)
    out = tmp_path / "result"
    run = adscan("scan", ad, "--out", out)
    assert run.returncode == 0, run.stderr
    (folder,) = (out / "ads").iterdir()
    report = json.loads((folder / "report.json").read_text("utf-8"))
    stills = [e["still"]["path"] for f in report["findings"] for e in f["evidence"] if e["still"]]
    assert stills
    assert all((folder / still).stat().st_size > 0 for still in stills)
    assert (out / "index.html").exists()
    assert (folder / "index.html").exists()


def test_an_output_folder_that_cannot_be_written_is_refused_before_any_work(
    tmp_path, plain_picture
):
    blocker = tmp_path / "file"
    blocker.touch()
    run = adscan("scan", plain_picture, "--out", blocker / "result")
    assert run.returncode == 2
    assert "cannot be written" in run.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["scan"],
        ["scan", "x", "--ocr", "magic"],
        ["scan", "x", "--rules", "nowhere"],
        ["judge", " "],
    ],
)
def test_wrong_usage_is_exit_code_two_with_the_reason(arguments):
    run = adscan(*arguments)
    assert run.returncode == 2
    assert run.stderr.strip()


def test_judge_reads_lines_and_answers_each_by_its_id():
    rows = [
        {"id": "a", "text": "Cam kết chữa khỏi hẳn tiểu đường sau 1 liệu trình"},
        {"id": 7, "text": "Quán phở mở cửa lúc 6 giờ sáng"},
    ]
    stdin = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\nnot json\n"
    run = adscan("judge", "--jsonl", stdin=stdin)
    first, second, fault = lines_of(run)
    assert run.returncode == 3
    assert (first["id"], first["verdict"]) == ("a", "violation")
    assert set(first) == {"id", "verdict", "score", "categories", "findings"}
    assert (second["id"], second["verdict"], second["findings"]) == ("7", "clear", [])
    assert (fault["input"], fault["code"]) == ("line 3", "bad_line")


def test_doctor_finds_this_installation_whole():
    run = adscan("doctor")
    assert run.returncode == 0, run.stdout
    assert "ffmpeg" in run.stdout


@pytest.mark.parametrize(
    ("locale", "word"), [("vi_VN.UTF-8", "KHÔNG THẤY VI PHẠM"), ("en_US.UTF-8", "NOTHING FOUND")]
)
def test_the_table_speaks_the_language_of_the_locale(plain_picture, locale, word):
    run = adscan("scan", plain_picture, env={"LANG": locale, "LC_ALL": locale, "COLUMNS": "160"})
    assert word in run.stdout


def test_logos_of_a_folder_are_looked_for(tmp_path):
    references = tmp_path / "references"
    references.mkdir()
    shown = cv2.resize(logo(), (200, 200), interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(references / "institute-abx.png"), logo())
    cv2.imwrite(str(tmp_path / "ad.png"), pasted(page(), shown, 80, 900))
    run = adscan("scan", tmp_path / "ad.png", "--json", "--logos", references)
    (report,) = lines_of(run)
    assert "logo:institute-abx" in {seen["label"] for seen in report["sightings"]}
    missing = adscan("scan", tmp_path / "ad.png", env={"ADSCAN_LOGOS": str(tmp_path / "none")})
    assert missing.returncode == 2
    assert "--logos" in missing.stderr
