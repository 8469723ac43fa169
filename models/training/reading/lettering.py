"""Setting a line of type: from a text and a face to a coverage mask."""

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from models.training.reading.faces import Face

_FONTS_KEPT = 400
_fonts: OrderedDict[tuple[str, int], ImageFont.FreeTypeFont] = OrderedDict()


def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    key = (path, size)
    font = _fonts.get(key)
    if font is None:
        font = ImageFont.truetype(path, size)
        _fonts[key] = font
        if len(_fonts) > _FONTS_KEPT:
            _fonts.popitem(last=False)
    return font


@dataclass(frozen=True)
class Setting:
    """How a line is set: face, em size in pixels, tracking and word space in em."""

    face: Face
    size: int
    tracking: float
    word_space: float
    fallback: str


def _runs(text: str, setting: Setting) -> list[tuple[str, str]]:
    """The text in pieces of one font file; signs that the face lacks go to the fallback."""
    runs: list[tuple[str, str]] = []
    for char in text:
        path = setting.fallback if char in setting.face.missing else setting.face.path
        if runs and runs[-1][1] == path:
            runs[-1] = (runs[-1][0] + char, path)
        else:
            runs.append((char, path))
    return runs


def text_mask(text: str, setting: Setting) -> np.ndarray:
    """Coverage of the text, uint8 (height, width), one baseline, a margin of one em."""
    size = setting.size
    pieces: list[tuple[float, str, ImageFont.FreeTypeFont]] = []
    x = 0.0
    loose = abs(setting.tracking) > 1e-3
    for run, path in _runs(text, setting):
        font = _font(path, size)
        if not loose and abs(setting.word_space) < 1e-3:
            pieces.append((x, run, font))
            x += font.getlength(run)
            continue
        for word in _split_keep_space(run):
            if word == " ":
                x += font.getlength(" ") + setting.word_space * size + setting.tracking * size
            elif loose:
                for char in word:
                    pieces.append((x, char, font))
                    x += font.getlength(char) + setting.tracking * size
            else:
                pieces.append((x, word, font))
                x += font.getlength(word)
    width, height = int(x) + 2 * size + 2, int(size * 3.4)
    image = Image.new("L", (max(8, width), height))
    draw = ImageDraw.Draw(image)
    for left, piece, font in pieces:
        draw.text((size + left, size * 2.1), piece, font=font, fill=255, anchor="ls")
    return np.asarray(image)


def _split_keep_space(text: str) -> list[str]:
    words: list[str] = []
    for i, word in enumerate(text.split(" ")):
        if i:
            words.append(" ")
        if word:
            words.append(word)
    return words
