"""Made creatives in any number: layouts of colour, shapes, words and pieces of the samples."""

from functools import cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from workers.media.frame import Pixels

ROOT = Path(__file__).resolve().parents[2]
_SIZES = ((720, 720), (720, 900), (900, 720), (540, 960))
_MOST_LINES = 6
_SYLLABLES = (
    "an bình cao dược đông gan hương khớp lá mật nhân quế sâm thảo trà viên xuân yến "
    "linh đan phúc tâm kim ngân hoa sen cúc gừng nghệ tỏi mộc thanh xương da tóc mắt tim"
)


@cache
def _pieces() -> tuple[Pixels, ...]:
    """Squares cut from the sample pictures."""
    found = []
    for path in sorted((ROOT / "samples" / "ads").glob("*")):
        picture = cv2.imread(str(path))
        if picture is None:
            continue
        height, width = picture.shape[:2]
        side = min(height, width) // 2
        for top, left in (
            (0, 0),
            (height - side, 0),
            (0, width - side),
            (height - side, width - side),
        ):
            found.append(np.ascontiguousarray(picture[top : top + side, left : left + side]))
    return tuple(np.asarray(piece, np.uint8) for piece in found)


def creative(number: int, family: int | None = None, own_lines: int = _MOST_LINES) -> Pixels:
    """The creative of that number, the same every time; BGR.

    Those of one `family` share layout, pieces and colours and differ in their words alone, in their
    first `own_lines` lines: the hardest pictures to tell apart that are still different ads.
    """
    layout = np.random.default_rng((1, number if family is None else 10**9 + family))
    shared = np.random.default_rng((2, number if family is None else 10**9 + family))
    words = np.random.default_rng((2, number))
    width, height = _SIZES[layout.integers(len(_SIZES))]
    canvas = _background(layout, width, height)
    for _ in range(int(layout.integers(1, 4))):
        _paste(canvas, layout)
    drawn = Image.fromarray(canvas[:, :, ::-1])
    _write(drawn, layout, [words] * own_lines + [shared] * _MOST_LINES)
    return np.ascontiguousarray(np.asarray(drawn)[:, :, ::-1])


def _background(rng: np.random.Generator, width: int, height: int) -> Pixels:
    corners = rng.integers(0, 256, (2, 2, 3)).astype(np.uint8)
    canvas = np.asarray(cv2.resize(corners, (width, height), interpolation=cv2.INTER_CUBIC))
    canvas = canvas.astype(np.uint8).copy()
    for _ in range(int(rng.integers(2, 7))):
        colour = [int(value) for value in rng.integers(0, 256, 3)]
        centre = (int(rng.integers(width)), int(rng.integers(height)))
        if rng.integers(2):
            cv2.circle(canvas, centre, int(rng.integers(20, width // 3)), colour, -1, cv2.LINE_AA)
        else:
            far = (centre[0] + int(rng.integers(60, width)), centre[1] + int(rng.integers(20, 160)))
            cv2.rectangle(canvas, centre, far, colour, -1)
    return canvas


def _paste(canvas: Pixels, rng: np.random.Generator) -> None:
    pieces = _pieces()
    height, width = canvas.shape[:2]
    side = int(rng.integers(width // 4, width // 2))
    piece = cv2.resize(
        pieces[rng.integers(len(pieces))], (side, side), interpolation=cv2.INTER_AREA
    )
    top, left = int(rng.integers(height - side)), int(rng.integers(width - side))
    canvas[top : top + side, left : left + side] = piece


def _write(
    drawn: Image.Image, layout: np.random.Generator, words: list[np.random.Generator]
) -> None:
    """A few lines, the words of each from its own generator."""
    fonts = sorted((ROOT / "samples" / "fonts").glob("*.ttf"))
    pen = ImageDraw.Draw(drawn)
    for line in range(int(layout.integers(3, _MOST_LINES + 1))):
        size = int(layout.integers(24, 76))
        font = ImageFont.truetype(str(fonts[layout.integers(len(fonts))]), size)
        place = (int(layout.integers(drawn.width // 2)), int(layout.integers(drawn.height - size)))
        ink = tuple(int(value) for value in layout.integers(0, 256, 3))
        count = int(words[line].integers(2, 6))
        text = " ".join(words[line].choice(_SYLLABLES.split(), count)).upper()
        stroke = (255, 255, 255) if sum(ink) < 384 else (0, 0, 0)
        pen.text(place, text, ink, font, stroke_width=2, stroke_fill=stroke)
