"""Draw parts of bodies that never were: a torso, legs, skin close by, teeth, hair.

A body keeps its tone of skin, its marks and its proportions from one view to the next; what weeks
and cameras change (girth, spots, colour of teeth, clothes, room, distance) differs.
"""

from dataclasses import dataclass

import cv2
import numpy as np

PARTS = ("torso", "legs", "skin", "teeth", "hair")
_SIDE = 240


@dataclass(frozen=True, slots=True)
class Body:
    """What two views of one body have in common. `tone` and `hair` are BGR, `marks` moles, 0-1 of
    the view, `girth` the half width of the body, 0-1 of the view."""

    part: str
    tone: np.ndarray
    hair: np.ndarray
    marks: np.ndarray
    girth: float
    room: np.ndarray
    cloth: np.ndarray


def new_body(random: np.random.Generator, part: str | None = None) -> Body:
    """A body with any complexion."""
    tone = np.array([140, 172, 224]) * random.uniform(0.6, 1.12) + random.normal(0, 8, 3)
    return Body(
        part or str(random.choice(PARTS, p=[0.4, 0.15, 0.25, 0.1, 0.1])),
        tone,
        np.array([30, 40, 55]) * random.uniform(0.4, 2.2),
        random.uniform(0.25, 0.75, (int(random.integers(0, 6)), 2)),
        float(random.uniform(0.3, 0.44)),
        random.uniform(30, 255, 3),
        random.uniform(0, 255, 3),
    )


def body_view(body: Body, random: np.random.Generator, *, before: bool) -> np.ndarray:
    """One view of a body, 240 x 240 BGR; before and after differ as ads show them to."""
    tone = body.tone * random.uniform(0.92, 1.06) * (random.uniform(0.85, 1) if before else 1)
    room = body.room if random.random() < 0.4 else random.uniform(20, 255, 3)
    cloth = body.cloth if random.random() < 0.4 else random.uniform(0, 255, 3)
    if body.part == "torso":
        picture = _torso(body, tone, room, cloth, random, before=before)
    elif body.part == "legs":
        picture = _legs(body, tone, room, cloth, random, before=before)
    elif body.part == "skin":
        picture = _close_skin(body, tone, random, before=before)
    elif body.part == "teeth":
        picture = _teeth(tone, random, before=before)
    else:
        picture = _hair(body, tone, random, before=before)
    grain = random.normal(0, 1, (_SIDE, _SIDE, 1)).astype(np.float32)
    coarse = cv2.GaussianBlur(grain, (0, 0), 6)[..., None] * 60
    return (picture + coarse + 2 * grain).clip(0, 255).astype(np.uint8)


