"""QR and bar codes are read wherever they are in a picture, and nothing is read where none is."""

import numpy as np
import pytest
import zxingcpp

from workers.looking import read_codes
from workers.looking.codes import read_bar_codes


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
