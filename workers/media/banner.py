"""What ffmpeg says about an input before it starts: the part that packets do not tell."""

import re
from dataclasses import dataclass, field

from workers.media.info import ColourCoding, Matrix, Transfer

_INPUT = re.compile(r"^Input #0, (\S+), from ", re.MULTILINE)
_DURATION = re.compile(
    r"^  Duration: (?:(\d+):(\d\d):(\d\d\.\d+)|N/A)(?:, start: (-?[\d.]+))?", re.MULTILINE
)
_STREAM = re.compile(r"^  Stream #0:\d+.*?: (Video|Audio|Subtitle|Data|Attachment): (.*)$")
_PICTURE = re.compile(r", (?P<format>[a-z][a-z0-9_]*)(?:\((?P<notes>[^)]*)\))?, \d+x\d+")
_MONO = re.compile(r", \d+ Hz, (?:mono|1 channels)\b")
_ROTATION = re.compile(r"display ?matrix: rotation of (-?[\d.]+) degrees", re.IGNORECASE)
_BITS = re.compile(r"(?:p|gray|x2rgb|x2bgr|rgb|bgr|ya|xyz)(9|10|12|14|16|48|64)(?:le|be)?$")
_COVER = ("(attached pic)", "(timed thumbnails)", "(still image)")


@dataclass(frozen=True, slots=True)
class Banner:
    """`duration_ms` and `start_ms` are the header's own claims; None when it makes none."""

    container: str | None = None
    duration_ms: float | None = None
    start_ms: float = 0.0
    has_video: bool = False
    has_audio: bool = False
    mono: bool = False
    rotation: int = 0
    interlaced: bool = False
    colour: ColourCoding = field(default_factory=ColourCoding)


def read_banner(stderr: str) -> Banner:
    """Parse the log of `ffmpeg -i` at level `info`, up to where it turns to the output.

    Values of metadata cannot pass for these lines: ffmpeg indents them more deeply.
    """
    text = stderr.partition("\nStream mapping:")[0].partition("\nOutput #0")[0]
    opened = _INPUT.search(text)
    if opened is None:
        return Banner()
    duration, start = _header_times(text)
    kinds, video, audio = _streams(text[opened.end() :])
    notes, rotation = "", 0
    pixel_format = "yuv420p"
    if video is not None:
        picture = _PICTURE.search(video)
        if picture is not None:
            pixel_format, notes = picture["format"], picture["notes"] or ""
        turned = _ROTATION.search(video)
        if turned is not None:
            rotation = _clockwise_quarter(float(turned[1]))
    return Banner(
        container=opened[1].rstrip(","),
        duration_ms=duration,
        start_ms=start,
        has_video=video is not None,
        has_audio="Audio" in kinds,
        mono=_MONO.search(audio) is not None,
        rotation=rotation,
        interlaced="top first" in notes or "bottom first" in notes,
        colour=_colour(pixel_format, notes),
    )


def _header_times(text: str) -> tuple[float | None, float]:
    match = _DURATION.search(text)
    if match is None:
        return None, 0.0
    start = float(match[4]) * 1000 if match[4] else 0.0
    if match[1] is None:
        return None, start
    return (int(match[1]) * 3600 + int(match[2]) * 60 + float(match[3])) * 1000, start


def _streams(text: str) -> tuple[set[str], str | None, str]:
    """Kinds of streams, and the descriptions of the first video that is not a cover picture and of
    the first sound."""
    kinds: set[str] = set()
    video: list[str] = []
    audio = ""
    inside = False
    for line in text.splitlines():
        match = _STREAM.match(line)
        if match is not None:
            wanted = match[1] == "Video" and not line.rstrip().endswith(_COVER)
            inside = wanted and not video
            if wanted or match[1] != "Video":
                kinds.add(match[1])
            if match[1] == "Audio":
                audio = audio or match[2]
        elif line.startswith("  ") and not line.startswith("    "):
            inside = False
        if inside:
            video.append(line)
    return kinds, "\n".join(video) if video else None, audio


def _clockwise_quarter(counter_clockwise: float) -> int:
    return round(-counter_clockwise / 90) * 90 % 360


def _colour(pixel_format: str, notes: str) -> ColourCoding:
    transfer: Transfer = "sdr"
    if "smpte2084" in notes:
        transfer = "pq"
    elif "arib-std-b67" in notes:
        transfer = "hlg"
    bits = _BITS.search(pixel_format)
    depth = min(int(bits[1]), 16) if bits else 8
    words = re.split(r"[ ,/]+", notes)
    matrix: Matrix = "unknown"
    if "bt2020nc" in words or "bt2020c" in words:
        matrix = "bt2020"
    elif "bt709" in words:
        matrix = "bt709"
    elif {"smpte170m", "bt470bg", "fcc"} & set(words):
        matrix = "bt601"
    return ColourCoding(
        pixel_format=pixel_format,
        bits=depth,
        full_range="pc" in words or pixel_format.startswith("yuvj"),
        matrix=matrix,
        transfer=transfer,
    )
