"""Rendered pictures of the kinds that ads come in: captions, price tags, screenshots, labels, ...

Each kind is one function that draws lines on a ground; words and fonts differ with every seed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tests.bench.pictures import Picture, ground, phrase

Pixels = NDArray[np.uint8]
Corners = list[list[float]]
SIDE = 1080


@dataclass
class Page:
    """A picture under way: what has been written on it is kept in `lines`."""

    rng: np.random.Generator
    fonts: list[Path]
    image: Image.Image
    lines: list[str]

    def face(self, size: float) -> ImageFont.FreeTypeFont:
        """A face of the picture, one of its fonts, `size` pixels high."""
        font = self.fonts[int(self.rng.integers(len(self.fonts)))]
        return ImageFont.truetype(str(font), int(size))

    def fitted(self, face: ImageFont.FreeTypeFont, words: int, width: float) -> str:
        """A new phrase no wider than `width` pixels, kept as a line of the picture."""
        text = phrase(self.rng, words)
        while face.getlength(text) > width and " " in text:
            text = text.rsplit(" ", 1)[0]
        self.lines.append(text)
        return text

    def write(
        self,
        at: tuple[float, float],
        text: str,
        face: ImageFont.FreeTypeFont,
        ink: str,
        edge: int = 0,
    ) -> None:
        """Write at the left middle of a line; `edge` is the width of a black outline."""
        draw = ImageDraw.Draw(self.image)
        draw.text(at, text, ink, face, "lm", stroke_width=edge, stroke_fill="#101010")


def scene(rng: np.random.Generator, width: int, height: int) -> Image.Image:
    """A busy ground like a blurred photograph."""
    side = max(width, height)
    return Image.fromarray(ground(rng, side)).crop((0, 0, width, height))


def new_page(
    rng: np.random.Generator, fonts: list[Path], width: int, height: int, plain: str = ""
) -> Page:
    image = Image.new("RGB", (width, height), plain) if plain else scene(rng, width, height)
    return Page(rng, fonts, image, [])


def outlined_captions(rng: np.random.Generator, fonts: list[Path]) -> Page:
    """White letters with a black outline in the middle of a portrait video frame."""
    page = new_page(rng, fonts, 720, 1280)
    face = page.face(float(rng.integers(40, 64)))
    top = rng.uniform(300, 700)
    for row in range(3):
        text = page.fitted(face, 4, 640)
        page.write(
            (360 - face.getlength(text) / 2, top + row * face.size * 1.3), text, face, "#ffffff", 4
        )
    return page


def karaoke(rng: np.random.Generator, fonts: list[Path]) -> Page:
    """Two lines near the bottom, the words sung so far in another colour."""
    page = new_page(rng, fonts, 1280, 720)
    face = page.face(float(rng.integers(38, 54)))
    for row in range(2):
        text = page.fitted(face, 6, 1180)
        left, y = 640 - face.getlength(text) / 2, 560 + 80 * row
        page.write((left, y), text, face, "#ffffff", 3)
        words = text.split()
        sung = " ".join(words[: max(1, len(words) // 2)])
        page.write((left, y), sung, face, "#ffd400", 3)
    return page


def neon_price(rng: np.random.Generator, fonts: list[Path]) -> Page:
    """Glowing letters on a dark ground and a slanted price tag."""
    page = new_page(rng, fonts, SIDE, SIDE, "#10081c")
    glow = Image.new("RGB", page.image.size)
    pen = ImageDraw.Draw(glow)
    written = []
    for row in range(3):
        face = page.face(float(rng.integers(60, 100)))
        text = page.fitted(face, 3, SIDE - 120)
        written.append((text, face, 150 + 180 * row))
        pen.text((60, 150 + 180 * row), text, "#ff2bd6", face, "lm", stroke_width=3)
    page.image.paste(glow.filter(ImageFilter.GaussianBlur(12)))
    for text, face, y in written:
        page.write((60, y), text, face, "#ffe8fb")
    face = page.face(110)
    price = f"Chỉ {int(rng.integers(50, 999))}.000đ"
    page.lines.append(price)
    tag = Image.new("RGBA", (int(face.getlength(price)) + 80, 190), "#ffe100")
    ImageDraw.Draw(tag).text((40, 95), price, "#d40000", face, "lm")
    turned = tag.rotate(float(rng.uniform(5, 14)), expand=True, resample=Image.Resampling.BICUBIC)
    page.image.paste(turned, (120, 680), turned)
    return page


def shop_screenshot(rng: np.random.Generator, fonts: list[Path]) -> Page:
    """A page of an online shop, much taller than wide, in small print."""
    page = new_page(rng, fonts, 720, 3200, "#ffffff")
    y = 60.0
    while y < 3100:
        face = page.face(float(rng.choice([18, 20, 24, 34])))
        ink = str(rng.choice(["#222222", "#666666", "#ee4d2d"]))
        page.write((30, y), page.fitted(face, 9, 650), face, ink)
        y += face.size * rng.uniform(1.6, 2.6)
    return page


def comments(rng: np.random.Generator, fonts: list[Path]) -> Page:
    """A thread of comments: names and words in grey bubbles."""
    page = new_page(rng, fonts, 828, 1200, "#ffffff")
    pen = ImageDraw.Draw(page.image)
    y = 40
    while y < 1050:
        left = 100 + 80 * int(rng.integers(2))
        pen.rounded_rectangle((left, y, 790, y + 118), 24, "#f0f2f5")
        pen.ellipse((left - 80, y, left - 16, y + 64), str(rng.choice(["#7a9", "#a87", "#99c"])))
        for row, size in enumerate((26, 24, 24)):
            face = page.face(size)
            page.write(
                (left + 24, y + 26 + 33 * row),
                page.fitted(face, 3 + 4 * (row > 0), 740 - left),
                face,
                "#1c1e21",
            )
        y += 150
    return page


def chat(rng: np.random.Generator, fonts: list[Path]) -> Page:
    """Bubbles of two people, white letters on blue and black on grey."""
    page = new_page(rng, fonts, 750, 1100, "#f7f7f7")
    pen = ImageDraw.Draw(page.image)
    for row in range(8):
        face = page.face(28)
        text = page.fitted(face, 6, 500)
        mine, y, width = row % 2, 90 + 125 * row, face.getlength(text) + 56
        left = 720 - width if mine else 30
        pen.rounded_rectangle(
            (left, y - 34, left + width, y + 34), 32, "#0a7cff" if mine else "#e4e6eb"
        )
        page.write((left + 28, y), text, face, "#ffffff" if mine else "#050505")
    return page


def package_label(rng: np.random.Generator, fonts: list[Path]) -> Page:
    """The front of a pack seen from the side, in perspective."""
    label = new_page(
        rng, fonts, 700, 900, str(rng.choice(["#0b5d3b", "#8c1020", "#f3efe2", "#123a7a"]))
    )
    ink = "#ffffff" if label.image.getpixel((5, 5))[0] < 200 else "#20301f"  # type: ignore[index]
    y = 90.0
    for size in (72, 54, 32, 32, 28, 24, 24, 24):
        face = label.face(size)
        label.write((40, y), label.fitted(face, 5, 620), face, ink)
        y += 1.6 * size
    lean, drop = rng.uniform(60, 200), rng.uniform(60, 160)
    corners: Corners = [[150, 60], [850 - lean, 60 + drop], [850 - lean, 980 - drop], [150, 1020]]
    return in_perspective(label, corners, new_page(rng, fonts, SIDE, SIDE))


def signboard(rng: np.random.Generator, fonts: list[Path]) -> Page:
    """A photographed board seen sharply from the side, small and soft, its letters stretched."""
    colours = [("#1746a2", "#ffffff"), ("#b3121d", "#ffe27a"), ("#f4f1e8", "#7a1420")]
    plain, ink = colours[int(rng.integers(len(colours)))]
    board = new_page(rng, fonts, 900, 420, plain)
    y = 70.0
    for size in (40, 88, 56, 36):
        face = board.face(size)
        board.write((40, y), board.fitted(face, 5, 820), face, ink)
        y += 0.95 * size + 28
    board.image = board.image.resize((int(900 * rng.uniform(0.4, 1.0)), 420))
    near, far = rng.uniform(0.35, 0.95), rng.uniform(-200, 200)
    corners: Corners = [[120, 300], [760, 300 + far], [760, 300 + far + 330 * near], [120, 640]]
    if rng.random() < 0.5:
        corners = [[880 - x, y] for x, y in (corners[1], corners[0], corners[3], corners[2])]
    page = in_perspective(board, corners, new_page(rng, fonts, 880, 880))
    small = page.image.resize((int(rng.integers(420, 620)),) * 2, Image.Resampling.BOX)
    page.image = small.filter(ImageFilter.GaussianBlur(float(rng.uniform(0, 0.8))))
    return page


def in_perspective(label: Page, corners: Corners, page: Page) -> Page:
    """`page` with `label` laid on it so that its corners, clockwise, come to lie at `corners`."""
    width, height = label.image.size
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, np.array(corners, np.float32))
    pixels = np.asarray(page.image).copy()
    flags, size = cv2.INTER_AREA, page.image.size
    cv2.warpPerspective(
        np.asarray(label.image), matrix, size, pixels, flags, cv2.BORDER_TRANSPARENT
    )
    return Page(page.rng, page.fonts, Image.fromarray(pixels), label.lines)


def low_light(rng: np.random.Generator, fonts: list[Path]) -> Page:
    """A dark, noisy, strongly compressed video frame."""
    page = new_page(rng, fonts, 1280, 720)
    for row in range(5):
        face = page.face(float(rng.integers(30, 56)))
        page.write(
            (rng.uniform(40, 200), 110 + 120 * row), page.fitted(face, 5, 1000), face, "#f4f0e6", 1
        )
    dim = np.asarray(page.image, np.float32) * rng.uniform(0.18, 0.35) + rng.normal(
        0, 5, (720, 1280, 1)
    )
    page.image = Image.fromarray(np.clip(dim, 0, 255).astype(np.uint8))
    return page


def tiny_footer(rng: np.random.Generator, fonts: list[Path]) -> Page:
    """Print of 12-14 pixels (letters of 9) below a headline."""
    page = new_page(rng, fonts, 1000, 1000, str(rng.choice(["#fdf6e3", "#e8f3ff", "#17324d"])))
    ink = "#f5f5f5" if page.image.getpixel((5, 5))[0] < 100 else "#2a2a2a"  # type: ignore[index]
    face = page.face(80)
    page.write((60, 200), page.fitted(face, 3, 880), face, ink)
    for row in range(4):
        face = page.face(float(rng.integers(12, 15)))
        page.write((40, 880 + 26 * row), page.fitted(face, 16, 920), face, ink)
    return page


def tilted(rng: np.random.Generator, fonts: list[Path]) -> Page:
    """Lines that rise or fall by 25 to 60 degrees."""
    page = new_page(rng, fonts, SIDE, SIDE)
    layer = Image.new("RGBA", (SIDE, SIDE))
    pen = ImageDraw.Draw(layer)
    for row in range(4):
        face = page.face(float(rng.integers(36, 60)))
        text = page.fitted(face, 4, 640)
        pen.text(
            (540, 390 + 95 * row),
            text,
            "#ffffff",
            face,
            "mm",
            stroke_width=2,
            stroke_fill="#101010",
        )
    angle = float(rng.uniform(25, 60) * rng.choice([-1, 1]))
    turned = layer.rotate(angle, resample=Image.Resampling.BICUBIC)
    page.image.paste(turned, (0, 0), turned)
    return page


def vertical(rng: np.random.Generator, fonts: list[Path]) -> Page:
    """Lines that run up or down the sides, beside level ones."""
    page = new_page(rng, fonts, SIDE, SIDE)
    for row in range(3):
        face = page.face(48)
        page.write((260, 300 + 160 * row), page.fitted(face, 4, 560), face, "#ffffff", 3)
    for left, turn in ((20, Image.Transpose.ROTATE_90), (970, Image.Transpose.ROTATE_270)):
        face = page.face(float(rng.integers(40, 60)))
        text = page.fitted(face, 5, 900)
        strip = Image.new("RGB", (int(face.getlength(text)) + 40, 90), "#c4122f")
        ImageDraw.Draw(strip).text((20, 45), text, "#ffffff", face, "lm")
        page.image.paste(strip.transpose(turn), (left, 60))
    return page


def huge(rng: np.random.Generator, fonts: list[Path]) -> Page:
    """One or two words over the whole picture, with small print beside them."""
    page = new_page(rng, fonts, SIDE, SIDE)
    for row in range(2):
        face = page.face(300)
        text = phrase(rng, 1).upper()
        while face.getlength(text) > SIDE - 120:
            face = face.font_variant(size=face.size - 10)
        page.lines.append(text)
        page.write((60, 260 + 380 * row), text, face, "#ffffff", 5)
    face = page.face(26)
    page.write((60, 1000), page.fitted(face, 10, 960), face, "#ffffff", 2)
    return page


KINDS: dict[str, Callable[[np.random.Generator, list[Path]], Page]] = {
    draw.__name__.replace("_", " "): draw
    for draw in (
        outlined_captions,
        karaoke,
        neon_price,
        shop_screenshot,
        comments,
        chat,
        package_label,
        signboard,
        low_light,
        tiny_footer,
        tilted,
        vertical,
        huge,
    )
}


def kinds(count: int, seed: int, fonts: Path) -> Iterator[Picture]:
    """`count` pictures, the kinds in turn, set in the fonts of a folder, JPEG-compressed."""
    files = sorted(fonts.rglob("*.ttf"))
    names = list(KINDS)
    for number in range(count):
        rng = np.random.default_rng((seed, number))
        name = names[number % len(names)]
        page = KINDS[name](rng, [files[i] for i in rng.integers(len(files), size=3)])
        quality = int(rng.integers(55, 90))
        bgr = np.asarray(page.image.convert("RGB"))[..., ::-1]
        coded = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        pixels = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)
        yield Picture(f"{name} {number}", (pixels,), tuple(page.lines), name)
