"""Lines of text as pictures to be laid over frames, with the ways ads let them come and go."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from samples.drawing.lettering import load_font

Pixels = NDArray[np.uint8]
MARGIN = 6


@dataclass(frozen=True)
class Style:
    """How a line is set; `size` in pixels, colours BGR, `panel` an opaque box behind it."""

    font: str
    size: int
    ink: tuple[int, int, int] = (255, 255, 255)
    edge: tuple[int, int, int] | None = (16, 16, 16)
    panel: tuple[int, int, int] | None = None


@dataclass(frozen=True)
class Lettered:
    """One line drawn: `pixels` (height, width, 3) BGR, `cover` (height, width, 1) opacity 0-1, and
    the right end of each word in pixels."""

    pixels: NDArray[np.float32]
    cover: NDArray[np.float32]
    word_ends: tuple[int, ...]

    @property
    def size(self) -> tuple[int, int]:
        """(width, height)."""
        return int(self.cover.shape[1]), int(self.cover.shape[0])


def lettered(text: str, style: Style, most: float | None = None) -> Lettered:
    """Draw one line, smaller where that is needed for it to be at most `most` pixels wide."""
    size = style.size
    width = load_font(style.font, size).getlength(text)
    if most is not None and width > most:
        size = max(8, int(size * most / width))
    font = load_font(style.font, size)
    edge = max(1, size // 12) if style.edge is not None else 0
    ascent, descent = font.getmetrics()
    pad = MARGIN + edge + (size // 3 if style.panel else 0)
    area = (round(font.getlength(text)) + 2 * pad, ascent + descent + 2 * pad)
    face, outline = Image.new("L", area, 0), Image.new("L", area, 0)
    ImageDraw.Draw(face).text((pad, pad), text, 255, font)
    ImageDraw.Draw(outline).text((pad, pad), text, 255, font, stroke_width=edge)
    ink = np.asarray(face, np.float32)[..., None] / 255
    cover = np.maximum(ink, np.asarray(outline, np.float32)[..., None] / 255)
    below = np.float32(style.edge or style.ink)
    if style.panel is not None:
        below = cover * below + (1 - cover) * np.float32(style.panel)
        cover = np.ones_like(cover)
    ends = [
        round(pad + font.getlength(text[:index]) + edge)
        for index in (*(i for i, sign in enumerate(text) if sign == " "), len(text))
    ]
    return Lettered(ink * np.float32(style.ink) + (1 - ink) * below, cover, tuple(ends))


@dataclass(frozen=True)
class Way:
    """How a line moves while it is on screen; the defaults let it stand still and pop up.

    `fade` seconds at both ends, `zoom` growth a second, `drift` pixels a second (right, down),
    `builds` shows word after word in so many seconds, `sung` changes word after word to a colour.
    """

    fade: float = 0.0
    zoom: float = 0.0
    drift: tuple[float, float] = (0.0, 0.0)
    builds: float = 0.0
    sung: tuple[int, int, int] | None = None


@dataclass(frozen=True)
class Layer:
    """A line on screen from `start` to `end` (seconds), centred at `place` in pixels."""

    line: Lettered
    start: float
    end: float
    place: tuple[float, float]
    way: Way = field(default_factory=Way)

    @cached_property
    def _sung(self) -> NDArray[np.float32]:
        bright = self.line.pixels.mean(axis=2, keepdims=True) > 140
        return np.where(bright, np.float32(self.way.sung or 0), self.line.pixels)

    def paint(self, picture: Pixels, time: float) -> None:
        """Lay the line over `picture`, in place."""
        if not self.start <= time < self.end:
            return
        since, way = time - self.start, self.way
        pixels, cover = self.line.pixels, self.line.cover
        if way.sung is not None:
            share = since / (self.end - self.start)
            done = _words_done(self.line.word_ends, share)
            pixels = np.concatenate((self._sung[:, :done], pixels[:, done:]), axis=1)
        if way.builds:
            cover = cover.copy()
            cover[:, _words_done(self.line.word_ends, since / way.builds) :] = 0
        if way.fade:
            strength = min(1.0, since / way.fade, (self.end - time) / way.fade)
            cover = cover * np.float32(strength)
        if way.zoom:
            scale = 1 + way.zoom * since
            pixels = cv2.resize(pixels, None, fx=scale, fy=scale)
            cover = cv2.resize(cover, None, fx=scale, fy=scale)[..., None]
        left = round(self.place[0] + way.drift[0] * since - cover.shape[1] / 2)
        top = round(self.place[1] + way.drift[1] * since - cover.shape[0] / 2)
        _blend(picture, pixels, cover, left, top)


def _words_done(ends: Sequence[int], share: float) -> int:
    count = int(share * len(ends) + 1e-6)
    return ends[min(count, len(ends)) - 1] if count else 0


def _blend(
    picture: Pixels, pixels: NDArray[np.float32], cover: NDArray[np.float32], left: int, top: int
) -> None:
    height, width = picture.shape[:2]
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(width, left + cover.shape[1]), min(height, top + cover.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    part = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
    under = picture[y0:y1, x0:x1]
    share = cover[part]
    under[:] = (under * (1 - share) + pixels[part] * share + 0.5).astype(np.uint8)
