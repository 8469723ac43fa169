"""Reading order and blocks follow what a person sees."""

from workers.reading.engine import Line
from workers.reading.layout import blocks, in_reading_order


def line(text: str, left: float, top: float, right: float, bottom: float) -> Line:
    polygon = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Line(text, polygon, 0.9, bottom - top)


CLAIM = [
    line("Giúp xương", 20, 100, 200, 130),
    line("chắc khỏe", 30, 135, 190, 165),
    line("mỗi ngày", 25, 170, 195, 200),
]
OTHER = [line("Uống sau", 400, 100, 560, 130), line("bữa sáng", 410, 135, 550, 165)]


def test_rows_are_read_from_the_top_and_each_from_the_left() -> None:
    ordered = in_reading_order([OTHER[1], CLAIM[2], OTHER[0], CLAIM[1], CLAIM[0]])
    assert [one.text for one in ordered] == [
        "Giúp xương",
        "Uống sau",
        "chắc khỏe",
        "bữa sáng",
        "mỗi ngày",
    ]


def test_a_claim_over_three_lines_is_one_block_and_the_column_beside_it_another() -> None:
    lines = in_reading_order([*CLAIM, *OTHER])
    numbers = dict(zip((one.text for one in lines), blocks(lines), strict=True))
    assert len({numbers[one.text] for one in CLAIM}) == 1
    assert len({numbers[one.text] for one in OTHER}) == 1
    assert numbers["Giúp xương"] != numbers["Uống sau"]


def test_a_gap_of_more_than_a_line_parts_blocks() -> None:
    lines = [line("một", 20, 100, 200, 130), line("hai", 20, 170, 200, 200)]
    assert blocks(lines) == [0, 1]


def test_small_print_under_a_headline_is_a_block_of_its_own() -> None:
    lines = [line("TIÊU ĐỀ", 20, 100, 400, 180), line("ghi chú nhỏ", 20, 185, 300, 200)]
    assert blocks(lines) == [0, 1]
