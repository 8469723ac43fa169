"""From a drawn canvas to the crop that the recogniser sees at run time.

The order is that of the real world: the picture is scaled to its own resolution, gets optical blur,
noise and compression there, is cut by a detector's quadrilateral (never exact), and the cut is
resized to the recogniser's height.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from models.training.reading.charset import timesteps_needed
from models.training.reading.lines import Canvas

HEIGHT = 48
STRIDE = 8
MOST_WIDTH = 1600
LEAST_WIDTH = 32


@dataclass(frozen=True)
class Crop:
    """A recogniser input, BGR uint8 (48, width, 3), and its text."""

    image: np.ndarray
    text: str


def _native_ink(rng: np.random.Generator, canvas: Canvas) -> float:
    """Height in pixels that the ink has in its picture."""
    ink = float(canvas.box[3] - canvas.box[1])
    if canvas.screen:
        return ink * rng.uniform(0.85, 1.25)
    roll = rng.random()
    if roll < 0.22:
        tall = rng.uniform(7.5, 14)
    elif roll < 0.56:
        tall = rng.uniform(14, 24)
    else:
        tall = rng.uniform(24, 56)
    # Script letters are small beside their loops: below this no reader tells the marks.
    least = rng.uniform(20, 32) if canvas.kind == "script" else 0.0
    return min(max(tall, least), ink)


def _margins(rng: np.random.Generator, tall: float) -> tuple[float, float, float, float]:
    """Left, top, right, bottom distance from ink to crop edge; negative cuts into the ink."""
    if rng.random() < 0.75:
        top, bottom = rng.uniform(0.0, 0.30, 2) * tall
        left, right = rng.uniform(0.02, 0.45, 2) * tall
    else:
        top, bottom = rng.uniform(-0.06, 0.55, 2) * tall
        left, right = rng.uniform(-0.04, 1.0, 2) * tall
    return float(left), float(top), float(right), float(bottom)


def _quad(rng: np.random.Generator, canvas: Canvas) -> np.ndarray:
    """The detector's quadrilateral on the canvas, float32 (4, 2), clockwise from top left."""
    x0, y0, x1, y1 = canvas.box
    tall = y1 - y0
    left, top, right, bottom = _margins(rng, tall)
    quad = np.array(
        [
            [x0 - left, y0 - top],
            [x1 + right, y0 - top],
            [x1 + right, y1 + bottom],
            [x0 - left, y1 + bottom],
        ],
        np.float32,
    )
    roll = rng.random()
    if roll < 0.45:
        quad += rng.uniform(-0.03, 0.03, (4, 2)).astype(np.float32) * tall
    elif roll < 0.62:
        lean = rng.uniform(-0.35, 0.35) * (quad[3, 1] - quad[0, 1])
        quad[:2, 0] += lean
    elif roll < 0.78:
        rise = rng.uniform(-0.16, 0.16) * tall
        quad[[0, 3], 1] += rise
        quad[[1, 2], 1] -= rise
    if rng.random() < 0.12:
        # The far end of a sign seen from the side is smaller: the box there stands off the text.
        spare = rng.uniform(0.0, 0.35, 2) * tall
        end = [1, 2] if rng.random() < 0.5 else [0, 3]
        quad[end[0], 1] -= spare[0]
        quad[end[1], 1] += spare[1]
    return quad


def _blur(rng: np.random.Generator, image: np.ndarray, tall: float) -> np.ndarray:
    roll = rng.random()
    if roll < 0.5:
        return image
    if roll < 0.85:
        return cv2.GaussianBlur(image, (0, 0), rng.uniform(0.2, 0.2 + tall / 42))
    length = max(2, int(rng.uniform(1.2, 1.2 + tall / 9)))
    kernel = np.zeros((length, length), np.float32)
    cv2.line(
        kernel,
        (0, int(rng.integers(0, length))),
        (length - 1, int(rng.integers(0, length))),
        1.0,
        1,
    )
    return cv2.filter2D(image, -1, kernel / max(1.0, float(kernel.sum())))


