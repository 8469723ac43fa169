"""Drawn pictures through the real networks."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp

from models.training.vision.packs import PackArtist
from models.vision import Face, PairHead
from models.vision.pair_head import MEASURES, Quadratic
from tests.unit.looking.drawings import belly, face, page, pasted
from workers.looking import SceneWatch, looker_status, make_looker
from workers.looking.before_after import likely_pairs
from workers.media import Frame, Region
from workers.report import Text


@pytest.fixture(scope="module")
def looker():
    return make_looker(threads=1)


def labels(looker, pixels: np.ndarray) -> dict[str, float]:
    watch = looker.watch("m1")
    watch.see(Frame("m1", 0, pixels))
    return {seen.label: seen.confidence for seen in watch.sightings([])}


def test_a_face_is_seen_with_its_place(looker):
    watch = looker.watch("m1")
    watch.see(Frame("m1", 0, pasted(page(), face(), 200, 900)))
    (seen,) = (one for one in watch.sightings([]) if one.label == "face")
    xs, ys = zip(*seen.polygon, strict=True)
    assert np.mean(xs) == pytest.approx((900 + 120) / 1280, abs=0.03)
    assert np.mean(ys) == pytest.approx((200 + 120) / 720, abs=0.06)


def two_bellies() -> np.ndarray:
    gutter = np.full((500, 8, 3), 255, np.uint8)
    return np.concatenate([belly(500, 1, 25), gutter, belly(500, 1, 0)], axis=1)


def test_bare_skin_in_two_panels_is_before_and_after(looker):
    assert "before_after" in labels(looker, two_bellies())


def test_a_likely_pair_counts_where_a_label_says_when_it_was_taken(looker):
    eyes = looker.eyes
    doubtful = PairHead(eyes.scene, certain(0.7), sure=0.8, likely=0.5)
    watch = SceneWatch("m1", replace(eyes, pairs=doubtful))
    watch.see(Frame("m1", 0, two_bellies()))
    label = Text(
        id="t1",
        media="m1",
        source="screen",
        text="SAU 90 NGÀY",
        polygon=[(0.6, 0.8), (0.9, 0.8), (0.9, 0.9), (0.6, 0.9)],
    )
    other = label.model_copy(update={"text": "Giao hàng toàn quốc"})
    assert "before_after" not in {seen.label for seen in watch.sightings([])}
    assert "before_after" not in {seen.label for seen in watch.sightings([other])}
    assert [s.confidence for s in watch.sightings([label]) if s.label == "before_after"] == [
        pytest.approx(0.7)
    ]


def certain(probability: float) -> Quadratic:
    """A score that is the same for every pair."""
    count = len(MEASURES)
    none, logit = np.zeros(count), float(np.log(probability / (1 - probability)))
    return Quadratic(none, np.ones(count), none, np.zeros((count, count)), logit)


def thing_on_page(name: str) -> np.ndarray:
    """A drawn bottle or carton on the right half of a page."""
    fonts = sorted((Path(__file__).parents[3] / "samples" / "fonts").glob("*.ttf"))
    artist = PackArtist(np.random.default_rng(3), fonts)
    drawn = {"bottle": artist.bottle, "carton": artist.box}[name]()
    size = 480 / drawn.opacity.shape[0]
    colour, opacity = (
        cv2.resize(part, None, fx=size, fy=size) for part in (drawn.colour, drawn.opacity)
    )
    given = page()
    place = given[120 : 120 + colour.shape[0], 760 : 760 + colour.shape[1]]
    shown = opacity[: place.shape[0], : place.shape[1], None]
    place[:] = colour[: place.shape[0], : place.shape[1]] * shown + place * (1 - shown)
    return given


@pytest.mark.parametrize(("name", "other"), [("bottle", "carton"), ("carton", "bottle")])
@pytest.mark.parametrize("shown_to_ms", [0, 1000])
def test_a_product_on_show_is_named_by_its_kind_with_its_place(looker, name, other, shown_to_ms):
    watch = looker.watch("m1")
    watch.see(Frame("m1", 0, thing_on_page(name), shown_to_ms=shown_to_ms))
    seen = {one.label: one for one in watch.sightings([])}
    assert {"product_package", name} <= set(seen)
    assert other not in seen
    xs = [x for x, _ in seen[name].polygon]
    assert min(xs) > 0.3
    assert max(xs) > 0.7


def two_people() -> np.ndarray:
    """Two faces side by side in one picture and one light, with no seam between them."""
    one = face(400)
    return np.ascontiguousarray(np.concatenate([one, one[:, ::-1]], axis=1))


def test_two_people_in_one_picture_are_never_enough_by_themselves(looker):
    assert "before_after" not in labels(looker, two_people())


def test_halves_around_two_level_faces_are_compared_without_a_seam(looker):
    head = PairHead(looker.eyes.scene, certain(0.99), sure=0.8, likely=0.5)
    level = [Face(200, 200, 400, 400, 0.9), Face(800, 220, 1000, 420, 0.9)]
    (pair,) = likely_pairs(page(), level, head)
    assert not pair.seam
    assert (pair.first.right, pair.second.left) == (pytest.approx(600 / 1280),) * 2
    uneven = [level[0], Face(800, 560, 1000, 760, 0.9)]
    assert likely_pairs(page(), uneven, head) == []


def test_one_person_in_one_picture_is_no_pair(looker):
    assert "before_after" not in labels(looker, pasted(page(), face(500), 100, 400))


def test_an_empty_page_shows_nothing(looker):
    assert labels(looker, page()) == {}


def test_a_long_page_is_searched_all_the_way_down(looker):
    long = pasted(page(5000, 720), face(400), 4200, 160)
    assert "face" in labels(looker, long)


def test_a_code_becomes_a_text_and_a_sighting(looker):
    code = np.asarray(
        zxingcpp.create_barcode("https://example.vn", zxingcpp.BarcodeFormat.QRCode).to_image(
            scale=5
        )
    )
    watch = looker.watch("m1")
    watch.see(Frame("m1", 0, pasted(page(), np.repeat(code[:, :, None], 3, axis=2), 100, 100)))
    (text,) = watch.codes()
    assert (text.source, text.text, text.start_ms) == ("code", "https://example.vn", None)
    assert "qr_code" in {seen.label for seen in watch.sightings([])}


def test_what_stays_in_view_lasts_until_it_is_gone(looker):
    watch = looker.watch("m1")
    with_face, without = pasted(page(), face(400), 100, 400), page()
    first = Frame("m1", 0, with_face, shown_from_ms=0, shown_to_ms=1000)
    corner = (Region(0, 0, 40, 40),)
    watch.see(first)
    watch.see(replace(first, time_ms=1000, shown_from_ms=1000, shown_to_ms=2500, changed=corner))
    watch.see(Frame("m1", 2500, without, shown_from_ms=2500, shown_to_ms=9000))
    (seen,) = (one for one in watch.sightings([]) if one.label == "face")
    assert (seen.start_ms, seen.end_ms) == (0, 2500)


def test_every_network_reports_its_state():
    assert all(row.works for row in looker_status())
