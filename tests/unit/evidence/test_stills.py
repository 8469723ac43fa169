"""Stills are cut from real media at the time of the evidence and named by their hash."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pytest

from samples.make import ADS
from workers.evidence import COVER, save_stills
from workers.media import open_media
from workers.report import (
    Ad,
    Coverage,
    Engine,
    Evidence,
    Finding,
    Message,
    Polygon,
    RuleSet,
    ScanReport,
    Text,
)

FLASHED = ADS / "flashed-claim.mp4"
PLATE: Polygon = [(0.06, 0.6), (0.64, 0.6), (0.64, 0.7), (0.06, 0.7)]


def report_on(path: Path, evidence: list[Evidence], texts: list[Text] | None = None) -> ScanReport:
    finding = Finding(
        id="f1",
        category="cure_claim_food",
        rule="test.rule",
        severity=5,
        score=0.9,
        message=Message(vi="thử", en="test"),
        legal=[],
        evidence=evidence,
    )
    return ScanReport(
        scan_id="s1",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        verdict="violation",
        score=0.9,
        severity=5,
        engine=Engine(version="0", rules=RuleSet(id="vn", version="0", sha256="0" * 64)),
        ad=Ad(),
        media=[open_media(path).info.to_report("m1")],
        coverage=Coverage(),
        texts=texts or [],
        findings=[finding],
    )


def shown(time_ms: int, polygon: Polygon = PLATE) -> Evidence:
    return Evidence(kind="text", media="m1", quote="thử", frame_ms=time_ms, polygon=polygon)


def red_share(path: Path) -> float:
    """Share of the plate's place that is red, as the flashed plate is."""
    picture = cv2.imread(str(path))
    assert picture is not None
    height, width = picture.shape[:2]
    part = picture[
        round(0.58 * height) : round(0.84 * height), round(0.05 * width) : round(0.65 * width)
    ]
    blue, green, red = (part[..., channel].astype(int) for channel in range(3))
    return float(((red > 120) & (green < 90) & (blue < 90)).mean())


def test_still_shows_the_frame_of_the_evidence(tmp_path: Path) -> None:
    report = save_stills(report_on(FLASHED, [shown(5400)]), {"m1": FLASHED}, tmp_path)
    still = report.findings[0].evidence[0].still
    assert still is not None
    assert red_share(tmp_path / still.path) > 0.4
    other = save_stills(report_on(FLASHED, [shown(4000)]), {"m1": FLASHED}, tmp_path)
    still = other.findings[0].evidence[0].still
    assert still is not None
    assert red_share(tmp_path / still.path) < 0.15


def test_hash_in_the_report_is_that_of_the_file(tmp_path: Path) -> None:
    report = save_stills(report_on(FLASHED, [shown(5400)]), {"m1": FLASHED}, tmp_path)
    still = report.findings[0].evidence[0].still
    assert still is not None
    assert still.sha256 == hashlib.sha256((tmp_path / still.path).read_bytes()).hexdigest()


def test_pieces_of_one_finding_on_one_frame_share_a_still(tmp_path: Path) -> None:
    above: Polygon = [(0.06, 0.2), (0.5, 0.2), (0.5, 0.3), (0.06, 0.3)]
    report = report_on(FLASHED, [shown(5400), shown(5400, above), shown(8000, above)])
    stills = [
        piece.still for piece in save_stills(report, {"m1": FLASHED}, tmp_path).findings[0].evidence
    ]
    assert stills[0] == stills[1]
    assert stills[2] is not None
    assert stills[2] != stills[0]


def test_place_and_time_come_from_the_text_when_the_evidence_has_none(tmp_path: Path) -> None:
    text = Text(id="t1", media="m1", source="screen", text="thử", frame_ms=5400, polygon=PLATE)
    evidence = [Evidence(kind="text", text_id="t1", quote="thử")]
    report = save_stills(report_on(FLASHED, evidence, [text]), {"m1": FLASHED}, tmp_path)
    still = report.findings[0].evidence[0].still
    assert still is not None
    assert red_share(tmp_path / still.path) > 0.4


def test_absence_has_no_still_but_the_ad_has_a_cover(tmp_path: Path) -> None:
    report = save_stills(report_on(FLASHED, [Evidence(kind="absence")]), {"m1": FLASHED}, tmp_path)
    assert report.findings[0].evidence[0].still is None
    assert cv2.imread(str(tmp_path / COVER)) is not None


def test_time_at_the_very_end_gives_the_last_frame(tmp_path: Path) -> None:
    end = open_media(FLASHED).info.duration_ms
    report = save_stills(report_on(FLASHED, [shown(end)]), {"m1": FLASHED}, tmp_path)
    assert report.findings[0].evidence[0].still is not None


def test_white_words_on_transparency_are_shown_on_the_dark_ground(tmp_path: Path) -> None:
    path = ADS / "gout-sticker.png"
    heading: Polygon = [(0.03, 0.05), (0.97, 0.05), (0.97, 0.17), (0.03, 0.17)]
    report = save_stills(report_on(path, [shown(0, heading)]), {"m1": path}, tmp_path)
    still = report.findings[0].evidence[0].still
    assert still is not None
    picture = cv2.imread(str(tmp_path / still.path))
    assert picture is not None
    assert np.median(picture[:20, :20]) < 100


@pytest.mark.parametrize(
    "name",
    [
        "kidney-stones.mp4",
        "slimming-coffee.mp4",
        "folk-healer.webm",
        "skin-loop.webp",
        "landing-page.png",
    ],
)
def test_every_kind_of_media_gives_stills(name: str, tmp_path: Path) -> None:
    path = ADS / name
    times = (0,) if path.suffix == ".png" else (1500, 4000)
    report = save_stills(report_on(path, [shown(t) for t in times]), {"m1": path}, tmp_path)
    stills = {piece.still for piece in report.findings[0].evidence}
    assert None not in stills
    assert len(stills) == len(times)


def test_upright_video_gives_an_upright_still(tmp_path: Path) -> None:
    path = ADS / "kidney-stones.mp4"
    report = save_stills(report_on(path, [shown(1500)]), {"m1": path}, tmp_path)
    still = report.findings[0].evidence[0].still
    assert still is not None
    picture = cv2.imread(str(tmp_path / still.path))
    assert picture is not None
    assert picture.shape[0] > picture.shape[1]


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"")])
def test_media_that_can_no_longer_be_read_costs_the_still_only(
    tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    copy = tmp_path / "ad.mp4"
    copy.write_bytes(FLASHED.read_bytes())
    report = report_on(copy, [shown(5400)])
    spoil(copy)
    after = save_stills(report, {"m1": copy}, tmp_path)
    assert after.findings[0].evidence[0].still is None
    assert after.verdict == "violation"
