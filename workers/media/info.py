"""What is known about one file before its pictures are decoded."""

from dataclasses import dataclass, field
from typing import Literal

from workers.report import Media

Kind = Literal["video", "image"]
Decoder = Literal["ffmpeg", "pictures"]
Matrix = Literal["unknown", "bt601", "bt709", "bt2020"]
Transfer = Literal["sdr", "pq", "hlg"]


@dataclass(frozen=True, slots=True)
class ColourCoding:
    """How pixel values stand for colours."""

    pixel_format: str = "yuv420p"
    bits: int = 8
    full_range: bool = False
    matrix: Matrix = "unknown"
    transfer: Transfer = "sdr"

    @property
    def hdr(self) -> bool:
        return self.transfer != "sdr"


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """Facts of one media file, found by its content and never by its name.

    `width` and `height` are display pixels after rotation and pixel aspect; `coded_width` and
    `coded_height` are what the decoder gives. `rotation` is in degrees clockwise; a `mirrored`
    picture is turned over as well, as the display matrix says. Times are ms of
    media time, whose zero is the start of the file's own presentation: a video that appears late
    has `first_frame_ms` > 0. `duration_ms` spans pictures and sound; `video_end_ms` is where the
    last picture, which begins at `last_frame_ms`, stops being shown. `missing_ms` is the span a
    damaged file announces but lacks.
    """

    kind: Kind
    decoder: Decoder
    sha256: str
    container: str
    codec: str
    width: int
    height: int
    coded_width: int
    coded_height: int
    rotation: int = 0
    mirrored: bool = False
    duration_ms: int = 0
    first_frame_ms: int = 0
    last_frame_ms: int = 0
    video_end_ms: int = 0
    missing_ms: tuple[int, int] | None = None
    fps: float | None = None
    variable_frame_rate: bool = False
    frame_count: int | None = None
    pages: int = 1
    interlaced: bool = False
    colour: ColourCoding = field(default_factory=ColourCoding)
    has_audio: bool = False
    audio_codec: str | None = None
    audio_mono: bool = False
    audio_end_ms: int = 0
    zero_ms: float = 0.0
    """Container timestamp, in ms, at which media time is 0."""
    own_zero: bool = True
    """Whether the container's timestamps count from the start of its presentation (MP4, Matroska);
    those of a transport stream, say, begin anywhere and may jump."""
    exact_times: bool = True
    """Whether the container has presentation times; AVI, for one, has none."""
    key_frame_gap_ms: int | None = None
    """Longest time between two key frames; None when unknown."""
    longest_interval_ms: float = 0.0
    """Longest time between two neighbouring pictures."""

    def to_report(self, media_id: str) -> Media:
        """This file as one entry of the report's `media`."""
        return Media(
            id=media_id,
            kind=self.kind,
            sha256=self.sha256,
            container=self.container,
            codec=self.codec,
            width=self.width,
            height=self.height,
            rotation=self.rotation,
            duration_ms=self.duration_ms,
            fps=self.fps,
            variable_frame_rate=self.variable_frame_rate,
            has_audio=self.has_audio,
        )
