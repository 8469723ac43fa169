"""Every engine reads Vietnamese behind the same protocol; a missing one says how to get it."""

import importlib.util
import shutil

import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.integration.reading.moving_pictures import FONTS, bgr
from workers.errors import EngineUnavailable
from workers.media.frame import Frame
from workers.reading import ENGINE_NAMES, engine_status, make_engine, read_picture
from workers.reading.similarity import likeness

WORDS = "Uống sau bữa ăn sáng"


def picture() -> Frame:
    drawn = Image.new("RGB", (900, 240), "#ffffff")
    face = ImageFont.truetype(str(FONTS / "NotoSerif-SemiBold.ttf"), 56)
    ImageDraw.Draw(drawn).text((40, 80), WORDS, "#101820", face)
    return Frame("m1", 0, bgr(drawn))


def reads_vietnamese(name: str) -> bool:
    engine = make_engine(name, threads=1)
    (text,) = read_picture([picture()], engine).texts
    assert engine.models
    assert likeness(text.text, WORDS) == 1.0
    return text.text == WORDS


def test_the_default_engine_reads_vietnamese() -> None:
    assert reads_vietnamese("ppocr-vi")


@pytest.mark.engines
def test_tesseract_reads_vietnamese() -> None:
    assert reads_vietnamese("tesseract")


@pytest.mark.engines
def test_easyocr_reads_vietnamese() -> None:
    assert reads_vietnamese("easyocr")


def test_each_engine_reports_whether_it_works_and_what_to_do() -> None:
    rows = engine_status()
    assert [row.name for row in rows] == list(ENGINE_NAMES)
    assert all(row.detail for row in rows)
    assert all(row.remedy for row in rows if not row.works)


def test_tesseract_without_its_program_is_unavailable_with_a_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(EngineUnavailable, match="tesseract-ocr-vie"):
        make_engine("tesseract")


def test_easyocr_without_torch_is_unavailable_with_a_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "torch" else find(name)
    )
    with pytest.raises(EngineUnavailable, match=r"adscan\[easyocr\]"):
        make_engine("easyocr")


def test_an_unknown_engine_names_the_known_ones() -> None:
    with pytest.raises(EngineUnavailable, match="ppocr-vi, easyocr, tesseract"):
        make_engine("abbyy")
