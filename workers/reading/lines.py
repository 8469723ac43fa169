"""Detected regions into lines: what a person sees as one line is read as one."""

from collections.abc import Sequence

import cv2
import numpy as np

from models.reading.quadrilateral import enclosing_quad
from models.reading.text_detector import clockwise_from_top_left
from workers.reading.engine import Quad, TextRegion

MOST_GAP = 0.7
LEAST_OVERLAP = 0.65
MOST_HEIGHT_RATIO = 1.5
MOST_ANGLE = 6.0


def joined_regions(regions: Sequence[TextRegion]) -> list[TextRegion]:
    """Regions with the parts of one line joined into one region.

    Two parts belong to one line when they follow each other along the reading direction with a
    gap of less than a character, at the same height, tilt and size.
    """
    lines = sorted(regions, key=lambda region: float(region.quad[0, 0]))
    while True:
        joined: list[TextRegion] = []
        for region in lines:
            for index, line in enumerate(joined):
                if _continues(line, region):
                    joined[index] = _union(line, region)
                    break
            else:
                joined.append(region)
        if len(joined) == len(lines):
            return joined
        lines = joined


def _continues(line: TextRegion, region: TextRegion) -> bool:
    heights = sorted((line.height, region.height))
    if heights[0] <= 0 or heights[1] > MOST_HEIGHT_RATIO * heights[0]:
        return False
    longer = line if line.width >= region.width else region
    axis = longer.quad[1] - longer.quad[0]
    length = float(np.linalg.norm(axis))
    if length < 1e-3:
        return False
    axis = axis / length
    if min(line.width, region.width) > 2 * heights[1] and _angle(line, region) > MOST_ANGLE:
        return False
    normal = np.array([-axis[1], axis[0]])
    first, second = line.quad @ axis, region.quad @ axis
    gap = max(first.min(), second.min()) - min(first.max(), second.max())
    inside = -gap >= 0.8 * min(first.max() - first.min(), second.max() - second.min())
    if not inside and not -0.5 * heights[0] <= gap <= MOST_GAP * heights[0]:
        return False
    upper, lower = line.quad @ normal, region.quad @ normal
    overlap = min(upper.max(), lower.max()) - max(upper.min(), lower.min())
    return bool(overlap >= LEAST_OVERLAP * heights[0])


def _angle(first: TextRegion, second: TextRegion) -> float:
    directions = [region.quad[1] - region.quad[0] for region in (first, second)]
    angles = [float(np.degrees(np.arctan2(y, x))) for x, y in directions]
    return abs((angles[0] - angles[1] + 180) % 360 - 180)


def _union(first: TextRegion, second: TextRegion) -> TextRegion:
    corners = np.concatenate([first.quad, second.quad]).astype(np.float32)
    quad = clockwise_from_top_left(cv2.boxPoints(cv2.minAreaRect(corners)))
    weight = first.width + second.width
    score = (first.score * first.width + second.score * second.width) / max(weight, 1e-6)
    return TextRegion(quad, float(score), _joint_outline(first, second))


def _joint_outline(first: TextRegion, second: TextRegion) -> Quad | None:
    if first.outline is None or second.outline is None:
        return None
    outline = enclosing_quad(np.concatenate([first.outline, second.outline]))
    return None if outline is None else clockwise_from_top_left(outline)
