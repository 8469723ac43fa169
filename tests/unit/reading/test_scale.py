"""How closely pictures of different sizes are looked at."""

import numpy as np
import pytest

from models.reading import TextDetector
from tests.unit.reading.even_map import EvenMap
from workers.reading.detection import ScaledDetector

DETECTOR = ScaledDetector(TextDetector(EvenMap()))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("height", "width", "scale"),
    [
        (1000, 1000, 1.0),
        (400, 600, 1.75),
        (800, 800, 1.25),
        (8000, 720, 1.0),
        (720, 9000, 1.0),
        (1080, 1920, 1.0),
        (3000, 4000, 0.48),
    ],
)
def test_small_pictures_are_enlarged_and_only_photographs_shrunk(
    height: int, width: int, scale: float
) -> None:
    assert DETECTOR.scale(height, width) == pytest.approx(scale)


def test_a_line_across_tile_seams_is_found_whole() -> None:
    session = EvenMap()
    picture = np.zeros((200, 5000, 3), np.uint8)
    picture[90:110, 100:4900] = 255
    ((line,),) = ScaledDetector(TextDetector(session)).detect([picture])  # type: ignore[arg-type]
    assert len(session.sizes) > 3
    assert max(width for _, width in session.sizes) <= 1280 + 32
    assert line.width == pytest.approx(4800, abs=60)
