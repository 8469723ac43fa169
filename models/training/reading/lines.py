"""Rendering of one line of text as advertisements set it, before any camera or codec touches it.

`render_line` draws the text on a canvas with room around it; the neighbouring lines of a tight
paragraph are drawn too, so that their tone marks and descenders reach into a crop. The canvas is
cut and degraded later (`crops.py`), several times with different outcomes.
"""

import random
from dataclasses import dataclass

import cv2
import numpy as np

from models.training.reading.backgrounds import BackgroundPool
from models.training.reading.charset import LOOKALIKES
from models.training.reading.faces import Face, Typeface
from models.training.reading.lettering import Setting, text_mask
from models.training.reading.looks import blend, luminance, paint_panel, paint_text, shifted
from models.training.reading.text import admissible, line_text


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
                neighbours = np.maximum(neighbours, shifted(other, 0, side * leading))
    if not document and not screen and rng.random() < 0.10:
        width = box[2] - box[0]
        sagitta = rng.uniform(-0.5, 0.5) * min(setting.size, width * 0.15)
        line, neighbours = _bend([line, neighbours], sagitta)
        box = _ink_box(line) or box
    image = pool.patch(nrng, *line.shape, sheet=document).astype(np.float32)
    x0, y0, x1, y1 = box
    if not document and rng.random() < 0.22:
        paint_panel(nrng, image, box, setting.size)
    ground = luminance(image[y0:y1, x0:x1].reshape(-1, 3).mean(axis=0))
    mask = np.maximum(line, neighbours)
    if document:
        ink = nrng.uniform(0, 70)
        blend(image, mask, np.array([ink, ink, ink], np.float32), nrng.uniform(0.75, 1))
    else:
        busy = float(image[y0:y1, x0:x1].std()) > 45
        clean = screen or (rng.random() < 0.30 and not busy)
        paint_text(nrng, image, mask, setting.size, ground, pool, clean)
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
