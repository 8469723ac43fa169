"""Pictures with text on them, made for the tests with the font that Pillow carries."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Grey = NDArray[np.uint8]


def page(size: tuple[int, int] = (960, 540), shade: int = 90) -> Grey:
    return np.full((size[1], size[0]), shade, np.uint8)


def noise(seed: int, size: tuple[int, int] = (960, 540)) -> Grey:
    """Footage without text: soft blobs that differ from seed to seed."""
    small = np.random.default_rng(seed).integers(40, 160, (size[1] // 12, size[0] // 12))
    picture = Image.fromarray(small.astype(np.uint8)).resize(size, Image.Resampling.BICUBIC)
    return np.asarray(picture)


def write(
    picture: Grey, text: str, place: tuple[int, int], height: int = 40, ink: int = 255
) -> Grey:
    """A copy of `picture` with `text` at (left, top), outlined in black."""
    canvas = Image.fromarray(picture.copy())
    font = ImageFont.load_default(height)
    outline = 0 if ink > 127 else 255
    ImageDraw.Draw(canvas).text(
        place, text, ink, font, stroke_width=max(1, height // 16), stroke_fill=outline
    )
    return np.asarray(canvas)


def extent(text: str, place: tuple[int, int], height: int = 40) -> tuple[int, int, int, int]:
    """Box (left, top, right, bottom) of what `write` draws."""
    left, top, right, bottom = ImageFont.load_default(height).getbbox(text)
    return (
        round(place[0] + left),
        round(place[1] + top),
        round(place[0] + right),
        round(place[1] + bottom),
    )
