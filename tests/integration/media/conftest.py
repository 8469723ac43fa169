"""Clips made on the spot by the ffmpeg that adscan uses, a second or two long and tiny."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from workers.media.ffmpeg import ffmpeg_program

MakeClip = Callable[..., Path]
TEST_PICTURE = "testsrc=s=160x120:r=25:d=2"


def ffmpeg(*arguments: str, stdin: bytes | None = None) -> None:
    command = [ffmpeg_program().path, "-hide_banner", "-v", "error", "-y", *arguments]
    subprocess.run(command, check=True, input=stdin, capture_output=True)


@pytest.fixture
def make_clip(tmp_path: Path) -> MakeClip:
    """make_clip("name.mp4", *options, source=lavfi or path): a clip in the test's own folder."""

    def make(
        name: str, *options: str, source: str | Path = TEST_PICTURE, before: tuple = ()
    ) -> Path:
        path = tmp_path / name
        lavfi = () if isinstance(source, Path) else ("-f", "lavfi")
        ffmpeg(*lavfi, *before, "-i", str(source), *options, str(path))
        return path

    return make


@pytest.fixture
def film(tmp_path: Path) -> Callable[..., Path]:
    """film("name.mp4", frames, rate): a clip of grey (rows, columns) pictures."""

    def make(name: str, frames: list[np.ndarray], rate: int = 25, *options: str) -> Path:
        rows, columns = frames[0].shape
        path = tmp_path / name
        ffmpeg(
            *("-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{columns}x{rows}", "-r", str(rate)),
            *("-i", "pipe:0", "-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "ultrafast"),
            *options,
            str(path),
            stdin=b"".join(frame.tobytes() for frame in frames),
        )
        return path

    return make
