"""Reading a video: find text in what is new, read what was not read yet, follow it over time."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from workers.media.changes import merged
from workers.media.frame import Change, Frame, Pixels
from workers.media.frame import Region as Area
from workers.reading.areas import areas_to_read, box_of, change_at, touches, widened
from workers.reading.assembly import is_credible, texts_of, without_parts
from workers.reading.banner import touches_left, touches_right, touches_top_or_bottom
from workers.reading.composed import line_of, read_crops
from workers.reading.crops import crop_line
from workers.reading.detail import detail, is_same
from workers.reading.engine import Line, OcrEngine, TextRegion
from workers.reading.glance import lies_in
from workers.reading.lines import joined_regions
from workers.reading.picture import ReadResult
from workers.reading.rejoining import rejoined
from workers.reading.similarity import folded
from workers.reading.tracks import (
    BRIDGED_MS,
    Signature,
    Track,
    View,
    correlation,
    covering,
    nearest,
    of_one_size,
    overlap_of_boxes,
    same_row,
    sharpness,
    signature,
)
from workers.reading.wording import without_sure_tones
from workers.report import Text

SAME_LOOK = 0.92
ALIKE = 0.8
SAME_PLACE = 0.6
MOST_UNREAD = 8
MOST_GROWTH = 0.3
SCRAP = 10
DOUBTFUL_MS = 400
OTHER_LOOK = 0.5
LEAST_CUT = 4
STILL_THERE = 0.80
MAY_BE_THERE = 0.4
"""Likeness of a place to its text below which it is not worth reading once more."""
SURELY_THERE = 0.9
WITHIN = 0.8
OUT_OF_SIGHT_MS = 600
"""How long a text may be out of sight and still be the same when it is back in its place: text that
blinks is off as long as it is on."""
LEAST_CONFIDENCE = 0.5


class TrackBuilder:
    """Turns frames, in order of time, into text tracks.

    Text is looked for only where a frame differs from the one before it. A text that is not found
    again but whose place still looks the same is still there; otherwise it ends with the first
    frame without it.
    """

    def __init__(self, engine: OcrEngine) -> None:
        self._engine = engine
        self._live: list[Track] = []
        self._closed: list[Track] = []
        self._last: Frame | None = None
        self.frames_read = 0

    def add(self, frame: Frame) -> None:
        """Look at the next frame."""
        frame = self._with_doubts(frame)
        areas = areas_to_read(frame, [track.region for track in self._live])
        changed = [*areas, *(area for area in frame.changed or () if area.change == "went")]
        there = [track for track in self._live if track.gone_ms is None]
        seen: set[int] = set()
        for track in there:
            if not touches(track.region, changed):
                _stays(track, frame)
                seen.add(id(track))
        if areas:
            self._look(frame, areas, seen)
            self.frames_read += 1
        self._miss(frame, seen)
        self._last = frame

    def _with_doubts(self, frame: Frame) -> Frame:
        """The frame, its changes extended by places that no longer look like their text."""
        if frame.changed is None:
            return frame
        doubts = [
            replace(box_of(track.region), since_ms=(track.seen_ms + frame.time_ms) // 2)
            for track in self._live
            if track.gone_ms is None
            and not touches(track.region, frame.changed)
            and correlation(track.signature, signature(frame.pixels, track.region)) < OTHER_LOOK
        ]
        return replace(frame, changed=(*frame.changed, *doubts)) if doubts else frame

    def _look(self, frame: Frame, areas: Sequence[Area], seen: set[int]) -> None:
        regions = joined_regions(self._found(frame, areas))
        unread: list[tuple[TextRegion, Track | None]] = []
        for region in regions:
            going_on = self._going_on(frame, region)
            track = nearest(region, [one for one in going_on if id(one) not in seen])
            look = signature(frame.pixels, region)
            if track is not None and self._is_known(track, region, look, frame.pixels):
                track.unread += 1
                _see(track, region, frame)
                seen.add(id(track))
            else:
                unread.append((region, track))
        self._read(frame, unread, seen)

    def _found(self, frame: Frame, areas: Sequence[Area]) -> list[TextRegion]:
        """Lines in these areas, whole where the border of an area would cut them."""
        detector = self._engine.detector
        found: list[TextRegion] = []
        wide: list[Area] = []
        for area in areas:
            regions = detector.detect_within(frame.pixels, [area])
            whole = widened(area, regions, frame.width, frame.height)
            if whole is None:
                found += regions
            else:
                wide.append(whole)
        if not wide:
            return found
        again = detector.detect_within(frame.pixels, merged(wide))
        known = [one.quad for one in again]
        return again + [one for one in found if not lies_in(one.quad, known)]

    def _is_known(self, track: Track, region: TextRegion, look: Signature, pixels: Pixels) -> bool:
        if overlap_of_boxes(track.region, region) <= SAME_PLACE:
            return False
        if abs(region.width - track.read_width) > MOST_GROWTH * region.height:
            return False
        alike = correlation(track.signature, look)
        if track.settled():
            known = alike >= (SAME_LOOK if track.unread >= MOST_UNREAD else ALIKE)
        else:
            known = alike >= SAME_LOOK and not _is_better_view(track, region)
        return known and is_same(track.detail, detail(pixels, region))

    def _read(
        self, frame: Frame, unread: Sequence[tuple[TextRegion, Track | None]], seen: set[int]
    ) -> None:
        crops = [crop_line(frame.pixels, region) for region, _ in unread]
        readings = read_crops(self._engine.recogniser, crops)
        for (region, hint), crop, reading in zip(unread, crops, readings, strict=True):
            if not reading.text or reading.confidence < LEAST_CONFIDENCE:
                continue
            line = line_of(region, reading, crop)
            if touches_top_or_bottom(region, frame.height):
                line = without_sure_tones(line)
            view = View(frame.time_ms, line, sharpness(crop))
            cut = touches_left(region, frame.width) or touches_right(region, frame.width)
            going_on = self._going_on(frame, region)
            track = self._track_for(line, region, hint, going_on, seen, cut)
            look = signature(frame.pixels, region)
            if track is None:
                if cut and len(folded(line.text)) < LEAST_CUT:
                    continue
                track = Track(self._since(frame, region), region, look)
                self._live.append(track)
            track.detail = detail(frame.pixels, region)
            track.add(view, cut=cut)
            track.signature, track.unread, track.read_width = look, 0, region.width
            _see(track, region, frame)
            seen.add(id(track))

    def _going_on(self, frame: Frame, region: TextRegion) -> list[Track]:
        """Tracks that what is seen at a place may belong to: those on screen, and those that ended
        so shortly before it came that they were only lost from sight."""
        since = self._since(frame, region)
        return [
            track
            for track in self._live
            if track.gone_ms is None or since - track.gone_ms < _bridged_ms(track, region)
        ]

    def _track_for(
        self,
        line: Line,
        region: TextRegion,
        hint: Track | None,
        going_on: Sequence[Track],
        seen: set[int],
        cut: bool,
    ) -> Track | None:
        if hint is not None and id(hint) not in seen and hint.shows(line, region):
            return hint
        candidates = [
            track
            for track in going_on
            if id(track) not in seen
            and (
                (track.shows(line, region) and _is_near(track, region))
                or (track.repeats(line) and _may_be_moved(track, region, line))
                or _has_grown(track, region, line)
            )
        ]
        if not candidates:
            candidates = [
                track
                for track in going_on
                if (cut or track.banner) and _runs_through(track, region, line)
            ]
        return max(candidates, key=lambda one: overlap_of_boxes(one.region, region), default=None)

    def _miss(self, frame: Frame, seen: set[int]) -> None:
        live = []
        for track in self._live:
            if id(track) not in seen and track.gone_ms is None:
                if self._is_still_there(track, frame):
                    _stays(track, frame)
                else:
                    track.gone_ms = max(track.start_ms, self._since(frame, track.region, "went"))
            if track.gone_ms is None or frame.time_ms - track.gone_ms < OUT_OF_SIGHT_MS:
                live.append(track)
            else:
                track.close()
                self._closed.append(track)
        self._live = live

    def _is_still_there(self, track: Track, frame: Frame) -> bool:
        """Whether a text that was not found in this frame is in its place all the same: it looks
        so, or can be read there. What passes behind letters may hide their strokes from the watcher
        and change how the place looks."""
        if self._is_replaced(track, frame):
            return False
        alike = correlation(track.signature, signature(frame.pixels, track.region))
        if alike >= STILL_THERE or alike < MAY_BE_THERE:
            return alike >= STILL_THERE
        crop = crop_line(frame.pixels, track.region)
        (reading,) = self._engine.recogniser.recognise([crop])
        line = line_of(track.region, reading, crop)
        return reading.confidence >= SURELY_THERE and track.repeats(line)

    def _is_replaced(self, track: Track, frame: Frame) -> bool:
        """Whether a text that was first read in this frame is where the track was."""
        return any(
            len(other.views) == 1
            and other.views[0].time_ms == frame.time_ms
            and covering(track.region, other.region) > SAME_PLACE
            and of_one_size(track.region, other.region)
            for other in self._live
        )

    def _since(self, frame: Frame, region: TextRegion, change: Change = "came") -> int:
        """When that came, or went, which the frame shows, or shows no more, at a place: the time
        its change is known to have begun, or, if that lies before a look at the frame before,
        between the two."""
        begun = change_at(frame, region, change)
        if self._last is None or begun >= self._last.time_ms - DOUBTFUL_MS:
            return max(begun, self._last.time_ms if self._last else 0)
        return (self._last.time_ms + frame.time_ms) // 2

    def finish(self) -> list[Text]:
        """The texts of all tracks; those still on screen end with the last frame."""
        if self._last is None:
            return []
        end = max(self._last.time_ms, self._last.shown_to_ms)
        tracks = [track for track in (*self._closed, *self._live) if is_credible(track)]
        whole = without_parts(rejoined(tracks), end, self._last.width)
        return texts_of(whole, self._last, end)


def read_video(frames: Iterable[Frame], engine: OcrEngine) -> ReadResult:
    """Read frames in order of time into text tracks."""
    builder = TrackBuilder(engine)
    for frame in frames:
        builder.add(frame)
    return ReadResult(tuple(builder.finish()), builder.frames_read)


def _runs_through(track: Track, region: TextRegion, line: Line) -> bool:
    """Whether a reading is part of a running text: by its words, or, for a scrap too short to
    tell by them, because it lies where the text is passing."""
    if same_row(track.region, region) and track.continues(line.text):
        return True
    return len(line.text) < SCRAP and bool(track.banner) and covering(track.region, region) > 0.5


def _bridged_ms(track: Track, region: TextRegion) -> int:
    """For how long a track may have been lost from sight when it is seen again at a place."""
    in_place = overlap_of_boxes(track.region, region) > SAME_PLACE
    return OUT_OF_SIGHT_MS if in_place else BRIDGED_MS


def _see(track: Track, region: TextRegion, frame: Frame) -> None:
    track.region = region
    track.gone_ms = None
    _stays(track, frame)


def _stays(track: Track, frame: Frame) -> None:
    if track.seen_ms != frame.time_ms:
        track.frames += 1
    track.seen_ms = frame.time_ms


def _is_better_view(track: Track, region: TextRegion) -> bool:
    return not track.settled() and region.height > 1.25 * track.best.line.height_px


def _has_grown(track: Track, region: TextRegion, line: Line) -> bool:
    """Whether a reading is the track's text with more words to it, however short it was."""
    before = folded(track.text)
    grown = bool(before) and before in folded(line.text) and not track.contradicts(line)
    return grown and covering(track.region, region) > WITHIN


def _is_near(track: Track, region: TextRegion) -> bool:
    return overlap_of_boxes(track.region, region) > 0.1 or covering(track.region, region) > 0.5


def _may_be_moved(track: Track, region: TextRegion, line: Line) -> bool:
    """Whether a track's text may have come to this place since it was read; of a single word of it
    elsewhere nothing follows."""
    if len(line.text) < 4:
        return False
    offset = np.abs(track.region.quad.mean(axis=0) - region.quad.mean(axis=0))
    shorter, longer = sorted((track.region.height, region.height))
    same_size = longer < 1.6 * shorter
    return bool(same_size and (offset[1] < 4 * longer or offset[0] < 2 * longer))
