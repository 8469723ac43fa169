"""The recogniser of the manifest is one that this pipeline made."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from PIL import Image, ImageDraw, ImageFont

from models import manifest
from models.reading import TextRecogniser
from models.training.reading.charset import characters
from models.training.reading.faces import Face


@pytest.fixture(scope="module")
def recogniser() -> TextRecogniser:
    path = Path(manifest.weights("text-recogniser-vi"))
    return TextRecogniser(onnxruntime.InferenceSession(str(path)))


def test_its_classes_are_the_lines_of_the_charset_file(recogniser: TextRecogniser) -> None:
    assert recogniser.charset == characters()


@pytest.mark.parametrize(
    "text",
    ["Bổ sung dưỡng chất", "THUỐC BỔ GAN", "Số 1234/2024/XNQC-ATTP", "Chỉ 299.000đ - 0912 345 678"],
)
def test_it_reads_plainly_set_lines(
    recogniser: TextRecogniser, faces: list[Face], text: str
) -> None:
    path = next(face.path for face in faces if "Montserrat" in face.path)
    font = ImageFont.truetype(path, 34)
    image = Image.new("RGB", (int(font.getlength(text)) + 24, 56), "white")
    ImageDraw.Draw(image).text((12, 6), text, "black", font)
    assert recogniser.recognise([np.asarray(image)])[0].text == text
