"""Text recognition of single-line crops with a CTC network, batched by width."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

LINE_HEIGHT = 48
LEAST_WIDTH = 32
MOST_WIDTH = 1536
OVERLAP = 192
STRIDE = 8
WIDENED = 1.2
OTHER_WIDTHS = (1.0, 1.45)
SURE = 0.8
CHARSET_KEYS = ("charset", "character")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a crop says. `confidence` is 0-1, `characters` holds one confidence per character.

    `places` are the centres of the characters along the crop, as shares of its width.
    """

    text: str
    confidence: float
    characters: tuple[float, ...] = ()
    places: tuple[float, ...] = ()


NOTHING = Reading("", 0.0)


class TextRecogniser:
    """Reads crops of any size: each is scaled to the network's line height, its width kept in
    proportion. `pixels_per_batch` bounds the memory of one network run.
    """

    def __init__(
        self,
        session: ort.InferenceSession,
        charset: Sequence[str] | None = None,
        *,
        pixels_per_batch: int = LINE_HEIGHT * 3200,
    ) -> None:
        self._session = session
        self._input = session.get_inputs()[0].name
        self.charset = tuple(charset) if charset is not None else charset_of(session)
        self._pixels_per_batch = pixels_per_batch

    def recognise(self, crops: Sequence[NDArray[np.uint8]]) -> list[Reading]:
        """Readings of (height, width, 3) BGR crops, in their order.

        Narrow letters come closer than the network's steps, so lines are widened a little; those
        that stay doubtful are read again at other widths and the surest reading counts. Lines
        longer than the network has learnt are read in overlapping pieces.
        """
        readings = self._at_width(crops, WIDENED)
        doubtful = [index for index, one in enumerate(readings) if one.confidence < SURE]
        for factor in OTHER_WIDTHS if doubtful else ():
            others = self._at_width([crops[index] for index in doubtful], factor)
            for index, other in zip(doubtful, others, strict=True):
                if other.confidence > readings[index].confidence:
                    readings[index] = other
        return readings

    def _at_width(self, crops: Sequence[NDArray[np.uint8]], factor: float) -> list[Reading]:
        lines = [_scaled(crop, factor) for crop in crops]
        spans = [_spans(line.shape[1]) for line in lines]
        pieces = [
            line[:, begin:end]
            for line, parts in zip(lines, spans, strict=True)
            for begin, end in parts
        ]
        readings = iter(self._read(pieces))
        return [
            joined([next(readings) for _ in parts], parts, line.shape[1])
            for line, parts in zip(lines, spans, strict=True)
        ]

    def _read(self, lines: Sequence[NDArray[np.uint8]]) -> list[Reading]:
        readings = [NOTHING] * len(lines)
        for batch in self._batches([line.shape[1] for line in lines]):
            width = max(lines[index].shape[1] for index in batch)
            pixels = np.full((len(batch), LINE_HEIGHT, width, 3), 127, np.uint8)
            for row, index in enumerate(batch):
                pixels[row, :, : lines[index].shape[1]] = lines[index]
            tensor = np.ascontiguousarray(pixels.transpose(0, 3, 1, 2), np.float32)
            tensor *= 1 / 127.5
            tensor -= 1
            output: Any = self._session.run(None, {self._input: tensor})[0]
            for row, index in enumerate(batch):
                share = width / lines[index].shape[1]
                readings[index] = decode(output[row], self.charset, share)
        return readings

    def _batches(self, widths: Sequence[int]) -> list[list[int]]:
        batches: list[list[int]] = []
        for index in sorted(range(len(widths)), key=lambda i: widths[i]):
            cost = LINE_HEIGHT * widths[index] * (len(batches[-1]) + 1 if batches else 1)
            narrowest = widths[batches[-1][0]] if batches else 0
            if batches and cost <= self._pixels_per_batch and widths[index] <= 1.3 * narrowest + 32:
                batches[-1].append(index)
            else:
                batches.append([index])
        return batches


