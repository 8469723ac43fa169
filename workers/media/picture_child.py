"""Decodes one picture file inside a sandboxed child process; run as a script, never imported.

It imports nothing of adscan, so that it starts fast and holds nothing worth attacking. Standard
output carries JSON lines: first the facts of the file, then for each picture a line that describes
it, followed by its pixels (BGR, row by row). A line with `error` ends the output.

    python -I picture_child.py probe|decode PATH MAX_PIXELS MAX_SIDE MAX_PAGES MAX_FRAMES
"""

import json
import os
import sys
import warnings
from collections.abc import Iterator
from typing import Any, BinaryIO

from PIL import Image, ImageFile, ImageOps, ImageSequence, UnidentifiedImageError
from pillow_heif import register_heif_opener

FORMATS = [
    *("JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF", "BMP", "DIB", "TIFF", "ICO", "JPEG2000"),
    *("PSD", "PCX", "PPM", "QOI", "DDS", "SGI", "TGA", "FLI"),
]
ANIMATED = frozenset(("GIF", "PNG", "WEBP", "AVIF", "FLI"))
PAGED = frozenset(("TIFF", "HEIF"))
REDUCED_COPY = 1
NEW_SUBFILE_TYPE = 254
ORIENTATION = 274
CLOCKWISE = {3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}
LIGHT, DARK = (255, 255, 255), (24, 24, 24)
# Browsers show frames of up to 10 ms, which nobody means, for 100 ms.
SHORTEST_MS, SHOWN_MS = 10, 100


class RefusedError(Exception):
    """`kind` is `limit`, `unidentified` or `broken`; the message goes to the person."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind


class Reader:
    """One opened picture file and the limits on it."""

    def __init__(self, path: str, limits: tuple[int, int, int, int]) -> None:
        self.path = path
        self.max_pixels, self.max_side, self.max_pages, self.max_frames = limits
        self.image = self._open()
        self.format = self.image.format or "unknown"
        self.truncated = False

    def _open(self) -> Image.Image:
        try:
            image = Image.open(self.path, formats=FORMATS)
        except UnidentifiedImageError as error:
            raise RefusedError("unidentified", "its format is not recognised") from error
        self.check_size(image)
        return image

    def check_size(self, image: Image.Image) -> None:
        width, height = image.size
        if width * height > self.max_pixels or max(width, height) > self.max_side:
            raise RefusedError(
                "limit",
                f"it claims {width} x {height} pixels; the limit is "
                f"{self.max_pixels / 1e6:g} million, {self.max_side} on a side",
            )

    def count(self) -> int:
        """Pictures to deliver: frames of an animation, pages of a document, else 1."""
        if self.format not in ANIMATED | PAGED:
            return 1
        try:
            return max(1, int(getattr(self.image, "n_frames", 1)))
        except (OSError, ValueError, EOFError, SyntaxError, KeyError, TypeError):
            self.truncated = True
            return 1

    def animated(self) -> bool:
        return self.format in ANIMATED and self.count() > 1

    def pictures(self) -> Iterator[tuple[int, Image.Image, bool]]:
        """(number, decoded picture, whether its end is missing), as far as decoding succeeds."""
        total = self.count()
        bound = self.max_frames if self.animated() else self.max_pages
        for number in range(min(total, bound)):
            try:
                self.image.seek(number)
                self.check_size(self.image)
                self.image.load()
            except (OSError, ValueError, EOFError, SyntaxError, IndexError, TypeError) as error:
                salvaged = self._salvage(number)
                if salvaged is None:
                    if number == 0:
                        raise RefusedError("broken", _reason(error)) from error
                    self.truncated = True
                    return
                self.image = salvaged
                self.truncated = True
                yield number, salvaged, True
                continue
            yield number, self.image, False
        if total > bound:
            self.truncated = True

    def _salvage(self, number: int) -> Image.Image | None:
        """Decode again, taking what there is."""
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        try:
            image = self._open()
            image.seek(number)
            image.load()
        except (OSError, ValueError, EOFError, SyntaxError, IndexError, TypeError, RefusedError):
            return None
        return image

    def facts(self) -> dict[str, Any]:
        image = self.image
        orientation = _orientation(image)
        width, height = image.size
        if orientation >= 5:
            width, height = height, width
        facts: dict[str, Any] = {
            "format": self.format,
            "mode": image.mode,
            "width": width,
            "height": height,
            "coded_width": image.size[0],
            "coded_height": image.size[1],
            "rotation": CLOCKWISE.get(orientation, 0),
            "count": self.count(),
            "animated": self.animated(),
            "bits": 16 if ";16" in image.mode or image.mode in ("I", "F") else 8,
        }
        if facts["animated"]:
            facts["durations"] = self._durations()
        return facts

    def _durations(self) -> list[int]:
        durations: list[int] = []
        try:
            for frame in ImageSequence.Iterator(self.image):
                self.check_size(frame)
                if self.format != "GIF":
                    frame.load()
                durations.append(shown_ms(frame))
                if len(durations) >= self.max_frames:
                    break
        except (OSError, ValueError, EOFError, SyntaxError, IndexError, TypeError):
            self.truncated = True
        return durations or [SHOWN_MS]


def shown_ms(frame: Image.Image) -> int:
    duration = frame.info.get("duration", 0)
    if not isinstance(duration, int | float) or duration <= SHORTEST_MS:
        return SHOWN_MS
    return round(min(duration, 3_600_000))


def upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, ZeroDivisionError):
        return image


def colour(image: Image.Image) -> Image.Image:
    """`image` as RGB, or as RGBA when any of it is transparent."""
    image = _eight_bits(image)
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        with_alpha = image.convert("RGBA")
        lowest = with_alpha.getchannel("A").getextrema()[0]
        if isinstance(lowest, int | float) and lowest < 250:
            return with_alpha
        return with_alpha.convert("RGB")
    if image.mode == "LAB":
        return image.getchannel(0).convert("RGB")
    return image.convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Deep grey pictures scaled to 8 bits by the depth their brightest pixel needs."""
    if image.mode.startswith("I"):
        deep = image.convert("I")
        brightest = int(deep.getextrema()[1])  # type: ignore[arg-type]
        depth = max(8, brightest.bit_length())
        return deep.point(lambda value: value * (255 / ((1 << depth) - 1)) + 0).convert("L")
    if image.mode == "F":
        brightest_value = float(image.getextrema()[1])  # type: ignore[arg-type]
        scale = 255.0 if brightest_value <= 1.0 else 255.0 / max(brightest_value, 255.0)
        return image.point(lambda value: value * scale + 0).convert("L")
    return image


