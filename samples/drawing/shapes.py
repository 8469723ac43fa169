"""Ornaments of shop advertisements: ribbons, bursts, seals, ticks, leaves, waves."""

import math
from dataclasses import replace

from samples.drawing.canvas import XY, Box, Canvas, Colour
from samples.drawing.lettering import HEAVY, Lettering, fitted, write


def burst(
    canvas: Canvas, centre: XY, radius: float, points: int, fill: Colour | list[Colour]
) -> None:
    """A price star with `points` teeth."""
    x, y = centre
    edge = []
    for index in range(points * 2):
        reach = radius if index % 2 == 0 else radius * 0.86
        angle = math.pi * index / points
        edge.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    canvas.polygon(edge, fill, shadow=8)


def ribbon(canvas: Canvas, box: Box, fill: Colour | list[Colour], fold: Colour) -> None:
    """A banner with swallow tails that reach 38 px beyond the box on either side."""
    left, top, right, bottom = box
    height = bottom - top
    tail, drop = 38.0, height * 0.22
    for side, inward in ((left, 1), (right, -1)):
        outer = side - inward * tail
        notch = outer + inward * height * 0.3
        shape = [
            (side + inward * tail, top + drop),
            (outer, top + drop),
            (notch, (top + bottom) / 2 + drop),
            (outer, bottom + drop),
            (side + inward * tail, bottom + drop),
        ]
        canvas.polygon(shape, fold, shadow=4)
    canvas.rectangle(box, fill, shadow=6)


def tick(canvas: Canvas, centre: XY, radius: float, disc: Colour, mark: Colour = "#ffffff") -> None:
    """A round tick mark."""
    x, y = centre
    canvas.ellipse((x - radius, y - radius, x + radius, y + radius), disc)
    path = [
        (x - radius * 0.45, y),
        (x - radius * 0.1, y + radius * 0.38),
        (x + radius * 0.5, y - radius * 0.38),
    ]
    canvas.line(path, mark, radius * 0.24)


def star(canvas: Canvas, centre: XY, radius: float, fill: Colour) -> None:
    """A five-pointed star."""
    x, y = centre
    edge = []
    for index in range(10):
        reach = radius if index % 2 == 0 else radius * 0.42
        angle = math.pi * index / 5 - math.pi / 2
        edge.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    canvas.polygon(edge, fill)


def seal(canvas: Canvas, centre: XY, radius: float, lines: list[str], colour: Colour) -> None:
    """A rubber-stamp seal with up to three short lines of text."""
    x, y = centre
    burst(canvas, centre, radius, 32, colour)
    inner = radius * 0.78
    canvas.ring((x - inner, y - inner, x + inner, y + inner), "#ffffff", radius * 0.035)
    step = radius * 0.36
    first = y - step * (len(lines) - 1) / 2
    for index, line in enumerate(lines):
        style = Lettering(HEAVY, radius * 0.3, "#ffffff")
        write(canvas, (x, first + index * step), line, style, width=radius * 1.36)


def leaf(canvas: Canvas, base: XY, length: float, angle: float, fill: list[Colour]) -> None:
    """A pointed leaf growing from `base` at `angle` degrees."""
    turn = math.radians(angle)
    along, across = (math.cos(turn), math.sin(turn)), (-math.sin(turn), math.cos(turn))
    shape = []
    for t, bulge in ((0.0, 0.0), (0.25, 0.19), (0.55, 0.22), (0.85, 0.09), (1.0, 0.0)):
        shape.append((t, bulge))
    outline = shape + [(t, -b) for t, b in reversed(shape[1:-1])]
    points = [
        (
            base[0] + length * (t * along[0] + b * across[0]),
            base[1] + length * (t * along[1] + b * across[1]),
        )
        for t, b in outline
    ]
    canvas.curve(points, fill, angle=angle + 90)
    tip = (base[0] + length * 0.9 * along[0], base[1] + length * 0.9 * along[1])
    canvas.line([base, tip], (255, 255, 255, 90), max(1.5, length * 0.012))


def sprig(canvas: Canvas, base: XY, length: float, angle: float, fill: list[Colour]) -> None:
    """Three leaves from one point."""
    for spread, size in ((-38, 0.8), (38, 0.8), (0, 1.0)):
        leaf(canvas, base, length * size, angle + spread, fill)


def wave(
    canvas: Canvas, y: float, height: float, fill: Colour | list[Colour], phase: float = 0.0
) -> None:
    """Everything under a gently waving horizon."""
    edge = [
        (x, y + height * math.sin(x / canvas.width * 2 * math.pi * 0.9 + phase))
        for x in range(0, canvas.width + 9, 8)
    ]
    canvas.polygon([*edge, (canvas.width, canvas.height), (0, canvas.height)], fill)


def button(
    canvas: Canvas, box: Box, text: str, fill: list[Colour], ink: Colour = "#ffffff"
) -> None:
    """A call-to-action button."""
    left, top, right, bottom = box
    height = bottom - top
    canvas.rectangle(box, fill, radius=height / 2, shadow=8)
    style = Lettering(HEAVY, height * 0.44, ink)
    write(
        canvas,
        ((left + right) / 2, (top + bottom) / 2),
        text,
        style,
        width=right - left - height * 0.7,
    )


def phone(canvas: Canvas, centre: XY, radius: float, disc: Colour, ink: Colour = "#ffffff") -> None:
    """A telephone handset in a disc."""
    x, y = centre
    canvas.ellipse((x - radius, y - radius, x + radius, y + radius), disc)
    arc = [
        (x + radius * 0.5 * math.cos(a), y - radius * 0.06 + radius * 0.5 * math.sin(a))
        for a in (math.radians(d) for d in range(115, 246, 10))
    ]
    canvas.line(arc, ink, radius * 0.2)
    for px, py in (arc[0], arc[-1]):
        bell = radius * 0.2
        canvas.ellipse((px - bell * 0.6, py - bell, px + bell * 1.6, py + bell), ink)


def ticked_list(
    canvas: Canvas,
    xy: XY,
    lines: tuple[str, ...],
    style: Lettering,
    disc: Colour,
    *,
    step: float,
    width: float,
) -> None:
    """Lines with a tick before each, all in the one size at which the longest fits `width`."""
    size = min(fitted(canvas, line, style, width).size for line in lines)
    x, y = xy
    radius = style.size * 0.7
    for line in lines:
        tick(canvas, (x + radius, y), radius, disc)
        write(canvas, (x + radius * 2.5, y), line, replace(style, size=size), anchor="lm")
        y += step
