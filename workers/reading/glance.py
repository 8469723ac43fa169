"""What a glance at a shrunken picture settles, and where it leaves a doubt about small print."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.media.changes import merged
from workers.media.frame import Region as Area
from workers.reading.engine import Quad

LARGE = 14.0
"""Height in pixels of a line that is found as well at a glance as by a closer look."""
HINT = 0.15
AROUND = 8


def is_large(quad: Quad) -> bool:
    """Whether a line found at a glance needs no closer look; `quad` is in pixels of the glance."""
    across, along = np.linalg.norm(quad[3] - quad[0]), np.linalg.norm(quad[1] - quad[0])
    return bool(min(across, along) >= LARGE)


def doubtful_boxes(probability: NDArray[np.float32], settled: Sequence[Quad]) -> list[Area]:
    """Boxes, in pixels of the (height, width) map, with hints of text outside settled lines."""
    height, width = probability.shape
    hints = (probability > HINT).astype(np.uint8)
    for quad in settled:
        cv2.fillPoly(hints, [np.round(quad).astype(np.int32)], [0])
    hints = np.asarray(cv2.morphologyEx(hints, cv2.MORPH_CLOSE, np.ones((3, AROUND), np.uint8)))
    count, _, stats, _ = cv2.connectedComponentsWithStats(hints, connectivity=8)
    boxes: list[Area] = []
    for label in range(1, count):
        left, top, across, down = (int(value) for value in stats[label][:4])
        boxes.append(
            Area(
                max(0, left - 2 * AROUND),
                max(0, top - AROUND),
                min(width, left + across + 2 * AROUND),
                min(height, top + down + AROUND),
            )
        )
    return merged(boxes)


def lies_in(quad: Quad, others: Sequence[Quad]) -> bool:
    """Whether the middle of a line lies in one of the others."""
    middle = (float(quad[:, 0].mean()), float(quad[:, 1].mean()))
    return any(
        cv2.pointPolygonTest(np.asarray(other, np.float32), middle, False) >= 0 for other in others
    )
