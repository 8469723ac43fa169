"""Sure letters that differ make another text; unsure ones are misread."""

import pytest

from workers.reading.engine import Line
from workers.reading.wording import contradict, without_sure_tones

PLACE = ((0.0, 0.0), (400.0, 0.0), (400.0, 40.0), (0.0, 40.0))


def line(text: str, *, unsure: str = "", confidence: float = 0.98) -> Line:
    letters = tuple(0.6 if sign in unsure else 0.99 for sign in text)
    return Line(text, PLACE, confidence, 40.0, letters)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Chưa khỏi bệnh trĩ", "Chữa khỏi bệnh trĩ"),
        ("Liệu trình 7 ngày", "Liệu trình 10 ngày"),
        ("7 ngày", "10 ngày"),
        ("Giá chỉ 199.000đ", "Giá chỉ 299.000đ"),
        ("Còn lại 00:43", "Còn lại 00:42"),
        ("Giảm ngay trĩ nội", "Giảm ngay rụng tóc"),
        ("BAY THOÁI", "HÓA"),
    ],
)
def test_sure_letters_that_differ_make_another_text(first: str, second: str) -> None:
    assert contradict(line(first), line(second))
    assert contradict(line(second), line(first))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Giảm cân", "GIẢM CÂN"),
        ("Giảm c", "Giảm cân cấp tốc"),
        ("ân cấp tốc", "Giảm cân cấp tốc"),
        ("Gọi 0912 345", "Gọi O9l2 345"),
    ],
    ids=["case", "builds up", "begins to go", "look alike"],
)
def test_what_is_hidden_or_looks_the_same_is_no_difference(first: str, second: str) -> None:
    assert not contradict(line(first), line(second))


def test_a_letter_that_is_unsure_in_one_reading_proves_nothing() -> None:
    sure = line("Hết hẳn tiểu đường")
    assert not contradict(sure, line("Hết hẳn tiều đường", unsure="ề"))
    assert contradict(sure, line("Hết hẳn tiều đường"))


def test_of_a_line_that_is_seen_badly_nothing_is_sure() -> None:
    assert not contradict(line("Bác Sáu"), line("Rác Sá", confidence=0.85))


def test_where_an_engine_tells_no_letters_the_line_counts() -> None:
    first, second = (Line(text, PLACE, 0.99, 40.0) for text in ("Sau 7 ngày", "Sau 9 ngày"))
    assert contradict(first, second)


def test_of_letters_cut_off_from_above_only_the_mark_is_unsure() -> None:
    cut = without_sure_tones(line("Het hán nam da"))
    assert not contradict(cut, line("Hết hẳn nám da"))
    assert contradict(cut, line("Hết hẳn mụn da"))
