"""Advertising type: outlines, gradients, shadows, fitting and wrapping."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from samples.drawing.canvas import XY, Canvas, Colour, rgba

FONTS = Path(__file__).resolve().parent.parent / "fonts"

BODY = "BeVietnamPro-Medium"
HEAVY = "BeVietnamPro-ExtraBold"
POSTER = "Montserrat-ExtraBold"
NARROW = "Oswald-SemiBold"
ROUND = "Baloo2-Bold"
SCRIPT = "Pacifico-Regular"
SERIF = "NotoSerif-SemiBold"


@cache
def load_font(name: str, pixels: int) -> ImageFont.FreeTypeFont:
    """A font of the samples at a size in (supersampled) pixels."""
    return ImageFont.truetype(str(FONTS / f"{name}.ttf"), pixels)


@dataclass(frozen=True, slots=True)
class Lettering:
    """How a line of text looks; sizes in final pixels, `fill` a colour or gradient stops."""

    font: str = BODY
    size: float = 40.0
    fill: Colour | Sequence[Colour] = "#111111"
    stroke: Colour | None = None
    stroke_width: float = 0.0
    shadow: float = 0.0
    angle: float = 0.0


def measure(canvas: Canvas, text: str, style: Lettering) -> tuple[float, float]:
    """Width and height of one line, outline included."""
    font = load_font(style.font, round(style.size * canvas.scale))
    box = font.getbbox(text, stroke_width=round(style.stroke_width * canvas.scale))
    return (box[2] - box[0]) / canvas.scale, (box[3] - box[1]) / canvas.scale


def fitted(canvas: Canvas, text: str, style: Lettering, width: float) -> Lettering:
    """`style`, made smaller where that is needed for one line to fit `width`."""
    needed, _ = measure(canvas, text, style)
    if needed <= width:
        return style
    return Lettering(
        style.font,
        style.size * width / needed,
        style.fill,
        style.stroke,
        style.stroke_width * width / needed,
        style.shadow,
        style.angle,
    )


def write(
    canvas: Canvas,
    xy: XY,
    text: str,
    style: Lettering,
    *,
    anchor: str = "mm",
    width: float | None = None,
) -> None:
    """One line at `xy`; `anchor` as in Pillow; made smaller to fit `width` if given."""
    if width is not None:
        style = fitted(canvas, text, style, width)
    if style.angle:
        _write_turned(canvas, xy, text, style)
        return
    position = (xy[0] * canvas.scale, xy[1] * canvas.scale)
    font = load_font(style.font, round(style.size * canvas.scale))
    stroke = round(style.stroke_width * canvas.scale)
    if style.stroke is not None:
        edge = Image.new("L", canvas.image.size, 0)
        ImageDraw.Draw(edge).text(position, text, 255, font, anchor, stroke_width=stroke)
        canvas.paint(edge, style.stroke, shadow=style.shadow, shadow_alpha=150)
    face = Image.new("L", canvas.image.size, 0)
    ImageDraw.Draw(face).text(position, text, 255, font, anchor)
    shadow = style.shadow if style.stroke is None else 0.0
    canvas.paint(face, style.fill, shadow=shadow, shadow_alpha=150)


def _write_turned(canvas: Canvas, xy: XY, text: str, style: Lettering) -> None:
    level = Lettering(
        style.font, style.size, style.fill, style.stroke, style.stroke_width, style.shadow
    )
    width, height = measure(canvas, text, level)
    part = Canvas(round(width + 60), round(height * 1.6 + 60))
    write(part, (part.width / 2, part.height / 2), text, level)
    canvas.place_large(part.image, xy, style.angle)


def wrapped(canvas: Canvas, text: str, style: Lettering, width: float) -> list[str]:
    """Greedy line breaking between words."""
    lines: list[str] = []
    for word in text.split():
        trial = f"{lines[-1]} {word}" if lines else word
        if lines and measure(canvas, trial, style)[0] <= width:
            lines[-1] = trial
        else:
            lines.append(word)
    return lines


def paragraph(
    canvas: Canvas,
    xy: XY,
    text: str,
    style: Lettering,
    width: float,
    *,
    anchor: str = "lt",
    leading: float = 1.35,
) -> float:
    """Several lines from `xy` downwards; returns the y where the next block may start."""
    x, y = xy
    for line in wrapped(canvas, text, style, width):
        write(canvas, (x, y), line, style, anchor=anchor)
        y += style.size * leading
    return y


def solid(colour: Colour, alpha: int = 255) -> tuple[int, int, int, int]:
    """A colour with an opacity, for translucent panels."""
    return rgba(colour, alpha)
