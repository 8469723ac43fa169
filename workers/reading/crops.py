"""Upright crops of lines of text, and what can be measured on them."""

import cv2
import numpy as np
from numpy.typing import NDArray

from models.reading.quadrilateral import pushed_out
from workers.media.frame import Pixels
from workers.reading.engine import Quad, TextRegion

# Tone marks stacked on capitals and hooks under the line reach out of the detected core.
MARGIN_ACROSS = 0.02
MARGIN_ALONG = 0.08
AXIS_ALIGNED_SLOPE = 0.02
MARGIN_OUTLINE = 0.03
LEAST_LEAN = 0.12
LEAST_LENGTH = 2.0
LEAST_SIDE = 6


def crop_line(image: Pixels, region: TextRegion) -> Pixels:
    """The line as an upright (height, width, 3) picture, with a small margin for tone marks."""
    quad = with_margin(region.quad)
    if _is_axis_aligned(quad):
        left, top = np.floor(quad.min(axis=0)).astype(int)
        right, bottom = np.ceil(quad.max(axis=0)).astype(int)
        height, width = image.shape[:2]
        left, top, right, bottom = max(0, left), max(0, top), min(width, right), min(height, bottom)
        if right - left >= 2 and bottom - top >= 2:
            return image[top:bottom, left:right]
    width = max(2, round(float(np.linalg.norm(quad[1] - quad[0]))))
    height = max(2, round(float(np.linalg.norm(quad[3] - quad[0]))))
    corners = np.array([[0, 0], [width, 0], [width, height]], np.float32)
    matrix = cv2.getAffineTransform(quad[:3].astype(np.float32), corners)
    return cv2.warpAffine(
        image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.uint8)


def crop_outline(image: Pixels, region: TextRegion) -> Pixels | None:
    """The line seen from the front; None where its outline is that of the region's rectangle.

    The outlines of short words say nothing about where they are seen from.
    """
    outline = region.outline
    short, long = sorted((region.width, region.height))
    if outline is None or long < LEAST_LENGTH * short:
        return None
    if np.linalg.norm(outline - region.quad, axis=1).max() < LEAST_LEAN * short:
        return None
    outline = pushed_out(outline, MARGIN_OUTLINE * short)
    if outline is None:
        return None
    sides = np.linalg.norm(np.roll(outline, -1, axis=0) - outline, axis=1)
    width, height = round(float(sides[0] + sides[2]) / 2), round(float(sides[1] + sides[3]) / 2)
    if min(width, height) < LEAST_SIDE or max(width, height) > 2 * long:
        return None
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(outline, corners)
    return cv2.warpPerspective(
        image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.uint8)


def with_margin(quad: Quad) -> Quad:
    """The quad grown by the crop margins, which are shares of the line's height.

    The height is the shorter side: a line that stands upright has it across the page.
    """
    along, across = quad[1] - quad[0], quad[3] - quad[0]
    length, height = float(np.linalg.norm(along)), float(np.linalg.norm(across))
    short = min(length, height)
    if short < 1e-3:
        return quad
    lies = length >= height
    along = along / length * short * (MARGIN_ALONG if lies else MARGIN_ACROSS)
    across = across / height * short * (MARGIN_ACROSS if lies else MARGIN_ALONG)
    moved = np.array([-along - across, along - across, along + across, -along + across])
    return np.asarray(quad + moved, np.float32)


def _is_axis_aligned(quad: Quad) -> bool:
    top, left = quad[1] - quad[0], quad[3] - quad[0]
    return bool(
        top[0] > 0
        and left[1] > 0
        and abs(top[1]) * top[0] <= AXIS_ALIGNED_SLOPE * top[0] ** 2
        and abs(top[1]) <= 0.15 * left[1]
        and abs(left[0]) <= 0.25 * left[1]
    )


def contrast_ratio(crop: Pixels) -> float | None:
    """Ratio of the relative luminances of text and ground, 1-21 (WCAG 2.2, contrast ratio).

    Otsu's threshold parts the crop in two; None for a crop too small or too even to part.
    """
    if min(crop.shape[:2]) < 4:
        return None
    grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)
    threshold, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    counts = np.bincount(grey.ravel(), minlength=256)
    dark, bright = counts.copy(), counts.copy()
    dark[int(threshold) + 1 :], bright[: int(threshold) + 1] = 0, 0
    if min(bright.sum(), dark.sum()) < 0.01 * grey.size:
        return None
    light, shade = (_luminance(_median(part)) for part in (bright, dark))
    return round((light + 0.05) / (shade + 0.05), 2)


def _median(counts: NDArray[np.int64]) -> float:
    """Median of grey levels of which there are so many each."""
    return float(np.searchsorted(counts.cumsum(), counts.sum() / 2))


def _luminance(grey: float) -> float:
    share = grey / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)
