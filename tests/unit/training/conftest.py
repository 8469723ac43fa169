"""Faces to draw with: the open fonts that the samples carry."""

from pathlib import Path

import pytest

from models.training.reading.backgrounds import BackgroundPool
from models.training.reading.coverage import faulty_letters, is_unicase, missing_signs
from models.training.reading.faces import Face, Typeface

FONTS = Path(__file__).parents[3] / "samples" / "fonts"


def face(path: Path) -> Face:
    name = str(path)
    kind = "script" if path.stem.startswith("Pacifico") else "sans"
    return Face(
        path.stem, kind, "train", name, is_unicase(name), faulty_letters(name), missing_signs(name)
    )


@pytest.fixture(scope="session")
def faces() -> list[Face]:
    return [face(path) for path in sorted(FONTS.glob("*.ttf"))]


@pytest.fixture(scope="session")
def typeface(faces: list[Face]) -> Typeface:
    return Typeface.of(faces, faces[0].path)


@pytest.fixture(scope="session")
def pool() -> BackgroundPool:
    return BackgroundPool(7, size=10, height=200, width=400)
