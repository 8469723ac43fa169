"""Product packs: bottle, box, jar, tube, blister, capsules. All brands are invented."""

from dataclasses import dataclass

from PIL import Image

from samples.drawing.canvas import XY, Canvas, Colour
from samples.drawing.lettering import HEAVY, NARROW, Lettering, write
from samples.drawing.shapes import leaf


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on a pack."""

    brand: str
    line: str
    note: str
    base: Colour
    dark: Colour
    accent: Colour
    font: str = HEAVY


def _print_label(canvas: Canvas, box: tuple[float, float, float, float], label: Label) -> None:
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    middle = (left + right) / 2
    canvas.rectangle((left, top, right, top + height * 0.08), label.accent)
    canvas.rectangle((left, bottom - height * 0.16, right, bottom), label.accent)
    inner = width * 0.74
    write(
        canvas,
        (middle, top + height * 0.27),
        label.brand,
        Lettering(label.font, height * 0.2, label.dark),
        width=inner,
    )
    write(
        canvas,
        (middle, top + height * 0.46),
        label.line,
        Lettering(NARROW, height * 0.095, label.dark),
        width=inner,
    )
    for angle in (-150, -90, -30):
        leaf(canvas, (middle, top + height * 0.8), height * 0.2, angle, [label.accent, label.dark])
    write(
        canvas,
        (middle, bottom - height * 0.08),
        label.note,
        Lettering(NARROW, height * 0.08, "#ffffff"),
        width=inner,
    )


def bottle(label: Label, height: int) -> Image.Image:
    """A plastic pill bottle, supersampled RGBA."""
    width = round(height * 0.56)
    canvas = Canvas(width + 40, height + 40)
    left, right, top, bottom = 20.0, width + 20.0, 20.0, height + 20.0
    cap = height * 0.17
    body = [label.dark, label.base, label.base, label.dark]
    canvas.rectangle(
        (left + width * 0.2, top + cap * 0.8, right - width * 0.2, top + cap * 1.5), label.dark
    )
    canvas.rectangle(
        (left, top + cap * 1.2, right, bottom), body, radius=height * 0.09, shadow=10, angle=0
    )
    canvas.rectangle(
        (left + width * 0.12, top, right - width * 0.12, top + cap),
        ["#9a9a9a", "#ffffff", "#f4f4f4", "#8a8a8a"],
        radius=8,
        angle=0,
    )
    for index in range(14):
        x = left + width * 0.15 + index * width * 0.052
        canvas.line([(x, top + cap * 0.25), (x, top + cap * 0.85)], (0, 0, 0, 40), 2)
    face = (left, top + height * 0.38, right, top + height * 0.88)
    canvas.rectangle(face, ["#d9d9d9", "#ffffff", "#ffffff", "#cfcfcf"], angle=0)
    _print_label(canvas, face, label)
    canvas.rectangle(
        (left + width * 0.07, top + cap * 1.5, left + width * 0.13, bottom - height * 0.06),
        (255, 255, 255, 60),
        radius=8,
    )
    return canvas.image


def carton(label: Label, height: int) -> Image.Image:
    """A cardboard box seen from the right, supersampled RGBA."""
    width, side, rise = height * 0.68, height * 0.2, height * 0.07
    canvas = Canvas(round(width + side) + 40, round(height + rise) + 40)
    left, top = 20.0, 20.0 + rise
    right, bottom = left + width, top + height
    canvas.polygon(
        [(right, top), (right + side, top - rise), (right + side, bottom - rise), (right, bottom)],
        [label.dark, label.accent],
        shadow=10,
    )
    canvas.polygon(
        [(left, top), (left + side, top - rise), (right + side, top - rise), (right, top)],
        [label.base, label.accent],
    )
    canvas.rectangle((left, top, right, bottom), ["#ffffff", "#f1f3f2"], shadow=6)
    canvas.rectangle((left, top, right, top + height * 0.3), [label.accent, label.dark])
    middle = (left + right) / 2
    write(
        canvas,
        (middle, top + height * 0.13),
        label.brand,
        Lettering(label.font, height * 0.15, "#ffffff"),
        width=width * 0.86,
    )
    write(
        canvas,
        (middle, top + height * 0.245),
        label.line,
        Lettering(NARROW, height * 0.06, "#ffffff"),
        width=width * 0.86,
    )
    canvas.glow((middle, top + height * 0.6), height * 0.26, label.accent, 150)
    for angle in (-160, -125, -90, -55, -20):
        leaf(canvas, (middle, top + height * 0.78), height * 0.26, angle, [label.base, label.dark])
    canvas.rectangle((left, bottom - height * 0.13, right, bottom), label.dark)
    write(
        canvas,
        (middle, bottom - height * 0.065),
        label.note,
        Lettering(NARROW, height * 0.058, "#ffffff"),
        width=width * 0.86,
    )
    return canvas.image


def jar(label: Label, height: int) -> Image.Image:
    """A low cream jar, supersampled RGBA."""
    width = round(height * 1.25)
    canvas = Canvas(width + 40, height + 40)
    left, right, top, bottom = 20.0, width + 20.0, 20.0, height + 20.0
    canvas.rectangle(
        (left + 8, top + height * 0.3, right - 8, bottom),
        [label.dark, label.base, label.base, label.dark],
        radius=height * 0.16,
        shadow=10,
        angle=0,
    )
    canvas.rectangle(
        (left, top, right, top + height * 0.36),
        ["#8f6b2b", "#f7e3a6", "#e6c87a", "#8f6b2b"],
        radius=height * 0.07,
        angle=0,
    )
    middle = (left + right) / 2
    write(
        canvas,
        (middle, top + height * 0.56),
        label.brand,
        Lettering(label.font, height * 0.17, "#ffffff"),
        width=width * 0.76,
    )
    write(
        canvas,
        (middle, top + height * 0.74),
        label.line,
        Lettering(NARROW, height * 0.09, "#ffffff"),
        width=width * 0.76,
    )
    write(
        canvas,
        (middle, top + height * 0.87),
        label.note,
        Lettering(NARROW, height * 0.075, "#ffffff"),
        width=width * 0.6,
    )
    return canvas.image


def capsule(
    canvas: Canvas, centre: XY, length: float, angle: float, left: Colour, right: Colour
) -> None:
    """A two-coloured capsule."""
    thick = length * 0.36
    part = Canvas(round(length + 20), round(thick + 20))
    box = (10.0, 10.0, 10.0 + length, 10.0 + thick)
    part.rectangle(box, right, radius=thick / 2)
    half = Canvas(part.width, part.height)
    half.rectangle(box, left, radius=thick / 2)
    crop = half.image.crop((0, 0, half.image.width // 2, half.image.height))
    part.image.paste(crop, (0, 0))
    part.rectangle(
        (10 + thick * 0.4, 10 + thick * 0.16, 10 + length - thick * 0.5, 10 + thick * 0.32),
        (255, 255, 255, 130),
        radius=thick * 0.08,
    )
    canvas.place_large(part.image, centre, angle)


def blister(canvas: Canvas, centre: XY, width: float, angle: float, pill: Colour) -> None:
    """A foil strip of ten pills."""
    height = width * 0.46
    part = Canvas(round(width + 30), round(height + 30))
    part.rectangle(
        (15, 15, 15 + width, 15 + height),
        ["#f5f6f8", "#b9c0c8", "#e9ecef"],
        radius=12,
        angle=35,
        shadow=5,
    )
    for row in range(2):
        for column in range(5):
            x = 15 + width * (0.12 + column * 0.19)
            y = 15 + height * (0.28 + row * 0.44)
            r = width * 0.065
            part.ellipse((x - r, y - r, x + r, y + r), (255, 255, 255, 160))
            part.ellipse((x - r * 0.8, y - r * 0.8, x + r * 0.8, y + r * 0.8), pill)
            part.ellipse((x - r * 0.5, y - r * 0.6, x, y - r * 0.15), (255, 255, 255, 150))
    canvas.place_large(part.image, centre, angle)
