"""Abstract people, none of them anyone: portraits, a doctor, an elder, torsos."""

import math
from collections.abc import Sequence

from samples.drawing.canvas import XY, Canvas, Colour

SKIN = ["#f3c9a5", "#dca47c"]


def portrait(
    canvas: Canvas, centre: XY, size: float, hair: Colour, shirt: Colour, *, long_hair: bool = False
) -> None:
    """Head and shoulders in flat style; `size` is the height of the figure."""
    x, y = centre
    head = size * 0.21
    top = y - size * 0.24
    if long_hair:
        canvas.curve(
            [
                (x - head * 1.25, top + head * 1.9),
                (x - head * 1.25, top - head * 0.3),
                (x, top - head * 1.35),
                (x + head * 1.25, top - head * 0.3),
                (x + head * 1.25, top + head * 1.9),
            ],
            hair,
        )
    shoulders = [
        (x - size * 0.42, y + size * 0.5),
        (x - size * 0.37, y + size * 0.17),
        (x - size * 0.13, y + size * 0.07),
        (x + size * 0.13, y + size * 0.07),
        (x + size * 0.37, y + size * 0.17),
        (x + size * 0.42, y + size * 0.5),
    ]
    canvas.curve(shoulders, shirt)
    canvas.rectangle(
        (x - head * 0.38, top + head * 0.5, x + head * 0.38, y + size * 0.12),
        SKIN[1],
        radius=head * 0.3,
    )
    canvas.ellipse((x - head * 0.92, top - head * 1.05, x + head * 0.92, top + head * 1.15), SKIN)
    canvas.curve(
        [
            (x - head * 1.0, top + head * 0.1),
            (x - head * 1.02, top - head * 0.75),
            (x, top - head * 1.35),
            (x + head * 1.02, top - head * 0.75),
            (x + head * 1.0, top + head * 0.1),
            (x + head * 0.62, top - head * 0.55),
            (x - head * 0.3, top - head * 0.62),
        ],
        hair,
    )
    for side in (-1, 1):
        eye = x + side * head * 0.36
        canvas.ellipse(
            (eye - head * 0.09, top + head * 0.0, eye + head * 0.09, top + head * 0.2), "#3b2a22"
        )
    smile = [
        (x + head * 0.34 * math.cos(a), top + head * 0.42 + head * 0.3 * math.sin(a))
        for a in (math.radians(degrees) for degrees in range(30, 151, 12))
    ]
    canvas.line(smile, "#b4573f", head * 0.09)


def doctor(canvas: Canvas, centre: XY, size: float) -> None:
    """A figure in a white coat with a stethoscope."""
    x, y = centre
    portrait(canvas, centre, size, "#2c2c34", "#f5f8fb")
    canvas.polygon(
        [
            (x - size * 0.12, y + size * 0.09),
            (x + size * 0.12, y + size * 0.09),
            (x, y + size * 0.4),
        ],
        "#7fb4d9",
    )
    canvas.polygon(
        [
            (x - size * 0.02, y + size * 0.13),
            (x + size * 0.02, y + size * 0.13),
            (x + size * 0.035, y + size * 0.36),
            (x - size * 0.035, y + size * 0.36),
        ],
        "#274b7a",
    )
    tube = [
        (x - size * 0.15, y + size * 0.1),
        (x - size * 0.17, y + size * 0.28),
        (x - size * 0.08, y + size * 0.37),
        (x + size * 0.02, y + size * 0.4),
        (x + size * 0.16, y + size * 0.33),
        (x + size * 0.15, y + size * 0.1),
    ]
    canvas.line(tube, "#39424e", size * 0.018)
    bell = size * 0.035
    canvas.ellipse(
        (
            x + size * 0.16 - bell,
            y + size * 0.34 - bell,
            x + size * 0.16 + bell,
            y + size * 0.34 + bell,
        ),
        ["#dfe5ea", "#7f8b96"],
    )
    for side in (-1, 1):
        canvas.line(
            [(x + side * size * 0.2, y + size * 0.12), (x + side * size * 0.1, y + size * 0.5)],
            "#cfd8e0",
            size * 0.008,
        )