def _room(colour: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A wall with light from one side, and now and then furniture."""
    slope = np.linspace(random.uniform(0.6, 1), 1.05, _SIDE)[None, :, None]
    picture = (np.full((_SIDE, _SIDE, 3), colour) * slope).astype(np.float32)
    for _ in range(int(random.integers(0, 4))):
        left, top = (int(v) for v in random.uniform(-0.2, 0.9, 2) * _SIDE)
        right = left + int(random.uniform(0.05, 0.4) * _SIDE)
        low = top + int(random.uniform(0.1, 0.9) * _SIDE)
        cv2.rectangle(picture, (left, top), (right, low), random.uniform(0, 255, 3).tolist(), -1)
    return cv2.GaussianBlur(picture, (0, 0), random.uniform(0.5, 4))


def _round(tone: np.ndarray, centre: np.ndarray, half: np.ndarray, side: float) -> np.ndarray:
    """Skin of a round body: darker to its sides. `centre` and `half` are pixels, one for each row;
    `side` is how dark its sides are."""
    across = (np.arange(_SIDE)[None] - centre[:, None]) / np.maximum(half[:, None], 1)
    shade = side + (1 - side) * np.sqrt(np.clip(1 - across**2, 0, 1))
    return (tone[None, None] * shade[..., None]).astype(np.float32)


def _within(centre: np.ndarray, half: np.ndarray) -> np.ndarray:
    """Opacity of a shape given by its middle and half width in each row, (rows, columns, 1)."""
    across = np.abs(np.arange(_SIDE)[None] - centre[:, None])
    return np.clip(half[:, None] - across + 0.5, 0, 1)[..., None].astype(np.float32)


def _torso(
    body: Body,
    tone: np.ndarray,
    room: np.ndarray,
    cloth: np.ndarray,
    random: np.random.Generator,
    *,
    before: bool,
) -> np.ndarray:
    rows = np.linspace(0, 1, _SIDE)
    waist = random.uniform(-0.05, 0.04) if before else random.uniform(0.03, 0.1)
    at = random.uniform(0.35, 0.6)
    half = body.girth * random.uniform(0.95, 1.2) - waist * np.exp(-(((rows - at) / 0.2) ** 2))
    half = (half + 0.03 * rows) * _SIDE
    lean = random.uniform(-0.06, 0.06)
    centre = (0.5 + lean * (rows - 0.5) + random.normal(0, 0.03)) * _SIDE
    skin = _round(tone, centre, half, random.uniform(0.5, 0.85))
    middle = float(centre[_SIDE // 2])
    navel = (int(middle), int(_SIDE * random.uniform(0.45, 0.7)))
    cv2.ellipse(skin, navel, (5, 8), 0, 0, 360, (tone * 0.45).tolist(), -1, cv2.LINE_AA)
    if before:
        for _ in range(int(random.integers(0, 4))):
            height = int(_SIDE * random.uniform(0.4, 0.85))
            axes = (int(half[height] * random.uniform(0.4, 0.9)), int(random.integers(4, 16)))
            fold = (tone * 0.7).tolist()
            cv2.ellipse(skin, (int(middle), height), axes, 0, 10, 170, fold, 2, cv2.LINE_AA)
    else:
        low = _SIDE * random.uniform(0.2, 0.35)
        for side in (-0.35, 0, 0.35):
            top = (int(middle + side * half[0]), int(low))
            end = (int(middle + side * half[-1] * 0.8), int(low + _SIDE * 0.5))
            cv2.line(skin, top, end, (tone * 0.88).tolist(), 3, cv2.LINE_AA)
    skin = cv2.GaussianBlur(skin, (0, 0), 1.2)
    _marked(skin, body, tone)
    if random.random() < 0.75:
        skin[int(_SIDE * random.uniform(0.8, 0.95)) :] = cloth
    if random.random() < 0.4:
        skin[: int(_SIDE * random.uniform(0.03, 0.2))] = cloth
    opacity = _within(centre, half)
    return skin * opacity + _room(room, random) * (1 - opacity)


def _legs(
    body: Body,
    tone: np.ndarray,
    room: np.ndarray,
    cloth: np.ndarray,
    random: np.random.Generator,
    *,
    before: bool,
) -> np.ndarray:
    picture = _room(room, random)
    rows = np.linspace(0, 1, _SIDE)
    thick = body.girth * (random.uniform(0.45, 0.6) if before else random.uniform(0.35, 0.48))
    half = thick * (1 - random.uniform(0.3, 0.55) * rows) * _SIDE
    gap = random.uniform(0, 0.05)
    for side in (-1, 1):
        centre = (0.5 + side * (thick * (1 - 0.25 * rows) + gap * rows)) * _SIDE
        opacity = _within(centre, half)
        picture = _round(tone, centre, half, random.uniform(0.5, 0.8)) * opacity + picture * (
            1 - opacity
        )
    _marked(picture, body, tone)
    if random.random() < 0.8:
        hem = int(_SIDE * random.uniform(0.08, 0.3))
        reach = int(2.1 * thick * _SIDE)
        left, right = max(0, _SIDE // 2 - reach), _SIDE // 2 + reach
        picture[:hem, left:right] = cloth
    return picture


def _close_skin(
    body: Body, tone: np.ndarray, random: np.random.Generator, *, before: bool
) -> np.ndarray:
    y, x = np.mgrid[0 : 1 : _SIDE * 1j, 0 : 1 : _SIDE * 1j]
    slope = 1 + random.normal(0, 0.25) * (x - 0.5) + random.normal(0, 0.25) * (y - 0.5)
    picture = (tone[None, None] * slope[..., None]).astype(np.float32)
    if random.random() < 0.6:
        edge = (random.uniform(-0.2, 0.25) * _SIDE, random.uniform(0.2, 0.8) * _SIDE)
        axes = (int(random.uniform(0.1, 0.35) * _SIDE), int(random.uniform(0.3, 1) * _SIDE))
        place = (int(edge[0]), int(edge[1]))
        cv2.ellipse(picture, place, axes, 0, 0, 360, body.hair.tolist(), -1, cv2.LINE_AA)
    if before:
        for _ in range(int(random.integers(0, 9))):
            place = (int(v) for v in random.uniform(0.1, 0.9, 2) * _SIDE)
            length = int(random.uniform(0.1, 0.4) * _SIDE)
            colour = (tone * random.uniform(0.72, 0.9)).tolist()
            bow = (length, int(length * random.uniform(0.05, 0.4)))
            turn = float(random.uniform(-40, 40))
            cv2.ellipse(picture, tuple(place), bow, turn, 0, 150, colour, 1, cv2.LINE_AA)
    _marked(picture, body, tone)
    return cv2.GaussianBlur(picture, (0, 0), random.uniform(0.6, 2))


def _teeth(tone: np.ndarray, random: np.random.Generator, *, before: bool) -> np.ndarray:
    picture = np.full((_SIDE, _SIDE, 3), tone, np.float32)
    centre = (int(_SIDE * random.uniform(0.45, 0.55)), int(_SIDE * random.uniform(0.42, 0.58)))
    width, height = int(_SIDE * random.uniform(0.36, 0.55)), int(_SIDE * random.uniform(0.16, 0.26))
    lips = np.array([110, 105, 190]) * random.uniform(0.75, 1.1)
    cv2.ellipse(
        picture, centre, (width + 18, height + 22), 0, 0, 360, lips.tolist(), -1, cv2.LINE_AA
    )
    mouth = np.zeros((_SIDE, _SIDE), np.float32)
    cv2.ellipse(mouth, centre, (width, height), 0, 0, 360, 1.0, -1, cv2.LINE_AA)
    inside = np.full((_SIDE, _SIDE, 3), (60, 50, 120), np.float32)
    colour = np.array([150, 205, 225]) if before else np.array([238, 245, 248])
    colour = colour * random.uniform(0.85, 1.03)
    step = random.uniform(0.09, 0.13) * _SIDE
    for row, long in ((-0.5, 1.0), (0.52, 0.8)):
        for number in range(-4, 5):
            size = step * (1 - 0.06 * abs(number))
            x, y = centre[0] + number * step, centre[1] + row * height
            shift = random.normal(0, 2.5 if before else 0.6, 2)
            start = (int(x - size / 2 + shift[0]), int(y - long * height / 2 + shift[1]))
            end = (int(start[0] + size - 1), int(start[1] + long * height))
            shaded = (colour * random.uniform(0.93, 1)).tolist()
            cv2.rectangle(inside, start, end, shaded, -1, cv2.LINE_AA)
    opacity = mouth[..., None]
    return cv2.GaussianBlur(inside * opacity + picture * (1 - opacity), (0, 0), 1.2)


def _hair(body: Body, tone: np.ndarray, random: np.random.Generator, *, before: bool) -> np.ndarray:
    strands = random.normal(0, 1, (_SIDE, _SIDE)).astype(np.float32)
    strands = cv2.GaussianBlur(strands, (0, 0), sigmaX=1, sigmaY=12) * 5
    picture = body.hair[None, None] * (1 + 0.35 * strands[..., None])
    thin = np.zeros((_SIDE, _SIDE), np.float32)
    centre = (int(_SIDE * random.uniform(0.4, 0.6)), int(_SIDE * random.uniform(0.3, 0.5)))
    reach = random.uniform(0.15, 0.35) if before else random.uniform(0.02, 0.08)
    axes = (int(reach * _SIDE), int(reach * random.uniform(0.8, 1.6) * _SIDE))
    cv2.ellipse(thin, centre, axes, 0, 0, 360, float(random.uniform(0.6, 1)), -1)
    thin = cv2.GaussianBlur(thin, (0, 0), 10)
    forehead = int(_SIDE * random.uniform(0.68, 0.95))
    thin[forehead:] = 1
    thin = cv2.GaussianBlur(thin, (0, 0), 3)[..., None]
    return (tone[None, None] * thin + picture * (1 - thin)).astype(np.float32)


def _marked(picture: np.ndarray, body: Body, tone: np.ndarray) -> None:
    """Moles, in place."""
    for x, y in body.marks:
        place = (int(x * _SIDE), int(y * _SIDE))
        cv2.circle(picture, place, 2, (tone * 0.4).tolist(), -1, cv2.LINE_AA)
