"""Frames look as a player shows them: upright, square pixels, 8 bits, one size."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.integration.media.conftest import MakeClip, ffmpeg
from workers.media import Frame, open_media

H264 = ("-c:v", "libx264", "-pix_fmt", "yuv420p")
RED_LEFT = "color=red:s=80x60:r=10:d=1[a];color=blue:s=80x60:r=10:d=1[b];[a][b]hstack"


def first_frame(path: Path) -> Frame:
    with open_media(path).frames("m") as frames:
        return next(iter(frames))


def name_of(pixel: np.ndarray) -> str:
    return ("blue", "green", "red")[int(np.argmax(pixel))]


@pytest.mark.parametrize(
    ("turn", "rotation", "size", "top_left", "bottom_right"),
    [
        (0, 0, (160, 60), "red", "blue"),
        (90, 270, (60, 160), "blue", "red"),
        (180, 180, (160, 60), "blue", "red"),
        (270, 90, (60, 160), "red", "blue"),
    ],
)
def test_rotation_is_applied(
    make_clip: MakeClip,
    turn: int,
    rotation: int,
    size: tuple[int, int],
    top_left: str,
    bottom_right: str,
) -> None:
    flat = make_clip("flat.mp4", *H264, source=RED_LEFT)
    clip = make_clip(
        "turned.mp4", "-c", "copy", source=flat, before=("-display_rotation", str(turn))
    )
    info = open_media(clip).info
    frame = first_frame(clip)
    assert (info.rotation, info.width, info.height) == (rotation, *size)
    assert (frame.width, frame.height) == size
    assert name_of(frame.pixels[5, 5]) == top_left
    assert name_of(frame.pixels[-5, -5]) == bottom_right


@pytest.mark.parametrize("flip", ["-display_hflip", "-display_vflip"])
@pytest.mark.parametrize("turn", ["0", "90", "180", "270"])
def test_mirrored_pictures_are_shown_as_a_player_shows_them(
    make_clip: MakeClip, flip: str, turn: str
) -> None:
    corners = "testsrc=s=160x90:r=10:d=0.3"
    flat = make_clip("flat.mp4", *H264, source=corners)
    before = ("-display_rotation", turn, flip)
    clip = make_clip("mirrored.mp4", "-c", "copy", source=flat, before=before)
    player = make_clip("player.mp4", *H264, "-crf", "5", source=clip)
    assert open_media(clip).info.mirrored
    ours, theirs = (first_frame(path).pixels.astype(int) for path in (clip, player))
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).mean() < 6


@pytest.mark.parametrize(("aspect", "size"), [("2/1", (320, 120)), ("1/2", (160, 240))])
def test_pixels_become_square(make_clip: MakeClip, aspect: str, size: tuple[int, int]) -> None:
    frame = first_frame(make_clip("sar.mp4", *H264, "-vf", f"setsar={aspect}"))
    assert (frame.width, frame.height) == size


def test_resolution_may_change_in_mid_stream(make_clip: MakeClip) -> None:
    one = make_clip("one.ts", *H264)
    two = make_clip("two.ts", *H264, source="testsrc=s=320x240:r=25:d=2")
    both = one.with_name("both.ts")
    both.write_bytes(one.read_bytes() + two.read_bytes())
    with open_media(both).frames("m", "thorough") as frames:
        sizes = {(frame.width, frame.height) for frame in frames}
    assert sizes == {(160, 120)}
    assert frames.outcome.frames_sampled >= 95


def test_ten_bits_become_eight(make_clip: MakeClip) -> None:
    options = ("-c:v", "libx264", "-pix_fmt", "yuv420p10le")
    clip = make_clip("deep.mp4", *options, source="color=0xC04020:s=64x64:d=1")
    assert open_media(clip).info.colour.bits == 10
    assert np.abs(first_frame(clip).pixels[32, 32].astype(int) - (0x20, 0x40, 0xC0)).max() <= 6


def test_high_dynamic_range_is_mapped_to_a_readable_picture(make_clip: MakeClip) -> None:
    chart = "color=black:s=64x64:d=1,drawbox=x=32:w=32:h=64:color=0x949494:t=fill"
    tags = "log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc"
    options = ("-pix_fmt", "yuv420p10le", "-c:v", "libx265", "-x265-params", tags)
    clip = make_clip("hdr.mp4", *options, source=chart)
    info = open_media(clip).info
    assert info.colour.transfer == "pq"
    pixels = first_frame(clip).pixels
    # A code of 58 % is 203 nits, the white of paper; shown as it stands it would be mid-grey.
    assert pixels[32, 60].min() > 170
    assert pixels[32, 4].max() < 20


def test_interlaced_lines_do_not_comb(film: Callable[..., Path], tmp_path: Path) -> None:
    def bar(position: int) -> np.ndarray:
        picture = np.full((96, 160), 40, np.uint8)
        picture[:, position : position + 20] = 220
        return picture

    fields = film("fields.mp4", [bar(4 * n) for n in range(30)], 50)
    clip = tmp_path / "interlaced.mp4"
    ffmpeg(
        *("-i", str(fields), "-vf", "interlace,setfield=tff", "-c:v", "libx264"),
        *("-flags", "+ildct+ilme", "-x264opts", "tff=1", "-field_order", "tt", str(clip)),
    )
    assert open_media(clip).info.interlaced
    pixels = first_frame(clip).pixels[:, :, 0].astype(int)
    odd_even = np.abs(pixels[10:-10:2] - pixels[11:-9:2]).mean()
    assert odd_even < 3


def test_rgb_screen_recordings_keep_their_colours(make_clip: MakeClip) -> None:
    clip = make_clip("screen.mkv", "-c:v", "ffv1", "-pix_fmt", "bgr0", source="color=0x20C040:d=1")
    assert np.abs(first_frame(clip).pixels[32, 32].astype(int) - (0x40, 0xC0, 0x20)).max() <= 6


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.mp4", ("-c:v", "libx265", "-x265-params", "log-level=none")),
        ("a.webm", ("-c:v", "libvpx-vp9", "-cpu-used", "8")),
        ("a.mp4", ("-c:v", "libsvtav1", "-preset", "13", "-svtav1-params", "enable-qm=0")),
        ("a.mpg", ("-c:v", "mpeg2video")),
        ("a.wmv", ("-c:v", "wmv2")),
        ("a.mov", ("-c:v", "prores")),
    ],
)
def test_usual_codecs_are_read(make_clip: MakeClip, name: str, options: tuple[str, ...]) -> None:
    clip = make_clip(name, *options)
    frame = first_frame(clip)
    assert (frame.width, frame.height) == (160, 120)
    assert frame.pixels.std() > 30