def elder(canvas: Canvas, centre: XY, size: float) -> None:
    """A healer with a turban and a white beard."""
    x, y = centre
    head = size * 0.21
    top = y - size * 0.24
    portrait(canvas, centre, size, "#6b1f1a", "#5a3b24")
    canvas.curve(
        [
            (x - head * 1.1, top - head * 0.25),
            (x - head, top - head * 1.1),
            (x, top - head * 1.5),
            (x + head, top - head * 1.1),
            (x + head * 1.1, top - head * 0.25),
            (x, top - head * 0.62),
        ],
        ["#8b1e1e", "#4e1010"],
    )
    canvas.curve(
        [
            (x - head * 0.5, top + head * 0.5),
            (x, top + head * 0.42),
            (x + head * 0.5, top + head * 0.5),
            (x + head * 0.3, top + head * 1.5),
            (x, top + head * 2.1),
            (x - head * 0.3, top + head * 1.5),
        ],
        ["#ffffff", "#d9d4cb"],
    )
    canvas.line([(x, y + size * 0.12), (x, y + size * 0.5)], "#c79a4b", size * 0.012)


def torso(
    canvas: Canvas, centre: XY, size: float, waist: float, skin: Sequence[Colour], cloth: Colour
) -> None:
    """A waist seen from the front; `waist` 0.2 is slim, 0.42 is stout."""
    x, y = centre
    shape = [
        (x - size * 0.27, y - size * 0.5),
        (x - size * (0.16 + waist * 0.35), y - size * 0.2),
        (x - size * waist, y + size * 0.1),
        (x - size * (0.24 + waist * 0.3), y + size * 0.34),
        (x - size * 0.3, y + size * 0.5),
        (x + size * 0.3, y + size * 0.5),
        (x + size * (0.24 + waist * 0.3), y + size * 0.34),
        (x + size * waist, y + size * 0.1),
        (x + size * (0.16 + waist * 0.35), y - size * 0.2),
        (x + size * 0.27, y - size * 0.5),
    ]
    canvas.curve(shape, skin, angle=0, shadow=6)
    canvas.curve(
        [
            (x - size * 0.28, y - size * 0.5),
            (x - size * 0.25, y - size * 0.3),
            (x, y - size * 0.24),
            (x + size * 0.25, y - size * 0.3),
            (x + size * 0.28, y - size * 0.5),
        ],
        cloth,
    )
    hip = 0.24 + waist * 0.3
    canvas.curve(
        [
            (x - size * hip, y + size * 0.34),
            (x, y + size * 0.42),
            (x + size * hip, y + size * 0.34),
            (x + size * 0.3, y + size * 0.52),
            (x - size * 0.3, y + size * 0.52),
        ],
        cloth,
    )
    canvas.ellipse((x - 5, y + size * 0.14, x + 5, y + size * 0.17), (90, 50, 30, 160))


def knee(canvas: Canvas, centre: XY, size: float, pain: bool) -> None:
    """A knee joint, glowing red when it hurts."""
    x, y = centre
    canvas.curve(
        [
            (x - size * 0.2, y - size * 0.5),
            (x - size * 0.17, y),
            (x - size * 0.14, y + size * 0.5),
            (x + size * 0.12, y + size * 0.5),
            (x + size * 0.17, y),
            (x + size * 0.22, y - size * 0.5),
        ],
        SKIN,
        angle=0,
    )
    bone = "#fbf3e4"
    canvas.line([(x, y - size * 0.46), (x, y - size * 0.14)], bone, size * 0.1)
    canvas.line([(x, y + size * 0.14), (x, y + size * 0.46)], bone, size * 0.09)
    for offset in (-0.1, 0.1):
        canvas.ellipse(
            (
                x - size * 0.1,
                y + size * offset - size * 0.07,
                x + size * 0.1,
                y + size * offset + size * 0.07,
            ),
            bone,
        )
    if pain:
        canvas.glow(centre, size * 0.3, "#ff2a1a", 255)
