"""Times, quotes and wording of the pages."""

import string

import pytest

from models.vision.loading import scene_network
from service.batch.reports import UNSEEN
from service.pages.clock import clock
from service.pages.quotes import CONTEXT, quoted
from service.pages.timeline import timelines
from service.pages.words import PHRASES, SEEN, Phrase, gap_reason, seen_words
from tests.unit.pages.reports import VIDEO, report, unread_gap
from workers.looking.before_after import LABEL as BEFORE_AFTER
from workers.looking.watch import FACE
from workers.report import Evidence, Text


@pytest.mark.parametrize(
    ("milliseconds", "shown"),
    [
        (0, "0:00.0"),
        (5_240, "0:05.2"),
        (59_960, "1:00.0"),
        (61_000, "1:01.0"),
        (3_599_990, "60:00.0"),
        (3_600_000, "1:00:00"),
        (7_384_499, "2:03:04"),
    ],
)
def test_times_are_shown_as_people_read_them(milliseconds: int, shown: str) -> None:
    assert clock(milliseconds) == shown


def text(words: str) -> Text:
    return Text(id="t", source="screen", text=words)


def test_span_says_which_of_two_equal_quotes_is_meant() -> None:
    found = quoted(Evidence(kind="text", quote="khỏi", span=(10, 14)), text("khỏi hay, khỏi thật"))
    assert found is not None
    assert (found.before, found.quote, found.after) == ("khỏi hay, ", "khỏi", " thật")


@pytest.mark.parametrize("span", [(90, 99), (7, 7), (9, 2), (-3, 2)])
def test_span_outside_of_the_text_falls_back_to_the_quote(span: tuple[int, int]) -> None:
    found = quoted(Evidence(kind="text", quote="khỏi", span=span), text("uống khỏi ngay"))
    assert found is not None
    assert (found.before, found.quote) == ("uống ", "khỏi")


def test_quote_that_is_not_in_the_text_stands_alone() -> None:
    found = quoted(Evidence(kind="text", quote="lời nhắn"), None)
    assert found is not None
    assert (found.before, found.quote, found.after) == ("", "lời nhắn", "")


def test_long_context_is_shortened_and_the_quote_is_not() -> None:
    words = "a" * 900 + "khỏi hẳn" + "b" * 900
    found = quoted(Evidence(kind="text", quote="khỏi hẳn", span=(900, 908)), text(words))
    assert found is not None
    assert found.quote == "khỏi hẳn"
    assert len(found.before) == len(found.after) == CONTEXT + 1


def test_fields_of_both_languages_are_the_same() -> None:
    def fields(words: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(words) if name}

    assert not [key for key, words in PHRASES.items() if fields(words.vi) != fields(words.en)]
    assert not [key for key, words in PHRASES.items() if not words.vi or not words.en]


def test_flash_of_a_few_milliseconds_is_still_wide_enough_to_be_clicked() -> None:
    made = report(
        texts=[
            text("x").model_copy(
                update={"media": "m1", "start_ms": 11_999, "end_ms": 12_000, "id": "t1"}
            )
        ]
    )
    lane = timelines(made, {"cure_claim_food": Phrase("x", "x")})[0].lanes[0]
    assert lane.spans[0].width >= 0.8
    assert lane.spans[0].start + lane.spans[0].width <= 100


@pytest.mark.parametrize("duration", [40, 900, 12_000, 95_000, 5_400_000, 90_000_000])
def test_axis_of_any_length_has_a_readable_number_of_ticks(duration: int) -> None:
    media = VIDEO.model_copy(update={"duration_ms": duration})
    ticks = timelines(report(media=[media]), {"cure_claim_food": Phrase("x", "x")})[0].ticks
    assert 1 <= len(ticks) <= 9
    assert all(0 <= tick.at < 100 for tick in ticks)


def test_what_was_not_looked_at_is_on_the_timeline() -> None:
    coverage = report().coverage.model_copy(update={"complete": False, "gaps": [unread_gap()]})
    lanes = timelines(report(coverage=coverage), {"cure_claim_food": Phrase("x", "x")})[0].lanes
    gaps = [lane for lane in lanes if lane.kind == "gap"]
    assert [(span.start, span.width) for lane in gaps for span in lane.spans] == [(75.0, 25.0)]


@pytest.mark.parametrize(
    ("reason", "vietnamese"),
    [
        (
            "the sound decoder was killed (signal 9)",
            "bộ giải mã âm thanh bị buộc dừng (tín hiệu 9)",
        ),
        ("the decoder stopped answering", "bộ giải mã không phản hồi"),
        (
            "Speech or singing was not understood.",
            "Có tiếng nói hoặc tiếng hát nhưng không nghe ra lời.",
        ),
        (
            "Speech in language 'th' was not transcribed.",
            "Có lời nói bằng ngôn ngữ “th”, chưa chép lại được.",
        ),
        (UNSEEN, "Không có ảnh hoặc video của quảng cáo; chỉ xét phần chữ."),
        ("something new", "something new"),
    ],
)
def test_reasons_for_gaps_are_told_in_vietnamese(reason: str, vietnamese: str) -> None:
    assert gap_reason(reason) == Phrase(vietnamese, reason)


def test_every_label_of_the_image_models_has_words_in_both_languages() -> None:
    _, labels = scene_network(threads=1)
    for label in (*(one.name for one in labels), BEFORE_AFTER, FACE, "qr_code", "barcode"):
        assert label in SEEN
    assert seen_words("logo:cuc-y-te") == Phrase("Biểu trưng: cuc-y-te", "Logo: cuc-y-te")
