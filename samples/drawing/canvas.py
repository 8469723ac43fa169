"""A supersampled RGBA canvas measured in final pixels."""

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = str | tuple[int, int, int] | tuple[int, int, int, int]
Box = tuple[float, float, float, float]
XY = tuple[float, float]

SUPERSAMPLING = 2


def rgba(colour: Colour, alpha: int | None = None) -> tuple[int, int, int, int]:
    """`#rrggbb`, `#rrggbbaa` or a tuple as an RGBA tuple, optionally with another alpha."""
    if isinstance(colour, str):
        digits = colour.lstrip("#")
        values = tuple(int(digits[i : i + 2], 16) for i in range(0, len(digits), 2))
    else:
        values = tuple(colour)
    red, green, blue = values[:3]
    opacity = values[3] if len(values) > 3 else 255
    return red, green, blue, opacity if alpha is None else alpha


def gradient(size: tuple[int, int], stops: Sequence[Colour], angle: float = 90.0) -> Image.Image:
    """A linear gradient of equally spaced stops; 0 degrees runs left to right, 90 top to bottom."""
    width, height = size
    direction = math.radians(angle)
    x = np.linspace(-0.5, 0.5, width)[None, :] * math.cos(direction)
    y = np.linspace(-0.5, 0.5, height)[:, None] * math.sin(direction)
    field = x + y
    span = float(field.max() - field.min()) or 1.0
    position = (field - field.min()) / span
    colours = np.array([rgba(stop) for stop in stops], dtype=np.float64)
    at = np.linspace(0.0, 1.0, len(colours))
    channels = [np.interp(position, at, colours[:, c]) for c in range(4)]
    return Image.fromarray(np.stack(channels, axis=-1).round().astype(np.uint8), "RGBA")


