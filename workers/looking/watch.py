"""Looking at the frames of one file: what to look at again, and what is still in view."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.vision import FaceDetector, PairHead, SceneNetwork
from models.vision.linear_heads import SceneLabel
from workers.looking.attention import Attention
from workers.looking.before_after import LABEL as BEFORE_AFTER
from workers.looking.before_after import labelled_pairs, likely_pairs, rectangle, told_by_label
from workers.looking.codes import Code, as_list, read_bar_codes, read_codes, read_qr_codes
from workers.looking.logos import LogoMatcher
from workers.looking.tiles import Tile, reduced, tiles
from workers.looking.timeline import Glimpse, Timeline
from workers.media.changes import merged
from workers.media.frame import Frame, Region
from workers.report import LOGO_LABEL, Polygon, Sighting, Text

FACE = "face"
_LIKELY_PAIR = "likely before_after"
"""What is reported only where a label on screen says when a picture was taken."""
SIDE = 480
"""Longer side in pixels at which video frames are looked at."""
_CODE_MARGIN = 0.06


@dataclass(frozen=True, slots=True)
class Eyes:
    """The networks that look, and the labels that the scene network knows."""

    scene: SceneNetwork
    faces: FaceDetector
    pairs: PairHead
    labels: Sequence[SceneLabel]
    logos: LogoMatcher | None = None


@dataclass(slots=True)
class _SeenCode:
    code: Code
    start_ms: int
    end_ms: int


class SceneWatch:
    """Implements `workers.senses.Watch`."""

    def __init__(self, media_id: str, eyes: Eyes) -> None:
        self._media_id = media_id
        self._eyes = eyes
        self._timeline = Timeline(media_id)
        self._likely = Timeline(media_id)
        self._attention = Attention()
        self._codes: dict[tuple[str, str], _SeenCode] = {}

    def see(self, frame: Frame) -> None:
        """Look at the next frame; one with the same picture only lengthens what is in view."""
        start, end = _shown(frame)
        self._see_codes(frame, start, end)
        if self._attention.wanted(frame):
            self._attention.looked(frame, self._look(frame))
        for glimpse in self._attention.in_view:
            timeline = self._likely if glimpse.label == _LIKELY_PAIR else self._timeline
            timeline.add(replace(glimpse, start_ms=start, end_ms=end))

    def sightings(self, texts: Sequence[Text]) -> list[Sighting]:
        """What was seen, each with the box of its clearest frame, given what was read."""
        seen = self._timeline.sightings()
        likely = [
            one.model_copy(update={"label": BEFORE_AFTER}) for one in self._likely.sightings()
        ]
        seen += [pair for pair in likely if told_by_label(pair, texts)]
        seen += labelled_pairs(texts)
        still = all(code.end_ms == 0 for code in self._codes.values())
        for one in self._codes.values():
            label = "qr_code" if one.code.symbology.startswith("QR") else "barcode"
            seen.append(
                Sighting(
                    label=label,
                    media=self._media_id,
                    start_ms=None if still else one.start_ms,
                    end_ms=None if still else one.end_ms,
                    polygon=as_list(one.code.polygon),
                    confidence=1.0,
                )
            )
        return seen

    def codes(self) -> list[Text]:
        """What QR and bar codes say, as texts with source `code`."""
        still = all(code.end_ms == 0 for code in self._codes.values())
        return [
            Text(
                id=f"{self._media_id}-c{number}",
                media=self._media_id,
                source="code",
                text=one.code.text,
                start_ms=None if still else one.start_ms,
                end_ms=None if still else one.end_ms,
                polygon=as_list(one.code.polygon),
                frame_ms=one.start_ms,
            )
            for number, one in enumerate(self._codes.values(), 1)
        ]

    def _see_codes(self, frame: Frame, start: int, end: int) -> None:
        for code in _codes_in(frame):
            seen = self._codes.setdefault((code.symbology, code.text), _SeenCode(code, start, end))
            seen.end_ms = max(seen.end_ms, end)

    def _look(self, frame: Frame) -> list[Glimpse]:
        """A video frame is looked at reduced and as a whole, a still picture as it is."""
        if frame.shown_to_ms:
            pieces = [Tile(reduced(frame.pixels, SIDE), 0.0, 0.0, 1.0, 1.0)]
        else:
            pieces = list(tiles(frame.pixels))
        best: dict[str, Glimpse] = {}
        for tile in pieces:
            for glimpse in self._look_at(tile):
                known = best.get(glimpse.label)
                if known is None or glimpse.confidence > known.confidence:
                    best[glimpse.label] = glimpse
        return list(best.values())

    def _look_at(self, tile: Tile) -> list[Glimpse]:
        found: list[Glimpse] = []

        def add(label: str, confidence: float, polygon: Polygon) -> None:
            found.append(Glimpse(label, confidence, tile.on_whole(polygon), 0, 0))

        view = self._eyes.scene.view(tile.pixels)
        for label in self._eyes.labels:
            spot = view.whole(label.name) if label.whole_only else view.best(label.name)
            if spot.probability >= label.least:
                box = rectangle(spot.left, spot.top, spot.right, spot.bottom)
                add(label.name, spot.probability, box)
        height, width = tile.pixels.shape[:2]
        faces = self._eyes.faces.detect(tile.pixels)
        for face in faces[:1]:
            box = rectangle(
                face.left / width, face.top / height, face.right / width, face.bottom / height
            )
            add(FACE, face.score, box)
        head = self._eyes.pairs
        pairs = likely_pairs(tile.pixels, faces, head)
        sure = next((p for p in pairs if p.seam and p.probability >= head.sure), None)
        if sure is not None:
            add(BEFORE_AFTER, sure.probability, sure.polygon)
        elif pairs and pairs[0].probability >= head.likely:
            add(_LIKELY_PAIR, pairs[0].probability, pairs[0].polygon)
        if self._eyes.logos is not None:
            for logo in self._eyes.logos.find(tile.pixels):
                add(LOGO_LABEL + logo.name, logo.confidence, logo.polygon)
        return found


def _shown(frame: Frame) -> tuple[int, int]:
    """When a frame was on screen, in ms; 0 and 0 for a still picture."""
    if frame.shown_to_ms:
        return frame.shown_from_ms, frame.shown_to_ms
    return frame.time_ms, frame.time_ms


def _codes_in(frame: Frame) -> list[Code]:
    """Every code of a still picture; the QR codes of a video frame, and bar codes that came."""
    if not frame.shown_to_ms:
        return read_codes(frame.pixels)
    found = read_qr_codes(frame.pixels)
    for place in _new_places(frame):
        for code in read_bar_codes(place.pixels):
            found.append(replace(code, polygon=tuple(place.on_whole(as_list(code.polygon)))))
    return found


def _new_places(frame: Frame) -> list[Tile]:
    """Where something came, or the whole frame when that is more than half of it."""
    whole = Region(0, 0, frame.width, frame.height)
    if frame.changed is None:
        return [_part(frame, whole)]
    margin = round(_CODE_MARGIN * max(frame.width, frame.height))
    places = merged(
        [
            Region(
                max(0, region.left - margin),
                max(0, region.top - margin),
                min(frame.width, region.right + margin),
                min(frame.height, region.bottom + margin),
            )
            for region in frame.changed
            if region.change == "came"
        ]
    )
    if sum(place.area for place in places) > whole.area / 2:
        places = [whole]
    return [_part(frame, place) for place in places]


def _part(frame: Frame, region: Region) -> Tile:
    width, height = frame.width, frame.height
    return Tile(
        frame.pixels[region.top : region.bottom, region.left : region.right],
        region.left / width,
        region.top / height,
        (region.right - region.left) / width,
        (region.bottom - region.top) / height,
    )
