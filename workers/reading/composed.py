"""An engine out of a detector and a recogniser."""

from collections.abc import Sequence

import numpy as np

from models.reading import Reading
from workers.media.frame import Pixels
from workers.reading.crops import contrast_ratio, crop_line, crop_outline
from workers.reading.engine import Detector, Line, Points, Recogniser, TextRegion
from workers.reading.layout import in_reading_order
from workers.reading.lines import joined_regions
from workers.reading.similarity import is_legible
from workers.report import ModelVersion

UPRIGHT_RATIO = 1.5
DOUBTFUL = 0.8
CERTAIN = 0.97
FRONT_AHEAD = 0.03
TURNED_AHEAD = 0.1


class ComposedEngine:
    """Finds lines with `detector`, reads them with `recogniser`; both may be used alone."""

    def __init__(
        self,
        name: str,
        detector: Detector,
        recogniser: Recogniser,
        *,
        models: Sequence[ModelVersion] = (),
        least_confidence: float = 0.5,
    ) -> None:
        self.name = name
        self.detector = detector
        self.recogniser = recogniser
        self.models = tuple(models)
        self.least_confidence = least_confidence

    def read(self, images: Sequence[Pixels]) -> list[list[Line]]:
        """For each picture its lines of text, in reading order."""
        found = [joined_regions(regions) for regions in self.detector.detect(images)]
        shown = [
            (image, region)
            for image, regions in zip(images, found, strict=True)
            for region in regions
        ]
        crops = [crop_line(image, region) for image, region in shown]
        readings = read_crops(self.recogniser, crops)
        best = iter(from_the_front(self.recogniser, shown, readings))
        cropped = iter(crops)
        pages = []
        for regions in found:
            lines = [line_of(*next(best), next(cropped)) for _ in regions]
            kept = [line for line in lines if line.confidence >= self.least_confidence]
            words = [line for line in kept if is_legible(line.text, line.confidence)]
            pages.append(in_reading_order(words))
        return pages


def read_crops(recogniser: Recogniser, crops: Sequence[Pixels]) -> list[Reading]:
    """Readings of the crops, those of upright and overturned lines turned first.

    A crop much higher than wide is tried both ways round; a doubtful wide one upside down.
    """
    readings = recogniser.recognise([_lying(crop) for crop in crops])
    doubtful = [
        index
        for index, (crop, reading) in enumerate(zip(crops, readings, strict=True))
        if (reading.confidence < DOUBTFUL or _is_upright(crop)) and min(crop.shape[:2]) >= 8
    ]
    turned = recogniser.recognise(
        [np.ascontiguousarray(_lying(crops[index])[::-1, ::-1]) for index in doubtful]
    )
    for index, reading in zip(doubtful, turned, strict=True):
        ahead = 0.0 if _is_upright(crops[index]) else TURNED_AHEAD
        if reading.confidence > readings[index].confidence + ahead:
            readings[index] = reading
    return readings


def from_the_front(
    recogniser: Recogniser, shown: Sequence[tuple[Pixels, TextRegion]], readings: Sequence[Reading]
) -> list[tuple[TextRegion, Reading]]:
    """Regions and readings, those of lines seen from the side by a view from the front where that
    is clearly surer: then the outline is the region.

    `shown` are the pictures and regions that were read.
    """
    best = [(region, reading) for (_, region), reading in zip(shown, readings, strict=True)]
    views = [
        (index, view)
        for index, (image, region) in enumerate(shown)
        if readings[index].confidence < CERTAIN
        and (view := crop_outline(image, region)) is not None
    ]
    others = read_crops(recogniser, [view for _, view in views])
    for (index, _), other in zip(views, others, strict=True):
        region, reading = best[index]
        if region.outline is not None and other.confidence > reading.confidence + FRONT_AHEAD:
            best[index] = (TextRegion(region.outline, region.score), other)
    return best


def _is_upright(crop: Pixels) -> bool:
    return bool(crop.shape[0] > UPRIGHT_RATIO * crop.shape[1])


def _lying(crop: Pixels) -> Pixels:
    if _is_upright(crop):
        return np.ascontiguousarray(np.rot90(crop))
    return crop


def line_of(region: TextRegion, reading: Reading, crop: Pixels) -> Line:
    """The line that a region turned out to be."""
    polygon: Points = tuple((float(x), float(y)) for x, y in region.quad)
    return Line(
        text=reading.text,
        polygon=polygon,
        confidence=reading.confidence,
        height_px=min(region.height, region.width),
        characters=reading.characters,
        contrast=contrast_ratio(crop) if reading.text else None,
    )
