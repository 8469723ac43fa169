"""Frames of a video that are worth looking at."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from workers.media.ahead import WorkAhead
from workers.media.choice import Choice, FrameChooser, Pace
from workers.media.colour import BgrConverter
from workers.media.decoding import DecodeOutcome, Level, Progress
from workers.media.filters import delivered_colour
from workers.media.frame import Frame
from workers.media.info import MediaInfo
from workers.media.limits import Limits
from workers.media.segments import Segment
from workers.media.video import Thinning, VideoDecoder


@dataclass(frozen=True, slots=True)
class Sampling:
    """How densely a level looks: a frame every `every_ms` at most (0: each one), the shortest time
    on screen that it promises to see, and the pace of its choices."""

    every_ms: int
    misses_shorter_than_ms: int
    pace: Pace


SAMPLING: dict[Level, Sampling] = {
    "fast": Sampling(480, 1500, Pace(480, 500, 480, 3000, 10_000, 5000)),
    "standard": Sampling(130, 500, Pace(260, 400, 600, 1500, 5000, 3000)),
    "thorough": Sampling(0, 200, Pace(80, 200, 200, 500, 3000, 2000)),
}


def paced(sampling: Sampling, frame_ms: float) -> Pace:
    """The pace of a level for a video whose own frames are `frame_ms` apart.

    Text settles no later than at the last look that surely falls into the shortest time on screen
    that the level promises to see.
    """
    interval = _look_interval(sampling, frame_ms)
    looks = max(1, int(sampling.misses_shorter_than_ms / interval + 1e-6) - 1)
    return replace(sampling.pace, settle=min(sampling.pace.settle, int(looks * interval)))


def thinned(sampling: Sampling, info: MediaInfo) -> Thinning:
    """What a level need not see of a video whose pictures come one after the other.

    Often half of the pictures are such as no other is predicted from. Without them, two pictures
    are twice as far apart as the video's own, now and then; fewer are then dropped later, to look
    as often. Where that would still be too seldom, where the video itself has longer pauses, or
    where its pictures come in two halves, everything is decoded.
    """
    frame_ms = 1000 / (info.fps or 25)
    longest = sampling.every_ms + 1.5 * frame_ms
    too_seldom = 2 * frame_ms > _look_interval(sampling, frame_ms) + 1
    if too_seldom or info.interlaced or info.longest_interval_ms > longest:
        return Thinning(sampling.every_ms)
    return Thinning(round(sampling.every_ms - frame_ms / 2), skip_within_ms=longest)


def _look_interval(sampling: Sampling, frame_ms: float) -> float:
    """Time between two looks, in whole frames."""
    return max(1, math.ceil(sampling.every_ms / frame_ms - 1e-6)) * frame_ms


_FRAMES_AHEAD = 2
# Key frames alone decode ten times faster; where they are this dense, `fast` looks at no others.
_DENSE_KEY_FRAMES_MS = 2000


class VideoFrames:
    """FrameStream over a video or one segment of it."""

    def __init__(
        self,
        path: Path,
        info: MediaInfo,
        limits: Limits,
        media_id: str,
        level: Level,
        *,
        span: Segment | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._info, self._media_id, self._progress = info, media_id, progress
        self._sampling = SAMPLING[level]
        gap = info.key_frame_gap_ms
        key_frames_only = level == "fast" and gap is not None and 0 < gap <= _DENSE_KEY_FRAMES_MS
        frame_ms = 1000 / (info.fps or 25)
        self._chooser = FrameChooser(
            paced(self._sampling, frame_ms), (info.width, info.height), frame_ms
        )
        self._span = span
        self._decoder = VideoDecoder(
            path,
            info,
            limits,
            thinning=(
                Thinning(self._sampling.every_ms, key_frames_only=True)
                if key_frames_only
                else thinned(self._sampling, info)
            ),
            span=span,
        )
        self._converter = BgrConverter(self._decoder.layout, delivered_colour(info))
        misses = self._sampling.misses_shorter_than_ms
        if key_frames_only and gap is not None:
            misses = max(misses, gap)
        self._ahead: WorkAhead[Frame] | None = None
        self._outcome = DecodeOutcome(misses_shorter_than_ms=misses)

    @property
    def outcome(self) -> DecodeOutcome:
        return self._outcome

    @property
    def pid(self) -> int | None:
        """Process id of the running decoder."""
        return self._decoder.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._decoder.interrupt()
        if self._ahead is not None:
            self._ahead.close()
        self._decoder.close()

    def __iter__(self) -> Iterator[Frame]:
        """Frames; they are decoded and chosen while earlier ones are being read."""
        self._report_progress()
        self._ahead = WorkAhead(self._frames(), _FRAMES_AHEAD, self._report_progress)
        for frame in self._ahead:
            self._outcome = replace(
                self._outcome,
                frames_delivered=self._outcome.frames_delivered + 1,
                frames_sampled=self._decoder.frames_decoded,
                decoded_ms=frame.shown_to_ms,
            )
            yield frame
        self._outcome = replace(
            self._outcome,
            decoded_ms=self._decoded_ms(),
            frames_sampled=self._decoder.frames_decoded,
            gaps=self._decoder.gaps,
        )
        if self._progress:
            self._progress(1.0)

    def _frames(self) -> Iterator[Frame]:
        held: Choice | None = None
        for choice in self._choices():
            if held is not None:
                yield self._frame(held, max(held.since_ms, choice.since_ms))
            held = choice
        if held is not None:
            yield self._frame(held, self._decoder.reached_ms)

    def _choices(self) -> Iterator[Choice]:
        luma = self._decoder.layout.luma
        for picture in self._decoder:
            yield from self._chooser.offer(picture.time_ms, luma(picture.raw), picture.raw)
        yield from self._chooser.finish(self._decoder.reached_ms)

    def _frame(self, choice: Choice, until_ms: int) -> Frame:
        return Frame(
            media_id=self._media_id,
            time_ms=choice.time_ms,
            pixels=self._converter.pixels(choice.raw),
            shown_from_ms=choice.since_ms,
            shown_to_ms=max(choice.time_ms, until_ms),
            changed=choice.regions,
            dated=choice.dated,
        )

    def _decoded_ms(self) -> int:
        start = self._span.start_ms if self._span else 0
        end = self._decoder.reached_ms
        if not self._decoder.gaps and self._span is None:
            # The last picture stays while sound goes on.
            end = self._info.duration_ms
        return max(0, end - start)

    def _report_progress(self) -> None:
        if self._progress and self._info.duration_ms:
            self._progress(min(1.0, self._decoder.reached_ms / self._info.duration_ms))
