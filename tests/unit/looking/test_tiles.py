"""Long pages are looked at in pieces that cover them; boxes return to the whole page."""

import itertools

import numpy as np
import pytest

from workers.looking.tiles import tiles


@pytest.mark.parametrize("shape", [(720, 1280), (1280, 720), (500, 500)])
def test_ordinary_pictures_stay_whole(shape):
    (only,) = tiles(np.zeros((*shape, 3), np.uint8))
    assert only.on_whole([(0.2, 0.4)]) == [(0.2, 0.4)]


@pytest.mark.parametrize("shape", [(4000, 720), (600, 3000)])
def test_pieces_cover_a_long_picture(shape):
    pieces = list(tiles(np.zeros((*shape, 3), np.uint8)))
    corners = [piece.on_whole([(0.0, 0.0), (1.0, 1.0)]) for piece in pieces]
    assert corners[0][0] == (0.0, 0.0)
    assert corners[-1][1] == pytest.approx((1.0, 1.0))
    along = 1 if shape[0] > shape[1] else 0
    for earlier, later in itertools.pairwise(corners):
        assert later[0][along] < earlier[1][along]
