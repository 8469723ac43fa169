"""Which letters a font file can carry, told from its drawings alone."""

import hashlib
from functools import partial

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from models.training.reading.charset import LOOKALIKES, characters, vietnamese_letters

_CASE_PROBES = "abdeghmnqrt"
_NO_CHARACTER = "\U0010fffe"


def _drawing(font: ImageFont.FreeTypeFont, char: str) -> str | None:
    """A digest of a character's drawing, or None if it draws nothing."""
    mask = font.getmask(char)
    if mask.getbbox() is None:
        return None
    return hashlib.sha1(bytes(mask) + str(mask.size).encode()).hexdigest()


def missing_signs(path: str) -> str:
    """The characters of the charset (and their lookalikes) that a font file has no glyph for."""
    drawing = partial(_drawing, ImageFont.truetype(path, 64))
    absent = drawing(_NO_CHARACTER)
    wanted = (*characters(), *"".join(LOOKALIKES.values()))
    return "".join(c for c in wanted if c != " " and drawing(c) in (None, absent))


def faulty_letters(path: str, letters: str | None = None) -> str:
    """The letters that a face cannot carry: no glyph, no ink, or not told apart by their marks.

    Some fonts draw two letters with different marks alike (Ẫ and Ẵ); both are then faulty.
    """
    letters = letters or vietnamese_letters()
    drawing = partial(_drawing, ImageFont.truetype(path, 64))
    absent = drawing(_NO_CHARACTER)
    faulty: set[str] = set()
    seen: dict[str, str] = {}
    for letter in letters:
        digest = drawing(letter)
        if digest is None or digest == absent:
            faulty.add(letter)
            continue
        other = seen.setdefault(digest, letter)
        marked = not (other.isascii() and letter.isascii())
        if marked and other.casefold() != letter.casefold():
            faulty.update((other, letter))
    return "".join(sorted(faulty))


def is_unicase(path: str) -> bool:
    """Whether small letters are drawn as (small) capitals, so that case cannot be read back."""
    font = ImageFont.truetype(path, 96)

    def shape(letter: str) -> np.ndarray:
        left, top, right, bottom = font.getbbox(letter)
        image = Image.new("L", (max(1, int(right - left)), max(1, int(bottom - top))))
        ImageDraw.Draw(image).text((-left, -top), letter, font=font, fill=255)
        return np.asarray(image.resize((32, 32)), dtype=np.float32) / 255

    alike = 0
    for letter in _CASE_PROBES:
        small, large = shape(letter), shape(letter.upper())
        alike += float(np.minimum(small, large).sum() / np.maximum(small, large).sum()) > 0.88
    return alike > len(_CASE_PROBES) // 2
