"""Frames of a video: ffmpeg decodes in a limited child, this side reads raw pictures and times."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import ffmpeg as ffmpeg_python
import numpy as np
from numpy.typing import NDArray

from workers.errors import UnreadableMedia
from workers.media.colour import PlanarLayout
from workers.media.decoding import DecodeGap
from workers.media.ffmpeg import command_line, open_input
from workers.media.filters import TICKS_PER_SECOND, display_chain, frame_ticks
from workers.media.info import MediaInfo
from workers.media.limits import Limits
from workers.media.sandbox import Bounds, Child, ChildOverranError
from workers.media.segments import Segment

_DAMAGE = re.compile(
    r"error while decoding|corrupt decoded frame|Error submitting packet to decoder"
    r"|Invalid data found when processing|Failed to decode|decoding error|damaged at",
    re.IGNORECASE,
)
# The decoder works ahead of what it has delivered by about this much.
_AHEAD_MS = 400
_JOINED_MS = 1000
_TICKS_PER_MS = TICKS_PER_SECOND / 1000


@dataclass(frozen=True, slots=True)
class RawPicture:
    """One decoded picture: yuv420p bytes, untouched until the next but one is taken."""

    time_ms: int
    raw: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Thinning:
    """Which frames are not needed: ffmpeg drops them before anything is converted or copied.

    A frame closer than `every_ms` to the one before is dropped. Where `skip_within_ms` is set,
    frames that no other frame is predicted from are not even decoded, as long as no two pictures
    end up further apart than this; where they do, everything is decoded after all.
    """

    every_ms: int = 0
    key_frames_only: bool = False
    skip_within_ms: float | None = None


EVERYTHING = Thinning()


class _TooFarApartError(Exception):
    """Pictures that were passed over would have been needed."""


class VideoDecoder:
    """One pass over a video, or over one segment of it.

    Iterate over it, in a `with` block; then `gaps` says what was not decoded, and `reached_ms` up
    to where.
    """

    def __init__(
        self,
        path: Path,
        info: MediaInfo,
        limits: Limits,
        *,
        thinning: Thinning = EVERYTHING,
        span: Segment | None = None,
    ) -> None:
        self._path, self._info, self._limits = path, info, limits
        self._thinning, self._span = thinning, span
        self._threads = limits.decoder_threads(info.width * info.height)
        self.layout = PlanarLayout(info.width, info.height)
        self.frames_decoded = 0
        self.reached_ms = self._start_ms
        self._gaps: list[DecodeGap] = []
        self._damage_seen = 0
        self._skipping = thinning.skip_within_ms is not None
        self._child: Child | None = None
        # Without a segment to find, ffmpeg itself moves a stream to 0 and evens out its jumps.
        self._keep_times = info.own_zero or self._start_ms > 0
        self._zero_ms = info.zero_ms if self._keep_times else 0.0

    @property
    def gaps(self) -> tuple[DecodeGap, ...]:
        return tuple(self._gaps)

    @property
    def pid(self) -> int | None:
        """Process id of the running decoder."""
        return self._child.pid if self._child else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def interrupt(self) -> None:
        """Kill the decoder; whoever is iterating, in another thread perhaps, sees it end."""
        if self._child is not None:
            self._child.kill()

    def close(self) -> None:
        if self._child is not None:
            self._child.stop()
            self._child = None

    def __iter__(self) -> Iterator[RawPicture]:
        """Pictures in order of time. Raises UnreadableMedia when not one could be decoded."""
        buffers = np.empty((2, self.layout.frame_bytes), dtype=np.uint8)
        try:
            yield from self._pass(buffers)
        except _TooFarApartError:
            self._skipping = False
            self._gaps, self._damage_seen = [], 0
            yield from self._pass(buffers)

    def _pass(self, buffers: NDArray[np.uint8]) -> Iterator[RawPicture]:
        """The pictures after those that a pass before this one has given."""
        given_ms = self.reached_ms if self.frames_decoded else None
        last = None if self._start_ms else self._info.first_frame_ms
        raw = buffers[self.frames_decoded % 2]
        self._child = child = Child(self._argv(), self._bounds(), side_channel=True)
        ended = "the decoder stopped"
        try:
            while child.read_into(raw.data) == len(raw):
                time = self._next_time(child)
                self._check_distance(last, time)
                last = time
                if self._span is not None and time >= self._span.end_ms:
                    self.reached_ms = self._end_ms
                    return
                self._note_damage(child.stderr, time)
                if time < self._start_ms or (given_ms is not None and time <= given_ms):
                    continue
                self.frames_decoded += 1
                self.reached_ms = max(self.reached_ms, time)
                yield RawPicture(time, raw)
                raw = buffers[self.frames_decoded % 2]
            status = child.finish()
            if status == 0:
                self._check_distance(last, self._info.last_frame_ms)
            if status >= 0 and self._skipping and not self.frames_decoded:
                raise _TooFarApartError
            if status < 0:
                ended = f"the decoder was killed (signal {-status})"
            self._note_damage(child.stderr, self.reached_ms)
        except ChildOverranError as overrun:
            ended = f"the decoder {overrun}"
        finally:
            log = child.stderr
            self.close()
        self._note_end(ended, log)

    def _check_distance(self, last: int | None, time: int) -> None:
        """Raises _TooFarApartError when the pictures skipped between two times were too many.

        Where the file is damaged, more than what was skipped is missing.
        """
        if self._skipping and last is not None and not self._gaps:
            assert self._thinning.skip_within_ms is not None
            if time - last > self._thinning.skip_within_ms:
                raise _TooFarApartError

    @property
    def _start_ms(self) -> int:
        return self._span.start_ms if self._span else 0

    @property
    def _end_ms(self) -> int:
        end = self._info.video_end_ms
        return min(end, self._span.end_ms) if self._span else end

    def _argv(self) -> list[str]:
        options: dict[str, object] = {}
        if self._thinning.key_frames_only:
            options["skip_frame"] = "nokey"
        elif self._skipping:
            options["skip_frame"] = "noref"
        if self._start_ms > 0:
            seconds = (self._start_ms - self._run_up_ms() + self._info.zero_ms) / 1000
            options |= {"ss": f"{seconds:.6f}", "seek_timestamp": 1, "noaccurate_seek": None}
        source = open_input(
            self._path,
            threads=self._threads,
            max_pixels=self._limits.max_pixels,
            **options,
        )
        stream = display_chain(source["V:0"], self._info, every_ms=self._thinning.every_ms)
        output = ffmpeg_python.output(stream, "pipe:1", format="rawvideo", fps_mode="passthrough")
        return command_line(output, keep_times=self._keep_times)

    def _run_up_ms(self) -> int:
        """How far before a segment to begin: streams without an index are entered anywhere, and
        show nothing until the next key frame."""
        if self._info.own_zero:
            return 0
        return min(self._start_ms, (self._info.key_frame_gap_ms or 5000) + 500)

    def _bounds(self) -> Bounds:
        length = max(0, self._end_ms - self._start_ms) / 1000
        seconds = self._limits.stall_seconds + self._limits.wall_factor * length
        return Bounds(
            memory_bytes=self._limits.memory_bytes,
            cpu_seconds=seconds * self._threads,
            wall_seconds=seconds,
            stall_seconds=self._limits.stall_seconds,
        )

    def _next_time(self, child: Child) -> int:
        """Media time of the picture just read, from the side channel."""
        while (line := child.read_side_line()) is not None:
            if line.startswith("frame:"):
                ticks = frame_ticks(line)
                if ticks is not None:
                    return self._media_time(ticks / _TICKS_PER_MS)
                break
        step = 1000 / (self._info.fps or 25)
        return round(self.reached_ms + max(step, self._thinning.every_ms))

    def _media_time(self, container_ms: float) -> int:
        if not self._info.exact_times and not self.frames_decoded and not self._start_ms:
            # The decoder's own count starts after frames it reordered; the first is shown first.
            self._zero_ms = container_ms - self._info.first_frame_ms
        time = round(container_ms - self._zero_ms)
        # Damaged files count backwards at times; a frame is never shown before the last one.
        return max(time, self.reached_ms) if self.frames_decoded else time

    def _note_damage(self, log: str, time: int) -> None:
        found = len(_DAMAGE.findall(log))
        if found > self._damage_seen:
            self._damage_seen = found
            start = max(self._start_ms, min(self.reached_ms, time))
            self._add_gap(
                "parts of the video are damaged", start, min(time + _AHEAD_MS, self._end_ms)
            )

    def _note_end(self, ended: str, log: str) -> None:
        if not self.frames_decoded:
            first_line = log.strip().splitlines()[:1]
            why = re.sub(r"^\[[^]]*\]\s*", "", first_line[0])[:120] if first_line else ended
            if self._span is not None and self._info.last_frame_ms < self._span.start_ms:
                self._note_missing()
                return
            raise UnreadableMedia(f"No picture of {self._path.name} could be decoded: {why}.")
        interval = 1000 / (self._info.fps or 25)
        last_due = min(self._info.last_frame_ms, self._end_ms)
        if self._thinning.key_frames_only:
            last_due -= self._info.key_frame_gap_ms or 0
        apart = self._thinning.skip_within_ms or self._thinning.every_ms
        if self.reached_ms < last_due - apart - 2 * interval:
            self._add_gap(ended, self.reached_ms, self._end_ms)
        else:
            self.reached_ms = self._end_ms
        self._note_missing()

    def _note_missing(self) -> None:
        """What the file announces but lacks, as far as it lies in the span."""
        if self._info.missing_ms is None:
            return
        start, end = self._info.missing_ms
        if self._span is not None:
            start, end = max(start, self._span.start_ms), min(end, self._span.end_ms)
        if end > start or self._span is None:
            self._add_gap("the file is cut off", start, max(start, end))

    def _add_gap(self, reason: str, start: int, end: int) -> None:
        """Record a gap; one close to the last of the same reason extends it."""
        if self._gaps:
            last = self._gaps[-1]
            if (
                last.reason == reason
                and last.end_ms is not None
                and start <= last.end_ms + _JOINED_MS
            ):
                assert last.start_ms is not None
                self._gaps[-1] = DecodeGap(reason, last.start_ms, max(end, last.end_ms))
                return
        self._gaps.append(DecodeGap(reason, start, max(start, end)))
