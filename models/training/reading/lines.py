"""Rendering of one line of text as advertisements set it, before any camera or codec touches it.

`render_line` draws the text on a canvas with room around it; the neighbouring lines of a tight
paragraph are drawn too, so that their tone marks and descenders reach into a crop. The canvas is
cut and degraded later (`crops.py`), several times with different outcomes.
"""

import random
from collections import OrderedDict
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from models.training.reading.backgrounds import BackgroundPool
from models.training.reading.charset import LOOKALIKES
from models.training.reading.faces import Face, Typeface
from models.training.reading.text import admissible, line_text

_FONTS_KEPT = 400
_fonts: OrderedDict[tuple[str, int], ImageFont.FreeTypeFont] = OrderedDict()


@dataclass(frozen=True)
class Canvas:
    """A drawn line. `box`: ink of the line (x0, y0, x1, y1) in pixels. `screen`: drawn at the size
    it is meant to be seen (user interface text), so it must not be scaled down much further."""

    image: np.ndarray
    box: tuple[int, int, int, int]
    text: str
    family: str
    kind: str
    screen: bool
    document: bool


def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    key = (path, size)
    font = _fonts.get(key)
    if font is None:
        font = ImageFont.truetype(path, size)
        _fonts[key] = font
        if len(_fonts) > _FONTS_KEPT:
            _fonts.popitem(last=False)
    return font


@dataclass(frozen=True)
class Setting:
    """How a line is set: face, em size in pixels, tracking and word space in em."""

    face: Face
    size: int
    tracking: float
    word_space: float
    fallback: str


def _runs(text: str, setting: Setting) -> list[tuple[str, str]]:
    """The text in pieces of one font file; signs that the face lacks go to the fallback."""
    runs: list[tuple[str, str]] = []
    for char in text:
        path = setting.fallback if char in setting.face.missing else setting.face.path
        if runs and runs[-1][1] == path:
            runs[-1] = (runs[-1][0] + char, path)
        else:
            runs.append((char, path))
    return runs


def text_mask(text: str, setting: Setting) -> np.ndarray:
    """Coverage of the text, uint8 (height, width), one baseline, a margin of one em."""
    size = setting.size
    pieces: list[tuple[float, str, ImageFont.FreeTypeFont]] = []
    x = 0.0
    loose = abs(setting.tracking) > 1e-3
    for run, path in _runs(text, setting):
        font = _font(path, size)
        if not loose and abs(setting.word_space) < 1e-3:
            pieces.append((x, run, font))
            x += font.getlength(run)
            continue
        for word in _split_keep_space(run):
            if word == " ":
                x += font.getlength(" ") + setting.word_space * size + setting.tracking * size
            elif loose:
                for char in word:
                    pieces.append((x, char, font))
                    x += font.getlength(char) + setting.tracking * size
            else:
                pieces.append((x, word, font))
                x += font.getlength(word)
    width, height = int(x) + 2 * size + 2, int(size * 3.4)
    image = Image.new("L", (max(8, width), height))
    draw = ImageDraw.Draw(image)
    for left, piece, font in pieces:
        draw.text((size + left, size * 2.1), piece, font=font, fill=255, anchor="ls")
    return np.asarray(image)


def _split_keep_space(text: str) -> list[str]:
    words: list[str] = []
    for i, word in enumerate(text.split(" ")):
        if i:
            words.append(" ")
        if word:
            words.append(word)
    return words


def _ink_box(mask: np.ndarray) -> tuple[int, int, int, int] | None:
    columns = np.flatnonzero(mask.max(axis=0) > 60)
    rows = np.flatnonzero(mask.max(axis=1) > 60)
    if not len(columns) or not len(rows):
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _bend(masks: list[np.ndarray], amount: float) -> list[np.ndarray]:
    """Set the masks on an arc; `amount` is the sagitta in pixels, its sign the direction."""
    height, width = masks[0].shape
    x = np.linspace(-1, 1, width, dtype=np.float32)
    shift = amount * (x**2 - 0.33)
    map_y = np.arange(height, dtype=np.float32)[:, None] + shift[None, :]
    map_x = np.broadcast_to(np.arange(width, dtype=np.float32), (height, width)).copy()
    return [cv2.remap(m, map_x, map_y, cv2.INTER_LINEAR) for m in masks]


def _neighbour_text(rng: random.Random, length: int, capitals: bool) -> str:
    text = line_text(rng)
    while len(text) < length:
        text += " " + line_text(rng)
    text = text[:length]
    return text.upper() if capitals else text


def _luminance(colour: np.ndarray) -> float:
    return float(colour @ np.array([0.114, 0.587, 0.299]))


def _text_colour(rng: np.random.Generator, ground: float, low: bool) -> np.ndarray:
    """A BGR colour that stands off a ground luminance."""
    fixed = (
        (255, 255, 255),
        (0, 0, 0),
        (0, 230, 255),
        (30, 20, 200),
        (120, 40, 0),
        (60, 110, 0),
        (40, 180, 250),
        (20, 20, 20),
        (255, 255, 255),
    )
    least = rng.uniform(22, 50) if low else rng.uniform(60, 110)
    for _ in range(12):
        colour = np.array(
            fixed[rng.integers(len(fixed))] if rng.random() < 0.55 else rng.integers(0, 256, 3),
            np.float32,
        )
        off = abs(_luminance(colour) - ground)
        if off >= least and (not low or off < 85):
            return colour
    return np.array((0, 0, 0) if ground > 127 else (255, 255, 255), np.float32)


