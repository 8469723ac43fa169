"""Made video ads: a few made creatives one after another, each slowly zoomed, and what re-uploads
do to a video."""

import subprocess
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from tests.bench.creatives import creative
from workers.media import ffmpeg_program
from workers.media.frame import Pixels

SCENES: Final = 3
_RATE = 10
_FRAMES = 18
_ZOOM = 0.08

CLIP_CHANGES: Final[dict[str, tuple[str, ...]]] = {
    "re-encode": ("-crf", "36"),
    "resize": ("-vf", "scale=trunc(iw*0.3)*2:trunc(ih*0.3)*2"),
    "caption band": ("-vf", "pad=iw:trunc(ih*0.56)*2:0:0:0x204080"),
    "logo": ("-vf", "drawbox=x=iw*0.8:y=ih*0.04:w=iw*0.16:h=iw*0.1:color=red:t=fill"),
    "letterbox": ("-vf", "pad=iw:trunc(ih*0.7)*2:0:(oh-ih)/2"),
    "crop <= 20 %": ("-vf", "crop=trunc(iw*0.43)*2:trunc(ih*0.43)*2"),
    "mirror": ("-vf", "hflip"),
    "speed": ("-vf", "setpts=PTS/1.2"),
    "slow": ("-vf", "setpts=PTS/0.85"),
    "cut": ("-ss", "1.9"),
}
"""Arguments of ffmpeg by kind of change; `cut` takes the first scene away."""


def write_clip(path: Path, number: int, side: int = 360, family: int | None = None) -> None:
    """The clip of that number as H.264, its longest side `side`; see `creative` for `family`."""
    scenes = [_scene(number * SCENES + place, place, side, family) for place in range(SCENES)]
    height, width = scenes[0].shape[:2]
    command = [
        *(ffmpeg_program().path, "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "bgr24"),
        *("-s", f"{width}x{height}", "-r", str(_RATE), "-i", "-"),
        *("-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-pix_fmt", "yuv420p", str(path)),
    ]
    frames = b"".join(
        cv2.resize(_zoomed(scene, frame / _FRAMES), (width, height)).tobytes()
        for scene in scenes
        for frame in range(_FRAMES)
    )
    subprocess.run(command, input=frames, check=True)


def changed_clip(source: Path, kind: str, path: Path) -> None:
    """The clip after a change of `CLIP_CHANGES`."""
    changes = CLIP_CHANGES[kind]
    command = [ffmpeg_program().path, "-v", "error", "-y", "-i", str(source), *changes]
    encoder = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p"]
    subprocess.run([*command, *encoder, str(path)], check=True)


def _scene(number: int, place: int, side: int, family: int | None) -> Pixels:
    """All scenes of a clip have its first one's shape."""
    picture = creative(number, None if family is None else family * SCENES + place)
    scale = side / max(picture.shape[:2])
    width, height = (int(picture.shape[axis] * scale) // 2 * 2 for axis in (1, 0))
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _zoomed(scene: Pixels, part: float) -> Pixels:
    height, width = scene.shape[:2]
    away = 0.5 * _ZOOM * part
    top, left = round(height * away), round(width * away)
    return np.ascontiguousarray(scene[top : height - top, left : width - left])
