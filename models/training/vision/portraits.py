"""Views of one person as before and after, made of ordinary portraits.

A portrait is cut, and changed as weeks, cameras and editors change it: a little pose and shape,
light, clothes, the room behind, spots on the skin, eyes barred or a face made unknowable.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from models.vision.face_detector import Face

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_LEAST_SIDE = 200
_CUT_OUT_SIDE = 160
"""Longer side in pixels at which a person is told from the room."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """A photograph (BGR), the largest face in it, and where the person is, 0-1, (height, width)."""

    pixels: np.ndarray
    face: Face
    person: np.ndarray


def portrait(pixels: np.ndarray, face: Face) -> Portrait:
    """Tell the person from the room around, starting from the face and what lies below it."""
    scale = _CUT_OUT_SIDE / max(pixels.shape[:2])
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    height, width = small.shape[:2]
    x, y = (face.left + face.right) / 2 * scale, (face.top + face.bottom) / 2 * scale
    size = face.width * scale
    guess = np.full((height, width), cv2.GC_PR_BGD, np.uint8)
    shoulders = [(x - 0.5 * size, y), (x + 0.5 * size, y), (x + 1.4 * size, y + 1.6 * size)]
    shoulders += [(x + 1.4 * size, height), (x - 1.4 * size, height)]
    shoulders.append((x - 1.4 * size, y + 1.6 * size))
    cv2.fillPoly(guess, [np.array(shoulders, np.int32)], cv2.GC_PR_FGD)
    head = (int(0.75 * size), int(1.0 * size))
    cv2.ellipse(guess, (int(x), int(y)), head, 0, 0, 360, cv2.GC_PR_FGD, -1)
    core = (int(0.4 * size), int(0.55 * size))
    cv2.ellipse(guess, (int(x), int(y)), core, 0, 0, 360, cv2.GC_FGD, -1)
    guess[: max(2, int(y - 1.4 * size))] = cv2.GC_BGD
    guess[: int(y), :3] = guess[: int(y), -3:] = cv2.GC_BGD
    cv2.setRNGSeed(0)
    cv2.grabCut(small, guess, None, np.zeros((1, 65)), np.zeros((1, 65)), 4, cv2.GC_INIT_WITH_MASK)
    inside = ((guess == cv2.GC_FGD) | (guess == cv2.GC_PR_FGD)).astype(np.float32)
    soft = cv2.GaussianBlur(inside, (0, 0), 1)
    whole = cv2.resize(soft, pixels.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    return Portrait(pixels, face, whole.clip(0, 1))


def framed(face: Face, kind: str, random: np.random.Generator) -> Box:
    """What a photographer takes of a portrait: `close` on the skin, `half` a face, the `head`, or
    the `body`, in pixels."""
    size = face.width
    x, y = (face.left + face.right) / 2, (face.top + face.bottom) / 2
    if kind == "close":
        side = size * random.uniform(0.5, 0.9)
        x, y = x + random.uniform(-0.25, 0.25) * size, y + random.uniform(0, 0.35) * size
        return x - side / 2, y - side / 2, x + side / 2, y + side / 2
    if kind == "half":
        wide, tall = size * random.uniform(0.5, 0.8), size * random.uniform(0.6, 1.3)
        left = x - wide * random.uniform(0.9, 1.1) if random.random() < 0.5 else x - wide * 0.1
        top = y - tall * random.uniform(0.3, 0.65)
        return left, top, left + wide, top + tall
    if kind == "head":
        side = size * random.uniform(1.2, 2.0)
        return x - side / 2, y - side * 0.55, x + side / 2, y + side * 0.6
    side = size * random.uniform(2.2, 4.5)
    return x - side / 2, y - side * 0.3, x + side / 2, y + side * random.uniform(0.5, 1.1)


def cut(pixels: np.ndarray, box: Box) -> np.ndarray:
    """The part of a picture in a box, at least 200 pixels wide and high."""
    height, width = pixels.shape[:2]
    left, top = int(max(0, box[0])), int(max(0, box[1]))
    right, bottom = int(min(width, box[2])), int(min(height, box[3]))
    part = pixels[top:bottom, left:right] if min(right - left, bottom - top) >= 24 else pixels
    scale = max(1.0, _LEAST_SIDE / min(part.shape[:2]))
    return cv2.resize(part, None, fx=scale, fy=scale)


def same_person(
    portraits: Sequence[Portrait], rooms: Sequence[np.ndarray], random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, str]:
    """Two views of one person, before and after, and their kind. `rooms` are pictures to stand
    behind a person who was moved."""
    kind = str(random.choice(["close", "half", "head", "body"], p=[0.2, 0.15, 0.25, 0.4]))
    first = portraits[int(random.integers(len(portraits)))]
    second = portraits[int(random.integers(len(portraits)))]
    if kind in ("close", "half"):
        second = first
    if random.random() < 0.1:
        treatment = str(random.choice(["bar", "mosaic", "blur"]))
        first, second = unknowable(first, treatment), unknowable(second, treatment)
    if kind in ("head", "body"):
        if random.random() < 0.3:
            first = moved(first, rooms, random)
        if random.random() < 0.4:
            second = moved(second, rooms, random)
        if random.random() < 0.6:
            second = dressed_anew(second, random)
    box = framed(first.face, kind, random)
    again = first.face is not second.face or random.random() < 0.35
    if again and kind in ("head", "body"):
        other = cut(second.pixels, framed(second.face, kind, random))
    else:
        other = cut(second.pixels, box)
    one, other = _trimmed(cut(first.pixels, box), random), _trimmed(other, random)
    if random.random() < 0.2:
        other = np.ascontiguousarray(other[:, ::-1])
    stretch = random.uniform(0.01, 0.05)
    one, other = bent(one, stretch, random), bent(other, stretch, random)
    if random.random() < (0.7 if kind in ("close", "half") else 0.3):
        one = spotted(one, random)
    if random.random() < 0.3:
        other = cv2.bilateralFilter(other, 7, 35, 7)
    one, other = lit(one, random), lit(other, random)
    if random.random() < 0.35:
        one, other = dulled(one, random), brightened(other, random)
    return one, other, kind


def unknowable(given: Portrait, treatment: str) -> Portrait:
    """The portrait with its eyes behind a `bar`, or its face a `mosaic` or a `blur`."""
    pixels, face = given.pixels.copy(), given.face
    left, right = max(0, int(face.left)), int(face.right)
    top, bottom = max(0, int(face.top)), int(face.bottom)
    if treatment == "bar":
        tall = int(0.2 * (bottom - top))
        at = top + int(0.25 * (bottom - top))
        pixels[at : at + tall, left:right] = 0
        return replace(given, pixels=pixels)
    part = pixels[top:bottom, left:right]
    size = part.shape[1::-1]
    if treatment == "mosaic":
        coarse = cv2.resize(part, (9, 9), interpolation=cv2.INTER_AREA)
        part[:] = cv2.resize(coarse, size, interpolation=cv2.INTER_NEAREST)
    else:
        part[:] = cv2.GaussianBlur(part, (0, 0), size[0] / 10 + 1)
    return replace(given, pixels=pixels)


def moved(given: Portrait, rooms: Sequence[np.ndarray], random: np.random.Generator) -> Portrait:
    """The person in front of another wall or in another room."""
    height, width = given.pixels.shape[:2]
    if random.random() < 0.4:
        behind = np.full((height, width, 3), random.uniform(20, 255, 3), np.float32)
        behind *= np.linspace(random.uniform(0.6, 1), 1, width)[None, :, None]
    else:
        photo = rooms[int(random.integers(len(rooms)))]
        scaled = cv2.resize(photo, (width, height), interpolation=cv2.INTER_AREA)
        blur = width * random.uniform(0.001, 0.02)
        behind = cv2.GaussianBlur(scaled, (0, 0), blur).astype(np.float32)
    opacity = given.person[..., None]
    pixels = given.pixels * opacity + behind * (1 - opacity)
    return replace(given, pixels=pixels.clip(0, 255).astype(np.uint8))


def dressed_anew(given: Portrait, random: np.random.Generator) -> Portrait:
    """Other clothes: below the chin, what is not skin gets another colour, and another pattern or
    none; now and then the room turns with it."""
    pixels, face = given.pixels, given.face
    rows = np.arange(pixels.shape[0])[:, None, None]
    below = np.clip((rows - face.bottom) / (0.1 * face.height), 0, 1)
    cloth = (1 - skin(pixels))[..., None]
    if random.random() < 0.7:
        cloth = cloth * below * given.person[..., None]
    hue, colour, light = cv2.split(cv2.cvtColor(pixels, cv2.COLOR_BGR2HSV).astype(np.float32))
    turned = (hue + float(random.integers(0, 180))) % 180
    if random.random() < 0.4:
        light = light.mean() * random.uniform(0.3, 1.6) + (light - light.mean()) * 0.5
    dyed = np.stack([turned, (colour * random.uniform(0.2, 1.3)), light], axis=2).clip(0, 255)
    other = cv2.cvtColor(dyed.astype(np.uint8), cv2.COLOR_HSV2BGR) * random.uniform(0.7, 1.25)
    mixed = pixels * (1 - cloth) + other.clip(0, 255) * cloth
    return replace(given, pixels=mixed.clip(0, 255).astype(np.uint8))


def lit(pixels: np.ndarray, random: np.random.Generator, amount: float = 1.0) -> np.ndarray:
    """The picture in another light: brightness, colour cast, contrast."""
    gain, tint = 1 + amount * random.normal(0, 0.13), 1 + amount * random.normal(0, 0.05, 3)
    gamma = float(np.exp(amount * random.normal(0, 0.15)))
    changed = 255 * ((pixels / 255.0) ** gamma) * gain * tint
    return changed.clip(0, 255).astype(np.uint8)


def dulled(pixels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """As ads show the state before: darker, greyer, less sharp."""
    grey = pixels.mean(axis=2, keepdims=True)
    faded = grey + (pixels - grey) * random.uniform(0.1, 0.9)
    soft = cv2.GaussianBlur(faded.astype(np.float32), (0, 0), random.uniform(0.3, 2))
    return (soft * random.uniform(0.65, 1)).clip(0, 255).astype(np.uint8)


def brightened(pixels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """As ads show the state after: brighter, in fuller and warmer colours."""
    grey = pixels.mean(axis=2, keepdims=True)
    full = grey + (pixels - grey) * random.uniform(1, 1.3)
    warm = 1 + random.uniform(0, 0.06) * np.array([-1, 0, 1])
    return (full * warm * random.uniform(1, 1.25)).clip(0, 255).astype(np.uint8)


def varied(pixels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """The picture slightly bent and in another light."""
    return lit(bent(pixels, random.uniform(0, 0.03), random), random)


def bent(pixels: np.ndarray, amount: float, random: np.random.Generator) -> np.ndarray:
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


def skin(pixels: np.ndarray) -> np.ndarray:
    """Where a picture has the colour of skin, (height, width) 0-1, soft."""
    luma, red, blue = cv2.split(cv2.cvtColor(pixels, cv2.COLOR_BGR2YCrCb))
    found = (red > 135) & (red < 180) & (blue > 85) & (blue < 135) & (luma > 40)
    return cv2.GaussianBlur(found.astype(np.float32), (0, 0), 4)


def spotted(pixels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Spots and blemishes on the skin."""
    layer = pixels.copy()
    ys, xs = np.nonzero(skin(pixels) > 0.7)
    for _ in range(int(random.integers(6, 50)) if len(ys) else 0):
        index = int(random.integers(len(ys)))
        radius = max(1, int(min(pixels.shape[:2]) * random.uniform(0.004, 0.02)))
        colour = random.uniform((50, 50, 110), (110, 110, 190)).tolist()
        cv2.circle(layer, (int(xs[index]), int(ys[index])), radius, colour, -1, cv2.LINE_AA)
    return cv2.addWeighted(pixels, 0.6, layer, 0.4, 0)


def _trimmed(pixels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Cut a little off each side, as no two photographs are framed alike."""
    height, width = pixels.shape[:2]
    left, right, top, bottom = np.abs(random.normal(0, random.choice([0.02, 0.06, 0.12]), 4)).clip(
        0, 0.3
    )
    rows = slice(int(top * height), height - int(bottom * height))
    columns = slice(int(left * width), width - int(right * width))
    return np.ascontiguousarray(pixels[rows, columns])