def _disc(radius: int) -> np.ndarray:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))


def _blend(image: np.ndarray, mask: np.ndarray, paint: np.ndarray, opacity: float = 1.0) -> None:
    """Paint a colour or a picture through a mask, in place (float32 image)."""
    alpha = (mask.astype(np.float32) * (opacity / 255.0))[..., None]
    image += (paint - image) * alpha


def _shifted(mask: np.ndarray, dx: float, dy: float) -> np.ndarray:
    return cv2.warpAffine(mask, np.float32([[1, 0, dx], [0, 1, dy]]), mask.shape[::-1])


def _paint_text(
    rng: np.random.Generator,
    image: np.ndarray,
    mask: np.ndarray,
    size: int,
    ground: float,
    pool: BackgroundPool,
    clean: bool,
) -> None:
    """Draw a mask with one of the looks of ad type: plain, outlined, shadowed, neon, gradient."""
    low = rng.random() < (0.05 if clean else 0.12)
    fill = _text_colour(rng, ground, low)
    look = (
        "plain"
        if clean
        else str(
            rng.choice(
                [
                    "plain",
                    "plain",
                    "outline",
                    "outline",
                    "double",
                    "shadow",
                    "shadow",
                    "glow",
                    "extrude",
                    "gradient",
                    "gradient-outline",
                    "texture",
                    "hollow",
                ]
            )
        )
    )
    if look == "plain":
        _blend(image, mask, fill, 1.0 if rng.random() < 0.85 else rng.uniform(0.6, 0.95))
        return
    contrast = _text_colour(rng, _luminance(fill), False)
    thin = max(1, round(size / rng.uniform(10, 26)))
    if look == "shadow":
        soft = cv2.GaussianBlur(
            _shifted(mask, size * rng.uniform(-0.1, 0.1), size * rng.uniform(0, 0.1)),
            (0, 0),
            rng.uniform(0.4, size / 12),
        )
        _blend(
            image,
            soft,
            np.zeros(3, np.float32) if rng.random() < 0.8 else contrast,
            rng.uniform(0.4, 1),
        )
        _blend(image, mask, fill)
    elif look in ("outline", "gradient-outline"):
        _blend(image, cv2.dilate(mask, _disc(thin)), contrast)
        if look == "outline":
            _blend(
                image,
                mask,
                fill
                if abs(_luminance(fill) - _luminance(contrast)) > 50
                else _text_colour(rng, _luminance(contrast), False),
            )
        else:
            _blend(image, mask, _vertical(rng, mask, fill, 30))
    elif look == "double":
        outer = cv2.dilate(mask, _disc(thin * 2 + 1))
        _blend(image, outer, _text_colour(rng, _luminance(contrast), False))
        _blend(image, cv2.dilate(mask, _disc(thin)), contrast)
        _blend(image, mask, _text_colour(rng, _luminance(contrast), False))
    elif look == "glow":
        glow = cv2.GaussianBlur(
            cv2.dilate(mask, _disc(thin)), (0, 0), size * rng.uniform(0.06, 0.2)
        )
        halo = contrast if rng.random() < 0.5 else rng.integers(0, 256, 3).astype(np.float32)
        _blend(image, np.minimum(255, glow.astype(np.float32) * 1.5), halo)
        _blend(image, mask, _text_colour(rng, _luminance(halo), False))
    elif look == "extrude":
        depth = max(2, int(size * rng.uniform(0.04, 0.12)))
        side = int(rng.choice([-1, 1]))
        body = mask.copy()
        for step in range(1, depth + 1):
            body = np.maximum(body, _shifted(mask, side * step, step))
        _blend(image, body, contrast)
        _blend(image, mask, fill)
    elif look == "gradient":
        _blend(image, mask, _vertical(rng, mask, fill, 70))
    elif look == "texture":
        patch = pool.patch(rng, mask.shape[0], mask.shape[1]).astype(np.float32)
        _blend(image, mask, fill * 0.7 + patch * 0.3)
    else:
        ring = cv2.subtract(cv2.dilate(mask, _disc(max(1, thin // 2))), mask)
        _blend(image, ring, fill)


def _vertical(
    rng: np.random.Generator, mask: np.ndarray, colour: np.ndarray, spread: float
) -> np.ndarray:
    """A vertical gradient around a colour, as tall as the mask."""
    end = np.clip(colour + rng.normal(0, spread, 3), 0, 255)
    along = np.clip(np.linspace(-1, 2, mask.shape[0], dtype=np.float32), 0, 1)[:, None, None]
    return (colour + (end - colour) * along).astype(np.float32)


def _choose_setting(
    rng: random.Random, faces: list[Face], text: str, fallback: str, document: bool, screen: bool
) -> Setting:
    face = rng.choice(faces)
    for _ in range(40):
        if not set(face.faulty) & set(text):
            break
        face = rng.choice(faces)
    if screen:
        size = rng.randint(11, 22)
    elif len(text) > 45:
        size = rng.randint(28, 38)
    else:
        size = rng.randint(36, 52)
    roll = rng.random()
    tracking = 0.0
    if face.kind != "script" and not document:
        if roll < 0.12:
            tracking = rng.uniform(0.02, 0.35)
        elif roll < 0.22:
            tracking = rng.uniform(-0.06, -0.01)
    word_space = 0.0
    if rng.random() < 0.3:
        word_space = rng.uniform(0, 0.5) if document else rng.uniform(-0.1, 0.25)
    return Setting(face, size, tracking, word_space, fallback)


def _lookalike(rng: random.Random, text: str) -> str:
    return "".join(rng.choice(LOOKALIKES[c] + c) if c in LOOKALIKES else c for c in text)


def render_line(
    seed: int, typeface: Typeface, pool: BackgroundPool, text: str | None = None
) -> Canvas:
    """Draw one line; the same seed, fonts and pool give the same canvas.

    Returns the canvas with the text as it must be read (upper case for unicase faces).
    """
    rng = random.Random(seed)
    nrng = np.random.default_rng(seed)
    document = rng.random() < 0.13
    screen = not document and rng.random() < 0.14
    said = admissible(text) if text is not None else line_text(rng)
    faces = typeface.family(rng, document)
    if faces[0].kind == "script" and said.isupper() and len(said) > 4 and rng.random() < 0.7:
        said = said.lower()[:1].upper() + said.lower()[1:]
    setting = _choose_setting(rng, faces, said, typeface.fallback, document, screen)
    if setting.face.unicase:
        said = said.upper()
    if set(setting.face.faulty) & set(said):
        said = "".join(c for c in said if c not in setting.face.faulty).strip() or "An"
    said = admissible(said)
    line = text_mask(_lookalike(rng, said), setting)
    box = _ink_box(line)
    if box is None:
        return render_line(seed + 1_000_003, typeface, pool)
    neighbours = np.zeros_like(line)
    if rng.random() < 0.55:
        leading = setting.size * rng.uniform(1.02, 1.6)
        for side in (-1, 1):
            if rng.random() < 0.8:
                other = text_mask(_neighbour_text(rng, len(said) + 4, said.isupper()), setting)
                other = other[:, : line.shape[1]]
                pad = line.shape[1] - other.shape[1]
                other = np.pad(other, ((0, 0), (0, max(0, pad))))
                neighbours = np.maximum(neighbours, _shifted(other, 0, side * leading))
    if not document and not screen and rng.random() < 0.10:
        width = box[2] - box[0]
        sagitta = rng.uniform(-0.5, 0.5) * min(setting.size, width * 0.15)
        line, neighbours = _bend([line, neighbours], sagitta)
        box = _ink_box(line) or box
    image = pool.patch(nrng, *line.shape, sheet=document).astype(np.float32)
    x0, y0, x1, y1 = box
    if not document and rng.random() < 0.22:
        _panel(nrng, image, box, setting.size)
    ground = _luminance(image[y0:y1, x0:x1].reshape(-1, 3).mean(axis=0))
    mask = np.maximum(line, neighbours)
    if document:
        ink = nrng.uniform(0, 70)
        _blend(image, mask, np.array([ink, ink, ink], np.float32), nrng.uniform(0.75, 1))
    else:
        busy = float(image[y0:y1, x0:x1].std()) > 45
        clean = screen or (rng.random() < 0.30 and not busy)
        _paint_text(nrng, image, mask, setting.size, ground, pool, clean)
    drawn = np.clip(image, 0, 255).astype(np.uint8)
    top, bottom = max(0, y0 - setting.size), min(drawn.shape[0], y1 + setting.size)
    return Canvas(
        np.ascontiguousarray(drawn[top:bottom]),
        (x0, y0 - top, x1, y1 - top),
        said,
        setting.face.family,
        setting.face.kind,
        screen,
        document,
    )


def _panel(
    rng: np.random.Generator, image: np.ndarray, box: tuple[int, int, int, int], size: int
) -> None:
    """A plate behind the text: button, ribbon, price tag, subtitle bar."""
    x0, y0, x1, y1 = box
    pad_x, pad_y = int(size * rng.uniform(0.05, 0.6)), int(size * rng.uniform(0.02, 0.4))
    plate = image.copy()
    colour = tuple(float(c) for c in rng.integers(0, 256, 3))
    cv2.rectangle(plate, (x0 - pad_x, y0 - pad_y), (x1 + pad_x, y1 + pad_y), colour, -1)
    if rng.random() < 0.3:
        edge = tuple(float(c) for c in rng.integers(0, 256, 3))
        cv2.rectangle(
            plate, (x0 - pad_x, y0 - pad_y), (x1 + pad_x, y1 + pad_y), edge, max(1, size // 20)
        )
    opacity = 1.0 if rng.random() < 0.6 else rng.uniform(0.4, 0.9)
    image += (plate - image) * opacity
