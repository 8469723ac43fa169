"""QR and bar codes are read wherever they are in a picture, and nothing is read where none is."""

import cv2
import numpy as np
import pytest
import zxingcpp

from workers.looking import read_codes
from workers.looking.codes import read_bar_codes, read_qr_codes


def drawn(text: str, symbology: str, module: int = 4) -> np.ndarray:
    kind = getattr(zxingcpp.BarcodeFormat, symbology)
    code = np.asarray(zxingcpp.create_barcode(text, kind).to_image(scale=module))
    return np.repeat(code[:, :, None], 3, axis=2).astype(np.uint8)


def on_page(code: np.ndarray, height: int = 720, width: int = 1280, at=(40, 60)) -> np.ndarray:
    page = np.full((height, width, 3), (90, 160, 230), np.uint8)
    page[at[0] : at[0] + code.shape[0], at[1] : at[1] + code.shape[1]] = code
    return page


@pytest.mark.parametrize(
    ("symbology", "text"),
    [("QRCode", "https://example.vn/khuyến-mãi?id=7"), ("EAN13", "8934567890120")],
)
def test_a_code_on_a_page_is_read_with_its_place(symbology, text):
    code = drawn(text, symbology)
    page = on_page(code, at=(300, 600))
    (found,) = read_codes(page)
    assert found.text == text
    centre = np.mean(np.array(found.polygon), axis=0)
    assert centre == pytest.approx(
        [(600 + code.shape[1] / 2) / 1280, (300 + code.shape[0] / 2) / 720], abs=0.03
    )


def test_two_codes_on_one_page_are_both_read():
    page = on_page(drawn("mot", "QRCode"), at=(50, 50))
    code = drawn("hai", "QRCode")
    page[400 : 400 + code.shape[0], 900 : 900 + code.shape[1]] = code
    assert {code.text for code in read_codes(page)} == {"mot", "hai"}


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_a_code_is_read_at_any_right_angle(turn):
    page = np.rot90(on_page(drawn("xoay", "QRCode")), turn)
    assert [code.text for code in read_codes(np.ascontiguousarray(page))] == ["xoay"]


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_a_bar_code_of_a_video_frame_is_read_upright_and_lying_with_its_place(turn):
    page = on_page(drawn("8934567890120", "EAN13"), at=(300, 800))
    (found,) = read_bar_codes(np.ascontiguousarray(np.rot90(page, turn)))
    assert found.text == "8934567890120"
    (same,) = read_codes(np.ascontiguousarray(np.rot90(page, turn)))
    centres = [np.mean(np.array(one.polygon), axis=0) for one in (found, same)]
    assert centres[0] == pytest.approx(centres[1], abs=0.02)


def test_a_light_code_on_dark_ground_is_read():
    page = 255 - on_page(drawn("âm bản", "QRCode"))
    assert [code.text for code in read_codes(page)] == ["âm bản"]


def test_a_small_cut_out_without_quiet_zone_is_read():
    code = drawn("cắt sát", "QRCode", module=3)
    inside = code[12:-12, 12:-12]
    assert [code.text for code in read_codes(np.ascontiguousarray(inside))] == ["cắt sát"]


def test_a_page_without_codes_gives_none():
    noise = np.random.default_rng(3).integers(0, 255, (480, 640, 3), dtype=np.uint8)
    assert read_codes(noise) == []


def filmed(code: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """A 1080p frame of a busy scene with a code at these corners (x, y), compressed."""
    random = np.random.default_rng(5)
    ground = random.normal(128, 60, (68, 120, 3)).astype(np.float32)
    frame = cv2.resize(ground, (1920, 1080), interpolation=cv2.INTER_CUBIC)
    side = code.shape[0]
    source = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    laid = cv2.warpPerspective(code.astype(np.float32), matrix, (1920, 1080))
    within = cv2.warpPerspective(np.ones((side, side, 1), np.float32), matrix, (1920, 1080))
    frame = laid * within[..., None] + frame * (1 - within[..., None])
    _, coded = cv2.imencode(
        ".jpg", frame.clip(0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 60]
    )
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)


SMALL = np.array([[0, 0], [99, 0], [99, 99], [0, 99]], np.float32)
TURNED = cv2.transform(SMALL[None], cv2.getRotationMatrix2D((49.5, 49.5), 40, 1.0))[0]
TILTED = np.array([[0, 12], [99, 0], [88, 99], [10, 90]], np.float32)


@pytest.mark.parametrize(
    ("shape", "place"),
    [(SMALL, (900, 500)), (SMALL, (1819, 979)), (TURNED, (900, 500)), (TILTED, (300, 200))],
    ids=["straight", "in the corner", "turned", "tilted"],
)
@pytest.mark.parametrize(
    ("dark", "light"), [(0, 255), (255, 0), (110, 170)], ids=["plain", "inverted", "pale"]
)
def test_a_small_code_is_read_in_a_frame_of_a_video(shape, place, dark, light):
    code = drawn("https://example.vn/7", "QRCode").astype(np.float32) / 255
    frame = filmed(dark + (light - dark) * code, shape + np.array(place))
    assert [one.text for one in read_qr_codes(frame)] == ["https://example.vn/7"]
