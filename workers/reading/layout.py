"""Reading order and blocks of lines."""

from collections.abc import Sequence

from workers.reading.engine import Line

MOST_LINE_GAP = 0.85
MOST_SIZE_RATIO = 1.8
LEAST_SHARED_WIDTH = 0.35


def bounds(line: Line) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the line's polygon, in pixels."""
    xs = [x for x, _ in line.polygon]
    ys = [y for _, y in line.polygon]
    return min(xs), min(ys), max(xs), max(ys)


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """Lines row by row from the top, each row from the left.

    Lines form a row when the middle of one lies within the other's height.
    """
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: _middle(line)):
        if rows and _same_row(rows[-1][-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: bounds(line)[0])]


def _middle(line: Line) -> float:
    _, top, _, bottom = bounds(line)
    return (top + bottom) / 2


def _same_row(first: Line, second: Line) -> bool:
    offset = abs(_middle(first) - _middle(second))
    return offset < 0.4 * min(first.height_px, second.height_px)


def blocks(lines: Sequence[Line]) -> list[int]:
    """The block number of each line, counted from 0 in order of appearance.

    A block is what is read in one go: lines below each other, closer than a line's height, of
    similar size, sharing part of their width. Columns stay apart, for their lines share none.
    """
    group = list(range(len(lines)))

    def root(index: int) -> int:
        while group[index] != index:
            index = group[index]
        return index

    for index, line in enumerate(lines):
        below = [
            other for other in range(len(lines)) if other != index and _follows(line, lines[other])
        ]
        nearest = min(below, key=lambda other: bounds(lines[other])[1], default=None)
        if nearest is not None:
            group[root(nearest)] = root(index)
    numbers: dict[int, int] = {}
    return [numbers.setdefault(root(index), len(numbers)) for index in range(len(lines))]


def _follows(upper: Line, lower: Line) -> bool:
    left, _, right, bottom = bounds(upper)
    other_left, other_top, other_right, _ = bounds(lower)
    if _middle(lower) <= _middle(upper):
        return False
    small, large = sorted((upper.height_px, lower.height_px))
    if small <= 0 or large > MOST_SIZE_RATIO * small:
        return False
    gap = other_top - bottom
    if not -0.6 * small <= gap <= MOST_LINE_GAP * small:
        return False
    shared = min(right, other_right) - max(left, other_left)
    return shared >= LEAST_SHARED_WIDTH * min(right - left, other_right - other_left)
