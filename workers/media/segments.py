"""Cutting a long video into spans that can be scanned as separate tasks."""

from dataclasses import dataclass

from workers.media.info import MediaInfo


@dataclass(frozen=True, slots=True)
class Segment:
    """Media time [start_ms, end_ms). Neighbours share `overlap_ms` so that tracks can be joined."""

    index: int
    start_ms: int
    end_ms: int


def segments(info: MediaInfo, length_ms: int = 120_000, overlap_ms: int = 2_000) -> list[Segment]:
    """Spans that cover the whole video, each `length_ms` long but for the last.

    Every span but the first begins `overlap_ms` before its predecessor ends. A picture, or a video
    no longer than one and a half spans, is one segment.
    """
    if overlap_ms < 0 or length_ms <= overlap_ms:
        raise ValueError("a segment must be longer than its overlap")
    if info.duration_ms <= length_ms * 3 // 2:
        return [Segment(0, 0, info.duration_ms)]
    spans: list[Segment] = []
    start = 0
    while True:
        end = start + length_ms
        if info.duration_ms - end < length_ms // 2:
            end = info.duration_ms
        spans.append(Segment(len(spans), start, end))
        if end == info.duration_ms:
            return spans
        start = end - overlap_ms
