"""Dress people in drawn white coats, and in other clothes, to train on.

The photographs are ordinary portraits; below each face a torso is painted: a coat with lapels, a
shirt between them and often a stethoscope, or a plain garment of any colour, white included.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from models.vision.face_detector import Face


@dataclass(frozen=True, slots=True)
class Torso:
    """Where a torso is painted: the corners of its outline in pixels, clockwise."""

    outline: np.ndarray
    neck: tuple[float, float]
    face_width: float


def torso_below(face: Face, height: int, random: np.random.Generator) -> Torso:
    """The outline of shoulders and chest below a face."""
    width = face.width
    x, chin = (face.left + face.right) / 2, face.bottom + 0.05 * width
    half = width * random.uniform(1.2, 1.6)
    bottom = min(height, chin + width * random.uniform(2.0, 3.5))
    outline = np.array(
        [
            [x - 0.4 * width, chin],
            [x + 0.4 * width, chin],
            [x + half, chin + 0.6 * width],
            [x + half * 1.1, bottom],
            [x - half * 1.1, bottom],
            [x - half, chin + 0.6 * width],
        ]
    )
    return Torso(outline, (x, chin), width)


def dressed(
    pixels: np.ndarray,
    torso: Torso,
    random: np.random.Generator,
    *,
    coat: bool,
    stethoscope: bool | None = None,
) -> np.ndarray:
    """The picture with the torso in a white coat, or in something else; with a stethoscope as
    asked for, or with most of the coats."""
    white = coat or random.random() < 0.4
    colour = random.uniform(205, 250) * np.ones(3) if white else random.uniform(0, 230, 3)
    picture = _painted(pixels.astype(np.float32), torso.outline, colour, random)
    if coat:
        _coat_details(picture, torso, random)
    if stethoscope is None:
        stethoscope = coat and random.random() < 0.6
    if stethoscope:
        _stethoscope(picture, torso, random)
    return picture.clip(0, 255).astype(np.uint8)


def _painted(
    picture: np.ndarray, outline: np.ndarray, colour: np.ndarray, random: np.random.Generator
) -> np.ndarray:
    """Recolour an outline and keep the folds and shadows that are there."""
    mask = np.zeros(picture.shape[:2], np.float32)
    cv2.fillPoly(mask, [outline.astype(np.int32)], 1.0, cv2.LINE_AA)
    mask = cv2.GaussianBlur(mask, (0, 0), 2)[..., None]
    luma = picture.mean(axis=2, keepdims=True)
    inside = luma[mask[..., 0] > 0.5]
    spread = luma - (inside.mean() if len(inside) else 128.0)
    folds = cv2.GaussianBlur(random.normal(0, 40, picture.shape[:2]).astype(np.float32), (0, 0), 12)
    folds = cv2.resize(folds, (picture.shape[1], picture.shape[0]))[..., None] * 4
    cloth = colour[None, None] + 0.25 * spread + folds
    return picture * (1 - mask) + cloth.clip(0, 255) * mask


def _coat_details(picture: np.ndarray, torso: Torso, random: np.random.Generator) -> None:
    x, chin = torso.neck
    width = torso.face_width
    opening = width * random.uniform(0.2, 0.4)
    tip = chin + width * random.uniform(0.8, 1.8)
    shirt = np.array([[x - opening, chin], [x + opening, chin], [x, tip]], np.int32)
    colour = random.uniform(20, 235, 3).tolist()
    cv2.fillPoly(picture, [shirt], colour, cv2.LINE_AA)
    grey = (random.uniform(140, 190),) * 3
    thick = max(1, round(width * 0.025))
    for side in (-1, 1):
        lapel = np.array(
            [
                [x + side * opening, chin],
                [x + side * opening * 2.2, chin + 0.5 * width],
                [x + side * opening * 1.5, chin + 0.62 * width],
                [x, tip],
            ],
            np.int32,
        )
        cv2.polylines(
            picture, [lapel], isClosed=False, color=grey, thickness=thick, lineType=cv2.LINE_AA
        )
    bottom = int(torso.outline[:, 1].max())
    cv2.line(picture, (int(x), int(tip)), (int(x), bottom), grey, thick, cv2.LINE_AA)
    for button in np.arange(tip + 0.2 * width, bottom, 0.5 * width):
        cv2.circle(
            picture, (int(x + 0.08 * width), int(button)), max(2, thick), grey, -1, cv2.LINE_AA
        )
    if random.random() < 0.5:
        corner = (int(x + 0.55 * width), int(tip))
        cv2.rectangle(picture, corner, (int(x + 1.0 * width), int(tip + 0.45 * width)), grey, thick)


def with_necklace(pixels: np.ndarray, torso: Torso, random: np.random.Generator) -> np.ndarray:
    """The picture with what else hangs round a neck: a chain, a ribbon, a cable, a badge."""
    x, chin = torso.neck
    width = torso.face_width
    picture = pixels.copy()
    reach, drop = width * random.uniform(0.2, 0.5), width * random.uniform(0.4, 1.6)
    angles = np.linspace(0, np.pi, 40)
    across = reach * np.cos(angles)
    down = drop * (np.sin(angles) if random.random() < 0.5 else 1 - np.abs(across) / reach)
    line = np.stack([x + across, chin + down], axis=1).astype(np.int32)
    thick = max(1, round(width * random.uniform(0.01, 0.07)))
    cv2.polylines(picture, [line], False, random.uniform(0, 255, 3).tolist(), thick, cv2.LINE_AA)
    if random.random() < 0.5:
        corner = (int(x - 0.2 * width), int(chin + drop))
        end = (int(x + 0.2 * width), int(chin + drop + 0.3 * width))
        cv2.rectangle(picture, corner, end, random.uniform(60, 255, 3).tolist(), -1)
    return picture


def _stethoscope(picture: np.ndarray, torso: Torso, random: np.random.Generator) -> None:
    x, chin = torso.neck
    width = torso.face_width
    reach, drop = width * random.uniform(0.35, 0.6), width * random.uniform(1.0, 2.0)
    colour = random.uniform(0, 90, 3).tolist()
    thick = max(2, round(width * random.uniform(0.04, 0.08)))
    angles = np.linspace(0, np.pi, 40)
    loop = np.stack([x + reach * np.cos(angles), chin + drop * np.sin(angles)], axis=1)
    cv2.polylines(picture, [loop.astype(np.int32)], False, colour, thick, cv2.LINE_AA)
    end = (int(x + random.uniform(-0.3, 0.3) * width), int(chin + drop * random.uniform(1.05, 1.3)))
    cv2.line(picture, tuple(int(v) for v in loop[20]), end, colour, thick, cv2.LINE_AA)
    cv2.circle(picture, end, max(3, round(width * 0.13)), (170, 170, 175), -1, cv2.LINE_AA)
