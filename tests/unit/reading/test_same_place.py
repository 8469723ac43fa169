"""Two readings of one place are one line; neighbours stay apart, tilted ones too."""

import numpy as np

from workers.reading.engine import Line
from workers.reading.picture import merged, same_place


def tilted(text: str, across: float, *, degrees: float = 12.0, confidence: float = 0.9) -> Line:
    """A line of 600 x 40 pixels, `across` pixels below the first along the tilted normal."""
    angle = np.radians(degrees)
    along, down = (
        np.array([np.cos(angle), np.sin(angle)]),
        np.array([-np.sin(angle), np.cos(angle)]),
    )
    start = np.array([100.0, 100.0]) + across * down
    corners = [start, start + 600 * along, start + 600 * along + 40 * down, start + 40 * down]
    return Line(text, tuple((float(x), float(y)) for x, y in corners), confidence, 40.0)


def test_tilted_neighbours_are_both_kept() -> None:
    lines = [tilted("Xương chắc khỏe mỗi ngày", 0), tilted("Ngủ ngon", 48), tilted("Da sáng", 96)]
    assert merged([], lines) == lines


def test_the_surer_reading_of_a_place_is_kept() -> None:
    sure, unsure = tilted("Ngủ ngon giấc", 0), tilted("Ngu ngon giac", 4, confidence=0.6)
    assert merged([unsure], [sure]) == [sure]
    assert merged([sure], [unsure]) == [sure]


def test_parts_that_say_alike_things_are_one_place_where_they_touch() -> None:
    assert same_place(tilted("Ngủ ngon giấc", 0), tilted("Ngủ ngon giấc", 28))
    assert not same_place(tilted("Ngủ ngon giấc", 0), tilted("Xương chắc khỏe", 28))
