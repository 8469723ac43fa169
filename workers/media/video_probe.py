"""Facts of a video file: ffmpeg reads its packets, decodes nothing, and reports every time.

ffmpeg runs as a limited child, so a file that breaks its parser breaks only that child. Packet
times are taken rather than the header's claims: headers lie, and live recordings have none.
"""

import dataclasses
from dataclasses import dataclass
from pathlib import Path

import ffmpeg as ffmpeg_python

from workers.errors import (
    AudioOnly,
    EncryptedMedia,
    LimitExceeded,
    MediaError,
    NotMedia,
    UnreadableMedia,
)
from workers.media.banner import Banner, read_banner
from workers.media.boxes import Skeleton, isobmff_skeleton, matroska_skeleton
from workers.media.ffmpeg import command_line, open_input
from workers.media.info import ColourCoding, MediaInfo
from workers.media.limits import Limits
from workers.media.packets import PacketTrack, read_packets
from workers.media.sandbox import Bounds, Child, ChildOverranError
from workers.media.signature import Family

_CUT_OFF = ("partial file", "File ended prematurely", "Truncat", "stream ends prematurely")
_HD_HEIGHT = 576


@dataclass(frozen=True, slots=True)
class _Listing:
    """What one pass of ffmpeg over the packets gave."""

    banner: Banner
    video: PacketTrack | None
    audio: PacketTrack | None
    log: str


def probe_video(path: Path, sha256: str, family: Family, limits: Limits) -> MediaInfo:
    """Facts of the file at `path`. Raises the MediaError that says why it cannot be scanned.

    A file of the picture family is a still, whatever times its packet carries.
    """
    name, size = path.name, path.stat().st_size
    with path.open("rb") as file:
        if family == "isobmff":
            skeleton = isobmff_skeleton(file, size)
        elif family == "matroska":
            skeleton = matroska_skeleton(file, size)
        else:
            skeleton = Skeleton()
    if skeleton.encrypted:
        raise EncryptedMedia(f"{name} is encrypted (DRM).")
    listing = _list_packets(path, family, limits)
    video = listing.video
    if video is None or not len(video):
        raise _why_nothing(name, family, skeleton, listing)
    _check_size(name, video.width, video.height, limits)
    info = _facts(listing, video, sha256, family, skeleton)
    _check_size(name, info.width, info.height, limits)
    if info.duration_ms > limits.max_duration_ms:
        hours = limits.max_duration_ms / 3_600_000
        raise LimitExceeded(f"{name} is longer than {hours:g} hours.")
    return info


def _list_packets(path: Path, family: Family, limits: Limits) -> _Listing:
    source = open_input(path, threads=1, max_pixels=limits.max_pixels)
    pictures, sound = source["V:0?"], source["a:0?"]
    stream = ffmpeg_python.output(
        pictures, sound, "pipe:1", format="framecrc", codec="copy", copyinkf=None
    )
    bounds = Bounds(
        memory_bytes=limits.memory_bytes,
        cpu_seconds=limits.probe_seconds,
        wall_seconds=limits.probe_seconds,
        stall_seconds=limits.probe_seconds,
    )
    argv = command_line(stream, log_level="info", keep_times=family != "stream")
    with Child(argv, bounds) as child:
        try:
            tracks = read_packets(child.lines())
            child.finish()
        except ChildOverranError as overrun:
            raise LimitExceeded(f"Looking at {path.name} {overrun}.") from overrun
        log = child.stderr
    kinds = {track.media_type: track for track in tracks.values()}
    return _Listing(read_banner(log), kinds.get("video"), kinds.get("audio"), log)


