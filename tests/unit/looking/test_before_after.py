"""Before-and-after pairs are told by labels in either order, and not by the same words in prose."""

import pytest

from workers.looking import labelled_pairs, told_by_label
from workers.report import Sighting, Text


def label(
    number: int, text: str, left: float, top: float, height: float = 0.06, start: int | None = 0
) -> Text:
    right, bottom = left + 0.2, top + height
    return Text(
        id=f"t{number}",
        media="m1",
        source="screen",
        text=text,
        start_ms=start,
        end_ms=None if start is None else start + 2000,
        polygon=[(left, top), (right, top), (right, bottom), (left, bottom)],
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("TRƯỚC", "SAU"),
        ("SAU", "TRƯỚC"),
        ("Before", "After"),
        ("Trước khi dùng", "Sau 30 ngày"),
        ("BEFORE", "2 WEEKS"),
    ],
)
def test_labels_beside_each_other_make_a_pair(first, second):
    (seen,) = labelled_pairs([label(1, first, 0.1, 0.8), label(2, second, 0.6, 0.8)])
    assert seen.label == "before_after"
    assert seen.polygon[0][0] == pytest.approx(0.1)
    assert seen.polygon[2][0] == pytest.approx(0.8)
    assert (seen.start_ms, seen.end_ms) == (0, 2000)


def test_labels_one_above_the_other_make_a_pair():
    assert len(labelled_pairs([label(1, "TRƯỚC", 0.1, 0.2), label(2, "SAU", 0.1, 0.7)])) == 1


def test_a_still_picture_can_hold_a_pair():
    pair = [label(1, "TRƯỚC", 0.1, 0.8, start=None), label(2, "SAU", 0.6, 0.8, start=None)]
    (seen,) = labelled_pairs(pair)
    assert (seen.start_ms, seen.end_ms) == (None, None)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Uống trước bữa ăn ba mươi phút", "Sau đó nghỉ ngơi"),
        ("Uống ngày hai lần trước khi đi ngủ", "Để xa tầm tay trẻ em"),
        ("SAU", "GIẢM GIÁ"),
    ],
)
def test_prose_is_no_pair(first, second):
    assert labelled_pairs([label(1, first, 0.1, 0.8), label(2, second, 0.6, 0.8)]) == []


def test_labels_that_are_never_on_screen_together_are_no_pair():
    assert (
        labelled_pairs([label(1, "TRƯỚC", 0.1, 0.8), label(2, "SAU", 0.6, 0.8, start=60_000)]) == []
    )


def test_a_headline_and_small_print_are_no_pair():
    assert labelled_pairs([label(1, "TRƯỚC", 0.1, 0.8, 0.3), label(2, "SAU", 0.6, 0.8, 0.02)]) == []


def pair_seen(start: int | None = 0) -> Sighting:
    return Sighting(
        label="before_after",
        media="m1",
        start_ms=start,
        end_ms=None if start is None else start + 2000,
        polygon=[(0.1, 0.3), (0.9, 0.3), (0.9, 0.9), (0.1, 0.9)],
        confidence=0.6,
    )


@pytest.mark.parametrize("text", ["SAU 90 NGÀY", "-10.2 KG", "Tuần 4", "Trước & sau"])
def test_a_label_on_a_likely_pair_confirms_it(text):
    assert told_by_label(pair_seen(), [label(1, text, 0.4, 0.6)])


def test_labels_elsewhere_or_at_another_time_confirm_nothing():
    assert not told_by_label(pair_seen(), [label(1, "SAU 90 NGÀY", 0.4, 0.05)])
    assert not told_by_label(pair_seen(), [label(1, "SAU 90 NGÀY", 0.4, 0.6, start=60_000)])
    assert not told_by_label(pair_seen(), [label(1, "Gọi ngay", 0.4, 0.6)])


def test_times_of_meals_beside_each_other_are_no_pair():
    assert labelled_pairs([label(1, "TRƯỚC ĂN", 0.1, 0.8), label(2, "SAU ĂN", 0.6, 0.8)]) == []
