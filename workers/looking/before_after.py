"""Before-and-after pairs: by the look of two panels, by the words on them, and by both together.

The look alone must be very sure. Where a label says when a picture was taken ("SAU 90 NGÀY",
"75 kg"), a likely pair is enough; where both sides are named, no look is needed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from models.vision import Face, FaceIn, PairHead, PanelLook, skin_share, worth_a_look
from workers.looking.framed import boxes_on_ground, panels_within, twins
from workers.looking.panels import Panel, find_panels
from workers.looking.stage_labels import Stage, stage_of
from workers.media.frame import Pixels
from workers.report import Polygon, Sighting, Text

LABEL = "before_after"

_LEAST_SEAM = 0.8
_LEAST_PANEL_PIXELS = 32
_LEAST_SKIN_OF_WHOLE = 0.01
"""Less than this cannot be enough for two panels."""
_MOST_PAIRS = 4
"""Pairs of one picture that the network looks at; each costs two passes."""
_LABELLED_CONFIDENCE = 0.9
_NEAR = 0.1


@dataclass(frozen=True, slots=True)
class LikelyPair:
    """Two panels that may show one body twice, with a probability, 0-1.

    Panels without a `seam` between them are as often two people in one photograph; what they look
    like is never enough.
    """

    first: Panel
    second: Panel
    probability: float
    seam: bool = True

    @property
    def polygon(self) -> Polygon:
        """The box around both panels."""
        one, other = self.first, self.second
        return rectangle(
            min(one.left, other.left),
            min(one.top, other.top),
            max(one.right, other.right),
            max(one.bottom, other.bottom),
        )


def likely_pairs(pixels: Pixels, faces: Sequence[Face], head: PairHead) -> list[LikelyPair]:
    """The pairs of panels of a (height, width, 3) BGR picture, the likeliest first.

    Panels meet at a seam, lie on the ground of a page, or are the halves around two level faces of
    about one size. Both must hold bare skin or a face.
    """
    if len(faces) < 2 and skin_share(pixels) < _LEAST_SKIN_OF_WHOLE:
        return []
    found = []
    looked = 0
    for first, second, seam in _panels(pixels, faces):
        pieces = first.crop(pixels), second.crop(pixels)
        if min(min(piece.shape[:2]) for piece in pieces) < _LEAST_PANEL_PIXELS:
            continue
        within = _face_in(first, faces, pixels), _face_in(second, faces, pixels)
        looks = [PanelLook(p, face) for p, face in zip(pieces, within, strict=True)]
        if not worth_a_look(*looks):
            continue
        found.append(LikelyPair(first, second, head.probability(*looks), seam))
        looked += 1
        if looked == _MOST_PAIRS:
            break
    return sorted(found, key=lambda pair: -pair.probability)


def _panels(pixels: Pixels, faces: Sequence[Face]) -> Iterator[tuple[Panel, Panel, bool]]:
    """Candidates, and whether a seam or the ground of a page divides them."""
    boxes = boxes_on_ground(pixels)
    for pair in chain(twins(boxes), find_panels(pixels), panels_within(boxes, pixels)):
        if pair.strength >= _LEAST_SEAM:
            yield pair.first, pair.second, True
    height, width = pixels.shape[:2]
    for number, one in enumerate(faces):
        for other in faces[number + 1 :]:
            if (halves := _halves(one, other, height, width)) is not None:
                yield *halves, False


def _halves(one: Face, other: Face, height: int, width: int) -> tuple[Panel, Panel] | None:
    """The parts of a picture left and right of the middle between two level, equal faces."""
    left, right = sorted((one, other), key=lambda face: face.left + face.right)
    size = max(left.width, right.width)
    apart = (right.left + right.right - left.left - left.right) / 2
    level = abs(left.top + left.bottom - right.top - right.bottom) / 2
    if min(left.width, right.width) < 0.6 * size or level > 0.8 * size or apart < 1.5 * size:
        return None
    middle = (left.left + left.right + right.left + right.right) / 4
    reach = min(middle, width - middle, apart) / width
    centre = middle / width
    top = max(0.0, (min(left.top, right.top) - size) / height)
    return Panel(centre - reach, top, centre, 1.0), Panel(centre, top, centre + reach, 1.0)


def _face_in(panel: Panel, faces: Sequence[Face], pixels: Pixels) -> FaceIn | None:
    """The largest face whose centre lies in a panel."""
    height, width = pixels.shape[:2]
    within = [
        face
        for face in faces
        if panel.left <= (face.left + face.right) / (2 * width) <= panel.right
        and panel.top <= (face.top + face.bottom) / (2 * height) <= panel.bottom
    ]
    if not within:
        return None
    face = max(within, key=lambda one: one.width)
    middle = (face.top + face.bottom) / (2 * height)
    return FaceIn(
        (middle - panel.top) / (panel.bottom - panel.top),
        face.width / width / (panel.right - panel.left),
    )


def labelled_pairs(texts: Sequence[Text]) -> list[Sighting]:
    """Before-and-after pairs told by short labels on screen, in either order.

    Two labels belong together when they are on screen at the same time, at the same height or in
    the same column, and about equally large.
    """
    stages = [(text, stages_of(text)) for text in texts if text.source == "screen" and text.polygon]
    befores = [text for text, found in stages if any(one.kind == "before" for one in found)]
    afters = [text for text, found in stages if any(map(_is_after, found))]
    found = []
    for before in befores:
        partner = next((after for after in afters if _side_by_side(before, after)), None)
        if partner is not None:
            found.append(_pair_sighting(before, partner))
    return found


def stages_of(text: Text) -> list[Stage]:
    """What the lines of a text say about when a picture was taken."""
    found = map(stage_of, text.text.splitlines() or [text.text])
    return [stage for stage in found if stage is not None]


def told_by_label(pair: Sighting, texts: Sequence[Text]) -> bool:
    """Whether a label in or close to a likely pair says when a picture was taken."""
    area = _box(pair.polygon or [])
    for text in texts:
        if text.source != "screen" or not text.polygon or text.media != pair.media:
            continue
        label = _box(text.polygon)
        across, down = (label.left + label.right) / 2, (label.top + label.bottom) / 2
        inside = (
            area.left - _NEAR <= across <= area.right + _NEAR
            and area.top - _NEAR <= down <= area.bottom + _NEAR
        )
        if inside and _overlap(pair, text) and stages_of(text):
            return True
    return False


def _is_after(stage: Stage) -> bool:
    return stage.kind == "after" or (stage.kind == "time" and bool(stage.amount))


def _side_by_side(one: Text, other: Text) -> bool:
    if one.id == other.id or one.media != other.media or not _overlap(one, other):
        return False
    a, b = _box(one.polygon or []), _box(other.polygon or [])
    heights = (a.bottom - a.top, b.bottom - b.top)
    if min(heights) <= 0 or max(heights) > 2.5 * min(heights):
        return False
    level = abs((a.top + a.bottom) - (b.top + b.bottom)) / 2 < 2 * max(heights)
    column = abs((a.left + a.right) - (b.left + b.right)) / 2 < 0.15
    return level or column


def _overlap(one: Text | Sighting, other: Text) -> bool:
    """Whether both are on screen at some time; what has no times belongs to a still picture."""
    if one.start_ms is None or other.start_ms is None:
        return True
    return one.start_ms <= (other.end_ms or 0) and other.start_ms <= (one.end_ms or 0)


def _pair_sighting(before: Text, after: Text) -> Sighting:
    a, b = _box(before.polygon or []), _box(after.polygon or [])
    starts = [time for time in (before.start_ms, after.start_ms) if time is not None]
    ends = [time for time in (before.end_ms, after.end_ms) if time is not None]
    return Sighting(
        label=LABEL,
        media=before.media,
        start_ms=max(starts) if starts else None,
        end_ms=min(ends) if ends else None,
        polygon=rectangle(
            min(a.left, b.left), min(a.top, b.top), max(a.right, b.right), max(a.bottom, b.bottom)
        ),
        confidence=_LABELLED_CONFIDENCE * min(before.confidence, after.confidence),
    )


def _box(polygon: Polygon) -> Panel:
    xs, ys = [x for x, _ in polygon], [y for _, y in polygon]
    return Panel(min(xs), min(ys), max(xs), max(ys))


def rectangle(left: float, top: float, right: float, bottom: float) -> Polygon:
    """Corners of a box, clockwise from the top left, cut to 0-1."""
    x0, y0, x1, y1 = (min(1.0, max(0.0, value)) for value in (left, top, right, bottom))
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
