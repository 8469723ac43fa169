"""Small pairs on the ground of a page are found with their boxes; rows of cards are none."""

import cv2
import numpy as np
import pytest

from tests.unit.looking.drawings import belly, page, pasted
from workers.looking import boxes_on_ground, panels_within, twins
from workers.media.frame import Pixels


def photographed(given: Pixels) -> Pixels:
    """A page as it comes: compressed, with a little noise."""
    noise = np.random.default_rng(0).normal(0, 1.5, given.shape)
    noisy = (given + noise).clip(0, 255).astype(np.uint8)
    coded = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, 80])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)


def cards(places: list[tuple[int, int]], size: int = 140) -> Pixels:
    """A page with bellies at these places (top, left)."""
    given = page(1000, 1000)
    for number, (top, left) in enumerate(places):
        given = pasted(given, (belly(size, number, 5) * 0.9).astype(np.uint8), top, left)
    return photographed(given)


@pytest.mark.parametrize(("second", "axis"), [((300, 180), "side by side"), ((460, 20), "stacked")])
def test_two_pictures_of_one_size_are_twins(second, axis):
    (found,) = twins(boxes_on_ground(cards([(300, 20), second])))
    assert found.axis == axis
    assert found.first.left == pytest.approx(0.02, abs=0.01)
    assert found.first.bottom == pytest.approx(0.44, abs=0.01)
    assert found.second.left == pytest.approx(second[1] / 1000, abs=0.01)


def test_pictures_far_apart_or_of_other_sizes_are_no_twins():
    assert list(twins(boxes_on_ground(cards([(300, 20), (300, 700)])))) == []
    uneven = pasted(cards([(300, 20)]), belly(200, 4, 3), 300, 180)
    assert list(twins(boxes_on_ground(uneven))) == []


def test_the_cards_of_a_shop_are_no_twins():
    row = [(300, left) for left in (20, 180, 340, 500)]
    assert list(twins(boxes_on_ground(cards(row)))) == []


def test_panels_that_meet_in_a_small_picture_are_found():
    both = np.concatenate([belly(160, 1, 12), (belly(160, 2, 0) * 0.8).astype(np.uint8)], axis=1)
    given = photographed(pasted(page(1000, 1000), both, 300, 120))
    found = max(panels_within(boxes_on_ground(given), given), key=lambda pair: pair.strength)
    assert found.axis == "side by side"
    assert found.first.right == pytest.approx(0.28, abs=0.01)
    assert found.second.bottom == pytest.approx(0.46, abs=0.01)


def discs(places: list[tuple[int, int]], size: int = 200) -> Pixels:
    """A page with round bellies at these places (top, left)."""
    given = page(1000, 1000)
    within = cv2.circle(np.zeros((size, size), np.uint8), (size // 2,) * 2, size // 2 - 1, 1, -1)
    for number, (top, left) in enumerate(places):
        ground = given[top : top + size, left : left + size]
        ground[within > 0] = (belly(size, number, 5) * 0.9).astype(np.uint8)[within > 0]
    return photographed(given)


def test_round_pictures_of_one_size_are_twins_without_the_ground_around_them():
    given = discs([(300, 100), (300, 340)])
    (found,) = twins(boxes_on_ground(given))
    assert found.axis == "side by side"
    assert found.first.left == pytest.approx(0.1 + 0.2 * (1 - 0.68) / 2, abs=0.01)
    assert found.first.right - found.first.left == pytest.approx(0.2 * 0.68, abs=0.01)
    corners = found.second.crop(given)[[0, 0, -1, -1], [0, -1, 0, -1]]
    assert np.abs(corners.astype(int) - given[0, 0]).max(axis=1).min() > 15


def test_an_empty_page_has_no_boxes():
    assert boxes_on_ground(page()) == []
