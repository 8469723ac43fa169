"""Frames of a picture file: the one picture, its pages, or the moments of an animation."""

import dataclasses
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Self

from workers.errors import NotMedia, UnreadableMedia
from workers.media.decoding import DecodeGap, DecodeOutcome, Progress
from workers.media.frame import Frame
from workers.media.info import MediaInfo
from workers.media.limits import Limits
from workers.media.pictures import NotAPicture, Picture, PictureEnd, decode_pictures
from workers.media.video_frames import VideoFrames
from workers.media.video_probe import probe_video


class PictureFrames:
    """FrameStream over a picture file. Equal neighbours of an animation are delivered once."""

    def __init__(
        self,
        path: Path,
        info: MediaInfo,
        limits: Limits,
        media_id: str,
        *,
        progress: Progress | None = None,
    ) -> None:
        self._path, self._info, self._limits = path, info, limits
        self._media_id, self._progress = media_id, progress
        self._pictures = decode_pictures(path, limits)
        self._outcome = DecodeOutcome()

    @property
    def outcome(self) -> DecodeOutcome:
        return self._outcome

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._pictures.close()

    def __iter__(self) -> Iterator[Frame]:
        try:
            yield from self._decoded()
        except NotAPicture as refused:
            yield from self._by_ffmpeg(refused)
        if self._progress:
            self._progress(1.0)

    def _decoded(self) -> Iterator[Frame]:
        held: dict[str, Frame] = {}
        with closing(self._pictures) as pictures:
            for picture in pictures:
                if isinstance(picture, PictureEnd):
                    self._note_gap(picture.reason)
                    continue
                self._note_sample(picture)
                frame = self._frame(picture)
                before = held.get(picture.backdrop)
                if before is not None and _same(before, frame):
                    held[picture.backdrop] = dataclasses.replace(
                        before, shown_to_ms=frame.shown_to_ms
                    )
                    continue
                if before is not None:
                    yield self._delivered(before)
                held[picture.backdrop] = frame
        for frame in held.values():
            yield self._delivered(frame)

    def _by_ffmpeg(self, refused: NotAPicture) -> Iterator[Frame]:
        """Pillow knew the header but cannot decode the data (AV1 in HEIF, for one): ffmpeg may."""
        try:
            info = probe_video(self._path, self._info.sha256, "picture", self._limits)
            with VideoFrames(self._path, info, self._limits, self._media_id, "thorough") as frames:
                yield from frames
        except (NotMedia, UnreadableMedia):
            raise refused from None
        self._outcome = frames.outcome

    def _frame(self, picture: Picture) -> Frame:
        return Frame(
            media_id=self._media_id,
            time_ms=picture.time_ms,
            pixels=picture.pixels,
            shown_from_ms=picture.time_ms,
            shown_to_ms=picture.time_ms + picture.duration_ms,
            backdrop=picture.backdrop,
            page=picture.page,
        )

    def _note_sample(self, picture: Picture) -> None:
        end = picture.time_ms + picture.duration_ms
        self._outcome = dataclasses.replace(
            self._outcome,
            decoded_ms=max(self._outcome.decoded_ms, end),
            frames_sampled=self._outcome.frames_sampled + 1,
        )
        if picture.broken:
            where = (picture.time_ms, end) if picture.duration_ms else (None, None)
            gap = DecodeGap("the end of the picture is missing or damaged", *where)
            self._outcome = dataclasses.replace(self._outcome, gaps=(*self._outcome.gaps, gap))
        if self._progress and self._info.duration_ms:
            self._progress(min(1.0, end / self._info.duration_ms))

    def _note_gap(self, reason: str | None) -> None:
        if reason is None or self._outcome.gaps:
            return
        moving = self._info.kind == "video"
        start = self._outcome.decoded_ms if moving else None
        end = max(self._info.duration_ms, self._outcome.decoded_ms) if moving else None
        gap = DecodeGap(reason, start, end)
        self._outcome = dataclasses.replace(self._outcome, gaps=(gap,))

    def _delivered(self, frame: Frame) -> Frame:
        delivered = self._outcome.frames_delivered + 1
        self._outcome = dataclasses.replace(self._outcome, frames_delivered=delivered)
        return frame


def _same(one: Frame, other: Frame) -> bool:
    return (
        one.page == other.page
        and one.pixels.shape == other.pixels.shape
        and bool((one.pixels == other.pixels).all())
    )
