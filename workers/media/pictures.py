"""Pictures: still, paged, transparent or animated, decoded by Pillow in a limited child."""

import json
import sys
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from workers.errors import LimitExceeded, MediaError, UnreadableMedia
from workers.media.frame import Backdrop, Pixels
from workers.media.info import ColourCoding, MediaInfo
from workers.media.limits import Limits
from workers.media.sandbox import Bounds, Child, ChildOverranError

_CHILD = Path(__file__).with_name("picture_child.py")
_LONGEST_LINE = 1 << 20
_CONTAINERS = {
    "JPEG": "jpeg",
    "MPO": "jpeg",
    "JPEG2000": "jpeg2000",
    "DIB": "bmp",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """One view of one picture: `pixels` is (height, width, 3) uint8 BGR, upright."""

    time_ms: int
    duration_ms: int
    page: int
    backdrop: Backdrop
    broken: bool
    pixels: Pixels


@dataclass(frozen=True, slots=True)
class PictureEnd:
    """After the last picture: whether something of the file could not be decoded, and why."""

    reason: str | None


class NotAPicture(UnreadableMedia):
    """Pillow does not know the format or cannot open this file; ffmpeg may."""


def probe_picture(path: Path, sha256: str, limits: Limits) -> MediaInfo:
    """Facts of a picture file. Raises NotAPicture, or LimitExceeded for one too large."""
    with Child(_argv("probe", path, limits), _bounds(limits, output_bytes=_LONGEST_LINE)) as child:
        facts = _facts(child, path.name)
    durations: list[int] = facts.get("durations", [])
    duration = sum(durations)
    animated = bool(facts["animated"])
    name = _CONTAINERS.get(facts["format"], str(facts["format"]).lower())
    count = len(durations) if animated else 1
    return MediaInfo(
        kind="video" if animated else "image",
        decoder="pictures",
        sha256=sha256,
        container=name,
        codec="apng" if animated and name == "png" else name,
        width=facts["width"],
        height=facts["height"],
        coded_width=facts["coded_width"],
        coded_height=facts["coded_height"],
        rotation=facts["rotation"],
        duration_ms=duration,
        video_end_ms=duration,
        fps=round(1000 * count / duration, 3) if duration else None,
        variable_frame_rate=len(set(durations)) > 1,
        frame_count=count,
        pages=1 if animated else min(facts["count"], limits.max_pages),
        colour=ColourCoding(str(facts["mode"]), bits=facts["bits"], full_range=True),
    )


def decode_pictures(path: Path, limits: Limits) -> Generator[Picture | PictureEnd, None, None]:
    """Pictures in order, then one PictureEnd. Raises NotAPicture if not even one can be had."""
    delivered = 0
    with Child(_argv("decode", path, limits), _bounds(limits)) as child:
        while True:
            try:
                line = _read_line(child, path.name)
                if line is None:
                    raise UnreadableMedia(f"{path.name} stopped its decoder.")
                _raise_refusal(line, path.name)
                if line.get("end"):
                    cut = "the file ends early or is damaged" if line["truncated"] else None
                    yield PictureEnd(cut)
                    return
                picture = _read_picture(child, line)
            except (MediaError, ChildOverranError) as error:
                if delivered:
                    yield PictureEnd(f"decoding stopped: {error}")
                    return
                if isinstance(error, ChildOverranError):
                    raise LimitExceeded(f"Decoding {path.name} {error}.") from error
                raise
            delivered += 1
            yield picture


def _argv(mode: str, path: Path, limits: Limits) -> list[str]:
    bounds = (limits.max_pixels, limits.max_side, limits.max_pages, limits.max_pages * 10)
    numbers = [str(bound) for bound in bounds]
    return [sys.executable, "-I", str(_CHILD), mode, str(path.absolute()), *numbers]


def _bounds(limits: Limits, output_bytes: int | None = None) -> Bounds:
    return Bounds(
        memory_bytes=limits.memory_bytes,
        cpu_seconds=limits.picture_seconds,
        wall_seconds=limits.picture_seconds * (1 if output_bytes else 20),
        stall_seconds=limits.picture_seconds,
        output_bytes=output_bytes,
    )


def _facts(child: Child, name: str) -> dict[str, Any]:
    try:
        line = _read_line(child, name)
    except ChildOverranError as overrun:
        raise LimitExceeded(f"Looking at {name} {overrun}.") from overrun
    if line is None:
        raise NotAPicture(f"{name} stopped its decoder: it is damaged.")
    _raise_refusal(line, name)
    return line


def _raise_refusal(line: dict[str, Any], name: str) -> None:
    kind = line.get("error")
    if kind == "limit":
        raise LimitExceeded(f"{name} is too large: {line['detail']}.")
    if kind:
        raise NotAPicture(f"{name} is damaged: {line['detail']}.")


def _read_line(child: Child, name: str) -> dict[str, Any] | None:
    """The next JSON line, read byte by byte so that pixels after it stay in the pipe."""
    line = bytearray()
    byte = memoryview(bytearray(1))
    while child.read_into(byte):
        if byte[0] == 0x0A:
            parsed: dict[str, Any] = json.loads(line)
            return parsed
        line += byte
        if len(line) > _LONGEST_LINE:
            raise UnreadableMedia(f"{name} confused its decoder.")
    return None


def _read_picture(child: Child, line: dict[str, Any]) -> Picture:
    pixels = np.empty((line["height"], line["width"], 3), dtype=np.uint8)
    view = memoryview(pixels.data).cast("B")
    if child.read_into(view) < len(view):
        raise UnreadableMedia("The decoder ended in the middle of a picture.")
    return Picture(
        time_ms=line["time"],
        duration_ms=line["duration"],
        page=line["page"],
        backdrop=line["backdrop"],
        broken=line["broken"],
        pixels=pixels,
    )
