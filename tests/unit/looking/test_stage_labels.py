"""Short labels say when a picture was taken; prose and times of day do not."""

import pytest

from workers.looking import stage_of


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("TRƯỚC", "before"),
        ("Trước khi dùng", "before"),
        ("BEFORE:", "before"),
        ("Ban đầu", "before"),
        ("TRƯỚC: 68 KG", "before"),
        ("SAU", "after"),
        ("SAU: 56 KG", "after"),
        ("Sau 56 kg", "after"),
        ("Sau 90 ngày", "after"),
        ("Sau 1 liệu trình", "after"),
        ("After 4 weeks", "after"),
        ("Sau khi sử dụng 3 hộp", "after"),
        ("TRƯỚC - SAU", "both"),
        ("Before/After", "both"),
        ("Hình ảnh trước và sau khi dùng", "both"),
    ],
)
def test_states_are_told(line, kind):
    assert stage_of(line).kind == kind


@pytest.mark.parametrize(
    ("line", "kind", "amount"),
    [
        ("Ngày 1", "time", 1),
        ("Tuần thứ 4", "time", 4),
        ("30 NGÀY", "time", 30),
        ("0 day", "time", 0),
        ("Week 12", "time", 12),
        ("75kg", "weight", 75),
        ("52,5 KG", "weight", 52.5),
        ("-10.2 KG", "weight", 10.2),
        ("Giảm 8 kg", "weight", 8),
    ],
)
def test_counters_are_read(line, kind, amount):
    stage = stage_of(line)
    assert (stage.kind, stage.amount) == (kind, pytest.approx(amount))


@pytest.mark.parametrize(
    "line",
    [
        "Uống trước ăn",
        "Trước bữa ăn 30 phút",
        "Sau ăn",
        "Phụ nữ sau sinh",
        "Trước khi ngủ",
        "Sâu răng",
        "Sau đó",
        "6 tháng tuổi",
        "Uống ngày hai lần trước khi đi ngủ để có kết quả tốt",
        "Giao hàng sau 2 ngày trên toàn quốc nhé",
        "500 mg",
        "",
    ],
)
def test_everything_else_is_not(line):
    assert stage_of(line) is None
