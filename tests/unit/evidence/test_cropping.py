"""Long pictures are shown in part; ordinary ones whole."""

import pytest

from workers.evidence.cropping import Window, in_one_view, window_around
from workers.report import Polygon


def band(top: float, bottom: float) -> Polygon:
    return [(0.1, top), (0.9, top), (0.9, bottom), (0.1, bottom)]


@pytest.mark.parametrize("size", [(1080, 1080), (1080, 1920), (1920, 1080), (1200, 628)])
def test_ordinary_picture_is_shown_whole(size: tuple[int, int]) -> None:
    assert window_around(*size, [band(0.4, 0.5)]) == Window(0, 0, *size)


@pytest.mark.parametrize("at", [0.0, 0.3, 0.66, 0.99])
def test_window_of_a_tall_picture_holds_the_words_with_room_about_them(at: float) -> None:
    window = window_around(720, 4200, [band(at, min(1.0, at + 0.01))])
    assert 0 <= window.top <= at * 4200
    assert window.bottom >= min(1.0, at + 0.01) * 4200
    assert window.bottom <= 4200
    assert window.bottom - window.top == 900
    assert (window.left, window.right) == (0, 720)


def test_window_grows_for_a_long_passage() -> None:
    window = window_around(720, 4200, [band(0.2, 0.6)])
    assert window.bottom - window.top > 0.4 * 4200


def test_pieces_far_apart_on_a_long_picture_go_to_stills_of_their_own() -> None:
    outlines = {0: band(0.80, 0.82), 1: band(0.10, 0.12), 2: band(0.13, 0.15)}
    assert in_one_view(720, 4200, outlines) == [[1, 2], [0]]


def test_pieces_on_an_ordinary_picture_share_one_still() -> None:
    outlines = {0: band(0.8, 0.9), 1: band(0.1, 0.2)}
    assert in_one_view(1080, 1350, outlines) == [[0, 1]]
