"""Made video ads that move all over: panning footage with passing shapes, drifting colours, slides
that fade into each other, and words that come and go every second or two."""

from pathlib import Path
from typing import Final

from tests.bench.clips import Plan, make
from tests.bench.footage import Ground

_GROUNDS: Final[tuple[Ground, ...]] = ("footage", "clouds", "slides")
_SECONDS: Final = 12


def write_moving(path: Path, number: int, side: int = 640) -> None:
    """The clip of that number as H.264, upright, its longest side `side`."""
    width = side * 9 // 16
    ground = _GROUNDS[number % len(_GROUNDS)]
    make(Plan(path.name, width, side, _SECONDS, "h264", ground, number), path.parent)
