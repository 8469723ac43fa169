"""Pictures drawn for the tests: a face, two panels of skin, a made-up logo."""

import cv2
import numpy as np

SKIN = (140, 172, 224)


def face(size: int = 240) -> np.ndarray:
    """A frontal face with hair, eyes, nose and mouth, lit from the left."""
    picture = np.full((size, size, 3), (200, 190, 170), np.float32)
    centre = size // 2

    def at(x: float, y: float) -> tuple[int, int]:
        return centre + round(size * x), round(size * y)

    def blob(place: tuple[int, int], width: float, height: float, colour: tuple[int, ...]) -> None:
        axes = (round(size * width), round(size * height))
        cv2.ellipse(picture, place, axes, 0, 0, 360, colour, -1, cv2.LINE_AA)

    blob(at(0, 1.15), 0.42, 0.35, (140, 80, 60))
    cv2.rectangle(picture, at(-0.09, 0.6), at(0.09, 0.88), (120, 150, 200), -1)
    blob(at(0, 0.40), 0.235, 0.30, (30, 35, 45))
    blob(at(0, 0.47), 0.20, 0.27, SKIN)
    for side in (-1, 1):
        blob(at(side * 0.085, 0.43), 0.038, 0.018, (245, 245, 245))
        blob(at(side * 0.085, 0.43), 0.017, 0.017, (40, 40, 50))
        blob(at(side * 0.085, 0.385), 0.05, 0.01, (40, 45, 60))
    cv2.line(picture, at(0, 0.44), at(-0.02, 0.54), (110, 140, 195), 3, cv2.LINE_AA)
    blob(at(0, 0.62), 0.07, 0.022, (90, 90, 190))
    cv2.line(picture, at(-0.07, 0.62), at(0.07, 0.62), (60, 60, 130), 2, cv2.LINE_AA)
    light = np.exp(-(((np.arange(size) - size * 0.42) / (size * 0.35)) ** 2))
    lit = picture * (0.75 + 0.25 * light[None, :, None])
    return cv2.GaussianBlur(lit, (0, 0), 1.2).clip(0, 255).astype(np.uint8)


def belly(size: int, seed: int, spots: int) -> np.ndarray:
    """A stretch of bare skin with a navel, a shadow and some spots."""
    random = np.random.default_rng(seed)
    slope = np.linspace(0.75, 1.05, size)[None, :, None]
    picture = np.full((size, size, 3), SKIN, np.float32) * slope
    picture += cv2.GaussianBlur(
        random.normal(0, 60, (size, size, 1)).astype(np.float32), (0, 0), 6
    )[..., None]
    cv2.ellipse(
        picture,
        (size // 2, size // 2),
        (size // 40, size // 24),
        0,
        0,
        360,
        (60, 80, 120),
        -1,
        cv2.LINE_AA,
    )
    for _ in range(spots):
        place = tuple(int(v) for v in random.integers(0, size, 2))
        cv2.circle(picture, place, size // 50, (90, 100, 180), -1, cv2.LINE_AA)
    return picture.clip(0, 255).astype(np.uint8)


def logo(size: int = 256) -> np.ndarray:
    """The emblem of an institute that does not exist."""
    picture = np.full((size, size, 3), 255, np.uint8)
    centre = size // 2
    cv2.circle(picture, (centre, centre), centre - 8, (120, 60, 10), 10, cv2.LINE_AA)
    for spoke in range(7):
        angle = 2 * np.pi * spoke / 7
        end = (
            round(centre + 0.6 * centre * np.cos(angle)),
            round(centre + 0.6 * centre * np.sin(angle)),
        )
        cv2.line(picture, (centre, centre), end, (20, 140, 40), 9, cv2.LINE_AA)
        cv2.rectangle(
            picture, end, (end[0] + 14 + spoke, end[1] + 12), (30, 30, 200 - 20 * spoke), -1
        )
    cv2.putText(
        picture,
        "VIEN ABX",
        (36, centre + 70),
        cv2.FONT_HERSHEY_DUPLEX,
        1.1,
        (120, 60, 10),
        2,
        cv2.LINE_AA,
    )
    return picture


def pasted(page: np.ndarray, picture: np.ndarray, top: int, left: int) -> np.ndarray:
    """The page with a picture laid on it."""
    changed = page.copy()
    changed[top : top + picture.shape[0], left : left + picture.shape[1]] = picture
    return changed


def page(
    height: int = 720, width: int = 1280, colour: tuple[int, int, int] = (225, 230, 235)
) -> np.ndarray:
    return np.full((height, width, 3), colour, np.uint8)
