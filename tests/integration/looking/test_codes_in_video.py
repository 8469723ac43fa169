"""Codes in a video are read however they come: for half a second, bit by bit, turned, inverted."""

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
import pytest
import zxingcpp

from tests.bench.footage import grounds
from workers.looking import make_looker
from workers.media import ffmpeg_program, open_media

WIDTH, HEIGHT, FPS = 1280, 720, 25
COMES_S = 0.6
Way = Literal["pop", "fade", "stripes", "slide"]


@dataclass(frozen=True)
class Shown:
    """One code, how it comes, and how long it stays once it is there."""

    text: str
    way: Way
    stays_s: float
    width: int
    symbology: str = "QRCode"
    degrees: float = 0.0
    inverted: bool = False

    def drawn(self) -> np.ndarray:
        kind = getattr(zxingcpp.BarcodeFormat, self.symbology)
        code = np.asarray(zxingcpp.create_barcode(self.text, kind).to_image(scale=8))
        height = self.width if self.symbology == "QRCode" else self.width // 2
        small = cv2.resize(code, (self.width, height), interpolation=cv2.INTER_AREA)
        return np.repeat((255 - small if self.inverted else small)[:, :, None], 3, axis=2)

    def over(self, picture: np.ndarray, seconds: float) -> np.ndarray:
        """The picture with the code, so many seconds after it began to come."""
        come = 1.0 if self.way == "pop" else min(1.0, seconds / COMES_S)
        code = self.drawn()
        opacity = np.full(code.shape[:2], come if self.way == "fade" else 1.0)
        if self.way == "stripes":
            opacity[round(come * len(opacity)) :] = 0
        turn = cv2.getRotationMatrix2D((self.width / 2, self.width / 2), self.degrees, 1)
        turn[:, 2] += (400 - (200 * (1 - come) if self.way == "slide" else 0), 250)
        placed = cv2.warpAffine(code, turn, (WIDTH, HEIGHT))
        weight = cv2.warpAffine(opacity, turn, (WIDTH, HEIGHT))[..., None]
        return (picture * (1 - weight) + placed * weight).astype(np.uint8)


SHOWN = (
    Shown("https://example.vn/1", "pop", 0.5, 110),
    Shown("https://example.vn/2", "stripes", 0.8, 160),
    Shown("https://example.vn/3", "fade", 0.8, 130, degrees=12),
    Shown("https://example.vn/4", "slide", 0.8, 200, inverted=True),
    Shown("8934567890120", "pop", 0.6, 260, symbology="EAN13"),
    Shown("VN-00071", "slide", 0.8, 300, symbology="Code128"),
)
PAUSE_S = 0.8


@pytest.mark.parametrize("ground", ["slides", "footage"])
def test_every_code_is_read(tmp_path, ground):
    watch = make_looker(threads=1).watch("m1")
    with open_media(film(tmp_path / "codes.mp4", ground)).frames("m1") as frames:
        for frame in frames:
            watch.see(frame)
    assert {text.text for text in watch.codes()} == {one.text for one in SHOWN}


def film(path: Path, ground: Literal["slides", "footage"]) -> Path:
    """The codes one after the other over moving or standing pictures."""
    starts, seconds = [], PAUSE_S
    for one in SHOWN:
        starts.append(seconds)
        seconds += one.stays_s + (0 if one.way == "pop" else COMES_S) + PAUSE_S
    command = [ffmpeg_program().path, "-v", "error", "-f", "rawvideo", "-pix_fmt", "bgr24"]
    command += ["-s", f"{WIDTH}x{HEIGHT}", "-r", str(FPS), "-i", "-", "-pix_fmt", "yuv420p"]
    command += ["-c:v", "libx264", "-preset", "veryfast", "-crf", "26", str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for number, picture in enumerate(grounds(ground, WIDTH, HEIGHT, FPS, seconds, seed=8)):
            now = number / FPS
            shown = picture
            for one, start in zip(SHOWN, starts, strict=True):
                come = 0 if one.way == "pop" else COMES_S
                if start <= now < start + come + one.stays_s:
                    shown = one.over(shown, now - start)
            process.stdin.write(shown.tobytes())
    assert process.returncode == 0
    return path
