"""Media in: probe a file by its content, decode it in a sandboxed child, choose its frames."""

from workers.media.audio import SAMPLE_RATE, AudioBlock, AudioOutcome, AudioStream
from workers.media.decoding import DecodeGap, DecodeOutcome, FrameStream, Level, Progress
from workers.media.ffmpeg import Ffmpeg, ffmpeg_program
from workers.media.frame import Frame, Pixels, Region
from workers.media.info import ColourCoding, MediaInfo
from workers.media.limits import DEFAULT_LIMITS, Limits
from workers.media.segments import Segment, segments
from workers.media.source import MediaSource, open_media, probe

__all__ = [
    "DEFAULT_LIMITS",
    "SAMPLE_RATE",
    "AudioBlock",
    "AudioOutcome",
    "AudioStream",
    "ColourCoding",
    "DecodeGap",
    "DecodeOutcome",
    "Ffmpeg",
    "Frame",
    "FrameStream",
    "Level",
    "Limits",
    "MediaInfo",
    "MediaSource",
    "Pixels",
    "Progress",
    "Region",
    "Segment",
    "ffmpeg_program",
    "open_media",
    "probe",
    "segments",
]
