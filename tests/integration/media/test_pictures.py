"""Pictures of every usual kind, upright and in their own colours."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, features
from pillow_heif import register_heif_opener

from workers.errors import LimitExceeded
from workers.media import Frame, Limits, MediaSource, open_media

register_heif_opener()
BLUE_BGR, RED_BGR = (255, 0, 0), (0, 0, 255)


def two_colours(size: tuple[int, int] = (80, 40), mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", size, (255, 0, 0))
    picture.paste((0, 0, 255), (size[0] // 2, 0, *size))
    return picture.convert(mode)


def frames_of(path: Path) -> tuple[MediaSource, list[Frame]]:
    source = open_media(path)
    with source.frames("m") as frames:
        taken = list(frames)
    assert frames.outcome.complete
    return source, taken


def close(pixel: np.ndarray, colour: tuple[int, int, int], tolerance: int = 40) -> bool:
    return bool(np.abs(pixel.astype(int) - colour).max() <= tolerance)


@pytest.mark.parametrize(
    ("name", "mode", "options"),
    [
        ("a.jpg", "RGB", {"quality": 95}),
        ("a.jpg", "CMYK", {"quality": 95}),
        ("a.png", "RGB", {}),
        ("a.png", "P", {}),
        ("a.webp", "RGB", {"lossless": True}),
        ("a.avif", "RGB", {"quality": 90}),
        ("a.heic", "RGB", {"quality": 90}),
        ("a.bmp", "RGB", {}),
        ("a.tif", "RGB", {"compression": "tiff_lzw"}),
        ("a.tif", "CMYK", {}),
        ("a.gif", "P", {}),
        ("a.jp2", "RGB", {}),
        ("a.ico", "RGB", {"sizes": [(80, 40)]}),
    ],
)
def test_usual_formats_keep_their_colours(
    tmp_path: Path, name: str, mode: str, options: dict[str, object]
) -> None:
    assert features.check("avif")
    two_colours(mode=mode).save(tmp_path / name, **options)
    source, (frame,) = frames_of(tmp_path / name)
    assert (source.info.kind, source.info.width, source.info.height) == ("image", 80, 40)
    assert (frame.time_ms, frame.page, frame.changed) == (0, 0, None)
    assert close(frame.pixels[20, 8], RED_BGR)
    assert close(frame.pixels[20, 72], BLUE_BGR)


def test_the_name_says_nothing(tmp_path: Path) -> None:
    two_colours().save(tmp_path / "a.png")
    disguised = (tmp_path / "a.png").rename(tmp_path / "clip.mp4")
    assert frames_of(disguised)[0].info.codec == "png"


@pytest.mark.parametrize(
    ("orientation", "rotation", "size", "first"),
    [
        (1, 0, (80, 40), RED_BGR),
        (3, 180, (80, 40), BLUE_BGR),
        (6, 90, (40, 80), RED_BGR),
        (8, 270, (40, 80), BLUE_BGR),
    ],
)
def test_exif_orientation_is_applied(
    tmp_path: Path, orientation: int, rotation: int, size: tuple[int, int], first: tuple
) -> None:
    exif = Image.Exif()
    exif[274] = orientation
    two_colours().save(tmp_path / "a.jpg", quality=95, exif=exif)
    source, (frame,) = frames_of(tmp_path / "a.jpg")
    assert (source.info.rotation, source.info.width, source.info.height) == (rotation, *size)
    assert (frame.width, frame.height) == size
    assert close(frame.pixels[4, 4], first)


def test_sixteen_bits_become_eight(tmp_path: Path) -> None:
    ramp = np.linspace(0, 65535, 64, dtype=np.uint16)[None, :].repeat(8, axis=0)
    Image.fromarray(ramp).save(tmp_path / "deep.png")
    source, (frame,) = frames_of(tmp_path / "deep.png")
    assert source.info.colour.bits == 16
    assert frame.pixels[0, 0, 0] == 0
    assert frame.pixels[0, 32, 0] == pytest.approx(129, abs=2)
    assert frame.pixels[0, 63, 0] == 255


def test_a_transparent_picture_is_seen_on_light_and_on_dark(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (40, 40), (255, 255, 255, 0))
    picture.paste((255, 255, 255, 255), (10, 10, 30, 30))
    picture.save(tmp_path / "logo.png")
    _, (light, dark) = frames_of(tmp_path / "logo.png")
    assert (light.backdrop, dark.backdrop) == ("light", "dark")
    assert light.pixels.std() == 0
    assert close(dark.pixels[20, 20], (255, 255, 255))
    assert dark.pixels[2, 2].max() < 40


def test_an_alpha_channel_that_hides_nothing_is_one_frame(tmp_path: Path) -> None:
    two_colours(mode="RGBA").save(tmp_path / "a.png")
    _, (frame,) = frames_of(tmp_path / "a.png")
    assert frame.backdrop == "none"


@pytest.mark.parametrize("name", ["a.gif", "a.png", "a.webp", "a.avif"])
def test_an_animation_is_a_short_video_with_its_own_times(tmp_path: Path, name: str) -> None:
    pages = [Image.new("RGB", (32, 32), colour) for colour in ("red", "blue", "lime")]
    pages[0].save(
        tmp_path / name, save_all=True, append_images=pages[1:], duration=[200, 500, 300], loop=0
    )
    source, frames = frames_of(tmp_path / name)
    assert (source.info.kind, source.info.duration_ms) == ("video", 1000)
    assert [frame.time_ms for frame in frames] == [0, 200, 700]
    assert [frame.shown_to_ms for frame in frames] == [200, 700, 1000]
    assert close(frames[1].pixels[16, 16], BLUE_BGR)


def test_equal_frames_of_an_animation_are_one(tmp_path: Path) -> None:
    pages = [Image.new("RGB", (32, 32), colour) for colour in ("red", "red", "blue")]
    pages[0].save(
        tmp_path / "a.webp",
        save_all=True,
        append_images=pages[1:],
        duration=[100, 150, 200],
        lossless=True,
    )
    _, frames = frames_of(tmp_path / "a.webp")
    assert [(frame.shown_from_ms, frame.shown_to_ms) for frame in frames] == [(0, 250), (250, 450)]


def test_pages_of_a_document_are_pictures(tmp_path: Path) -> None:
    pages = [Image.new("RGB", (32, 32 + 8 * n), "white") for n in range(3)]
    pages[0].save(tmp_path / "fax.tif", save_all=True, append_images=pages[1:])
    source, frames = frames_of(tmp_path / "fax.tif")
    assert (source.info.kind, source.info.pages) == ("image", 3)
    assert [(frame.page, frame.height) for frame in frames] == [(0, 32), (1, 40), (2, 48)]


def test_what_is_there_of_a_cut_off_picture_is_seen_and_the_rest_named(tmp_path: Path) -> None:
    Image.effect_noise((400, 400), 80).convert("RGB").save(tmp_path / "a.jpg", quality=90)
    data = (tmp_path / "a.jpg").read_bytes()
    (tmp_path / "cut.jpg").write_bytes(data[: len(data) // 2])
    with open_media(tmp_path / "cut.jpg").frames("m") as frames:
        (frame,) = list(frames)
    assert frame.pixels[:100].std() > 20
    assert "missing" in frames.outcome.gaps[0].reason
    assert not frames.outcome.complete


def test_very_tall_pictures_keep_their_size(tmp_path: Path) -> None:
    Image.new("RGB", (200, 20_000), "white").save(tmp_path / "tall.png")
    _, (frame,) = frames_of(tmp_path / "tall.png")
    assert (frame.width, frame.height) == (200, 20_000)


def test_a_limit_on_pixels_is_checked_before_decoding(tmp_path: Path) -> None:
    Image.new("1", (2000, 2000)).save(tmp_path / "big.png")
    with pytest.raises(LimitExceeded, match=r"big\.png .*2000 x 2000"):
        open_media(tmp_path / "big.png", Limits(max_pixels=1_000_000))
