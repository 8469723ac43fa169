"""Which parts of a video frame are looked at again."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from workers.media.frame import Change, Frame
from workers.media.frame import Region as Area
from workers.reading.engine import TextRegion

AROUND = 0.03
MOST_SHARE = 0.6
AT_BORDER = 2


def areas_to_read(frame: Frame, known: Sequence[TextRegion]) -> list[Area]:
    """Where to look for text in a frame: where something came, grown to whole lines, or everywhere.

    Known text that a change touches lies in one area with it, so that no line is cut. Where
    something only went there is nothing to find.
    """
    whole = Area(0, 0, frame.width, frame.height)
    if frame.changed is None:
        return [whole]
    areas = [
        _grown(area, AROUND * frame.height, whole)
        for area in frame.changed
        if area.area and area.change != "went"
    ]
    boxes = [_grown(box_of(region), 0.3 * region.height, whole) for region in known]
    merging = True
    while merging:
        merging = False
        for box in boxes:
            touching = [area for area in areas if _meets(area, box) and not _holds(area, box)]
            if touching:
                areas = [area for area in areas if area not in touching]
                areas.append(_hull([*touching, box]))
                merging = True
        for first, second in combinations(areas, 2):
            if _meets(first, second):
                areas = [area for area in areas if area not in (first, second)]
                areas.append(_hull([first, second]))
                merging = True
                break
    if sum(area.area for area in areas) > MOST_SHARE * whole.area:
        return [whole]
    return areas


def widened(area: Area, regions: Sequence[TextRegion], width: int, height: int) -> Area | None:
    """The area grown where its border cuts any of the regions found in it, None when it cuts none.

    Cut from the side a line may be of any length, so the area gets the whole width of the frame;
    cut from above or below it is as high again at most.
    """
    boxes = [box_of(region) for region in regions]
    cut_left = area.left > 0 and any(box.left <= area.left + AT_BORDER for box in boxes)
    cut_right = area.right < width and any(box.right >= area.right - AT_BORDER for box in boxes)
    above = [box.bottom - box.top for box in boxes if box.top <= area.top + AT_BORDER]
    below = [box.bottom - box.top for box in boxes if box.bottom >= area.bottom - AT_BORDER]
    grown = Area(
        0 if cut_left or cut_right else area.left,
        max(0, area.top - 2 * max(above, default=0)),
        width if cut_left or cut_right else area.right,
        min(height, area.bottom + 2 * max(below, default=0)),
    )
    return None if grown == Area(area.left, area.top, area.right, area.bottom) else grown


def change_at(frame: Frame, region: TextRegion, change: Change = "came") -> int:
    """When (ms) the change began that lies over a region, one of this kind where there are several,
    or the frame's own if none does."""
    box = box_of(region)
    over = [area for area in frame.dated if _meets(area, box)]
    over = over or [area for area in frame.changed or () if _meets(area, box)]
    over = [area for area in over if area.change == change] or over
    if over:
        return max(over, key=lambda area: _shared(area, box)).since_ms
    return frame.shown_from_ms if frame.shown_to_ms else frame.time_ms


def _shared(first: Area, second: Area) -> int:
    width = min(first.right, second.right) - max(first.left, second.left)
    height = min(first.bottom, second.bottom) - max(first.top, second.top)
    return max(0, width) * max(0, height)


def touches(region: TextRegion, areas: Sequence[Area]) -> bool:
    box = box_of(region)
    return any(_meets(area, box) for area in areas)


def box_of(region: TextRegion) -> Area:
    """The bounding box of a region, in whole pixels."""
    left, top = np.floor(region.quad.min(axis=0)).astype(int).tolist()
    right, bottom = np.ceil(region.quad.max(axis=0)).astype(int).tolist()
    return Area(left, top, right, bottom)


def _grown(area: Area, margin: float, within: Area) -> Area:
    by = round(margin)
    return Area(
        max(within.left, area.left - by),
        max(within.top, area.top - by),
        min(within.right, area.right + by),
        min(within.bottom, area.bottom + by),
    )


def _meets(first: Area, second: Area) -> bool:
    across = first.left < second.right and second.left < first.right
    return across and first.top < second.bottom and second.top < first.bottom


def _holds(outer: Area, inner: Area) -> bool:
    across = outer.left <= inner.left and inner.right <= outer.right
    return across and outer.top <= inner.top and inner.bottom <= outer.bottom


def _hull(areas: Sequence[Area]) -> Area:
    return Area(
        min(area.left for area in areas),
        min(area.top for area in areas),
        max(area.right for area in areas),
        max(area.bottom for area in areas),
    )
