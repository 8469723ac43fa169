"""Lines of one passage get one box; lines apart keep their own."""

from workers.evidence.passages import joined_lines
from workers.report import Polygon


def line(left: float, top: float, right: float, bottom: float) -> Polygon:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def test_close_lines_are_joined_whatever_their_order() -> None:
    lines = [line(0.1, 0.16, 0.8, 0.2), line(0.1, 0.1, 0.9, 0.14), line(0.1, 0.22, 0.5, 0.26)]
    assert joined_lines(lines) == [line(0.1, 0.1, 0.9, 0.26)]


def test_line_far_below_stays_apart() -> None:
    lines = [line(0.1, 0.1, 0.9, 0.14), line(0.1, 0.3, 0.9, 0.34)]
    assert joined_lines(lines) == lines


def test_lines_side_by_side_stay_apart() -> None:
    lines = [line(0.1, 0.1, 0.4, 0.14), line(0.6, 0.15, 0.9, 0.19)]
    assert joined_lines(lines) == lines


def test_turned_lines_are_never_joined() -> None:
    turned = [[(0.1, 0.2), (0.5, 0.1), (0.52, 0.13), (0.12, 0.23)], line(0.1, 0.24, 0.5, 0.28)]
    assert len(joined_lines(turned)) == 2


def test_nothing_gives_nothing() -> None:
    assert joined_lines([]) == []
