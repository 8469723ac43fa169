"""QR and bar codes (ZXing-C++, Apache-2.0)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from workers.media.frame import Pixels
from workers.report import Polygon

_ALL = zxingcpp.BarcodeFormats([])
_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_BARS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.EANUPC, zxingcpp.BarcodeFormat.Code128])
_LARGEST_SIDE = 2000
_SMALLEST_SIDE = 480
_QUIET_ZONE = 24


@dataclass(frozen=True, slots=True)
class Code:
    """One code: what it says, its symbology as ZXing names it, and its corners, 0-1."""

    text: str
    symbology: str
    polygon: tuple[tuple[float, float], ...]


def read_codes(pixels: Pixels) -> list[Code]:
    """Every code of a (height, width, 3) BGR picture, each once.

    Codes in a tiny picture are enlarged; very large pictures are searched once reduced and once in
    full.
    """
    return _distinct(code for view in _views(_grey(pixels)) for code in _read(view, _ALL))


def read_qr_codes(pixels: Pixels) -> list[Code]:
    """The QR codes of a video frame, light ones on dark too; to look for every symbology takes
    several times as long."""
    return _distinct(_read(_grey(pixels), _QR, reduce=False))


def read_bar_codes(pixels: Pixels) -> list[Code]:
    """The bar codes that packs carry (EAN, UPC, Code 128) in a video frame or a part of it, upright
    or lying. To turn the picture once is cheaper than to let ZXing read it down its columns."""
    grey = _grey(pixels)
    turned = np.ascontiguousarray(grey.T)
    upright, lying = (
        _read(view, _BARS, turn=False, invert=False, reduce=False) for view in (grey, turned)
    )
    back = [replace(code, polygon=tuple((y, x) for x, y in code.polygon)) for code in lying]
    return _distinct([*upright, *back])


def _grey(pixels: Pixels) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)


def _distinct(codes: Iterable[Code]) -> list[Code]:
    found: dict[tuple[str, str], Code] = {}
    for code in codes:
        found.setdefault((code.symbology, code.text), code)
    return list(found.values())


def _views(grey: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    longest = max(grey.shape[:2])
    if longest > _LARGEST_SIDE:
        return [_resized(grey, _LARGEST_SIDE / longest, cv2.INTER_AREA), grey]
    if longest < _SMALLEST_SIDE:
        return [_resized(grey, _SMALLEST_SIDE / longest, cv2.INTER_CUBIC)]
    return [grey]


def _resized(grey: NDArray[np.uint8], scale: float, interpolation: int) -> NDArray[np.uint8]:
    resized = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=interpolation)
    return np.asarray(resized, np.uint8)


def _read(
    grey: NDArray[np.uint8],
    formats: zxingcpp.BarcodeFormats,
    *,
    turn: bool = True,
    invert: bool = True,
    reduce: bool = True,
) -> list[Code]:
    """Codes of these formats, also turned by 90 degrees, inverted, and in reduced pictures, unless
    told otherwise. A light border is added, because codes cut out of a page often lack their quiet
    zone."""
    height, width = grey.shape[:2]
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    around = (_QUIET_ZONE, _QUIET_ZONE, _QUIET_ZONE, _QUIET_ZONE)
    colour = int(np.percentile(edge, 90))
    padded = cv2.copyMakeBorder(grey, *around, cv2.BORDER_CONSTANT, value=colour)
    codes = []
    for result in zxingcpp.read_barcodes(
        padded, formats=formats, try_rotate=turn, try_invert=invert, try_downscale=reduce
    ):
        corners = result.position
        points = (
            corners.top_left,
            corners.top_right,
            corners.bottom_right,
            corners.bottom_left,
        )
        polygon = tuple(
            (_unit((p.x - _QUIET_ZONE) / width), _unit((p.y - _QUIET_ZONE) / height))
            for p in points
        )
        if result.text:
            codes.append(Code(result.text, result.format.name, polygon))
    return codes


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))


def as_list(polygon: tuple[tuple[float, float], ...]) -> Polygon:
    """A polygon as reports hold it."""
    return [(float(x), float(y)) for x, y in polygon]