def views(image: Image.Image) -> Iterator[tuple[str, Image.Image]]:
    """The picture as people see it; a transparent one on a light and on a dark ground."""
    picture = colour(image)
    if picture.mode != "RGBA":
        yield "none", picture
        return
    for name, ground in (("light", LIGHT), ("dark", DARK)):
        canvas = Image.new("RGBA", picture.size, (*ground, 255))
        canvas.alpha_composite(picture)
        yield name, canvas.convert("RGB")


def decode(reader: Reader, out: BinaryIO) -> None:
    time = 0
    animated = reader.animated()
    for number, image, broken in reader.pictures():
        if reader.format == "TIFF" and number and _is_reduced_copy(image):
            continue
        duration = shown_ms(image) if animated else 0
        picture = upright(image)
        for backdrop, view in views(picture):
            data = view.tobytes("raw", "BGR")
            line = {
                "width": view.size[0],
                "height": view.size[1],
                "time": time,
                "duration": duration,
                "page": 0 if animated else number,
                "backdrop": backdrop,
                "broken": broken,
            }
            _say(out, line)
            out.write(data)
        time += duration
    _say(out, {"end": True, "truncated": reader.truncated})


def _orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(ORIENTATION, 1)
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, ZeroDivisionError):
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _is_reduced_copy(image: Image.Image) -> bool:
    tags = getattr(image, "tag_v2", {})
    value = tags.get(NEW_SUBFILE_TYPE, 0)
    return isinstance(value, int) and bool(value & REDUCED_COPY)


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def _say(out: BinaryIO, line: dict[str, Any]) -> None:
    out.write(json.dumps(line).encode() + b"\n")
    out.flush()


def main(arguments: list[str]) -> None:
    # Libraries that print must not print into the protocol.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None
    register_heif_opener(thumbnails=False)
    mode, path, *limits = arguments
    max_pixels, max_side, max_pages, max_frames = (int(limit) for limit in limits)
    try:
        reader = Reader(path, (max_pixels, max_side, max_pages, max_frames))
        if mode == "probe":
            _say(out, reader.facts())
        else:
            decode(reader, out)
    except RefusedError as refusal:
        _say(out, {"error": refusal.kind, "detail": str(refusal)})
    except MemoryError:
        _say(out, {"error": "limit", "detail": "decoding it takes more memory than allowed"})
    except BrokenPipeError:
        os._exit(1)
    except Exception as error:
        _say(out, {"error": "broken", "detail": _reason(error)})


if __name__ == "__main__":
    main(sys.argv[1:])
