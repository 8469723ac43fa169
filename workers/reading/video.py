"""Reading a video: find text in what is new, read what was not read yet, follow it over time."""

from collections.abc import Iterable, Sequence

import numpy as np

from workers.media.frame import Frame
from workers.reading.composed import line_of, read_crops
from workers.reading.crops import crop_line
from workers.reading.engine import Line, OcrEngine, Region
from workers.reading.layout import blocks, bounds
from workers.reading.lines import joined_regions
from workers.reading.picture import ReadResult, normalised
from workers.reading.tracks import (
    Track,
    View,
    correlation,
    covering,
    nearest,
    overlap_of_boxes,
    sharpness,
    signature,
)
from workers.report import Text

SAME_LOOK = 0.92
STILL_THERE = 0.80
LEAST_CONFIDENCE = 0.5
LEAST_CONFIDENCE_ONCE = 0.75
BRIDGED_MS = 400
SAME_START_MS = 300


class TrackBuilder:
    """Turns frames, in order of time, into text tracks.

    `since` the last frame a text is missed it may still be there: when its place looks the same it
    is kept, when not it is closed at the time of the first frame without it.
    """

    def __init__(self, engine: OcrEngine) -> None:
        self._engine = engine
        self._live: list[Track] = []
        self._closed: list[Track] = []
        self._last: Frame | None = None
        self.frames_read = 0

    def add(self, frame: Frame) -> None:
        """Look at the next frame."""
        regions = joined_regions(self._engine.detector.detect([frame.pixels])[0])
        self.frames_read += 1
        unread: list[tuple[Region, Track | None]] = []
        seen: set[int] = set()
        for region in regions:
            track = nearest(region, [one for one in self._live if id(one) not in seen])
            look = signature(frame.pixels, region)
            if track is not None and self._is_known(track, region, look):
                _see(track, frame, region, look)
                seen.add(id(track))
            else:
                unread.append((region, track))
        self._read(frame, unread, seen)
        self._miss(frame, seen)
        self._last = frame

    def _is_known(self, track: Track, region: Region, look: np.ndarray) -> bool:
        alike = correlation(track.signature, look)
        same_place = overlap_of_boxes(track.region, region) > 0.7
        if alike >= SAME_LOOK and same_place:
            return not _is_better_view(track, region)
        return same_place and track.settled() and alike >= 0.6

    def _read(
        self, frame: Frame, unread: Sequence[tuple[Region, Track | None]], seen: set[int]
    ) -> None:
        crops = [crop_line(frame.pixels, region) for region, _ in unread]
        readings = read_crops(self._engine.recogniser, crops)
        for (region, hint), crop, reading in zip(unread, crops, readings, strict=True):
            if not reading.text or reading.confidence < LEAST_CONFIDENCE:
                continue
            line = line_of(region, reading, crop)
            view = View(frame.time_ms, line, sharpness(crop))
            track = self._track_for(line, region, hint, seen)
            look = signature(frame.pixels, region)
            if track is None:
                track = Track(frame.time_ms, frame.time_ms, region, look)
                self._live.append(track)
            track.add(view)
            _see(track, frame, region, look)
            seen.add(id(track))

    def _track_for(
        self, line: Line, region: Region, hint: Track | None, seen: set[int]
    ) -> Track | None:
        if hint is not None and id(hint) not in seen and hint.says(line.text):
            return hint
        candidates = [one for one in self._live if id(one) not in seen and one.says(line.text)]
        candidates = [one for one in candidates if _may_be_moved(one, region, line)]
        return max(candidates, key=lambda one: overlap_of_boxes(one.region, region), default=None)

    def _miss(self, frame: Frame, seen: set[int]) -> None:
        live = []
        for track in self._live:
            if id(track) in seen:
                live.append(track)
                continue
            if track.gone_ms is None:
                look = signature(frame.pixels, track.region)
                if correlation(track.signature, look) >= STILL_THERE:
                    track.last_seen_ms = frame.time_ms
                    track.frames += 1
                    live.append(track)
                    continue
                track.gone_ms = frame.time_ms
            if frame.time_ms - track.gone_ms < BRIDGED_MS:
                live.append(track)
            else:
                self._closed.append(track)
        self._live = live

    def finish(self, end_ms: int | None = None) -> list[Text]:
        """The texts of all tracks; those still on screen end at `end_ms` or with the last frame."""
        if self._last is None:
            return []
        end = max(end_ms or 0, self._last.time_ms)
        tracks = [track for track in (*self._closed, *self._live) if _is_credible(track)]
        tracks = _without_parts(tracks, end)
        return _texts(tracks, self._last, end)


