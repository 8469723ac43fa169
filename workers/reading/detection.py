"""How closely each picture is looked at: the scale of detection, and tiles for big pictures."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from models.reading import TextDetector
from workers.media.frame import Pixels
from workers.media.frame import Region as Area
from workers.reading.engine import TextRegion
from workers.reading.glance import doubtful_boxes, is_large, lies_in

TILE = 1280
OVERLAP = 160
WORTH_A_GLANCE = 1.3
MOST_DOUBTFUL = 0.4


class ScaledDetector:
    """Detects text at a scale chosen from the picture's size.

    Small pictures are enlarged towards `area` pixels, for their print is small too; others are
    looked at as they are, so that footers stay legible; photographs whose short side exceeds
    `short_side` are shrunk to it. What does not fit into one tile is looked at in overlapping
    tiles whose probability maps are joined, so that no line is cut at a seam.
    """

    def __init__(
        self,
        detector: TextDetector,
        *,
        area: float = 1.0e6,
        most_enlarged: float = 1.75,
        short_side: int = 1440,
        video_long_side: int = 1152,
        glance_long_side: int = 640,
    ) -> None:
        self._detector = detector
        self._area = area
        self._most_enlarged = most_enlarged
        self._short_side = short_side
        self._video_long_side = video_long_side
        self._glance_long_side = glance_long_side

    def scale(self, height: int, width: int) -> float:
        """Factor from picture pixels to detection pixels."""
        enlarged = min(self._most_enlarged, float(np.sqrt(self._area / (height * width))))
        return max(enlarged, min(1.0, self._short_side / min(height, width)))

    def detect(self, images: Sequence[Pixels]) -> list[list[TextRegion]]:
        """Regions of each picture, in its own pixels."""
        return [self._detect(image, self.scale(*image.shape[:2])) for image in images]

    def detect_within(self, image: Pixels, areas: Sequence[Area]) -> list[TextRegion]:
        """Lines of a video frame that lie in `areas`.

        Each area is glanced at with the frame shrunk to `glance_long_side`: large lines are found
        by that. Where there may be small ones the frame is looked at again, shrunk only to
        `video_long_side`.
        """
        longest = max(image.shape[:2])
        fine, coarse = (
            min(1.0, s / longest) for s in (self._video_long_side, self._glance_long_side)
        )
        found: list[TextRegion] = []
        for area in areas:
            part = image[area.top : area.bottom, area.left : area.right]
            offset = np.array([area.left, area.top], np.float32)
            if coarse * WORTH_A_GLANCE > fine:
                regions = self._detect(part, fine)
            else:
                regions = self._glance(part, coarse, fine)
            found += [TextRegion(region.quad + offset, region.score) for region in regions]
        return found

    def _glance(self, image: Pixels, coarse: float, fine: float) -> list[TextRegion]:
        height, width = image.shape[:2]
        shrunk, back = _resized(image, coarse)
        probability = self._map(shrunk)
        lines = self._detector.lines(probability)
        large = [line.quad * back for line in lines if is_large(line.quad)]
        regions = [
            TextRegion(line.quad * back, line.score) for line in lines if is_large(line.quad)
        ]
        doubtful = doubtful_boxes(probability, [quad / back for quad in large])
        if sum(box.area for box in doubtful) > MOST_DOUBTFUL * probability.size:
            return self._detect(image, fine)
        for box in doubtful:
            left, top = int(box.left * back[0]), int(box.top * back[1])
            right, bottom = round(box.right * back[0]), round(box.bottom * back[1])
            part = image[top : min(height, bottom), left : min(width, right)]
            for region in self._detect(part, fine):
                quad = region.quad + np.array([left, top], np.float32)
                if not lies_in(quad, large):
                    regions.append(TextRegion(quad, region.score))
        return regions

    def _detect(self, image: Pixels, factor: float) -> list[TextRegion]:
        scaled, back = _resized(image, factor)
        lines = self._detector.lines(self._map(scaled))
        return [TextRegion(one.quad, one.score, one.outline).scaled(back) for one in lines]

    def _map(self, image: Pixels) -> NDArray[np.float32]:
        height, width = image.shape[:2]
        if max(height, width) <= TILE:
            return self._detector.probability_map(image)
        joined = np.zeros((height, width), np.float32)
        for top, bottom, from_top, to_bottom in _windows(height):
            for left, right, from_left, to_right in _windows(width):
                tile = self._detector.probability_map(image[top:bottom, left:right])
                inner = tile[from_top - top : to_bottom - top, from_left - left : to_right - left]
                joined[from_top:to_bottom, from_left:to_right] = inner
        return joined


def _resized(image: Pixels, factor: float) -> tuple[Pixels, NDArray[np.float32]]:
    """The picture scaled, and what its coordinates are to be multiplied by to undo that."""
    height, width = image.shape[:2]
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    scaled = cv2.resize(image, size, interpolation=method) if size != (width, height) else image
    return np.asarray(scaled, np.uint8), np.array([width / size[0], height / size[1]], np.float32)


def _windows(length: int) -> Iterator[tuple[int, int, int, int]]:
    """Overlapping windows over `length`: (begin, end, begin of its own part, end of it)."""
    count = max(1, -(-(length - OVERLAP) // (TILE - OVERLAP))) if length > TILE else 1
    step = (length - OVERLAP) / count
    seams = [0, *(round(step * i + OVERLAP / 2) for i in range(1, count)), length]
    for begin, end in pairwise(seams):
        yield max(0, begin - OVERLAP // 2), min(length, end + OVERLAP // 2), begin, end
