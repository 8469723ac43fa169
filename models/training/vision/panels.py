"""Compose two-panel pictures to train on: one person twice, as before and after, and look-alikes.

Views of a person are cut from ordinary portraits and changed as weeks, cameras and editors change
them: a little pose and shape, light, clothes, spots on the skin.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from models.training.vision.packs import PackArtist
from models.training.vision.scenes import ground, words
from models.vision.face_detector import Face

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_LEAST_SIDE = 200


@dataclass(frozen=True, slots=True)
class Portrait:
    """A photograph (BGR) and the largest face in it."""

    pixels: np.ndarray
    face: Face


@dataclass(frozen=True, slots=True)
class Composition:
    """A picture and its two panels, 0-1 of it."""

    pixels: np.ndarray
    panels: tuple[Box, Box]


def view(portrait: Portrait, kind: str, random: np.random.Generator) -> np.ndarray:
    """A part of a portrait: `close` on the skin, the `head`, or the `body`."""
    face, size = portrait.face, portrait.face.width
    x, y = (face.left + face.right) / 2, (face.top + face.bottom) / 2
    if kind == "close":
        side = size * random.uniform(0.5, 0.9)
        x, y = x + random.uniform(-0.25, 0.25) * size, y + random.uniform(0, 0.35) * size
        box = (x - side / 2, y - side / 2, x + side / 2, y + side / 2)
    elif kind == "head":
        side = size * random.uniform(1.2, 2.0)
        box = (x - side / 2, y - side * 0.55, x + side / 2, y + side * 0.6)
    else:
        side = size * random.uniform(2.2, 4.5)
        below = y + side * random.uniform(0.5, 1.1)
        box = (x - side / 2, y - side * 0.3, x + side / 2, below)
    return _cut(portrait.pixels, box)


def same_person(
    portraits: Sequence[Portrait], random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, str]:
    """Two views of one person, and their kind."""
    kind = str(random.choice(["close", "head", "body"], p=[0.3, 0.25, 0.45]))
    first = portraits[int(random.integers(len(portraits)))]
    second = portraits[int(random.integers(len(portraits)))] if kind != "close" else first
    one = view(first, kind, random)
    other = one if first is second else view(second, kind, random)
    one, other = _trimmed(one, random), _trimmed(other, random)
    if random.random() < 0.2:
        other = np.ascontiguousarray(other[:, ::-1])
    stretch = random.uniform(0.01, 0.05)
    one, other = _bent(one, stretch, random), _bent(other, stretch, random)
    if kind != "close" and random.random() < 0.6:
        other = _dressed_anew(other, random)
    if random.random() < (0.8 if kind == "close" else 0.3):
        one = _spotted(one, random)
    if random.random() < 0.3:
        other = cv2.bilateralFilter(other, 7, 35, 7)
    return lit(one, random), lit(other, random), kind


def bare_skin(
    tone: np.ndarray, random: np.random.Generator, *, spots: bool, size: int = 240
) -> np.ndarray:
    """A drawn belly of one tone of skin (BGR) with a navel, a background and a waistband."""
    slope = np.linspace(random.uniform(0.7, 0.95), 1.05, size)[None, :, None]
    grain = cv2.GaussianBlur(random.normal(0, 60, (size, size, 1)).astype(np.float32), (0, 0), 6)
    picture = (np.full((size, size, 3), tone, np.float32) * slope + grain[..., None]).astype(
        np.float32
    )
    if random.random() < 0.6:
        centre = (size // 2, int(size * random.uniform(0.4, 0.7)))
        axes = (size // 40, size // 24)
        cv2.ellipse(picture, centre, axes, 0, 0, 360, (60, 80, 120), -1, cv2.LINE_AA)
    waist, background = random.uniform(0, 0.22) * size, random.uniform(30, 255, 3).tolist()
    rows = np.linspace(0, 1, 12)
    depth = waist * (1 + 0.4 * np.sin(3 * rows + random.normal(0, 0.1, 12)))
    for edge, line in ((0.0, depth), (float(size), size - depth)):
        outline = [(edge, 0.0), *zip(line, rows * size, strict=True), (edge, float(size))]
        cv2.fillPoly(picture, [np.array(outline, np.int32)], background, cv2.LINE_AA)
    if random.random() < 0.7:
        top = int(size * random.uniform(0.82, 0.95))
        cv2.rectangle(picture, (0, top), (size, size), random.uniform(0, 255, 3).tolist(), -1)
    drawn = picture.clip(0, 255).astype(np.uint8)
    return lit(_spotted(drawn, random) if spots else drawn, random, 0.6)


def lit(pixels: np.ndarray, random: np.random.Generator, amount: float = 1.0) -> np.ndarray:
    """The picture in another light: brightness, colour cast, contrast."""
    gain, tint = 1 + amount * random.normal(0, 0.13), 1 + amount * random.normal(0, 0.05, 3)
    gamma = float(np.exp(amount * random.normal(0, 0.15)))
    changed = 255 * ((pixels / 255.0) ** gamma) * gain * tint
    return changed.clip(0, 255).astype(np.uint8)


def varied(pixels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """The picture slightly bent and in another light."""
    return lit(_bent(pixels, random.uniform(0, 0.03), random), random)


def composed(
    one: np.ndarray,
    other: np.ndarray,
    random: np.random.Generator,
    artist: PackArtist,
    photos: Sequence[np.ndarray],
    *,
    melted: bool = False,
) -> Composition:
    """Two pictures side by side or one above the other, with or without a gutter, labels, a badge;
    alone or on a page. `melted` panels run into each other without a seam."""
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
    if random.random() < 0.5:
        _label(picture, panels, random, artist)
    if random.random() < 0.45:
        picture, panels = _on_page(picture, panels, random, artist, list(photos))
    elif random.random() < 0.4:
        words(random, artist, picture, int(random.integers(1, 4)))
    noisy = picture + random.normal(0, random.uniform(0, 4), picture.shape)
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(40, 95))]
    _, coded = cv2.imencode(".jpg", noisy.clip(0, 255).astype(np.uint8), quality)
    pixels = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    h, w = pixels.shape[:2]
    first, second = ((x0 / w, y0 / h, x1 / w, y1 / h) for x0, y0, x1, y1 in panels)
    return Composition(pixels, (first, second))


def _cut(pixels: np.ndarray, box: Box) -> np.ndarray:
    height, width = pixels.shape[:2]
    left, top = int(max(0, box[0])), int(max(0, box[1]))
    right, bottom = int(min(width, box[2])), int(min(height, box[3]))
    part = pixels[top:bottom, left:right] if min(right - left, bottom - top) >= 24 else pixels
    scale = max(1.0, _LEAST_SIDE / min(part.shape[:2]))
    return cv2.resize(part, None, fx=scale, fy=scale)


def _trimmed(pixels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Cut a little off each side, as no two photographs are framed alike."""
    height, width = pixels.shape[:2]
    left, right, top, bottom = np.abs(random.normal(0, random.choice([0.02, 0.06, 0.12]), 4)).clip(
        0, 0.3
    )
    rows = slice(int(top * height), height - int(bottom * height))
    columns = slice(int(left * width), width - int(right * width))
    return np.ascontiguousarray(pixels[rows, columns])


