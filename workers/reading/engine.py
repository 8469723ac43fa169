"""What reading needs from an engine: find the lines of pictures, and say what crops of them read.

The two halves are apart so that video can find text in one frame and read it from another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.reading import Reading
from workers.media.frame import Pixels
from workers.media.frame import Region as Area
from workers.report import ModelVersion

Quad = NDArray[np.float32]
Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class TextRegion:
    """Where a line of text is: `quad` is (4, 2) float32 pixels, clockwise from the line's start.

    `quad` is a rectangle; `outline`, alike, follows a line seen from the side, where it is known.
    """

    quad: Quad
    score: float = 1.0
    outline: Quad | None = None

    def scaled(self, factor: Quad) -> "TextRegion":
        """The region in other coordinates; `factor` holds one factor for x and one for y."""
        outline = None if self.outline is None else self.outline * factor
        return TextRegion(self.quad * factor, self.score, outline)

    @property
    def height(self) -> float:
        """Height of the line across its reading direction, in pixels."""
        return float(np.linalg.norm(self.quad[3] - self.quad[0]))

    @property
    def width(self) -> float:
        """Length of the line along its reading direction, in pixels."""
        return float(np.linalg.norm(self.quad[1] - self.quad[0]))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text as a person would see it.

    `polygon` holds four (x, y) pixel corners clockwise from the start of the line, `height_px` its
    height, `characters` one confidence per character of `text`, `contrast` the ratio of the
    luminances of text and ground (1-21, WCAG 2.2), None where it cannot be measured.
    """

    text: str
    polygon: Points
    confidence: float
    height_px: float
    characters: tuple[float, ...] = ()
    contrast: float | None = None


class Detector(Protocol):
    """Finds lines of text."""

    def detect(self, images: Sequence[Pixels]) -> list[list[TextRegion]]:
        """For each (height, width, 3) BGR picture its lines, in no particular order."""
        ...

    def detect_within(self, image: Pixels, areas: Sequence[Area]) -> list[TextRegion]:
        """Lines of one video frame that lie in `areas`, looked at as parts of the whole frame.

        Video text stands for a second or more and is set large, so this look may be coarser.
        """
        ...


class Recogniser(Protocol):
    """Reads upright crops of one line each."""

    def recognise(self, crops: Sequence[Pixels]) -> list[Reading]:
        """Readings of (height, width, 3) BGR crops, in their order."""
        ...


class OcrEngine(Protocol):
    """A reading engine: a detector and a recogniser under one name."""

    @property
    def name(self) -> str: ...

    @property
    def models(self) -> Sequence[ModelVersion]: ...

    @property
    def detector(self) -> Detector: ...

    @property
    def recogniser(self) -> Recogniser: ...

    def read(self, images: Sequence[Pixels]) -> list[list[Line]]:
        """For each picture its lines of text, in reading order."""
        ...
