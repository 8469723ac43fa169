"""Moving pictures: a drifting background, layers with times, and encoding through ffmpeg."""

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from samples.drawing.canvas import Colour, rgba

Picture = NDArray[np.uint8]
FADE_S = 0.2


@dataclass(frozen=True, slots=True)
class Layer:
    """A transparent picture shown from `start` to `end` (seconds).

    `fade` softens both ends; `drift` moves it by that many pixels a second, right and down.
    """

    picture: Image.Image
    start: float
    end: float
    fade: bool = True
    drift: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Clip:
    """One video before encoding."""

    width: int
    height: int
    fps: int
    duration: float
    colours: tuple[Colour, Colour, Colour]
    layers: Sequence[Layer]
    seed: int


def frames(clip: Clip) -> Iterator[Picture]:
    """Every frame of the clip, (height, width, 3) RGB."""
    background = _Background(clip)
    for number in range(round(clip.duration * clip.fps)):
        time = number / clip.fps
        picture = background.at(time)
        for layer in clip.layers:
            if layer.start <= time < layer.end:
                picture.paste(*_shown(layer, time))
        yield np.asarray(picture)


def _shown(layer: Layer, time: float) -> tuple[Image.Image, tuple[int, int], Image.Image]:
    alpha = layer.picture.getchannel("A")
    if layer.fade:
        strength = min(1.0, (time - layer.start) / FADE_S, (layer.end - time) / FADE_S)
        if strength < 1.0:
            alpha = alpha.point([round(value * strength) for value in range(256)])
    since = time - layer.start
    corner = (round(layer.drift[0] * since), round(layer.drift[1] * since))
    return layer.picture.convert("RGB"), corner, alpha


class _Background:
    """Three slow colour clouds and rising specks of light."""

    def __init__(self, clip: Clip) -> None:
        self.clip = clip
        random = np.random.default_rng(clip.seed)
        count = 26
        self.x = random.uniform(0, clip.width, count)
        self.y = random.uniform(0, clip.height, count)
        self.speed = random.uniform(18, 70, count)
        self.radius = random.integers(8, 46, count)
        self.opacity = random.uniform(0.12, 0.4, count)
        self.phase = random.uniform(0, 6.28, 3)
        self.specks = [
            _speck(int(radius), strength)
            for radius, strength in zip(self.radius, self.opacity, strict=True)
        ]

    def at(self, time: float) -> Image.Image:
        small_w, small_h = self.clip.width // 8, self.clip.height // 8
        x = np.linspace(0, 1, small_w)[None, :]
        y = np.linspace(0, 1, small_h)[:, None]
        weights = [
            1.15
            + np.sin(
                2.2 * x + 1.7 * y * (index + 1) + self.phase[index] + time * (0.35 + 0.15 * index)
            )
            for index in range(3)
        ]
        total = weights[0] + weights[1] + weights[2]
        colours = [np.array(rgba(colour)[:3], dtype=np.float64) for colour in self.clip.colours]
        mixed = sum((w / total)[..., None] * c for w, c in zip(weights, colours, strict=True))
        cloud = Image.fromarray(np.asarray(mixed).round().astype(np.uint8), "RGB")
        picture = cloud.resize((self.clip.width, self.clip.height), Image.Resampling.BICUBIC)
        white = Image.new("RGB", (1, 1), "#ffffff")
        for index, speck in enumerate(self.specks):
            left = self.x[index] + 20 * np.sin(time + index)
            top = (self.y[index] - self.speed[index] * time) % (self.clip.height + 100) - 50
            corner = (round(float(left)) - speck.width // 2, round(float(top)) - speck.height // 2)
            picture.paste(white.resize(speck.size), corner, speck)
        return picture


def _speck(radius: int, strength: float) -> Image.Image:
    axis = np.linspace(-1, 1, radius * 2)
    distance = np.sqrt(axis[None, :] ** 2 + axis[:, None] ** 2)
    return Image.fromarray((np.clip(1 - distance, 0, 1) * 255 * strength).astype(np.uint8), "L")


Codec = Literal["h264", "vp9", "av1"]
ENCODERS: dict[Codec, list[str]] = {
    "h264": ["-c:v", "libx264", "-preset", "slow", "-crf", "27", "-movflags", "+faststart"],
    "vp9": ["-c:v", "libvpx-vp9", "-crf", "38", "-b:v", "0", "-row-mt", "1", "-cpu-used", "3"],
    "av1": ["-c:v", "libsvtav1", "-preset", "7", "-crf", "40", "-movflags", "+faststart"],
}


def encode(
    clip: Clip, path: Path, codec: Codec, *, tone: bool = False, turned: bool = False
) -> None:
    """Write the clip with ffmpeg.

    `tone` adds a soft chord as sound track. `turned` stores the pictures a quarter turn off, with
    the display matrix that turns them upright, as phones do.
    """
    pictures = frames(clip)
    width, height = (clip.height, clip.width) if turned else (clip.width, clip.height)
    target = path.with_name(f"upright-{path.name}") if turned else path
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-hide_banner", "-loglevel", "error"]
    command += [
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
        "-s",
        f"{width}x{height}",
        "-r",
        str(clip.fps),
        "-i",
        "-",
    ]
    if tone:
        chord = "+".join(f"0.05*sin(2*PI*{pitch}*t)" for pitch in (220, 277, 330))
        command += ["-f", "lavfi", "-i", f"aevalsrc={chord}:d={clip.duration}:s=48000", "-shortest"]
        command += ["-c:a", "libopus" if path.suffix == ".webm" else "aac", "-b:a", "32k"]
    command += [
        *ENCODERS[codec],
        "-pix_fmt",
        "yuv420p",
        "-fflags",
        "+bitexact",
        "-flags",
        "+bitexact",
        str(target),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for picture in pictures:
            stored = np.rot90(picture, -1) if turned else picture
            process.stdin.write(np.ascontiguousarray(stored).tobytes())
        process.stdin.close()
        if process.wait() != 0:
            raise RuntimeError(f"ffmpeg could not write {target.name}")
    if turned:
        _set_rotation(target, path)
        target.unlink()


def _set_rotation(source: Path, target: Path) -> None:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-hide_banner", "-loglevel", "error"]
    command += ["-display_rotation", "90", "-i", str(source), "-c", "copy", "-fflags", "+bitexact"]
    subprocess.run([*command, "-movflags", "+faststart", str(target)], check=True)
