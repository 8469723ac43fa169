"""Compose two pictures into one as ads do: panels, seams, frames, labels, arrows, pages."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from models.training.vision.packs import PackArtist
from models.training.vision.portraits import Box
from models.training.vision.scenes import ground, words


@dataclass(frozen=True, slots=True)
class Composition:
    """A picture and its two panels, 0-1 of it."""

    pixels: np.ndarray
    panels: tuple[Box, Box]


def composed(
    one: np.ndarray,
    other: np.ndarray,
    random: np.random.Generator,
    artist: PackArtist,
    photos: Sequence[np.ndarray],
    *,
    melted: bool = False,
) -> Composition:
    """Two pictures side by side or one above the other, with or without a gutter, frames, labels,
    a badge, marks; alone or on a page. `melted` panels run into each other without a seam."""
    beside = random.random() < 0.78
    height = int(random.integers(220, 420))
    width = int(height * (random.uniform(0.55, 1.3) if beside else random.uniform(0.8, 2.0)))
    gutter = 0 if melted else int(random.choice([0, 0, 2, 4, 8, 14]))
    step = (width + gutter, 0) if beside else (0, height + gutter)
    size = (width + step[0], height + step[1])
    tone = float(random.choice([255, 255, 0, int(random.integers(256))]))
    picture = np.full((size[1], size[0], 3), tone, np.float32)
    picture[:height, :width] = _filled(one, width, height)
    picture[step[1] :, step[0] :] = _filled(other, width, height)
    panels = [(0.0, 0.0, float(width), float(height)), (*map(float, step), *map(float, size))]
    if melted:
        _melt(picture, width if beside else height, 1 if beside else 0, random)
    elif random.random() < 0.25:
        _frame(picture, panels, random, artist)
    if random.random() < 0.25:
        _mark(picture, panels, random, artist)
    if random.random() < 0.5:
        _label(picture, panels, random, artist)
    if random.random() < 0.45:
        picture, panels = _on_page(picture, panels, random, artist, list(photos))
    elif random.random() < 0.4:
        words(random, artist, picture, int(random.integers(1, 4)))
    if random.random() < 0.3:
        _seen_small(picture, random)
    noisy = picture + random.normal(0, random.uniform(0, 4), picture.shape)
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(40, 95))]
    _, coded = cv2.imencode(".jpg", noisy.clip(0, 255).astype(np.uint8), quality)
    pixels = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    h, w = pixels.shape[:2]
    first, second = ((x0 / w, y0 / h, x1 / w, y1 / h) for x0, y0, x1, y1 in panels)
    return Composition(pixels, (first, second))


def _filled(pixels: np.ndarray, width: int, height: int) -> np.ndarray:
    """The picture cut to cover width x height pixels."""
    scale = max(width / pixels.shape[1], height / pixels.shape[0])
    size = (
        max(width, int(np.ceil(pixels.shape[1] * scale))),
        max(height, int(np.ceil(pixels.shape[0] * scale))),
    )
    large = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    x, y = (size[0] - width) // 2, (size[1] - height) // 2
    return large[y : y + height, x : x + width]


def _melt(picture: np.ndarray, seam: int, axis: int, random: np.random.Generator) -> None:
    reach = int(min(picture.shape[:2]) * random.uniform(0.03, 0.15))
    near = np.zeros(picture.shape[:2], np.float32)
    band = slice(max(0, seam - reach), seam + reach)
    near[(slice(None), band) if axis == 1 else (band, slice(None))] = 1
    near = cv2.GaussianBlur(near, (0, 0), reach / 4 + 1)[..., None]
    soft = cv2.GaussianBlur(picture, (0, 0), reach / 3 + 1)
    picture[:] = picture * (1 - near) + soft * near


def _label(
    picture: np.ndarray, panels: Sequence[Box], random: np.random.Generator, artist: PackArtist
) -> None:
    for left, top, right, bottom in panels:
        if random.random() < 0.7:
            width = int((right - left) * random.uniform(0.3, 0.6))
            height = int((bottom - top) * random.uniform(0.08, 0.16))
            x = int(random.uniform(left, right - width))
            y = int(top if random.random() < 0.4 else bottom - height)
            colour = artist.colour().tolist()
            cv2.rectangle(picture, (x, y), (x + width, y + height), colour, -1)
    if random.random() < 0.3:
        height, width = picture.shape[:2]
        radius = int(min(height, width) * random.uniform(0.05, 0.14))
        centre = (width // 2, height // 2)
        cv2.circle(picture, centre, radius, artist.colour().tolist(), -1, cv2.LINE_AA)


def _frame(
    picture: np.ndarray, panels: Sequence[Box], random: np.random.Generator, artist: PackArtist
) -> None:
    """A border within each panel, its corners now and then round."""
    colour = [255.0] * 3 if random.random() < 0.6 else artist.colour().tolist()
    wide = random.uniform(0.01, 0.05)
    corner = random.uniform(0, 0.15) if random.random() < 0.5 else 0.0
    for left, top, right, bottom in panels:
        height, width = int(bottom - top), int(right - left)
        edge, turn = int(wide * height) + 1, int(corner * height)
        shape = np.zeros((height, width), np.float32)
        for dx, dy in ((turn, 0), (0, turn)):
            start = (edge + dx, edge + dy)
            cv2.rectangle(shape, start, (width - edge - dx, height - edge - dy), 1.0, -1)
        for x in (edge + turn, width - edge - turn):
            for y in (edge + turn, height - edge - turn):
                cv2.circle(shape, (x, y), turn, 1.0, -1, cv2.LINE_AA)
        place = picture[int(top) : int(top) + height, int(left) : int(left) + width]
        opacity = shape[..., None]
        place[:] = place * opacity + np.array(colour, np.float32) * (1 - opacity)


def _mark(
    picture: np.ndarray, panels: Sequence[Box], random: np.random.Generator, artist: PackArtist
) -> None:
    """What editors draw over panels: rings around a place, an arrow or a band over the seam."""
    height, width = picture.shape[:2]
    kind = random.random()
    if kind < 0.4:
        colour = [0, 0, 255] if random.random() < 0.5 else artist.colour().tolist()
        for left, top, right, bottom in panels:
            x = int(random.uniform(0.3, 0.7) * (right - left) + left)
            y = int(random.uniform(0.3, 0.7) * (bottom - top) + top)
            axes = tuple(int(v) for v in random.uniform(0.1, 0.3, 2) * (right - left))
            cv2.ellipse(picture, (x, y), axes, 0, 0, 360, colour, 3, cv2.LINE_AA)
        return
    second = panels[1]
    x, y = (width // 2, height // 2)
    if kind < 0.7:
        reach = int(0.08 * width)
        ahead = (reach, 0) if second[1] == 0 else (0, reach)
        start, end = (x - ahead[0], y - ahead[1]), (x + ahead[0], y + ahead[1])
        cv2.arrowedLine(picture, start, end, artist.colour().tolist(), 9, cv2.LINE_AA, 0, 0.5)
        return
    tall = int(random.uniform(0.06, 0.14) * height)
    at = int(random.uniform(0, 1) * (height - tall))
    picture[at : at + tall] = artist.colour()


def _seen_small(picture: np.ndarray, random: np.random.Generator) -> None:
    """Blur in place as by reduction to a small picture and enlargement."""
    height, width = picture.shape[:2]
    share = random.uniform(0.3, 0.8)
    small = cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    picture[:] = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)


def _on_page(
    picture: np.ndarray,
    panels: Sequence[Box],
    random: np.random.Generator,
    artist: PackArtist,
    photos: list[np.ndarray],
) -> tuple[np.ndarray, list[Box]]:
    page = ground(random, photos)
    height, width = page.shape[:2]
    h, w = picture.shape[:2]
    scale = min(width * random.uniform(0.5, 0.98) / w, height * random.uniform(0.4, 0.98) / h)
    small = cv2.resize(picture, (int(w * scale), int(h * scale)), interpolation=cv2.INTER_AREA)
    x = int(random.uniform(0, width - small.shape[1]))
    y = int(random.uniform(0, height - small.shape[0]))
    words(random, artist, page, int(random.integers(0, 8)))
    page[y : y + small.shape[0], x : x + small.shape[1]] = small
    moved = [
        (x + left * scale, y + top * scale, x + right * scale, y + bottom * scale)
        for left, top, right, bottom in panels
    ]
    return page, moved
