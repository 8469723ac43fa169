"""A finished run says in the person's language what became of the ads and what is left."""

from service.batch.command import BatchOutcome
from service.batch.ending import ending
from service.batch.outputs.summary import Summary


def _outcome(left: int, failures: dict[str, int], left_out: int = 0) -> BatchOutcome:
    verdicts = {"violation": 2, "suspect": 0, "inconclusive": 0, "clear": 7, "error": 1}
    summary = Summary(verdicts, 4, 0, {}, (), (), failures)
    return BatchOutcome(summary, left, left_out, interrupted=left > 0)


def test_verdicts_copies_failures_and_what_is_left_are_named() -> None:
    told = ending(_outcome(5, {"not_media": 1}), "vi").splitlines()
    assert told[0] == "10 quảng cáo: VI PHẠM (dấu hiệu) 2, KHÔNG THẤY VI PHẠM 7, KHÔNG QUÉT ĐƯỢC 1."
    assert told[1].startswith("4 trong số đó là bản sao")
    assert told[2].startswith("1 không quét được, hoặc chỉ quét được lời")
    assert told[3].startswith("Còn 5 chưa quét")


def test_a_run_stopped_before_its_first_ad_says_only_what_is_left() -> None:
    summary = Summary(dict.fromkeys(("violation", "clear"), 0), 0, 0, {}, (), (), {})
    told = ending(BatchOutcome(summary, 9, 0, interrupted=True), "en")
    assert told == "Left to scan: 9. Run the same command again to go on."


def test_files_that_are_no_ads_are_counted() -> None:
    assert "không đọc được thành quảng cáo: 2" in ending(_outcome(0, {}, 2), "vi")


def test_nothing_left_is_not_mentioned() -> None:
    told = ending(_outcome(0, {}), "en")
    assert told.splitlines()[0] == "10 ads: VIOLATION (signs of) 2, NOTHING FOUND 7, NOT SCANNED 1."
    assert "Left" not in told