class Canvas:
    """Draws at `SUPERSAMPLING` times the final size; all lengths given are final pixels."""

    def __init__(self, width: int, height: int, background: Colour = (0, 0, 0, 0)) -> None:
        self.width = width
        self.height = height
        self.scale = SUPERSAMPLING
        size = (width * self.scale, height * self.scale)
        self.image = Image.new("RGBA", size, rgba(background))

    def finish(self) -> Image.Image:
        """The picture at its final size, RGBA."""
        return self.image.resize((self.width, self.height), Image.Resampling.LANCZOS)

    def _box(self, box: Box) -> tuple[int, int, int, int]:
        left, top, right, bottom = (round(v * self.scale) for v in box)
        return left, top, right, bottom

    def _layer(self) -> Image.Image:
        return Image.new("L", self.image.size, 0)

    def paint(
        self,
        mask: Image.Image,
        fill: Colour | Sequence[Colour],
        *,
        angle: float = 90.0,
        shadow: float = 0.0,
        shadow_alpha: int = 110,
        offset: XY = (0.0, 0.35),
    ) -> None:
        """Fill a full-size mask with a colour or a gradient over the mask's own extent."""
        extent = mask.getbbox()
        if extent is None:
            return
        if shadow:
            self._shadow(mask, shadow, shadow_alpha, offset)
        if isinstance(fill, list):
            size = (extent[2] - extent[0], extent[3] - extent[1])
            colour = gradient(size, fill, angle)
        else:
            size = (extent[2] - extent[0], extent[3] - extent[1])
            colour = Image.new("RGBA", size, rgba(fill))  # type: ignore[arg-type]
        alpha = ImageChops.multiply(colour.getchannel("A"), mask.crop(extent))
        colour.putalpha(alpha)
        self.image.alpha_composite(colour, extent[:2])

    def _shadow(self, mask: Image.Image, blur: float, alpha: int, offset: XY) -> None:
        radius = blur * self.scale
        extent = mask.getbbox()
        assert extent is not None
        pad = round(radius * 3)
        crop = (extent[0] - pad, extent[1] - pad, extent[2] + pad, extent[3] + pad)
        soft = mask.crop(crop).filter(ImageFilter.GaussianBlur(radius))
        soft = soft.point([value * alpha // 255 for value in range(256)])
        dark = Image.new("RGBA", soft.size, (0, 0, 0, 255))
        dark.putalpha(soft)
        x = crop[0] + round(offset[0] * radius * 2)
        y = crop[1] + round(offset[1] * radius * 2)
        full = Image.new("RGBA", self.image.size, (0, 0, 0, 0))
        full.paste(dark, (x, y))
        self.image.alpha_composite(full)

    def fill(self, stops: Sequence[Colour], angle: float = 90.0) -> None:
        """Cover the whole canvas with a gradient."""
        self.image.alpha_composite(gradient(self.image.size, stops, angle))

    def rectangle(
        self,
        box: Box,
        fill: Colour | Sequence[Colour],
        *,
        radius: float = 0.0,
        shadow: float = 0.0,
        outline: Colour | None = None,
        outline_width: float = 3.0,
        angle: float = 90.0,
    ) -> None:
        """A rectangle with optional round corners, shadow and outline."""
        mask = self._layer()
        corner = round(radius * self.scale)
        ImageDraw.Draw(mask).rounded_rectangle(self._box(box), corner, fill=255)
        self.paint(mask, fill, shadow=shadow, angle=angle)
        if outline is not None:
            line = Image.new("RGBA", self.image.size, (0, 0, 0, 0))
            ImageDraw.Draw(line).rounded_rectangle(
                self._box(box),
                corner,
                outline=rgba(outline),
                width=round(outline_width * self.scale),
            )
            self.image.alpha_composite(line)

    def ellipse(
        self,
        box: Box,
        fill: Colour | Sequence[Colour],
        *,
        shadow: float = 0.0,
        angle: float = 90.0,
    ) -> None:
        mask = self._layer()
        ImageDraw.Draw(mask).ellipse(self._box(box), fill=255)
        self.paint(mask, fill, shadow=shadow, angle=angle)

    def ring(self, box: Box, colour: Colour, width: float) -> None:
        """The outline of an ellipse."""
        line = Image.new("RGBA", self.image.size, (0, 0, 0, 0))
        ImageDraw.Draw(line).ellipse(
            self._box(box), outline=rgba(colour), width=round(width * self.scale)
        )
        self.image.alpha_composite(line)

    def polygon(
        self,
        points: Sequence[XY],
        fill: Colour | Sequence[Colour],
        *,
        shadow: float = 0.0,
        angle: float = 90.0,
        blur: float = 0.0,
    ) -> None:
        mask = self._layer()
        ImageDraw.Draw(mask).polygon(
            [(x * self.scale, y * self.scale) for x, y in points], fill=255
        )
        if blur:
            mask = mask.filter(ImageFilter.GaussianBlur(blur * self.scale))
        self.paint(mask, fill, shadow=shadow, angle=angle)

    def curve(
        self,
        points: Sequence[XY],
        fill: Colour | Sequence[Colour],
        *,
        shadow: float = 0.0,
        angle: float = 90.0,
    ) -> None:
        """A closed smooth shape through the points (Catmull-Rom)."""
        self.polygon(smooth(points), fill, shadow=shadow, angle=angle)

    def line(self, points: Sequence[XY], colour: Colour, width: float) -> None:
        """A polyline with round joints and ends."""
        layer = Image.new("RGBA", self.image.size, (0, 0, 0, 0))
        pen = ImageDraw.Draw(layer)
        scaled = [(x * self.scale, y * self.scale) for x, y in points]
        thick = round(width * self.scale)
        pen.line(scaled, fill=rgba(colour), width=thick, joint="curve")
        for x, y in (scaled[0], scaled[-1]):
            half = thick / 2
            pen.ellipse((x - half, y - half, x + half, y + half), fill=rgba(colour))
        self.image.alpha_composite(layer)

    def glow(self, centre: XY, radius: float, colour: Colour, alpha: int = 200) -> None:
        """A soft round light."""
        size = round(radius * 2 * self.scale)
        axis = np.linspace(-1.0, 1.0, size)
        distance = np.sqrt(axis[None, :] ** 2 + axis[:, None] ** 2)
        strength = np.clip(1.0 - distance, 0.0, 1.0) ** 2 * alpha
        light = Image.new("RGBA", (size, size), rgba(colour))
        light.putalpha(Image.fromarray(strength.astype(np.uint8), "L"))
        full = Image.new("RGBA", self.image.size, (0, 0, 0, 0))
        corner = tuple(round(c * self.scale - size / 2) for c in centre)
        full.paste(light, corner)  # type: ignore[arg-type]
        self.image.alpha_composite(full)

    def rays(self, centre: XY, count: int, colour: Colour, alpha: int = 60) -> None:
        """A sunburst of `count` wedges over the whole canvas."""
        reach = math.hypot(self.width, self.height)
        x, y = centre
        mask = self._layer()
        pen = ImageDraw.Draw(mask)
        for index in range(count):
            start = 2 * math.pi * index / count
            end = start + math.pi / count
            wedge = [(x, y)] + [
                (x + reach * math.cos(a), y + reach * math.sin(a)) for a in (start, end)
            ]
            pen.polygon([(px * self.scale, py * self.scale) for px, py in wedge], fill=alpha)
        self.paint(mask, colour)

    def bokeh(self, seed: int, count: int, colour: Colour, size: tuple[float, float]) -> None:
        """Round specks of light at seeded places."""
        random = np.random.default_rng(seed)
        for _ in range(count):
            x, y = random.uniform(0, self.width), random.uniform(0, self.height)
            radius = random.uniform(*size)
            opacity = int(random.uniform(18, 70))
            box = (x - radius, y - radius, x + radius, y + radius)
            self.ellipse(box, rgba(colour, opacity))

    def place(self, picture: Image.Image, xy: XY, angle: float = 0.0) -> None:
        """Put a picture of final-size pixels with its centre at `xy`, turned counter-clockwise."""
        size = (picture.width * self.scale, picture.height * self.scale)
        large = picture.resize(size, Image.Resampling.LANCZOS)
        self.place_large(large, xy, angle)

    def place_large(self, picture: Image.Image, xy: XY, angle: float = 0.0) -> None:
        """As `place`, for a picture that is supersampled already."""
        if angle:
            picture = picture.rotate(angle, Image.Resampling.BICUBIC, expand=True)
        full = Image.new("RGBA", self.image.size, (0, 0, 0, 0))
        left = round(xy[0] * self.scale - picture.width / 2)
        top = round(xy[1] * self.scale - picture.height / 2)
        full.paste(picture, (left, top))
        self.image.alpha_composite(full)

    def grain(self, seed: int, strength: float = 5.0) -> None:
        """Film grain, as phones and messaging apps leave on pictures."""
        pixels = np.asarray(self.image).astype(np.float32)
        noise = np.random.default_rng(seed).normal(0.0, strength, pixels.shape[:2])
        pixels[..., :3] += noise[..., None]
        self.image = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8), "RGBA")


def smooth(points: Sequence[XY], steps: int = 12) -> list[XY]:
    """Points along the closed Catmull-Rom spline through `points`."""
    nodes = np.array(points, dtype=np.float64)
    count = len(nodes)
    t = np.linspace(0.0, 1.0, steps, endpoint=False)[:, None]
    path: list[XY] = []
    for i in range(count):
        a, b, c, d = (nodes[(i + k - 1) % count] for k in range(4))
        segment = 0.5 * (
            2 * b
            + (c - a) * t
            + (2 * a - 5 * b + 4 * c - d) * t**2
            + (3 * b - a - 3 * c + d) * t**3
        )
        path.extend((float(x), float(y)) for x, y in segment)
    return path
