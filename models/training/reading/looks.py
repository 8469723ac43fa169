"""The looks of ad type: how a coverage mask is painted on a picture."""

import cv2
import numpy as np

from models.training.reading.backgrounds import BackgroundPool


def luminance(colour: np.ndarray) -> float:
    """Rec. 601 luma of a BGR colour, 0-255."""
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
        off = abs(luminance(colour) - ground)
        if off >= least and (not low or off < 85):
            return colour
    return np.array((0, 0, 0) if ground > 127 else (255, 255, 255), np.float32)


def _disc(radius: int) -> np.ndarray:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))


def blend(image: np.ndarray, mask: np.ndarray, paint: np.ndarray, opacity: float = 1.0) -> None:
    """Paint a colour or a picture through a mask, in place (float32 image)."""
    alpha = (mask.astype(np.float32) * (opacity / 255.0))[..., None]
    image += (paint - image) * alpha


def shifted(mask: np.ndarray, dx: float, dy: float) -> np.ndarray:
    """A mask moved by (dx, dy) pixels."""
    return cv2.warpAffine(mask, np.float32([[1, 0, dx], [0, 1, dy]]), mask.shape[::-1])


def paint_text(
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
        blend(image, mask, fill, 1.0 if rng.random() < 0.85 else rng.uniform(0.6, 0.95))
        return
    contrast = _text_colour(rng, luminance(fill), False)
    thin = max(1, round(size / rng.uniform(10, 26)))
    if look == "shadow":
        soft = cv2.GaussianBlur(
            shifted(mask, size * rng.uniform(-0.1, 0.1), size * rng.uniform(0, 0.1)),
            (0, 0),
            rng.uniform(0.4, size / 12),
        )
        blend(
            image,
            soft,
            np.zeros(3, np.float32) if rng.random() < 0.8 else contrast,
            rng.uniform(0.4, 1),
        )
        blend(image, mask, fill)
    elif look in ("outline", "gradient-outline"):
        blend(image, cv2.dilate(mask, _disc(thin)), contrast)
        if look == "outline":
            blend(
                image,
                mask,
                fill
                if abs(luminance(fill) - luminance(contrast)) > 50
                else _text_colour(rng, luminance(contrast), False),
            )
        else:
            blend(image, mask, _vertical(rng, mask, fill, 30))
    elif look == "double":
        outer = cv2.dilate(mask, _disc(thin * 2 + 1))
        blend(image, outer, _text_colour(rng, luminance(contrast), False))
        blend(image, cv2.dilate(mask, _disc(thin)), contrast)
        blend(image, mask, _text_colour(rng, luminance(contrast), False))
    elif look == "glow":
        glow = cv2.GaussianBlur(
            cv2.dilate(mask, _disc(thin)), (0, 0), size * rng.uniform(0.06, 0.2)
        )
        halo = contrast if rng.random() < 0.5 else rng.integers(0, 256, 3).astype(np.float32)
        blend(image, np.minimum(255, glow.astype(np.float32) * 1.5), halo)
        blend(image, mask, _text_colour(rng, luminance(halo), False))
    elif look == "extrude":
        depth = max(2, int(size * rng.uniform(0.04, 0.12)))
        side = int(rng.choice([-1, 1]))
        body = mask.copy()
        for step in range(1, depth + 1):
            body = np.maximum(body, shifted(mask, side * step, step))
        blend(image, body, contrast)
        blend(image, mask, fill)
    elif look == "gradient":
        blend(image, mask, _vertical(rng, mask, fill, 70))
    elif look == "texture":
        patch = pool.patch(rng, mask.shape[0], mask.shape[1]).astype(np.float32)
        blend(image, mask, fill * 0.7 + patch * 0.3)
    else:
        ring = cv2.subtract(cv2.dilate(mask, _disc(max(1, thin // 2))), mask)
        blend(image, ring, fill)


def _vertical(
    rng: np.random.Generator, mask: np.ndarray, colour: np.ndarray, spread: float
) -> np.ndarray:
    """A vertical gradient around a colour, as tall as the mask."""
    end = np.clip(colour + rng.normal(0, spread, 3), 0, 255)
    along = np.clip(np.linspace(-1, 2, mask.shape[0], dtype=np.float32), 0, 1)[:, None, None]
    return (colour + (end - colour) * along).astype(np.float32)


def paint_panel(
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
