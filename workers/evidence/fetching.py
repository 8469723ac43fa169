"""Decoding again just the frames that evidence points at."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from workers.errors import MediaError
from workers.media import Frame, MediaSource, Segment, open_media
from workers.report import Media

_REACH_MS = 400
_BACK_MS = 2_000


def frames_at(path: Path, media: Media, times_ms: Sequence[int]) -> Iterator[Frame]:
    """The frames shown at `times_ms` (ascending), in order of time.

    A transparent picture comes once for each backdrop. A time whose frame cannot be decoded
    yields nothing. Raises MediaError when the file cannot be opened.
    """
    source = open_media(path)
    if source.info.decoder == "pictures":
        yield from _pictures_at(source, media.id, times_ms)
        return
    for time_ms in times_ms:
        frame = _frame_at(source, media.id, time_ms)
        if frame is not None:
            yield frame


def _pictures_at(source: MediaSource, media_id: str, times_ms: Sequence[int]) -> Iterator[Frame]:
    """Those pictures of the file that are on screen at one of the times."""
    held: list[Frame] = []
    with source.frames(media_id) as frames:
        for frame in frames:
            if held and frame.time_ms != held[0].time_ms:
                yield from _wanted(held, frame.time_ms, times_ms)
                held = []
            held.append(frame)
    yield from _wanted(held, None, times_ms)


def _wanted(held: list[Frame], until_ms: int | None, times_ms: Sequence[int]) -> list[Frame]:
    if not held:
        return []
    start = held[0].time_ms
    if any(start <= time and (until_ms is None or time < until_ms) for time in times_ms):
        return held
    return []


def _frame_at(source: MediaSource, media_id: str, time_ms: int) -> Frame | None:
    """The first frame from `time_ms` on, or at the very end of a video the last one before it."""
    after = Segment(0, time_ms, time_ms + _REACH_MS)
    before = Segment(0, max(0, time_ms - _BACK_MS), time_ms + 1)
    with contextlib.suppress(MediaError):
        for frame in _span_frames(source, media_id, after):
            return frame
    last: Frame | None = None
    with contextlib.suppress(MediaError):
        for frame in _span_frames(source, media_id, before):
            last = frame
    return last


def _span_frames(source: MediaSource, media_id: str, span: Segment) -> Iterator[Frame]:
    with source.frames(media_id, "thorough", span=span) as frames:
        yield from frames
