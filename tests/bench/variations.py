"""What re-uploads do to a picture, each kind with its own random strength."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from workers.media.frame import Pixels

FONTS = Path(__file__).resolve().parents[2] / "samples" / "fonts"
Variation = Callable[[Pixels, np.random.Generator], Pixels]
_WORDS = "giá tốt hôm nay trà lá xanh đặt hàng nhanh tay ưu đãi lớn quà tặng miễn phí"


def reencoded(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """JPEG at quality 20-60, twice."""
    for _ in range(2):
        quality = int(rng.integers(20, 61))
        _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
        pixels = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
    return pixels


def resized(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """To 30-80 % of the size; the aspect may change by up to 5 %."""
    scale = rng.uniform(0.3, 0.8)
    height, width = pixels.shape[:2]
    size = (round(width * scale * rng.uniform(0.95, 1.05)), round(height * scale))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def caption_band(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A band of 8-16 % of the height with words on it, added above or below, or laid over."""
    height, width = pixels.shape[:2]
    band = round(height * rng.uniform(0.08, 0.16))
    colour = tuple(int(value) for value in rng.integers(0, 256, 3))
    strip = Image.new("RGB", (width, band), colour)
    ink = (255, 255, 255) if sum(colour) < 384 else (0, 0, 0)
    words = " ".join(rng.choice(_WORDS.split(), 6))
    font = ImageFont.truetype(str(FONTS / "BeVietnamPro-ExtraBold.ttf"), max(8, band // 3))
    ImageDraw.Draw(strip).text((width // 2, band // 2), words, ink, font, anchor="mm")
    drawn = np.asarray(strip)[:, :, ::-1]
    place = int(rng.integers(3))
    if place == 0:
        return np.ascontiguousarray(np.vstack([drawn, pixels]))
    if place == 1:
        return np.ascontiguousarray(np.vstack([pixels, drawn]))
    over = pixels.copy()
    over[-band:] = drawn
    return over


def logo(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A round mark of 10-18 % of the width in a corner."""
    over = pixels.copy()
    height, width = pixels.shape[:2]
    radius = round(width * rng.uniform(0.05, 0.09))
    x = radius + 8 if rng.integers(2) else width - radius - 8
    y = radius + 8 if rng.integers(2) else height - radius - 8
    colour = [int(value) for value in rng.integers(0, 256, 3)]
    cv2.circle(over, (x, y), radius, colour, -1, cv2.LINE_AA)
    cv2.circle(over, (x, y), radius // 2, (255, 255, 255), max(2, radius // 8), cv2.LINE_AA)
    return over


def letterboxed(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Into another aspect, with bars of one colour or blurred fill; half of them encoded again."""
    height, width = pixels.shape[:2]
    if rng.integers(2):
        size = (round(height * rng.uniform(1.25, 1.8)), width)
    else:
        size = (height, round(width * rng.uniform(1.25, 1.8)))
    frame = _BACKDROPS[int(rng.integers(len(_BACKDROPS)))](pixels, size, rng)
    top, left = (size[0] - height) // 2, (size[1] - width) // 2
    frame[top : top + height, left : left + width] = pixels
    return reencoded(frame, rng) if rng.integers(2) else frame


def _plain(colour: tuple[int, int, int] | None) -> "_Backdrop":
    def drawn(_: Pixels, size: tuple[int, int], rng: np.random.Generator) -> Pixels:
        chosen = rng.integers(0, 256, 3) if colour is None else np.array(colour)
        return np.full((*size, 3), chosen, np.uint8)

    return drawn


def _stretched(pixels: Pixels, size: tuple[int, int], _: np.random.Generator) -> Pixels:
    """The picture itself, stretched and blurred."""
    return np.asarray(
        cv2.GaussianBlur(cv2.resize(pixels, (size[1], size[0])), (0, 0), 24), np.uint8
    )


def _zoomed(pixels: Pixels, size: tuple[int, int], rng: np.random.Generator) -> Pixels:
    """The middle of the picture, blurred and mostly darker, as phones fill a screen."""
    scale = max(size[0] / pixels.shape[0], size[1] / pixels.shape[1])
    large = cv2.resize(pixels, None, fx=scale, fy=scale)
    top, left = (large.shape[0] - size[0]) // 2, (large.shape[1] - size[1]) // 2
    middle = cv2.resize(large[top : top + size[0], left : left + size[1]], (size[1], size[0]))
    blurred = cv2.GaussianBlur(middle, (0, 0), 30)
    return np.asarray(blurred * rng.uniform(0.5, 1.0), np.uint8)


_Backdrop = Callable[[Pixels, tuple[int, int], np.random.Generator], Pixels]
_BACKDROPS: tuple[_Backdrop, ...] = (
    _plain((0, 0, 0)),
    _plain((255, 255, 255)),
    _plain(None),
    _stretched,
    _zoomed,
)


def cropped(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """5-20 % of the width and of the height taken away, unevenly from both sides."""
    height, width = pixels.shape[:2]
    rows, columns = (rng.uniform(0.05, 0.2, 2) * (height, width)).astype(int)
    top, left = int(rng.integers(rows + 1)), int(rng.integers(columns + 1))
    return np.ascontiguousarray(pixels[top : top + height - rows, left : left + width - columns])


def mirrored(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Left to right, then encoded again."""
    return reencoded(np.ascontiguousarray(pixels[:, ::-1]), rng)


VARIATIONS: dict[str, Variation] = {
    "re-encode": reencoded,
    "resize": resized,
    "caption band": caption_band,
    "logo": logo,
    "letterbox": letterboxed,
    "crop <= 20 %": cropped,
    "mirror": mirrored,
}


def cropped_captioned(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Three changes on one picture, as re-uploads of re-uploads have them."""
    return reencoded(caption_band(cropped(pixels, rng), rng), rng)


def mirrored_cropped(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Turned and cut, against fingerprints that only know the one or the other."""
    return reencoded(cropped(np.ascontiguousarray(pixels[:, ::-1]), rng), rng)


TOGETHER: dict[str, Variation] = {
    "crop, caption, re-encode": cropped_captioned,
    "mirror, crop, re-encode": mirrored_cropped,
}
