"""Pictures with known lines: the samples, freshly rendered ads, and labelled folders."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from samples.make import ADS, SAMPLES

STILLS = (".jpg", ".png")
LIGHT = 255


@dataclass(frozen=True)
class Picture:
    """A still with the lines it holds; `renderings` are BGR, two for a transparent picture.

    `kind` groups pictures of one set.
    """

    name: str
    renderings: tuple[NDArray[np.uint8], ...]
    lines: tuple[str, ...]
    kind: str = ""

    @property
    def megapixels(self) -> float:
        return sum(one.shape[0] * one.shape[1] for one in self.renderings) / 1e6


def renderings(picture: Image.Image) -> tuple[NDArray[np.uint8], ...]:
    """The picture as BGR, a transparent one on light and on dark ground."""
    rgba = picture.convert("RGBA")
    grounds = (LIGHT, 24) if np.asarray(rgba)[..., 3].min() < 250 else (LIGHT,)
    shown = []
    for ground in grounds:
        below = Image.new("RGBA", rgba.size, (ground, ground, ground, 255))
        shown.append(np.asarray(Image.alpha_composite(below, rgba).convert("RGB"))[..., ::-1])
    return tuple(np.ascontiguousarray(one) for one in shown)


def samples() -> Iterator[Picture]:
    """The still samples; their lines are what their drawing functions write."""
    with tempfile.TemporaryDirectory() as folder:
        for name, draw in SAMPLES.items():
            if not name.endswith(STILLS):
                continue
            with _written_text() as lines:
                draw(Path(folder) / name)
            with Image.open(ADS / name) as picture:
                yield Picture(name, renderings(picture), tuple(dict.fromkeys(lines)))


@contextmanager
def _written_text() -> Iterator[list[str]]:
    lines: list[str] = []
    draw_text = ImageDraw.ImageDraw.text

    def record(self: Any, xy: Any, text: str, *args: Any, **kwargs: Any) -> None:
        lines.append(text)
        draw_text(self, xy, text, *args, **kwargs)

    with patch.object(ImageDraw.ImageDraw, "text", record):
        yield lines


def labelled(folder: Path) -> Iterator[Picture]:
    """Pictures of a folder with a `labels.jsonl` (`file`, `text_lines`)."""
    for row in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(row)
        if not label.get("text_lines"):
            continue
        with Image.open(folder / label["file"]) as picture:
            shown = renderings(picture)
        yield Picture(label["file"], shown, tuple(label["text_lines"]))


def rendered(count: int, seed: int, fonts: Path) -> Iterator[Picture]:
    """Ads of 1080 x 1080 set in the fonts of a folder: headlines, body and small print."""
    rng = np.random.default_rng(seed)
    files = sorted(fonts.rglob("*.ttf"))
    if not files:
        raise SystemExit(f"There are no .ttf fonts in {fonts}.")
    for number in range(count):
        yield _render(rng, f"{seed}-{number}", [files[i] for i in rng.integers(len(files), size=3)])


def _render(rng: np.random.Generator, name: str, fonts: list[Path]) -> Picture:
    side = 1080
    canvas = Image.fromarray(ground(rng, side))
    draw = ImageDraw.Draw(canvas)
    lines: list[str] = []
    y = 50.0
    for size, words, font in (
        (rng.integers(60, 110), 3, fonts[0]),
        (rng.integers(44, 72), 4, fonts[0]),
        *((rng.integers(26, 44), 6, fonts[1]) for _ in range(7)),
        *((rng.integers(14, 20), 11, fonts[2]) for _ in range(3)),
    ):
        text = phrase(rng, words)
        if size > 50 and rng.random() < 0.7:
            text = text.upper()
        face = ImageFont.truetype(str(font), int(size))
        while face.getlength(text) > side - 80 and " " in text:
            text = text.rsplit(" ", 1)[0]
        at = (40 + rng.uniform(0, side - 80 - min(side - 80, face.getlength(text))), y)
        box = draw.textbbox(at, text, font=face)
        under = np.asarray(canvas.crop(tuple(int(v) for v in box)).convert("L"))
        ink, edge = ("#ffffff", "#20242c") if under.mean() < 140 else ("#141821", "#ffffff")
        stroke = int(size // 16) if rng.random() < 0.4 else 0
        draw.text(at, text, ink, face, stroke_width=stroke, stroke_fill=edge)
        lines.append(text)
        y = box[3] + 0.35 * float(size)
    quality = int(rng.integers(55, 92))
    coded = cv2.imencode(".jpg", np.asarray(canvas)[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    pixels = np.asarray(cv2.imdecode(coded[1], cv2.IMREAD_COLOR), np.uint8)
    return Picture(name, (pixels,), tuple(lines))


def ground(rng: np.random.Generator, side: int) -> NDArray[np.uint8]:
    """A square of blended colours with translucent discs."""
    corners = rng.integers(20, 235, (2, 2, 3)).astype(np.float32)
    ground = cv2.resize(corners, (side, side), interpolation=cv2.INTER_LINEAR)
    for _ in range(rng.integers(2, 9)):
        centre = tuple(int(v) for v in rng.integers(0, side, 2))
        colour = tuple(float(v) for v in rng.integers(0, 255, 3))
        layer = ground.copy()
        cv2.circle(layer, centre, int(rng.integers(30, 260)), colour, -1, cv2.LINE_AA)
        ground = cv2.addWeighted(layer, 0.25, ground, 0.75, 0)
    return np.clip(ground, 0, 255).astype(np.uint8)


WORDS = (
    "uống đều mỗi ngày giúp bổ sung vi chất cho người lớn tuổi bữa sáng khỏe đẹp tự nhiên hỗ trợ "
    "tiêu hóa làm dịu cơn mỏi gối thảo mộc quý từ rừng núi ngủ ngon giấc sâu trẻ em phụ nữ đàn ông "
    "giá ưu đãi chỉ còn hộp lọ viên nén trà túi lọc kem dưỡng mặt nạ cao dán nhập khẩu chính hãng "
    "giao hàng miễn phí toàn quốc gọi ngay đặt mua quà tặng kèm nhanh chóng hiệu quả rõ rệt "
    "lành tính được tin dùng chuyên gia khuyên sử dụng xương khớp dẻo dai mắt sáng "
    "thực phẩm này không phải là thuốc và không có tác dụng thay thế thuốc chữa bệnh đọc kỹ hướng "
    "dẫn trước khi dùng 100% 24/7 99.000đ 30 60 500mg 0900.000.000"
)
SYLLABLES = tuple(WORDS.split())


def phrase(rng: np.random.Generator, words: int) -> str:
    """Words of ads in any order, the first capitalised."""
    chosen = [SYLLABLES[i] for i in rng.integers(len(SYLLABLES), size=words)]
    return " ".join(chosen).capitalize()
