"""Media in: probe a file by its content, decode it in a sandboxed child, choose its frames."""

from workers.media.decoding import DecodeGap, DecodeOutcome, FrameStream, Level, Progress
from workers.media.frame import Frame, Pixels, Region
from workers.media.info import ColourCoding, MediaInfo
from workers.media.limits import DEFAULT_LIMITS, Limits
from workers.media.segments import Segment, segments

__all__ = [
    "DEFAULT_LIMITS",
    "ColourCoding",
    "DecodeGap",
    "DecodeOutcome",
    "Frame",
    "FrameStream",
    "Level",
    "Limits",
    "MediaInfo",
    "Pixels",
    "Progress",
    "Region",
    "Segment",
    "segments",
]
