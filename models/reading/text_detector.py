"""Text detection with a differentiable-binarisation network (PP-OCR family).

The network maps a picture to the probability of "core of a text line" per pixel; cores are shrunk
text lines, so each is grown back to the line it stands for (Liao et al., "Real-time Scene Text
Detection with Differentiable Binarization", 2020, section 3.4).
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from models.reading.quadrilateral import enclosing_quad, pushed_out

STRIDE = 32


@dataclass(frozen=True, slots=True)
class DetectedText:
    """One line of text: `quad` is (4, 2) float32, clockwise from the top left, in map pixels.

    `quad` is a rectangle; `outline`, alike, follows the line in perspective, where that succeeds.
    """

    quad: NDArray[np.float32]
    score: float
    outline: NDArray[np.float32] | None = None


class TextDetector:
    """Runs the network and reads lines off its probability map.

    `core_threshold` cuts the map into cores, `line_threshold` is the least mean probability of a
    line, `growth` the area-to-perimeter factor by which a core grows back into its line.
    """

    def __init__(
        self,
        session: ort.InferenceSession,
        *,
        core_threshold: float = 0.3,
        line_threshold: float = 0.5,
        growth: float = 1.6,
    ) -> None:
        self._session = session
        self._input = session.get_inputs()[0].name
        self._core_threshold = core_threshold
        self._line_threshold = line_threshold
        self._growth = growth

    def probability_map(self, image: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Text probability, (height, width) float32, of a (height, width, 3) BGR picture.

        The picture is padded with its own border to a multiple of the network's stride; nothing
        is resized here.
        """
        height, width = image.shape[:2]
        below, right = -height % STRIDE, -width % STRIDE
        padded = cv2.copyMakeBorder(image, 0, below, 0, right, cv2.BORDER_REPLICATE)
        scaled = cv2.dnn.blobFromImage(padded, 1 / 127.5, mean=(127.5, 127.5, 127.5))
        output: Any = self._session.run(None, {self._input: scaled})[0]
        probability: NDArray[np.float32] = output[0, 0, :height, :width]
        return probability

    def lines(self, probability: NDArray[np.float32]) -> list[DetectedText]:
        """The lines of a probability map, in no particular order, in pixels of the map."""
        mask = (probability > self._core_threshold).astype(np.uint8)
        contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        found = (self._line(contour, probability) for contour in contours)
        return [line for line in found if line is not None]

    def _line(self, contour: Any, probability: NDArray[np.float32]) -> DetectedText | None:
        (centre, (width, height), angle) = cv2.minAreaRect(contour)
        if min(width, height) < 2:
            return None
        core = cv2.boxPoints((centre, (width, height), angle))
        score = _mean_inside(probability, core)
        if score < self._line_threshold:
            return None
        growth = 2 * self._growth * width * height / (2 * (width + height))
        grown = cv2.boxPoints((centre, (width + growth, height + growth), angle))
        return DetectedText(clockwise_from_top_left(grown), score, self._outline(contour))

    def _outline(self, contour: Any) -> NDArray[np.float32] | None:
        core = enclosing_quad(contour.reshape(-1, 2))
        if core is None:
            return None
        growth = self._growth * cv2.contourArea(core) / max(cv2.arcLength(core, True), 1e-6)
        grown = pushed_out(core, growth)
        return None if grown is None else clockwise_from_top_left(grown)


def _mean_inside(probability: NDArray[np.float32], quad: Any) -> float:
    height, width = probability.shape
    left, top = np.floor(quad.min(axis=0)).astype(int).clip(0, (width - 1, height - 1))
    right, bottom = np.ceil(quad.max(axis=0)).astype(int).clip(0, (width - 1, height - 1)) + 1
    inside = np.zeros((bottom - top, right - left), np.uint8)
    cv2.fillPoly(inside, [np.round(quad - (left, top)).astype(np.int32)], [1])
    return float(cv2.mean(probability[top:bottom, left:right], inside)[0])


def clockwise_from_top_left(points: Any) -> NDArray[np.float32]:
    """Order four corners of a rectangle clockwise, beginning with the one nearest the top left.

    Sides tilted by up to 45 degrees keep their role: the first edge is the top one.
    """
    quad = np.asarray(points, np.float32)
    around = quad - quad.mean(axis=0)
    quad = quad[np.argsort(np.arctan2(around[:, 1], around[:, 0]))]
    edges = np.roll(quad, -1, axis=0) - quad
    rightward = edges[:, 0] / (np.linalg.norm(edges, axis=1) + 1e-6)
    return np.ascontiguousarray(np.roll(quad, -int(rightward.argmax()), axis=0))