def _spans(width: int) -> list[tuple[int, int]]:
    """Overlapping pieces, (begin, end) each, of a line `width` pixels long."""
    if width <= MOST_WIDTH:
        return [(0, width)]
    count = -(-(width - OVERLAP) // (MOST_WIDTH - OVERLAP))
    step = (width - OVERLAP) / count
    return [(round(i * step), min(width, round(i * step + step + OVERLAP))) for i in range(count)]


def joined(pieces: Sequence[Reading], spans: Sequence[tuple[int, int]], width: int) -> Reading:
    """One reading out of those of overlapping pieces of a line of `width` pixels.

    The pieces are cut where they overlap, at the space nearest to the middle of the overlap.
    """
    if len(pieces) == 1:
        return pieces[0]
    signs: list[tuple[str, float, float]] = []
    for piece, (begin, end) in zip(pieces, spans, strict=True):
        placed = [
            (sign, confidence, begin + place * (end - begin))
            for sign, confidence, place in zip(
                piece.text, piece.characters, piece.places, strict=True
            )
        ]
        if signs and begin:
            seam = _seam([*signs, *placed], begin + OVERLAP / 2)
            before = [one for one in signs if one[2] < seam]
            after = [one for one in placed if one[2] >= seam]
            doubled = before and after and before[-1][0] == after[0][0] == " "
            signs = before + after[1 if doubled else 0 :]
        else:
            signs += placed
    text = "".join(sign for sign, _, _ in signs)
    confidences = tuple(confidence for _, confidence, _ in signs)
    places = tuple(place / width for _, _, place in signs)
    return _stripped(Reading(text, _mean(confidences), confidences, places))


def _seam(signs: Sequence[tuple[str, float, float]], middle: float) -> float:
    spaces = [place for sign, _, place in signs if sign == " "]
    nearest = min(spaces, key=lambda place: abs(place - middle), default=middle)
    return nearest - STRIDE if abs(nearest - middle) < OVERLAP / 2 else middle


def _mean(confidences: Sequence[float]) -> float:
    """Geometric mean."""
    if not confidences:
        return 0.0
    return float(np.exp(np.mean(np.log(np.maximum(confidences, 1e-6)))))


def _scaled(crop: NDArray[np.uint8], factor: float) -> NDArray[np.uint8]:
    height, width = crop.shape[:2]
    wanted = max(LEAST_WIDTH, STRIDE * round(factor * LINE_HEIGHT * width / height / STRIDE))
    shrinks = height > LINE_HEIGHT
    method = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return cv2.resize(crop, (wanted, LINE_HEIGHT), interpolation=method).astype(np.uint8)


def decode(
    probabilities: NDArray[np.float32], charset: Sequence[str], stretch: float = 1.0
) -> Reading:
    """Best path of a (steps, classes) CTC output whose class 0 is the blank.

    `stretch` is the width of the padded network input over that of the crop.
    """
    best = probabilities.argmax(axis=1)
    changed = np.concatenate(([True], best[1:] != best[:-1]))
    starts = np.flatnonzero(changed & (best != 0))
    if not len(starts):
        return NOTHING
    bounds = np.append(np.flatnonzero(changed), len(best))
    ends = bounds[np.searchsorted(bounds, starts, side="right")]
    peaks = [
        float(probabilities[start:end, best[start]].max())
        for start, end in zip(starts, ends, strict=True)
    ]
    text = "".join(charset[best[start] - 1] for start in starts)
    steps = len(best)
    places = [
        min(1.0, (start + end) / 2 / steps * stretch)
        for start, end in zip(starts, ends, strict=True)
    ]
    return _stripped(Reading(text, _mean(peaks), tuple(peaks), tuple(places)))


def _stripped(reading: Reading) -> Reading:
    text = reading.text.strip()
    if not text:
        return NOTHING
    begin = len(reading.text) - len(reading.text.lstrip())
    kept = slice(begin, begin + len(text))
    return Reading(text, reading.confidence, reading.characters[kept], reading.places[kept])


def charset_of(session: ort.InferenceSession) -> tuple[str, ...]:
    """Characters of classes 1, 2, ... from the model's metadata, one a line, "␠" for the space.

    Raises ValueError when the model carries none.
    """
    metadata = session.get_modelmeta().custom_metadata_map
    for key in CHARSET_KEYS:
        if stored := metadata.get(key):
            return tuple(" " if sign in ("", "␠") else sign for sign in stored.split("\n"))
    raise ValueError("the recogniser's metadata hold no character set")