def _compress(rng: np.random.Generator, image: np.ndarray) -> np.ndarray:
    roll = rng.random()
    if roll < 0.3:
        return image
    if roll < 0.8:
        kind, flags = ".jpg", [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(22, 92))]
    elif roll < 0.92:
        kind, flags = ".webp", [cv2.IMWRITE_WEBP_QUALITY, int(rng.integers(15, 85))]
    else:
        small = cv2.resize(image, None, fx=0.75, fy=0.75, interpolation=cv2.INTER_AREA)
        coded = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 70))])[
            1
        ]
        decoded = cv2.imdecode(coded, cv2.IMREAD_COLOR)
        return cv2.resize(decoded, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_CUBIC)
    return cv2.imdecode(cv2.imencode(kind, image, flags)[1], cv2.IMREAD_COLOR)


def _light(rng: np.random.Generator, image: np.ndarray, document: bool) -> np.ndarray:
    if document or rng.random() < 0.08:
        image = cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    if rng.random() < 0.35:
        image = cv2.convertScaleAbs(image, alpha=rng.uniform(0.3, 1.25), beta=rng.uniform(-25, 45))
    if rng.random() < 0.06:
        image = 255 - image
    if rng.random() < 0.25:
        noise = rng.normal(0, rng.uniform(2, 14), (*image.shape[:2], 1 if document else 3))
        image = np.clip(image + noise, 0, 255).astype(np.uint8)
    return image


def _binarised(image: np.ndarray) -> np.ndarray:
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    return cv2.cvtColor(
        cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1], cv2.COLOR_GRAY2BGR
    )


def take_crop(rng: np.random.Generator, canvas: Canvas) -> Crop | None:
    """Cut one crop from a canvas, or None if the text is too dense or too wide to be learnt."""
    quad = _quad(rng, canvas)
    tall = _native_ink(rng, canvas)
    scale = tall / (canvas.box[3] - canvas.box[1])
    image = canvas.image
    if abs(scale - 1) > 0.02:
        size = (max(8, round(image.shape[1] * scale)), max(8, round(image.shape[0] * scale)))
        way = cv2.INTER_AREA if scale < 1 and rng.random() < 0.7 else cv2.INTER_LINEAR
        image = cv2.resize(image, size, interpolation=way)
    image = _blur(rng, image, tall)
    image = _light(rng, image, canvas.document)
    image = _compress(rng, image)
    if canvas.document and rng.random() < 0.15:
        image = _binarised(image)
    quad = quad * scale
    cut_w = max(
        4, round(float(max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[3]))))
    )
    cut_h = max(
        4, round(float(max(np.linalg.norm(quad[3] - quad[0]), np.linalg.norm(quad[2] - quad[1]))))
    )
    corners = np.array([[0, 0], [cut_w, 0], [cut_w, cut_h], [0, cut_h]], np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), corners)
    cut = cv2.warpPerspective(
        image, matrix, (cut_w, cut_h), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return fit_height(rng, cut, canvas.text)


def fit_height(rng: np.random.Generator, cut: np.ndarray, text: str) -> Crop | None:
    """Resize a cut to the recogniser's height, with a little change of aspect."""
    natural = HEIGHT * cut.shape[1] / cut.shape[0]
    if rng.random() < 0.45:
        # Signs and packs seen from the side are narrow, stretched subtitles wide.
        natural *= np.exp(rng.uniform(-0.42, 0.22))
    width = int(np.clip(round(natural), LEAST_WIDTH, MOST_WIDTH))
    if natural > MOST_WIDTH * 1.15 or width // STRIDE < timesteps_needed(text) + 1:
        return None
    way = cv2.INTER_AREA if cut.shape[0] > HEIGHT else cv2.INTER_CUBIC
    if rng.random() < 0.4:
        way = cv2.INTER_LINEAR
    return Crop(cv2.resize(cut, (width, HEIGHT), interpolation=way), text)
