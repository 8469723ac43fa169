"""Reading a still picture."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from workers.media.frame import Frame
from workers.reading.engine import Line, OcrEngine, Points
from workers.reading.layout import blocks, in_reading_order
from workers.reading.similarity import likeness
from workers.report import Gap, Text

SAME_PLACE = 0.5
LEAST_TOUCH = 0.2
SAME_TEXT = 0.6


@dataclass(frozen=True, slots=True)
class ReadResult:
    """The texts on screen, how many frames were really read, and what could not be."""

    texts: tuple[Text, ...] = ()
    frames_read: int = 0
    gaps: tuple[Gap, ...] = ()


def read_picture(frames: Sequence[Frame], engine: OcrEngine) -> ReadResult:
    """Read one picture, given as its pages and renderings.

    Texts come page by page in reading order with 0-1 polygons and blocks. What both renderings of
    a transparent page show is reported once, as the rendering says it that reads best.
    """
    read = engine.read([frame.pixels for frame in frames])
    pages: dict[int, tuple[Frame, list[Line]]] = {}
    for frame, lines in zip(frames, read, strict=True):
        before = pages.get(frame.page, (frame, []))[1]
        pages[frame.page] = (frame, merged(before, lines))
    texts: list[Text] = []
    for page, (frame, lines) in sorted(pages.items()):
        ordered = in_reading_order(lines)
        prefix = f"{frame.media_id}-p{page + 1}" if len(pages) > 1 else frame.media_id
        for line, block in zip(ordered, blocks(ordered), strict=True):
            texts.append(text_of(line, frame, f"{prefix}-b{block + 1}", len(texts) + 1))
    return ReadResult(tuple(texts), len(frames))


def merged(first: Sequence[Line], second: Sequence[Line]) -> list[Line]:
    """Lines of two renderings of one picture, each place kept once: the surer reading wins."""
    kept = list(first)
    for line in second:
        doubles = [other for other in kept if same_place(line, other)]
        if not doubles:
            kept.append(line)
            continue
        rivals = max(other.confidence * len(other.text) ** 0.5 for other in doubles)
        if line.confidence * len(line.text) ** 0.5 > rivals:
            kept = [other for other in kept if other not in doubles]
            kept.append(line)
    return kept


def same_place(first: Line, second: Line) -> bool:
    """Whether two lines cover each other by half, or say alike things where they touch.

    Their polygons count, not upright boxes: those of tilted neighbours overlap.
    """
    one, other = (np.array(line.polygon, np.float32) for line in (first, second))
    smaller = min(cv2.contourArea(one), cv2.contourArea(other))
    if smaller <= 0:
        return False
    shared, _ = cv2.intersectConvexConvex(one, other)
    if shared <= LEAST_TOUCH * smaller:
        return False
    return shared >= SAME_PLACE * smaller or likeness(first.text, second.text) >= SAME_TEXT


def text_of(line: Line, frame: Frame, block: str, number: int) -> Text:
    """The line as the report carries it, with places and sizes as shares of the picture."""
    return Text(
        id=f"{frame.media_id}-t{number}",
        media=frame.media_id,
        source="screen",
        text=line.text,
        polygon=normalised(line.polygon, frame.width, frame.height),
        confidence=round(min(1.0, line.confidence), 4),
        frame_ms=frame.time_ms,
        block=block,
        height=round(min(1.0, line.height_px / frame.height), 5),
        contrast=line.contrast,
    )


def normalised(points: Points, width: int, height: int) -> list[tuple[float, float]]:
    """Pixel corners as shares of the picture, kept within it."""
    return [
        (round(min(1.0, max(0.0, x / width)), 5), round(min(1.0, max(0.0, y / height)), 5))
        for x, y in points
    ]
