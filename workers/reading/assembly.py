"""Followed tracks into the texts of a report."""

from collections.abc import Sequence

import numpy as np

from workers.media.frame import Frame
from workers.reading.banner import stitched, touches_left, touches_right
from workers.reading.engine import TextRegion
from workers.reading.layout import blocks, in_reading_order
from workers.reading.picture import normalised
from workers.reading.similarity import LEAST_PART, contains, folded, is_legible, likeness
from workers.reading.tracks import BRIDGED_MS, Track, covering, on_one_line, same_row
from workers.report import Text

LEAST_CONFIDENCE = 0.5
LEAST_CONFIDENCE_ONCE = 0.75
SAME_START_MS = 300
MISREAD = 0.4
SHORTLY, MOSTLY = 0.5, 0.8
BRIEF_MS = 100
"""Nobody reads in so short a time; what borders on a like text is that, coming or going."""
GLIMPSE_MS = 250
"""What differs in sure letters for longer is a text of its own, not one that comes or goes."""
SAME_HEIGHT = 1.6
WITHIN = 0.9


def is_credible(track: Track) -> bool:
    if not track.views or not is_legible(track.text, track.confidence):
        return False
    if track.frames <= 1 or len(track.views) == 1:
        return track.best.line.confidence >= LEAST_CONFIDENCE_ONCE
    return track.confidence >= LEAST_CONFIDENCE


def _end(track: Track, end: int) -> int:
    return track.gone_ms if track.gone_ms is not None else end


def without_parts(tracks: Sequence[Track], end: int, width: int) -> list[Track]:
    """Tracks without those that only show a part of another at the same place and time, or were
    misread of it while it faded. `width` is that of the picture in pixels."""
    kept: list[Track] = []
    for track in sorted(tracks, key=lambda one: len(one.text), reverse=True):
        whole = next(
            (
                other
                for other in kept
                if track.start_ms <= _end(other, end) + BRIDGED_MS
                and other.start_ms <= _end(track, end) + BRIDGED_MS
                and _is_part_of(other, track, end, width)
                and not _is_other_text(other, track, end, width)
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


def _is_part_of(whole: Track, track: Track, end: int, width: int) -> bool:
    """Whether a track is a part of another by its place and its words, or was misread of it."""
    words = _has_words_of(whole, track, width)
    if _at_one_place(whole, track, width):
        return words or _is_seen_through(track, whole, end)
    return words and _slides(whole, track, width)


def _slides(whole: Track, part: Track, width: int) -> bool:
    """Whether what was read once at the border may be a text that slides in or out there."""
    once = len(part.views) == 1
    return once and _is_cut(part, width) and same_row(whole.best_region, part.best_region)


def _is_other_text(whole: Track, track: Track, end: int, width: int) -> bool:
    """Whether a track differs from another in what is sure, and stood long enough to be no glimpse
    of it while it came or went. What the border cuts may only look sure."""
    if whole.banner or _is_cut(track, width):
        return False
    return _end(track, end) - track.start_ms > GLIMPSE_MS and whole.contradicts(track.best.line)


def _is_cut(track: Track, width: int) -> bool:
    place = track.best_region
    return touches_left(place, width) or touches_right(place, width)


def _has_words_of(whole: Track, part: Track, width: int) -> bool:
    if whole.banner and stitched(whole.banner, part.text) is not None:
        return True
    words = [part.text]
    if whole.banner or len(part.views) == 1:
        # Of what is only coming into sight, the letter at the border is cut and misread.
        # A digit counts only where text is known to come in: two prices may differ by one.
        words += [part.text[1:]] if whole.banner or part.text[:1].isalpha() else []
        words += [part.text[:-1]] if whole.banner or part.text[-1:].isalpha() else []
    if whole.banner and " " in part.text:
        # At the picture's border the last word to come in may be any part of a word.
        if touches_right(part.best_region, width):
            words.append(part.text.rsplit(maxsplit=1)[0])
        if touches_left(part.best_region, width):
            words.append(part.text.split(maxsplit=1)[-1])
    return any(whole.says(one) or contains(whole.text, one) for one in words)


def _is_seen_through(track: Track, other: Track, end: int) -> bool:
    """Whether what was never read twice the same lies in the place of another text while that is
    shown: no two texts are in one place at a time. Times are not so exact that a short overlap
    proves it."""
    readings = [view.line.text for view in track.views]
    if len(set(readings)) < len(readings) or track.confidence > other.confidence:
        return False
    together = min(_end(track, end), _end(other, end)) - max(track.start_ms, other.start_ms)
    length = _end(track, end) - track.start_ms
    share = together / max(1, length)
    alike = likeness(track.text, other.text) >= MISREAD
    if alike and together >= 0 and length <= BRIEF_MS:
        return True
    if share < (SHORTLY if alike else MOSTLY):
        return False
    if alike or len(folded(track.text)) < LEAST_PART:
        return True
    shorter, longer = sorted((track.best_region.height, other.best_region.height))
    within = shorter < other.best_region.height and _covered(other, track) >= WITHIN
    return within or longer <= SAME_HEIGHT * shorter


def _covered(whole: Track, part: Track) -> float:
    """Share of a text's place that another covers: where that was best seen, or, because it may
    drift, where it was read at about the same time."""
    then = min(whole.views, key=lambda view: abs(view.time_ms - part.best.time_ms))
    regions = (whole.best_region, TextRegion(np.array(then.line.polygon, np.float32)))
    return max(covering(region, part.best_region) for region in regions)


def _at_one_place(whole: Track, part: Track, width: int) -> bool:
    row, place = whole.best_region, part.best_region
    if not whole.banner:
        return _covered(whole, part) > 0.5
    # What the border cuts is boxed askew, and so higher than it is.
    return same_row(row, place) or (_is_cut(part, width) and on_one_line(row, place))


def texts_of(tracks: Sequence[Track], frame: Frame, end: int) -> list[Text]:
    ordered = _in_order(tracks)
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


def _in_order(tracks: Sequence[Track]) -> list[Track]:
    """Tracks by time of appearance; those that appear together in reading order."""
    groups: list[list[Track]] = []
    for track in sorted(tracks, key=lambda one: one.start_ms):
        if groups and track.start_ms - groups[-1][0].start_ms <= SAME_START_MS:
            groups[-1].append(track)
        else:
            groups.append([track])
    ordered = []
    for group in groups:
        of_line = {id(track.best.line): track for track in group}
        lines = in_reading_order([track.best.line for track in group])
        ordered += [of_line[id(line)] for line in lines]
    return ordered


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
