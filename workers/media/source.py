"""The one door for media: a path in, facts and frames out."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from workers.errors import InputForbidden, InputNotFound, LimitExceeded, NotMedia, UnreadableMedia
from workers.media.audio import AudioStream
from workers.media.decoding import FrameStream, Level, Progress
from workers.media.info import MediaInfo
from workers.media.limits import DEFAULT_LIMITS, Limits
from workers.media.picture_frames import PictureFrames
from workers.media.pictures import NotAPicture, probe_picture
from workers.media.segments import Segment
from workers.media.signature import HEAD_BYTES, family
from workers.media.video_frames import VideoFrames
from workers.media.video_probe import probe_video

_HASH_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class MediaSource:
    """One file that was probed and can be decoded, any number of times."""

    path: Path
    info: MediaInfo
    limits: Limits

    def frames(
        self,
        media_id: str,
        level: Level = "standard",
        *,
        span: Segment | None = None,
        progress: Progress | None = None,
    ) -> FrameStream:
        """Frames worth looking at, in order of time; `span` restricts a video to one segment."""
        if self.info.decoder == "pictures":
            return PictureFrames(self.path, self.info, self.limits, media_id, progress=progress)
        return VideoFrames(
            self.path, self.info, self.limits, media_id, level, span=span, progress=progress
        )

    def audio(self, *, span: Segment | None = None) -> AudioStream:
        """The sound, 16 kHz mono; only for a file whose `info.has_audio` is true."""
        return AudioStream(self.path, self.info, self.limits, span=span)


def open_media(path: Path, limits: Limits = DEFAULT_LIMITS) -> MediaSource:
    """The media file at `path`, ready to be decoded. Raises what `probe` raises."""
    return MediaSource(path, probe(path, limits), limits)


def probe(path: Path, limits: Limits = DEFAULT_LIMITS) -> MediaInfo:
    """Facts of the media file at `path`, by its content.

    Raises InputNotFound, InputForbidden, or the MediaError that says why it cannot be scanned.
    """
    head, sha256 = _read(path, limits)
    kind = family(head, path.name)
    if kind != "picture":
        return probe_video(path, sha256, kind, limits)
    try:
        return probe_picture(path, sha256, limits)
    except NotAPicture as refused:
        # ffmpeg reads some pictures that Pillow does not; its own complaint would be vaguer.
        try:
            return probe_video(path, sha256, "picture", limits)
        except (NotMedia, UnreadableMedia):
            raise UnreadableMedia(
                f"{path.name} is a picture no decoder here can read: damaged, or of a rare kind.",
                "Open it in a viewer and save it as PNG or JPEG.",
            ) from refused


def _read(path: Path, limits: Limits) -> tuple[bytes, str]:
    """First bytes and SHA-256 of a regular file."""
    try:
        # Opening a pipe or a device would block; the check is on what was opened, not on the name.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise InputNotFound(f"{path} does not exist.") from error
    except PermissionError as error:
        raise InputForbidden(f"{path} may not be read.") from error
    except OSError as error:
        raise UnreadableMedia(f"{path} cannot be opened: {error.strerror}.") from error
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise NotMedia(f"{path} is not a regular file.")
    with os.fdopen(descriptor, "rb") as file:
        if status.st_size > limits.max_file_bytes:
            gigabytes = limits.max_file_bytes / 1e9
            raise LimitExceeded(f"{path.name} is larger than {gigabytes:.1f} GB.")
        try:
            head = file.read(HEAD_BYTES)
            digest = hashlib.sha256(head)
            while block := file.read(_HASH_BLOCK):
                digest.update(block)
        except OSError as error:
            raise UnreadableMedia(f"{path} cannot be read: {error.strerror}.") from error
    return head, digest.hexdigest()
