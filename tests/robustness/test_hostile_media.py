"""Files made to do harm: each ends in a report or in one clear error, soon, and in bounds."""

import contextlib
import os
import struct
import subprocess
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from workers.errors import AdscanError, InputForbidden, InputNotFound, LimitExceeded, MediaError
from workers.media import open_media
from workers.media.ffmpeg import ffmpeg_program

SECONDS = 30
OWN_CHILDREN = Path("/proc/self/task")


def children() -> set[str]:
    """Process ids of this process's children, such as earlier tests may keep for the session."""
    found: set[str] = set()
    for file in OWN_CHILDREN.glob("*/children"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # its thread has ended
            found.update(file.read_text().split())
    return found


def outcome(path: Path) -> str:
    """Scan a file to its end: "read", or the code of the error that says why not."""
    before = children()
    start = time.monotonic()
    message = "Read."
    try:
        source = open_media(path)
        with source.frames("m") as frames:
            for _ in frames:
                pass
        result = "read"
    except AdscanError as error:
        result, message = error.code, error.detail
    assert message.endswith(".")
    assert "\n" not in message
    assert time.monotonic() - start < SECONDS
    assert children() <= before
    return result


def clip(path: Path, *options: str) -> bytes:
    command = [ffmpeg_program().path, "-v", "error", "-f", "lavfi", "-i"]
    command += ["testsrc2=s=128x96:r=10:d=1", "-pix_fmt", "yuv420p", *options, str(path)]
    subprocess.run(command, check=True, capture_output=True)
    return path.read_bytes()


def png_chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def png_claiming(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", pixels)


@pytest.mark.parametrize("size", [(65_000, 65_000), (65_535, 10), (2**31 - 1, 1), (20_000, 20_000)])
def test_a_header_that_claims_too_many_pixels_is_refused(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    (tmp_path / "bomb.png").write_bytes(png_claiming(*size))
    with pytest.raises(LimitExceeded, match=r"bomb\.png"):
        open_media(tmp_path / "bomb.png")


def test_a_gif_header_of_65000_pixels_is_refused(tmp_path: Path) -> None:
    Image.new("P", (4, 4)).save(tmp_path / "a.gif")
    data = bytearray((tmp_path / "a.gif").read_bytes())
    data[6:10] = struct.pack("<HH", 65_000, 65_000)
    (tmp_path / "bomb.gif").write_bytes(bytes(data))
    assert outcome(tmp_path / "bomb.gif") == "limit_exceeded"


def test_a_video_header_of_65000_pixels_is_refused(tmp_path: Path) -> None:
    data = clip(tmp_path / "a.mp4", "-c:v", "mjpeg")
    for size in (struct.pack(">HH", 128, 96), struct.pack(">HH", 96, 128)):
        data = data.replace(size, struct.pack(">HH", 65_000, 65_000))
    (tmp_path / "bomb.mp4").write_bytes(data)
    assert outcome(tmp_path / "bomb.mp4") in ("limit_exceeded", "unreadable_media", "read")


@pytest.mark.parametrize(
    "text",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{secret}\n#EXT-X-ENDLIST\n",
        "#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n",
        "ffconcat version 1.0\nfile '{secret}'\n",
        "[playlist]\nFile1={secret}\n",
        '<?xml version="1.0"?><MPD><BaseURL>{secret}</BaseURL></MPD>',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="{secret}"/></svg>',
    ],
)
@pytest.mark.parametrize("name", ["clip.mp4", "clip.m3u8", "clip.png"])
def test_a_list_of_other_files_opens_none_of_them(tmp_path: Path, text: str, name: str) -> None:
    secret = tmp_path / "secret.mp4"
    clip(secret, "-c:v", "libx264")
    (tmp_path / name).write_text(text.format(secret=secret))
    assert outcome(tmp_path / name) in ("playlist_refused", "not_media")


def test_a_playlist_behind_a_media_header_opens_no_other_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.mp4"
    clip(secret, "-c:v", "libx264")
    lines = f"#EXTM3U\n#EXTINF:10,\nfile://{secret}\n".encode()
    for number, head in enumerate((b"\x00\x00\x01\xba", b"G" + bytes(187), b"RIFF\x10\0\0\0AVI ")):
        path = tmp_path / f"mixed{number}.mp4"
        path.write_bytes(head + lines)
        assert outcome(path) != "read"


FORMATS: list[tuple[str, Callable[[Path], bytes]]] = [
    ("a.mp4", lambda path: clip(path, "-c:v", "libx264", "-movflags", "faststart")),
    ("a.webm", lambda path: clip(path, "-c:v", "libvpx-vp9", "-cpu-used", "8")),
    ("a.avi", lambda path: clip(path, "-c:v", "mpeg4")),
    ("a.ts", lambda path: clip(path, "-c:v", "mpeg2video")),
    ("a.flv", lambda path: clip(path, "-c:v", "flv1")),
]
PICTURES = ["a.jpg", "a.png", "a.webp", "a.gif", "a.tif", "a.bmp", "a.avif", "a.jp2"]


def noisy(path: Path) -> bytes:
    Image.effect_noise((90, 60), 60).convert("RGB").save(path)
    return path.read_bytes()


@pytest.mark.parametrize(("name", "make"), [*FORMATS, *((name, noisy) for name in PICTURES)])
def test_broken_copies_end_in_order(
    tmp_path: Path, name: str, make: Callable[[Path], bytes]
) -> None:
    data = make(tmp_path / name)
    chance = np.random.default_rng(len(data))
    for number in range(4):
        broken = bytearray(data)
        if number == 3:
            del broken[int(chance.integers(8, len(data))) :]
        else:
            for place in chance.integers(0, len(data), 3 * 10**number):
                broken[place] = int(chance.integers(0, 256))
        path = tmp_path / f"broken{number}-{name}"
        path.write_bytes(bytes(broken))
        assert outcome(path) in {"read"} | {kind.code for kind in MediaError.__subclasses__()}


def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    assert outcome(tmp_path / "pipe.mp4") == "not_media"
    assert outcome(Path("/dev/zero")) == "not_media"
    assert outcome(tmp_path) == "not_media"


def test_a_path_that_is_gone_or_forbidden_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputNotFound, match=r"gone\.mp4 does not exist"):
        open_media(tmp_path / "gone.mp4")
    if os.geteuid():
        locked = tmp_path / "locked.mp4"
        locked.write_bytes(b"x")
        locked.chmod(0)
        with pytest.raises(InputForbidden):
            open_media(locked)


def test_a_name_that_looks_like_an_option_is_a_name(tmp_path: Path) -> None:
    for name in ("-i.mp4", "a;rm -rf.mp4", "%d.mp4", "a'b\"c.mp4", "xin chào.mp4", "http:x.mp4"):
        clip(tmp_path / "plain.mp4", "-y", "-c:v", "libx264")
        path = (tmp_path / "plain.mp4").rename(tmp_path / name)
        assert outcome(path) == "read"
