"""Every thing that heads learn from can be drawn, and the same seed draws it again."""

from pathlib import Path

import numpy as np
import pytest

from models.training.vision.things import ThingArtist

FONTS = sorted((Path(__file__).parents[3] / "samples" / "fonts").glob("*.ttf"))
NAMES = sorted(ThingArtist(np.random.default_rng(0), FONTS).drawings())


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_has_colours_and_an_outline_and_comes_out_the_same_again(name):
    first, again = (
        ThingArtist(np.random.default_rng(7), FONTS).drawings()[name]() for _ in range(2)
    )
    assert first.colour.shape == (*first.opacity.shape, 3)
    assert first.colour.min() >= 0
    assert first.colour.max() <= 255
    assert first.opacity.min() >= 0
    assert first.opacity.max() == pytest.approx(1, abs=0.01)
    shown = first.colour[first.opacity > 0.9]
    assert shown.std() > 3
    assert np.array_equal(first.colour, again.colour)
