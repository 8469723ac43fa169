"""Two panels of the same size are found, with or without a gutter; single pictures have none."""

import cv2
import numpy as np
import pytest

from tests.unit.looking.drawings import belly, page
from workers.looking import find_panels


def pair(gutter: int, axis: int) -> np.ndarray:
    first, second = belly(400, 1, 12), belly(400, 2, 0)
    second = (second * 0.8).astype(np.uint8)
    shape = (400, gutter, 3) if axis == 1 else (gutter, 400, 3)
    return np.concatenate([first, np.full(shape, 255, np.uint8), second], axis=axis)


@pytest.mark.parametrize("gutter", [0, 6, 20])
def test_panels_side_by_side_meet_at_their_seam(gutter):
    best = find_panels(pair(gutter, axis=1))[0]
    assert best.axis == "side by side"
    assert best.strength > 0.9
    seam = 400 / (800 + gutter)
    assert best.first.right == pytest.approx(seam, abs=0.02)
    assert best.second.left == pytest.approx(1 - seam, abs=0.04)


def test_panels_one_above_the_other_are_found():
    best = find_panels(pair(0, axis=0))[0]
    assert best.axis == "stacked"
    assert best.first.bottom == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("axis", [0, 1])
def test_a_badge_over_the_middle_of_a_seam_hides_it_not(axis):
    picture = pair(6, axis)
    height, width = picture.shape[:2]
    cv2.circle(picture, (width // 2, height // 2), 70, (40, 120, 30), -1, cv2.LINE_AA)
    best = find_panels(picture)[0]
    assert best.strength > 0.9
    whole = (best.first.left, best.first.top, best.second.right, best.second.bottom)
    assert whole == pytest.approx((0, 0, 1, 1), abs=0.02)


@pytest.mark.parametrize("picture", [belly(480, 3, 5), page()], ids=["one picture", "empty page"])
def test_a_single_picture_has_no_panels(picture):
    assert [found for found in find_panels(picture) if found.strength > 0.9] == []
