"""Before-and-after pairs: by the look of two panels, and by the words written on them."""

import re
import unicodedata
from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.looking.panels import Panel, PanelPair, find_panels
from workers.media.frame import Pixels
from workers.report import Polygon, Sighting, Text

LABEL = "before_after"
Embed = Callable[[Pixels], NDArray[np.float32]]

_LEAST_STRENGTH = 0.95
_LEAST_LIKENESS = 0.8
_LEAST_SKIN = 0.3
_LEAST_PANEL_PIXELS = 32

_BEFORE = re.compile(r"^(truoc|before)\b", re.IGNORECASE)
_AFTER = re.compile(r"^(sau|after)\b|^\d+ (ngay|tuan|thang|days?|weeks?|months?)$", re.IGNORECASE)
_MOST_LABEL_WORDS = 5
_LABELLED_CONFIDENCE = 0.9


def paired_panels(pixels: Pixels, embed: Embed) -> list[tuple[PanelPair, float]]:
    """Panel pairs that show bare skin of the same kind on both sides, with a confidence, 0-1.

    `embed` maps a picture to a vector of unit length. A pair must have an unbroken seam, skin in
    both panels, and panels that look alike but are not one picture repeated.
    """
    found = []
    for pair in find_panels(pixels):
        if pair.strength < _LEAST_STRENGTH:
            break
        first, second = pair.first.crop(pixels), pair.second.crop(pixels)
        if min(*first.shape[:2], *second.shape[:2]) < _LEAST_PANEL_PIXELS:
            continue
        if min(skin_share(first), skin_share(second)) < _LEAST_SKIN:
            continue
        likeness = float(embed(first) @ embed(second))
        if likeness >= _LEAST_LIKENESS:
            found.append((pair, min(1.0, likeness)))
    return found


def skin_share(pixels: Pixels) -> float:
    """Share of a picture with the colour of human skin, any complexion (Chai & Ngan 1999)."""
    small = cv2.resize(pixels, (64, 64), interpolation=cv2.INTER_AREA)
    luma, red, blue = cv2.split(cv2.cvtColor(small, cv2.COLOR_BGR2YCrCb))
    skin = (red > 135) & (red < 180) & (blue > 85) & (blue < 135) & (luma > 40)
    return float(skin.mean())


def labelled_pairs(texts: Sequence[Text]) -> list[Sighting]:
    """Before-and-after pairs told by short labels on screen, in either order.

    Two labels belong together when they are on screen at the same time, at the same height or in
    the same column, and about equally large.
    """
    shown = [text for text in texts if text.source == "screen" and text.polygon]
    befores = [text for text in shown if _says(text, _BEFORE)]
    afters = [text for text in shown if _says(text, _AFTER)]
    found = []
    for before in befores:
        partner = next((after for after in afters if _side_by_side(before, after)), None)
        if partner is not None:
            found.append(_pair_sighting(before, partner))
    return found


def _says(text: Text, pattern: re.Pattern[str]) -> bool:
    lines = text.text.splitlines() or [text.text]
    return any(
        len(line.split()) <= _MOST_LABEL_WORDS and pattern.search(_fold(line.strip()))
        for line in lines
    )


def _fold(line: str) -> str:
    decomposed = unicodedata.normalize("NFD", line.lower().replace("đ", "d"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _side_by_side(one: Text, other: Text) -> bool:
    if one.id == other.id or one.media != other.media or not _together(one, other):
        return False
    a, b = _box(one.polygon or []), _box(other.polygon or [])
    heights = (a.bottom - a.top, b.bottom - b.top)
    if min(heights) <= 0 or max(heights) > 2.5 * min(heights):
        return False
    level = abs((a.top + a.bottom) - (b.top + b.bottom)) / 2 < 2 * max(heights)
    column = abs((a.left + a.right) - (b.left + b.right)) / 2 < 0.15
    return level or column


def _together(one: Text, other: Text) -> bool:
    if one.start_ms is None or other.start_ms is None:
        return True
    return one.start_ms <= (other.end_ms or 0) and other.start_ms <= (one.end_ms or 0)


def _pair_sighting(before: Text, after: Text) -> Sighting:
    a, b = _box(before.polygon or []), _box(after.polygon or [])
    box = Panel(
        min(a.left, b.left), min(a.top, b.top), max(a.right, b.right), max(a.bottom, b.bottom)
    )
    starts = [time for time in (before.start_ms, after.start_ms) if time is not None]
    ends = [time for time in (before.end_ms, after.end_ms) if time is not None]
    return Sighting(
        label=LABEL,
        media=before.media,
        start_ms=max(starts) if starts else None,
        end_ms=min(ends) if ends else None,
        polygon=rectangle(box.left, box.top, box.right, box.bottom),
        confidence=_LABELLED_CONFIDENCE * min(before.confidence, after.confidence),
    )


def _box(polygon: Polygon) -> Panel:
    xs, ys = [x for x, _ in polygon], [y for _, y in polygon]
    return Panel(min(xs), min(ys), max(xs), max(ys))


def rectangle(left: float, top: float, right: float, bottom: float) -> Polygon:
    """Corners of a box, clockwise from the top left, cut to 0-1."""
    x0, y0, x1, y1 = (min(1.0, max(0.0, value)) for value in (left, top, right, bottom))
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