def read_video(frames: Iterable[Frame], engine: OcrEngine, end_ms: int | None = None) -> ReadResult:
    """Read frames in order of time into text tracks; `end_ms` is when the last frame ends."""
    builder = TrackBuilder(engine)
    for frame in frames:
        builder.add(frame)
    return ReadResult(tuple(builder.finish(end_ms)), builder.frames_read)


def _see(track: Track, frame: Frame, region: Region, look: np.ndarray) -> None:
    track.last_seen_ms = frame.time_ms
    track.region = region
    track.signature = look
    track.frames += 1
    track.gone_ms = None


def _is_better_view(track: Track, region: Region) -> bool:
    return not track.settled() and region.height > 1.25 * track.best.line.height_px


def _may_be_moved(track: Track, region: Region, line: Line) -> bool:
    if overlap_of_boxes(track.region, region) > 0.1 or covering(track.region, region) > 0.5:
        return True
    if len(line.text) < 4:
        return False
    offset = np.abs(track.region.quad.mean(axis=0) - region.quad.mean(axis=0))
    shorter, longer = sorted((track.region.height, region.height))
    same_size = longer < 1.6 * shorter
    return bool(same_size and (offset[1] < 4 * longer or offset[0] < 2 * longer))


def _is_credible(track: Track) -> bool:
    if not track.views:
        return False
    if track.frames <= 1 or len(track.views) == 1:
        return track.best.line.confidence >= LEAST_CONFIDENCE_ONCE
    return track.confidence >= LEAST_CONFIDENCE


def _end(track: Track, end: int) -> int:
    return track.gone_ms if track.gone_ms is not None else end


def _without_parts(tracks: Sequence[Track], end: int) -> list[Track]:
    """Tracks without those that only show a part of another at the same place and time."""
    kept: list[Track] = []
    for track in sorted(tracks, key=lambda one: len(one.text), reverse=True):
        whole = next(
            (
                other
                for other in kept
                if other.says(track.text)
                and covering(other.best_region, track.best_region) > 0.5
                and track.start_ms <= _end(other, end) + BRIDGED_MS
                and other.start_ms <= _end(track, end) + BRIDGED_MS
            ),
            None,
        )
        if whole is None:
            kept.append(track)
            continue
        latest = max(_end(whole, end), _end(track, end))
        whole.start_ms = min(whole.start_ms, track.start_ms)
        whole.gone_ms = None if latest >= end else latest
    return kept


def _texts(tracks: Sequence[Track], frame: Frame, end: int) -> list[Text]:
    ordered = sorted(tracks, key=_appearance)
    groups = _blocks(ordered, end)
    return [
        Text(
            id=f"{frame.media_id}-t{number}",
            media=frame.media_id,
            source="screen",
            text=track.text,
            start_ms=track.start_ms,
            end_ms=max(track.start_ms, _end(track, end)),
            polygon=normalised(track.best.line.polygon, frame.width, frame.height),
            confidence=round(min(1.0, track.confidence), 4),
            frame_ms=track.best.time_ms,
            block=f"{frame.media_id}-b{group + 1}",
            height=round(min(1.0, track.best.line.height_px / frame.height), 5),
            contrast=track.best.line.contrast,
        )
        for number, (track, group) in enumerate(zip(ordered, groups, strict=True), 1)
    ]


def _appearance(track: Track) -> tuple[int, float, float]:
    left, top, _, _ = bounds(track.best.line)
    return track.start_ms // SAME_START_MS, top, left


def _blocks(tracks: Sequence[Track], end: int) -> list[int]:
    """Block numbers of tracks: as in a picture, among those that are on screen together."""
    numbers = [-1] * len(tracks)
    count = 0
    for index, track in enumerate(tracks):
        if numbers[index] >= 0:
            continue
        together = [
            other
            for other in range(index, len(tracks))
            if numbers[other] < 0 and _shares_time(track, tracks[other], end)
        ]
        groups = blocks([tracks[other].best.line for other in together])
        for other, group in zip(together, groups, strict=True):
            if group == groups[0]:
                numbers[other] = count
        count += 1
    return numbers


def _shares_time(first: Track, second: Track, end: int) -> bool:
    shared = min(_end(first, end), _end(second, end)) - max(first.start_ms, second.start_ms)
    shorter = min(_end(first, end) - first.start_ms, _end(second, end) - second.start_ms)
    return shared >= 0.5 * shorter if shorter > 0 else first.start_ms == second.start_ms
