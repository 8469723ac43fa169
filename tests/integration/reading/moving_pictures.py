"""Drawn frames with text that comes, moves and goes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from workers.media.frame import Frame, Pixels

FONTS = Path(__file__).resolve().parents[3] / "samples" / "fonts"
WIDTH, HEIGHT, STEP_MS = 960, 540, 100


@dataclass(frozen=True)
class Caption:
    """Text on screen from `start` to `end` ms; `place` gives (x, y) and `words` what of the text
    is there, both at a time in ms; `size` is the em in pixels."""

    text: str
    start: int
    end: int
    place: Callable[[int], tuple[float, float]]
    size: Callable[[int], float] = lambda _: 44
    words: Callable[[int], str] | None = None
    colour: Callable[[int], str] = lambda _: "#ffffff"


def still(x: float, y: float) -> Callable[[int], tuple[float, float]]:
    return lambda _: (x, y)


def frames(
    captions: list[Caption],
    until: int,
    moving_ground: bool = False,
    font: str = "BeVietnamPro-ExtraBold",
) -> Iterator[Frame]:
    """Frames each `STEP_MS`, as a decoder that looks at everything delivers them."""
    rng = np.random.default_rng(3)
    small = Image.fromarray(rng.integers(30, 120, (14, 30, 3), dtype=np.uint8))
    ground = small.resize((WIDTH * 2, HEIGHT * 2), Image.Resampling.BICUBIC)
    for time in range(0, until, STEP_MS):
        shift = time // 10 if moving_ground else 0
        picture = ground.crop((shift, shift // 2, shift + WIDTH, shift // 2 + HEIGHT))
        for caption in captions:
            if caption.start <= time < caption.end:
                _draw(picture, caption, time, font)
        yield Frame("m1", time, bgr(picture), time, time + STEP_MS)


def _draw(picture: Image.Image, caption: Caption, time: int, font: str) -> None:
    face = ImageFont.truetype(str(FONTS / f"{font}.ttf"), caption.size(time))
    words = caption.words(time) if caption.words else caption.text
    ImageDraw.Draw(picture).text(
        caption.place(time),
        words,
        caption.colour(time),
        face,
        stroke_width=2,
        stroke_fill="#101010",
    )


def bgr(picture: Image.Image) -> Pixels:
    return np.ascontiguousarray(np.asarray(picture.convert("RGB"))[..., ::-1])