def _bent(pixels: np.ndarray, amount: float, random: np.random.Generator) -> np.ndarray:
    """Stretch smoothly, and draw one height in or out, as weight and pose do."""
    height, width = pixels.shape[:2]
    grid = random.normal(0, amount * min(height, width), (2, 4, 4)).astype(np.float32)
    dx, dy = (cv2.resize(one, (width, height), interpolation=cv2.INTER_CUBIC) for one in grid)
    y = np.arange(height, dtype=np.float32)[:, None]
    x = (np.arange(width, dtype=np.float32) - width / 2)[None]
    centre, spread = random.uniform(0.2, 0.9), random.uniform(0.2, 0.5)
    draw = 1 + random.uniform(-0.22, 0.22) * np.exp(-(((y / height - centre) / spread) ** 2))
    columns, rows = (x * draw + width / 2 + dx), (y + dy + 0 * x)
    return cv2.remap(
        pixels,
        columns.astype(np.float32),
        rows.astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT,
    )


def _skin(pixels: np.ndarray) -> np.ndarray:
    """Where a picture has the colour of skin, (height, width) 0-1, soft."""
    luma, red, blue = cv2.split(cv2.cvtColor(pixels, cv2.COLOR_BGR2YCrCb))
    skin = (red > 135) & (red < 180) & (blue > 85) & (blue < 135) & (luma > 40)
    return cv2.GaussianBlur(skin.astype(np.float32), (0, 0), 4)


def _dressed_anew(pixels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Other clothes and another room: turn the hue of what is not skin."""
    skin = _skin(pixels)[..., None]
    hue, colour, light = cv2.split(cv2.cvtColor(pixels, cv2.COLOR_BGR2HSV).astype(np.float32))
    turned = (hue + float(random.integers(0, 180))) % 180
    dyed = np.stack([turned, (colour * random.uniform(0.2, 1.3)).clip(0, 255), light], axis=2)
    other = cv2.cvtColor(dyed.astype(np.uint8), cv2.COLOR_HSV2BGR) * random.uniform(0.7, 1.25)
    return (pixels * skin + other.clip(0, 255) * (1 - skin)).clip(0, 255).astype(np.uint8)


def _spotted(pixels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Spots and blemishes on the skin."""
    picture = pixels.astype(np.float32)
    ys, xs = np.nonzero(_skin(pixels) > 0.7)
    for _ in range(int(random.integers(6, 50)) if len(ys) else 0):
        index = int(random.integers(len(ys)))
        radius = max(1, int(min(pixels.shape[:2]) * random.uniform(0.004, 0.02)))
        colour = random.uniform((50, 50, 110), (110, 110, 190)).tolist()
        layer = picture.copy()
        cv2.circle(layer, (int(xs[index]), int(ys[index])), radius, colour, -1, cv2.LINE_AA)
        picture = cv2.addWeighted(picture, 0.6, layer, 0.4, 0)
    return picture.clip(0, 255).astype(np.uint8)


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
