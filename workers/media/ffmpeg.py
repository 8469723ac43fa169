"""The ffmpeg program: where it is, and how adscan calls it.

Only `ffmpeg` is needed, no `ffprobe`: the wheel `imageio-ffmpeg` carries a full build of the former
and not the latter.
"""

import os
import re
import shutil
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import ffmpeg as ffmpeg_python

from workers.errors import EngineUnavailable
from workers.media.sandbox import Bounds, run

OVERRIDE = "ADSCAN_FFMPEG"
_OLDEST = (5, 1)

# Demuxers of real media files. Everything that names other files or addresses (playlists,
# image sequences, scripts, capture devices) is absent, so no input can make ffmpeg open another.
DEMUXERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,flv,live_flv,mpegts,mpeg,mpegvideo,asf,ogg,rm,"
    "mxf,nut,ivf,dv,h264,hevc,vvc,obu,av1,m4v,h263,mjpeg,vc1,wtv,swf,gif,nsv,dirac,yuv4mpegpipe,"
    "mp3,wav,w64,aac,ac3,eac3,flac,aiff,amr,ape,au,caf,dts,tta,voc,wv,mpc,mpc8,opus,"
    "jpegxl_pipe,jpegxl_anim,j2k_pipe,dds_pipe,exr_pipe,psd_pipe,qoi_pipe,dpx_pipe,sgi_pipe,"
    "sunrast_pipe,pcx_pipe,hdr_pipe,pictor_pipe,xwd_pipe,xpm_pipe,pam_pipe,pbm_pipe,pgm_pipe,"
    "ppm_pipe,tiff_pipe,bmp_pipe,jpeg_pipe,jpegls_pipe,png_pipe,webp_pipe"
)


@dataclass(frozen=True, slots=True)
class Ffmpeg:
    """An ffmpeg that answered. `origin` is how it was found: override, system or wheel."""

    path: str
    version: str
    origin: str


@lru_cache(maxsize=4)
def find_ffmpeg(override: str | None = None) -> Ffmpeg:
    """The ffmpeg to use: `override`, else the one on PATH, else the one of imageio-ffmpeg.

    A system ffmpeg too old for adscan (before 5.1) is passed over. Raises EngineUnavailable.
    """
    if override:
        found = _answering(override, "override")
        if found is None:
            raise EngineUnavailable(
                f"The ffmpeg at {override} does not run.", f"Correct or unset {OVERRIDE}."
            )
        return found
    on_path = shutil.which("ffmpeg")
    if on_path:
        found = _answering(on_path, "system")
        if found is not None and _number(found.version) >= _OLDEST:
            return found
    found = _from_wheel()
    if found is None:
        raise EngineUnavailable(
            "No usable ffmpeg was found.",
            "Install ffmpeg 5.1 or newer, or pip install imageio-ffmpeg.",
        )
    return found


def ffmpeg_program() -> Ffmpeg:
    """The ffmpeg for this process; the environment variable ADSCAN_FFMPEG overrides the search."""
    return find_ffmpeg(os.environ.get(OVERRIDE) or None)


def open_input(path: Path, *, threads: int, max_pixels: int, **options: Any) -> Any:
    """An ffmpeg-python input for a local file: no other protocol, only the demuxers above.

    Rotation is left to the caller's own filters, which come after unneeded frames were dropped.
    """
    return ffmpeg_python.input(
        f"file:{path.absolute()}",
        protocol_whitelist="file,pipe",
        format_whitelist=DEMUXERS,
        threads=threads,
        max_pixels=max_pixels,
        noautorotate=None,
        **options,
    )


def command_line(stream: Any, *, log_level: str = "error", keep_times: bool = True) -> list[str]:
    """The argument vector that ffmpeg-python makes of a stream graph.

    `keep_times` leaves the container's timestamps as they are; else they are moved to start at 0.
    """
    head = [ffmpeg_program().path, "-hide_banner", "-nostdin", "-nostats", "-loglevel", log_level]
    arguments: list[str] = ffmpeg_python.get_args(stream)
    return [*head, *(["-copyts"] if keep_times else []), *arguments]


def _from_wheel() -> Ffmpeg | None:
    try:
        import imageio_ffmpeg
    except ImportError:
        return None
    try:
        path: str = imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError:
        return None
    return _answering(path, "wheel")


def _answering(path: str, origin: str) -> Ffmpeg | None:
    bounds = Bounds(
        memory_bytes=2 << 30,
        cpu_seconds=20,
        wall_seconds=20,
        stall_seconds=20,
        output_bytes=1 << 20,
    )
    finished = run([path, "-version"], bounds)
    match = re.match(rb"ffmpeg version (\S+)", finished.stdout)
    if finished.returncode != 0 or match is None:
        return None
    return Ffmpeg(path=path, version=match[1].decode("ascii", "replace"), origin=origin)


def _number(version: str) -> tuple[int, int]:
    """Release number of a version string; builds of the development branch count as new."""
    match = re.match(r"n?(\d+)\.(\d+)", version)
    return (int(match[1]), int(match[2])) if match else (99, 0)
