"""What is remembered of one media file, to know it again when it comes back changed."""

import base64
import struct
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.matching.comparing import small_picture
from workers.matching.pdq import BYTES, PictureHash, distance, picture_hash
from workers.matching.points import NO_POINTS, Points, picture_points
from workers.matching.trimming import trimmed
from workers.media import DEFAULT_LIMITS, Frame, Limits, Pixels, open_media
from workers.report import Media

_SAME_SHOT = 24
_MOST_SHOTS = 24
_MOST_WITH_POINTS = 6
_THUMBNAIL_SIDE = 160
_HEAD = struct.Struct("<qBBI")

VERSION: Final = 2
"""Goes up when fingerprints kept by an earlier version can no longer be read."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture of the file: hashes, hashes of its mirror image, local points, a small copy.

    Hashes are (n, 32) uint8: of the whole picture and, where it stands in bars, of what is inside.
    Points and `picture` (see `comparing.small_picture`) are of what is inside. `time_ms` is 0 for
    a still picture.
    """

    time_ms: int
    hashes: NDArray[np.uint8]
    mirrored: NDArray[np.uint8]
    quality: int
    points: Points
    picture: bytes

    def to_bytes(self) -> bytes:
        """`from_bytes` gives the same shot back."""
        points = self.points.to_bytes()
        head = _HEAD.pack(self.time_ms, self.quality, len(self.hashes), len(points))
        return head + self.hashes.tobytes() + self.mirrored.tobytes() + points + self.picture

    @classmethod
    def from_bytes(cls, data: bytes) -> "Shot":
        time_ms, quality, count, points = _HEAD.unpack_from(data)
        hashes = np.frombuffer(data, np.uint8, 2 * count * BYTES, _HEAD.size).reshape(-1, BYTES)
        after = _HEAD.size + 2 * count * BYTES
        return cls(
            time_ms,
            hashes[:count],
            hashes[count:],
            quality,
            Points.from_bytes(data[after : after + points]),
            data[after + points :],
        )


@dataclass(frozen=True, slots=True)
class MediaFingerprint:
    """`media` are the facts of the file, `shots` what is seen; `thumbnail` is a small JPEG."""

    media: Media
    shots: tuple[Shot, ...]
    thumbnail: bytes

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; `from_json` gives the same fingerprint back."""
        return {
            "media": self.media.model_dump(mode="json"),
            "thumbnail": _text(self.thumbnail),
            "shots": [_text(shot.to_bytes()) for shot in self.shots],
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "MediaFingerprint":
        shots = tuple(Shot.from_bytes(base64.b64decode(shot)) for shot in value["shots"])
        thumbnail = base64.b64decode(value["thumbnail"])
        return cls(Media.model_validate(value["media"]), shots, thumbnail)

    @property
    def sha256(self) -> str:
        return self.media.sha256


def fingerprint_file(path: Path, limits: Limits = DEFAULT_LIMITS) -> MediaFingerprint:
    """The fingerprint of a picture or video; raises what `open_media` raises."""
    source = open_media(path, limits)
    with source.frames("m1", "fast") as frames:
        return fingerprint(source.info.to_report("m1"), frames)


def fingerprint(media: Media, frames: Iterable[Frame]) -> MediaFingerprint:
    """The fingerprint of a file from its decoded frames, in order of time."""
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
    chosen = _spread(shots, _MOST_SHOTS)
    with_points = {shot.time_ms for shot in _spread(chosen, _MOST_WITH_POINTS)}
    kept = (
        shot if shot.time_ms in with_points else replace(shot, points=NO_POINTS) for shot in chosen
    )
    return MediaFingerprint(media, tuple(kept), thumbnail)


def shot_of(pixels: Pixels, time_ms: int = 0, whole: PictureHash | None = None) -> Shot:
    """One BGR picture as a shot; `whole` is its hash where that is known already."""
    whole = whole or picture_hash(pixels)
    inside = trimmed(pixels)
    found = [whole] if inside.shape == pixels.shape else [whole, picture_hash(inside)]
    return Shot(
        time_ms,
        np.stack([hashed.bits for hashed in found]),
        np.stack([hashed.mirrored for hashed in found]),
        whole.quality,
        picture_points(inside),
        small_picture(inside),
    )


def _spread(shots: list[Shot], most: int) -> list[Shot]:
    """At most that many shots, evenly over the file."""
    if len(shots) <= most:
        return shots
    places = np.linspace(0, len(shots) - 1, most).round().astype(int)
    return [shots[place] for place in places]


def _thumbnail(pixels: Pixels) -> bytes:
    height, width = pixels.shape[:2]
    scale = min(1.0, _THUMBNAIL_SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    done, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 72])
    return data.tobytes() if done else b""


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