def _facts(
    listing: _Listing, video: PacketTrack, sha256: str, family: Family, skeleton: Skeleton
) -> MediaInfo:
    banner, audio = listing.banner, listing.audio
    # MP4 and Matroska count from their own zero, which a late picture does not move; only a picture
    # before zero does. Other containers start anywhere: ffmpeg has moved those to 0.
    zero = min(0.0, video.first_ms)
    still = family == "picture" or (banner.container or "").endswith("_pipe")
    first, video_end = video.first_ms - zero, video.end_ms - zero
    audio_end = audio.end_ms - zero if audio is not None and len(audio) else 0.0
    present_end = max(video_end, audio_end)
    if video.guessed and banner.duration_ms:
        # AVI keeps no presentation times; its header, which counts frames, is the better witness.
        video_end = present_end = banner.duration_ms
    if family == "isobmff":
        present_end = _agreed_end(present_end, video, banner, zero)
    missing = _missing(listing, skeleton, present_end, zero)
    width, height = _display_size(video, banner.rotation)
    if still:
        first = video_end = audio_end = present_end = 0.0
        missing = None
    return MediaInfo(
        kind="image" if still else "video",
        decoder="ffmpeg",
        sha256=sha256,
        container=banner.container or "unknown",
        codec=video.codec,
        width=width,
        height=height,
        coded_width=video.width,
        coded_height=video.height,
        rotation=banner.rotation,
        mirrored=skeleton.mirrored,
        duration_ms=missing[1] if missing else round(present_end),
        first_frame_ms=round(first),
        last_frame_ms=round(video.last_ms - zero) if not still else 0,
        video_end_ms=round(video_end),
        missing_ms=missing,
        fps=_rate(len(video), video_end - first),
        variable_frame_rate=video.variable_rate(),
        frame_count=len(video),
        interlaced=banner.interlaced,
        colour=_resolved(banner.colour, height),
        has_audio=audio is not None and len(audio) > 0 and not still,
        audio_codec=audio.codec if audio is not None and len(audio) else None,
        audio_mono=banner.mono,
        audio_end_ms=max(0, round(audio_end)),
        own_zero=family != "stream",
        zero_ms=zero if family != "stream" else banner.start_ms,
        exact_times=not video.guessed,
        key_frame_gap_ms=video.key_frame_gap_ms(),
        longest_interval_ms=video.longest_interval_ms,
    )


def _rate(frames: int, length_ms: float) -> float | None:
    return round(frames * 1000 / length_ms, 3) if length_ms > 0 else None


def _agreed_end(end: float, video: PacketTrack, banner: Banner, zero: float) -> float:
    """The header's end where it is within a frame of the packets' (an edit list may cut the last
    frame short), else the packets': `end`. The header is known to 10 ms only."""
    if banner.duration_ms is None:
        return end
    announced = banner.duration_ms + banner.start_ms - zero
    slack = max(50.0, 1.5 * video.milliseconds(video.usual_interval))
    return announced if 10 < abs(announced - end) <= slack else end


def _missing(
    listing: _Listing, skeleton: Skeleton, present_end: float, zero: float
) -> tuple[int, int] | None:
    """The span a cut-off file announces but lacks; a header alone is no proof of one."""
    announced = listing.banner.duration_ms
    cut_off = skeleton.cut_off or any(mark in listing.log for mark in _CUT_OFF)
    if not cut_off:
        return None
    end = max(announced + listing.banner.start_ms - zero if announced else 0.0, present_end)
    return round(present_end), round(end)


def _display_size(video: PacketTrack, rotation: int) -> tuple[int, int]:
    width, height = video.width, video.height
    aspect = video.pixel_aspect
    # Wider pixels stretch the width, narrower ones the height, so that no detail is thrown away.
    if aspect > 1:
        width = max(1, round(width * aspect))
    elif aspect < 1:
        height = max(1, round(height / aspect))
    return (height, width) if rotation in (90, 270) else (width, height)


def _resolved(colour: ColourCoding, height: int) -> ColourCoding:
    """Players take untagged high definition for BT.709 and the rest for BT.601."""
    if colour.matrix != "unknown":
        return colour
    return dataclasses.replace(colour, matrix="bt709" if height > _HD_HEIGHT else "bt601")


def _check_size(name: str, width: int, height: int, limits: Limits) -> None:
    if width <= 0 or height <= 0:
        raise UnreadableMedia(f"{name} does not say how large its pictures are.")
    if width * height > limits.max_pixels or max(width, height) > limits.max_side:
        raise LimitExceeded(
            f"{name} claims pictures of {width} x {height} pixels; "
            f"the limit is {limits.max_pixels / 1e6:g} million, {limits.max_side} on a side."
        )


def _why_nothing(name: str, family: Family, skeleton: Skeleton, listing: _Listing) -> MediaError:
    banner, log = listing.banner, listing.log
    if "Picture size" in log:
        return LimitExceeded(f"{name} claims pictures larger than the limit.")
    if listing.audio is not None and not banner.has_video:
        if not len(listing.audio):
            return UnreadableMedia(f"{name} holds only the header of a sound stream.")
        return AudioOnly(f"{name} holds sound but no pictures.")
    if skeleton.header_only:
        return UnreadableMedia(
            f"{name} holds only the header of a video, none of its data (a stream fragment)."
        )
    if skeleton.cut_off or "moov atom not found" in log:
        return UnreadableMedia(f"{name} is cut off: its index or its pictures are missing.")
    if banner.container is None and family == "stream":
        return NotMedia(f"{name} is in no picture or video format that is known.")
    if banner.has_video or family != "stream":
        return UnreadableMedia(f"{name} is damaged: no picture could be found in it.")
    return NotMedia(f"{name} holds no pictures.")
