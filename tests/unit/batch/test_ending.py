"""A finished run says in the person's language what became of the ads and what is left."""

from service.batch.command import BatchOutcome
from service.batch.ending import ending
from service.batch.outputs.summary import Summary


def _outcome(left: int, failures: dict[str, int]) -> BatchOutcome:
    verdicts = {"violation": 2, "suspect": 0, "inconclusive": 0, "clear": 7, "error": 1}
    summary = Summary(verdicts, 4, 0, {}, (), (), failures)
    return BatchOutcome(summary, left, interrupted=left > 0)


def test_verdicts_copies_failures_and_what_is_left_are_named() -> None:
    told = ending(_outcome(5, {"not_media": 1}), "vi").splitlines()
    assert told[0] == "10 quảng cáo: VI PHẠM (dấu hiệu) 2, KHÔNG THẤY VI PHẠM 7, KHÔNG QUÉT ĐƯỢC 1."
    assert told[1].startswith("4 trong số đó là bản sao")
    assert told[2].startswith("1 không quét được")
    assert told[3].startswith("Còn 5 chưa quét")


def test_nothing_left_is_not_mentioned() -> None:
    told = ending(_outcome(0, {}), "en")
    assert told.splitlines()[0] == "10 ads: VIOLATION (signs of) 2, NOTHING FOUND 7, NOT SCANNED 1."
    assert "left" not in told
