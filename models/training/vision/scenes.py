"""Compose training pictures: packs pasted into photographs and flat grounds, with words around."""

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw

from models.training.vision.packs import Cutout, PackArtist

SIDE = 640


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture and the box of its packs, 0-1 (left, top, right, bottom); None without packs."""

    pixels: np.ndarray
    box: tuple[float, float, float, float] | None


def ground(random: np.random.Generator, photos: list[np.ndarray]) -> np.ndarray:
    """A background: white, a gradient, or a random part of a photograph."""
    kind = random.random()
    height, width = SIDE, int(SIDE * random.choice([0.5625, 0.8, 1.0, 1.33, 1.78]))
    if kind < 0.25:
        return np.full((height, width, 3), random.uniform(235, 255), np.float32)
    if kind < 0.5:
        top, bottom = random.uniform(0, 255, (2, 1, 1, 3))
        slope = np.linspace(0, 1, height)[:, None, None]
        return (top + (bottom - top) * slope + np.zeros((height, width, 3))).astype(np.float32)
    photo = photos[int(random.integers(len(photos)))]
    share = random.uniform(0.5, 1.0)
    h, w = (max(32, int(size * share)) for size in photo.shape[:2])
    y, x = random.integers(photo.shape[0] - h + 1), random.integers(photo.shape[1] - w + 1)
    part = cv2.resize(photo[y : y + h, x : x + w], (width, height), interpolation=cv2.INTER_AREA)
    part = part.astype(np.float32)
    if random.random() < 0.3:
        part = cv2.GaussianBlur(part, (0, 0), random.uniform(2, 8))
    return part


def with_packs(random: np.random.Generator, artist: PackArtist, photos: list[np.ndarray]) -> Scene:
    """One to four packs on a background, then words as in an ad."""
    picture = ground(random, photos)
    height, width = picture.shape[:2]
    boxes = []
    size = random.uniform(0.25, 0.85)
    centre = random.uniform(0.3, 0.7, 2)
    for _ in range(int(random.choice([1, 1, 1, 2, 3, 4]))):
        place = np.clip(centre + random.uniform(-0.18, 0.18, 2), 0.15, 0.85)
        boxes.append(paste(picture, artist.pack(), place, size, random))
    box = np.array(boxes)
    words(random, artist, picture, int(random.integers(0, 6)))
    scale = (width, height, width, height)
    outer = np.concatenate([box[:, :2].min(axis=0), box[:, 2:].max(axis=0)]) / scale
    return Scene(degraded(picture, random), tuple(float(v) for v in outer.clip(0, 1)))  # type: ignore[arg-type]


def without_packs(
    random: np.random.Generator, artist: PackArtist, photos: list[np.ndarray]
) -> Scene:
    """The same grounds and words, cards and shapes, but nothing to sell."""
    picture = ground(random, photos)
    height, width = picture.shape[:2]
    for _ in range(int(random.integers(0, 4))):
        x0, y0 = int(random.integers(0, width)), int(random.integers(0, height))
        x1, y1 = x0 + int(random.integers(20, width)), y0 + int(random.integers(20, height // 2))
        colour = artist.colour().tolist()
        if random.random() < 0.6:
            cv2.rectangle(picture, (x0, y0), (x1, y1), colour, -1)
        else:
            cv2.circle(picture, (x0, y0), int(random.integers(10, height // 4)), colour, -1)
    words(random, artist, picture, int(random.integers(2, 14)))
    return Scene(degraded(picture, random), None)


def words(random: np.random.Generator, artist: PackArtist, picture: np.ndarray, lines: int) -> None:
    """Write lines of random letters over a picture, in place."""
    letters = np.array(
        list("AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXYaăâbcdđeêghiklmnoôơpqrstuưvxy0123456789%!")
    )
    image = Image.fromarray(picture.clip(0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for _ in range(lines):
        size = int(random.uniform(12, 60))
        text = " ".join(
            "".join(random.choice(letters, int(random.integers(2, 7))))
            for _ in range(int(random.integers(1, 5)))
        )
        place = (
            int(random.uniform(0, picture.shape[1] * 0.8)),
            int(random.uniform(0, picture.shape[0])),
        )
        ink = tuple(int(v) for v in artist.colour())
        draw.text(place, text, font=artist.font(size), fill=ink)
    picture[:] = np.asarray(image)


def paste(
    picture: np.ndarray, cutout: Cutout, place: np.ndarray, size: float, random: np.random.Generator
) -> tuple[float, float, float, float]:
    """Lay a thing into a picture, in place; its box in pixels. `place` is its centre, 0-1 of the
    picture, `size` its longer side as a share of the picture's shorter one."""
    height, width = picture.shape[:2]
    scale = size * min(height, width) / max(cutout.colour.shape[:2]) * random.uniform(0.8, 1.1)
    angle = random.normal(0, 5)
    h, w = cutout.colour.shape[:2]
    matrix = cv2.getRotationMatrix2D((w / 2, h / 2), angle, scale)
    matrix[:, 2] += np.array([width * place[0] - w / 2, height * place[1] - h / 2])
    flags = {"flags": cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR}
    colour = cv2.warpAffine(cutout.colour, matrix, (width, height), **flags)
    opacity = cv2.warpAffine(cutout.opacity, matrix, (width, height), **flags)
    if random.random() < 0.6:
        shadow = cv2.GaussianBlur(np.roll(opacity, (6, 6), (0, 1)), (0, 0), 9)[..., None]
        picture *= 1 - 0.4 * shadow
    picture[:] = colour * opacity[..., None] + picture * (1 - opacity[..., None])
    ys, xs = np.nonzero(opacity > 0.5)
    if not len(ys):
        return 0.0, 0.0, 1.0, 1.0
    return float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max())


def degraded(picture: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """What cameras and codecs do: light, noise, compression."""
    changed = picture * random.uniform(0.75, 1.15) + random.normal(
        0, random.uniform(0, 6), picture.shape
    )
    quality = int(random.integers(35, 95))
    _, encoded = cv2.imencode(
        ".jpg", changed.clip(0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )
    return cv2.imdecode(encoded, cv2.IMREAD_COLOR)
