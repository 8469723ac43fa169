"""Backgrounds drawn by this project: nothing is taken from photographs.

Each painter returns a BGR uint8 picture (height, width, 3).
"""

from collections.abc import Callable

import cv2
import numpy as np

Painter = Callable[[np.random.Generator, int, int], np.ndarray]


def _colour(rng: np.random.Generator) -> np.ndarray:
    return rng.integers(0, 256, 3).astype(np.float32)


def plain(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """One colour, often white, black or a brand colour."""
    fixed = (
        (255, 255, 255),
        (250, 250, 245),
        (10, 10, 10),
        (40, 20, 200),
        (60, 120, 0),
        (0, 200, 250),
        (150, 70, 0),
        (240, 240, 240),
    )
    colour = fixed[rng.integers(len(fixed))] if rng.random() < 0.6 else tuple(_colour(rng))
    return np.full((height, width, 3), colour, np.uint8)


def gradient(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """Linear blend of two colours in any direction."""
    first, second = _colour(rng), _colour(rng)
    angle = rng.uniform(0, 2 * np.pi)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    along = (x * np.cos(angle) + y * np.sin(angle)).astype(np.float32)
    along = (along - along.min()) / max(1e-3, float(np.ptp(along)))
    return (first + (second - first) * along[..., None]).astype(np.uint8)


def blurs(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """Out-of-focus colours, as behind a person or a product."""
    rows, columns = int(rng.integers(3, 12)), int(rng.integers(4, 18))
    small = rng.integers(0, 256, (rows, columns, 3)).astype(np.uint8)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)


def texture(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """Fractal noise in two or more colours: marble, leaves, skin, cloth."""
    total = np.zeros((height, width, 1 if rng.random() < 0.6 else 3), np.float32)
    weight, decay = 1.0, rng.uniform(0.5, 0.75)
    for octave in range(1, 8):
        cells = 2**octave
        noise = rng.random((cells * height // width + 2, cells + 2, total.shape[2]), np.float32)
        layer = cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC)
        total += weight * layer.reshape(height, width, -1)
        weight *= decay
    total = (total - total.min()) / max(1e-3, float(np.ptp(total)))
    first, second = _colour(rng), _colour(rng)
    return np.clip(first + (second - first) * total, 0, 255).astype(np.uint8)


def shapes(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """Hard and soft edged figures: icons, products, panels."""
    image = np.full((height, width, 3), _colour(rng), np.uint8)
    for _ in range(int(rng.integers(8, 60))):
        colour = tuple(int(c) for c in _colour(rng))
        x, y = int(rng.integers(0, width)), int(rng.integers(0, height))
        size = int(rng.integers(4, max(6, width // 6)))
        figure = rng.integers(3)
        if figure == 0:
            cv2.circle(image, (x, y), size // 2, colour, -1, cv2.LINE_AA)
        elif figure == 1:
            cv2.rectangle(
                image, (x, y), (x + size, y + int(size * rng.uniform(0.2, 1.5))), colour, -1
            )
        else:
            end = (int(rng.integers(0, width)), int(rng.integers(0, height)))
            cv2.line(image, (x, y), end, colour, int(rng.integers(1, 12)), cv2.LINE_AA)
    if rng.random() < 0.7:
        image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.6, 9))
    return image


def rays(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """Stripes or sun rays in two colours."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    if rng.random() < 0.5:
        along = x * rng.uniform(-1, 1) + y * rng.uniform(-1, 1)
        band = np.sin(along / rng.uniform(4, 40))
    else:
        band = np.sin(
            np.arctan2(y - rng.uniform(0, height), x - rng.uniform(0, width))
            * int(rng.integers(6, 24))
        )
    band = np.clip(band * rng.uniform(1, 8), -1, 1)[..., None] * 0.5 + 0.5
    first = _colour(rng)
    second = np.clip(first + rng.normal(0, 60, 3), 0, 255)
    return (first + (second - first) * band).astype(np.uint8)


def pack(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """A shaded box or bottle with label panels and foil bands."""
    image = gradient(rng, height, width).astype(np.float32)
    for _ in range(int(rng.integers(2, 7))):
        x, y = int(rng.integers(0, width)), int(rng.integers(0, height))
        w, h = int(rng.integers(30, width // 2)), int(rng.integers(20, height // 2))
        image[y : y + h, x : x + w] = image[y : y + h, x : x + w] * 0.2 + _colour(rng) * 0.8
    fold = 1 - 0.5 * np.abs(np.linspace(-1, 1, width) + rng.uniform(-0.6, 0.6)) ** rng.uniform(1, 4)
    image *= fold[None, :, None].astype(np.float32)
    glint = np.exp(-((np.linspace(0, 1, width) - rng.random()) ** 2) / rng.uniform(1e-4, 4e-3))
    image += (glint * rng.uniform(0, 160))[None, :, None].astype(np.float32)
    return np.clip(image, 0, 255).astype(np.uint8)


def paper(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """A scanned or photographed sheet: nearly white, grainy, unevenly lit."""
    base = np.full((height, width, 1), rng.uniform(190, 255), np.float32)
    light = cv2.resize(
        rng.normal(0, 1, (3, 4)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
    )
    base += light[..., None] * rng.uniform(0, 14)
    base += rng.normal(0, rng.uniform(0, 5), base.shape).astype(np.float32)
    tint = 1 - rng.random(3) * rng.choice([0.0, 0.03, 0.12])
    return np.clip(base * tint, 0, 255).astype(np.uint8)


SCENES: tuple[Painter, ...] = (
    plain,
    plain,
    gradient,
    gradient,
    blurs,
    texture,
    texture,
    shapes,
    rays,
    pack,
)


class BackgroundPool:
    """Pictures painted once and cut up many times; the same seed gives the same patches."""

    def __init__(self, seed: int, size: int = 72, height: int = 420, width: int = 1400) -> None:
        rng = np.random.default_rng(seed)
        self._pictures = [SCENES[i % len(SCENES)](rng, height, width) for i in range(size)]
        self._sheets = [paper(rng, height, width) for _ in range(8)]

    def patch(
        self, rng: np.random.Generator, height: int, width: int, *, sheet: bool = False
    ) -> np.ndarray:
        """A patch of the asked size, as a writable copy."""
        pictures = self._sheets if sheet else self._pictures
        picture = pictures[int(rng.integers(len(pictures)))]
        zoom = rng.uniform(0.8, 2.0)
        take_h = min(picture.shape[0], max(4, int(height / zoom)))
        take_w = min(picture.shape[1], max(4, int(width / zoom)))
        y = int(rng.integers(0, picture.shape[0] - take_h + 1))
        x = int(rng.integers(0, picture.shape[1] - take_w + 1))
        cut = picture[y : y + take_h, x : x + take_w]
        if rng.random() < 0.5:
            cut = cut[:, ::-1]
        if not sheet and rng.random() < 0.4:
            cut = cut[..., rng.permutation(3)]
        return cv2.resize(np.ascontiguousarray(cut), (width, height))
