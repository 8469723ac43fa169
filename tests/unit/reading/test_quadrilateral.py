"""Lines seen from the side get outlines that follow them."""

import cv2
import numpy as np
import pytest

from models.reading.quadrilateral import enclosing_quad, pushed_out
from workers.media.frame import Pixels
from workers.reading.crops import crop_outline
from workers.reading.engine import TextRegion

LEANING = np.array([[10, 10], [310, 60], [310, 90], [10, 110]], np.float32)
FLAT = np.array([[10, 10], [310, 10], [310, 60], [10, 60]], np.float32)


def filled(quad: np.ndarray) -> Pixels:
    picture = np.zeros((120, 320), np.uint8)
    cv2.fillPoly(picture, [quad.astype(np.int32)], 255)
    return picture


def test_the_outline_of_a_leaning_shape_is_the_shape() -> None:
    contours, _ = cv2.findContours(filled(LEANING), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    quad = enclosing_quad(contours[0].reshape(-1, 2))
    assert quad is not None
    nearest = np.linalg.norm(LEANING[:, None] - quad[None], axis=2).min(axis=1)
    assert nearest.max() < 4


def test_the_outline_holds_every_point() -> None:
    rng = np.random.default_rng(5)
    for _ in range(50):
        points = (rng.normal(size=(40, 2)) * (60, 15)).astype(np.float32)
        quad = enclosing_quad(points)
        assert quad is not None
        outside = [-cv2.pointPolygonTest(quad, (float(x), float(y)), True) for x, y in points]
        assert max(outside) < 0.01


def test_fewer_than_four_corners_have_no_outline() -> None:
    assert enclosing_quad(np.array([[0, 0], [9, 0], [0, 9]], np.float32)) is None


def test_pushing_out_moves_each_side_by_the_distance() -> None:
    grown = pushed_out(FLAT, 5)
    assert grown is not None
    assert grown.tolist() == [[5, 5], [315, 5], [315, 65], [5, 65]]
    assert pushed_out(np.zeros((4, 2), np.float32), 5) is None


def test_a_leaning_line_is_seen_from_the_front() -> None:
    picture = cv2.cvtColor(filled(LEANING), cv2.COLOR_GRAY2BGR)
    rectangle = np.array([[10, 10], [310, 10], [310, 110], [10, 110]], np.float32)
    view = crop_outline(np.asarray(picture, np.uint8), TextRegion(rectangle, 0.9, LEANING))
    assert view is not None
    assert view.mean() > 0.85 * 255
    assert view.shape[1] / view.shape[0] == pytest.approx(305 / 68, rel=0.1)


def test_a_flat_line_has_no_other_view() -> None:
    picture = np.zeros((120, 320, 3), np.uint8)
    assert crop_outline(picture, TextRegion(FLAT, 0.9, FLAT + 1)) is None
    assert crop_outline(picture, TextRegion(FLAT)) is None
