"""A logo from the operator's folder is found where it is shown, and only there."""

import cv2
import numpy as np
import pytest

from tests.unit.looking.drawings import belly, face, logo, page, pasted
from workers.errors import InputNotFound
from workers.looking import LogoMatcher


@pytest.fixture
def matcher(tmp_path):
    cv2.imwrite(str(tmp_path / "institute-abx.png"), logo())
    return LogoMatcher(tmp_path)


@pytest.mark.parametrize("size", [120, 200])
def test_a_logo_is_found_with_its_place(matcher, size):
    shown = cv2.resize(logo(), (size, size), interpolation=cv2.INTER_AREA)
    (found,) = matcher.find(pasted(page(), shown, 80, 900))
    assert found.name == "institute-abx"
    centre = np.mean(np.array(found.polygon), axis=0)
    assert centre == pytest.approx([(900 + size / 2) / 1280, (80 + size / 2) / 720], abs=0.02)


def test_a_tilted_and_compressed_logo_is_found(matcher):
    picture = pasted(page(), logo(), 200, 400)
    turn = cv2.getRotationMatrix2D((528, 328), 12, 0.9)
    tilted = cv2.warpAffine(picture, turn, (1280, 720), borderValue=(225, 230, 235))
    _, encoded = cv2.imencode(".jpg", tilted, [cv2.IMWRITE_JPEG_QUALITY, 40])
    assert [found.name for found in matcher.find(cv2.imdecode(encoded, cv2.IMREAD_COLOR))] == [
        "institute-abx"
    ]


@pytest.mark.parametrize(
    "picture", [page(), face(480), belly(480, 1, 9)], ids=["page", "face", "belly"]
)
def test_other_pictures_show_no_logo(matcher, picture):
    assert matcher.find(picture) == []


def test_another_emblem_is_not_mistaken_for_it(matcher):
    other = cv2.flip(255 - logo(), 1)
    assert matcher.find(pasted(page(), other, 100, 100)) == []


def test_a_missing_or_empty_folder_is_named(tmp_path):
    with pytest.raises(InputNotFound, match="does not exist"):
        LogoMatcher(tmp_path / "none")
    with pytest.raises(InputNotFound, match="no usable picture"):
        LogoMatcher(tmp_path)
