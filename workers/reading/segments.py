"""Joining the texts of consecutive segments of one long video without a seam."""

from collections.abc import Sequence

from workers.reading.similarity import contains, likeness
from workers.report import Polygon, Text

SEAM_MS = 500
SAME_WORDS = 0.8
SAME_PLACE = 0.3


def join_tracks(segments: Sequence[Sequence[Text]]) -> list[Text]:
    """Texts of all segments in order of time, those that cross a border between segments as one.

    Times are ms of the whole video; segments may share a stretch of it. A text continues in a text
    of a later segment that says the same at the same place and begins before it has ended, or just
    after.
    """
    joined: list[Text] = []
    for number, segment in enumerate(segments):
        taken: set[int] = set()
        for text in segment:
            index = _continued(joined, text, taken) if number else None
            if index is None:
                joined.append(text)
                taken.add(len(joined) - 1)
            else:
                joined[index] = _one_text(joined[index], text)
                taken.add(index)
    return sorted(joined, key=lambda text: text.start_ms or 0)


def _continued(joined: Sequence[Text], text: Text, taken: set[int]) -> int | None:
    for index in range(len(joined) - 1, -1, -1):
        before = joined[index]
        if index in taken or before.end_ms is None or text.start_ms is None:
            continue
        if text.start_ms > before.end_ms + SEAM_MS or before.source != text.source:
            continue
        alike = likeness(before.text, text.text) >= SAME_WORDS or contains(before.text, text.text)
        if (alike or contains(text.text, before.text)) and _same_place(before, text):
            return index
    return None


def _same_place(first: Text, second: Text) -> bool:
    if first.polygon is None or second.polygon is None:
        return first.polygon is second.polygon
    one, other = _box(first.polygon), _box(second.polygon)
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return max(0.0, width) * max(0.0, height) >= SAME_PLACE * smaller


def _box(polygon: Polygon) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in polygon], [y for _, y in polygon]
    return min(xs), min(ys), max(xs), max(ys)


def _one_text(before: Text, after: Text) -> Text:
    better = (
        after
        if (len(after.text), after.confidence) > (len(before.text), before.confidence)
        else before
    )
    return better.model_copy(
        update={
            "id": before.id,
            "block": before.block,
            "start_ms": before.start_ms,
            "end_ms": max(before.end_ms or 0, after.end_ms or 0),
        }
    )
