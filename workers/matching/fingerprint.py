"""What is remembered of one media file, to know it again when it comes back changed."""

import base64
import struct
from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.matching.comparing import small_picture
from workers.matching.moments import MOMENTS, moments
from workers.matching.pdq import BYTES, PictureHash, distance, picture_hash
from workers.matching.points import Points, picture_points
from workers.matching.sizes import shrunk
from workers.matching.strip import NO_STRIP, Strip, StripMaker
from workers.matching.trimming import WHOLE, Box, trimmed
from workers.media import DEFAULT_LIMITS, Frame, Limits, Pixels, open_media
from workers.report import Media

_SAME_SHOT = 24
_THUMBNAIL_SIDE = 160
_HEAD = struct.Struct("<qBBI")

VERSION: Final = 4
"""Goes up when fingerprints kept by an earlier version can no longer be read."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture of the file: hashes, hashes of its mirror image, local points, a small copy.

    Hashes are (n, 32) uint8: of the whole picture and, where it stands in bars or blurred fill, of
    what is inside. Points and `picture` (see `comparing.small_picture`) are of what is inside bars.
    `boxes` says in shares of that picture of what part each hash is. `time_ms` is 0 for a still
    picture.
    """

    time_ms: int
    hashes: NDArray[np.uint8]
    mirrored: NDArray[np.uint8]
    boxes: tuple[Box, ...]
    quality: int
    points: Points
    picture: bytes

    def to_bytes(self) -> bytes:
        """`from_bytes` gives the same shot back."""
        points = self.points.to_bytes()
        head = _HEAD.pack(self.time_ms, self.quality, len(self.hashes), len(points))
        boxes = np.array([astuple(box) for box in self.boxes], "<f4").tobytes()
        return (
            head + self.hashes.tobytes() + self.mirrored.tobytes() + boxes + points + self.picture
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> "Shot":
        time_ms, quality, count, points = _HEAD.unpack_from(data)
        hashes = np.frombuffer(data, np.uint8, 2 * count * BYTES, _HEAD.size).reshape(-1, BYTES)
        at = _HEAD.size + 2 * count * BYTES
        boxes = np.frombuffer(data, "<f4", 4 * count, at).reshape(-1, 4)
        at += boxes.nbytes
        return cls(
            time_ms,
            hashes[:count],
            hashes[count:],
            tuple(Box(*box) for box in boxes.tolist()),
            quality,
            Points.from_bytes(data[at : at + points]),
            data[at + points :],
        )


@dataclass(frozen=True, slots=True)
class MediaFingerprint:
    """`media` are the facts of the file, `shots` what is seen; `thumbnail` is a small JPEG.

    `strip` is what a video shows between its shots: it is needed to search, not to be found.
    """

    media: Media
    shots: tuple[Shot, ...]
    thumbnail: bytes
    strip: Strip = NO_STRIP

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; `from_json` gives the same fingerprint back."""
        return {
            "media": self.media.model_dump(mode="json"),
            "thumbnail": _text(self.thumbnail),
            "shots": [_text(shot.to_bytes()) for shot in self.shots],
            "strip": _text(self.strip.to_bytes()),
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "MediaFingerprint":
        shots = tuple(Shot.from_bytes(base64.b64decode(shot)) for shot in value["shots"])
        thumbnail = base64.b64decode(value["thumbnail"])
        strip = Strip.from_bytes(base64.b64decode(value["strip"]))
        return cls(Media.model_validate(value["media"]), shots, thumbnail, strip)

    @property
    def duration_ms(self) -> int:
        """0 for a still picture."""
        return self.media.duration_ms or 0

    @property
    def sha256(self) -> str:
        return self.media.sha256


def fingerprint_file(path: Path, limits: Limits = DEFAULT_LIMITS) -> MediaFingerprint:
    """The fingerprint of a picture or video; raises what `open_media` raises."""
    source = open_media(path, limits)
    strip = StripMaker()
    seen = fingerprint(source.info.to_report("m1"), moments(source, "m1", strip))
    return replace(seen, strip=strip.made())


def fingerprint(media: Media, frames: Iterable[Frame]) -> MediaFingerprint:
    """The fingerprint of a file from its decoded frames, in order of time, without a strip."""
    shots: list[Shot] = []
    thumbnail = b""
    best = -1
    for frame in frames:
        whole = picture_hash(frame.pixels)
        if whole.quality > best:
            best, thumbnail = whole.quality, _thumbnail(frame.pixels)
        if any(distance(whole.bits, shot.hashes[0]) <= _SAME_SHOT for shot in shots):
            continue
        shots.append(shot_of(frame.pixels, frame.time_ms, whole))
    return MediaFingerprint(media, tuple(_spread(shots, MOMENTS)), thumbnail)


def shot_of(pixels: Pixels, time_ms: int = 0, whole: PictureHash | None = None) -> Shot:
    """One BGR picture as a shot; `whole` is its hash where that is known already."""
    whole = whole or picture_hash(pixels)
    inside = trimmed(pixels)
    hashes = {WHOLE: whole}
    for box in (inside.within_bars, inside.within_fill):
        if box not in hashes:
            hashes[box] = picture_hash(box.cut(pixels))
    picture = inside.within_bars.cut(pixels)
    share = inside.share()
    return Shot(
        time_ms,
        np.stack([hashed.bits for hashed in hashes.values()]),
        np.stack([hashed.mirrored for hashed in hashes.values()]),
        tuple(box.seen_from(inside.within_bars) for box in hashes),
        whole.quality,
        picture_points(picture, share),
        small_picture(picture, share),
    )


def _spread(shots: list[Shot], most: int) -> list[Shot]:
    """At most that many shots, evenly over the file."""
    if len(shots) <= most:
        return shots
    places = np.linspace(0, len(shots) - 1, most).round().astype(int)
    return [shots[place] for place in places]


def _thumbnail(pixels: Pixels) -> bytes:
    small = shrunk(pixels, _THUMBNAIL_SIDE)
    done, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 72])
    return data.tobytes() if done else b""


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
