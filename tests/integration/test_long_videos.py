"""A video perceived in parts gives what it gives as a whole."""

from functools import cache

import pytest

from samples.make import ADS
from workers.claims import RulePack, load_pack
from workers.engines import EngineChoice, Engines, make_engines
from workers.errors import InputNotFound
from workers.long_videos import PartsLost, join_parts, perceive_part, plan
from workers.reading.similarity import likeness
from workers.report import ScanReport, Text
from workers.scan import AdInput, ScanOptions, scan_ad

VIDEO = ADS / "slimming-coffee.mp4"
OPTIONS = ScanOptions()
SPAN_MS, SHARED_MS = 2_800, 600


@cache
def parts_of_the_pipeline() -> tuple[Engines, RulePack]:
    return make_engines(EngineChoice()), load_pack("vn")


@cache
def bodies() -> tuple[str, ...]:
    engines, _ = parts_of_the_pipeline()
    planned = plan([VIDEO], OPTIONS, SPAN_MS, SHARED_MS)
    assert planned is not None
    return tuple(
        perceive_part(planned, number, engines, OPTIONS) for number in range(planned.parts)
    )


def joined(*lost: int) -> ScanReport:
    engines, pack = parts_of_the_pipeline()
    planned = plan([VIDEO], OPTIONS, SPAN_MS, SHARED_MS)
    assert planned is not None
    given = [None if number in lost else body for number, body in enumerate(bodies())]
    reasons = ["The process died." if number in lost else "" for number in range(len(given))]
    return join_parts(planned, AdInput((VIDEO,)), given, reasons, engines, pack, OPTIONS)


def _alike(text: Text, texts: list[Text]) -> bool:
    return any(
        likeness(text.text, other.text) >= 0.9
        and abs((text.start_ms or 0) - (other.start_ms or 0)) <= 500
        and abs((text.end_ms or 0) - (other.end_ms or 0)) <= 500
        for other in texts
    )


def test_the_parts_joined_are_the_whole() -> None:
    engines, pack = parts_of_the_pipeline()
    whole = scan_ad(AdInput((VIDEO,)), engines, pack, OPTIONS).report
    report = joined()
    assert len(bodies()) == 3
    assert (report.verdict, set(report.categories)) == (whole.verdict, set(whole.categories))
    assert [text.text for text in whole.texts if not _alike(text, report.texts)] == []
    assert [text.text for text in report.texts if not _alike(text, whole.texts)] == []
    assert report.coverage.complete
    assert abs(report.coverage.decoded_ms - whole.coverage.decoded_ms) <= 100
    assert report.media == whole.media


def test_a_part_that_was_lost_is_a_gap_where_it_was() -> None:
    report = joined(1)
    assert not report.coverage.complete
    assert [(gap.reason, gap.start_ms, gap.end_ms) for gap in report.coverage.gaps] == [
        ("The process died.", 2_800, 4_400)
    ]


def test_without_any_picture_there_is_no_report() -> None:
    with pytest.raises(PartsLost):
        joined(0, 1, 2)


def test_only_one_long_video_is_done_in_parts() -> None:
    assert plan([VIDEO], OPTIONS) is None
    assert plan([VIDEO, VIDEO], OPTIONS, SPAN_MS) is None
    assert plan([ADS / "fake-approval.jpg"], OPTIONS, SPAN_MS) is None
    with pytest.raises(InputNotFound):
        plan([ADS / "absent.mp4"], OPTIONS, SPAN_MS)
