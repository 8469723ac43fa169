"""Looking at the frames of one file: what to look at again, and what is still in view."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.vision import FaceDetector, PairHead, SceneNetwork
from models.vision.loading import SceneLabel
from workers.looking.before_after import LABEL as BEFORE_AFTER
from workers.looking.before_after import labelled_pairs, likely_pairs, rectangle, told_by_label
from workers.looking.codes import Code, as_list, read_codes
from workers.looking.logos import LABEL_PREFIX, LogoMatcher
from workers.looking.tiles import Tile, tiles
from workers.looking.timeline import Glimpse, Timeline
from workers.media.frame import Frame, Pixels, Region
from workers.report import Polygon, Sighting, Text

FACE = "face"
_LIKELY_PAIR = "likely before_after"
"""What is reported only where a label on screen says when a picture was taken."""
_NEW_SHARE = 0.25
"""Share of the picture that must have changed since the last look for another one."""
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
        self._in_view: list[Glimpse] = []
        self._changed = 1.0
        self._page = -1
        self._codes: dict[tuple[str, str], _SeenCode] = {}

    def see(self, frame: Frame) -> None:
        """Look at the next frame; a frame that hardly differs only lengthens what is in view."""
        start, end = _shown(frame)
        self._see_codes(frame, start, end)
        self._changed += _share(frame)
        if self._changed >= _NEW_SHARE or frame.page != self._page:
            self._changed, self._page = 0.0, frame.page
            self._in_view = self._look(frame.pixels)
        for glimpse in self._in_view:
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
        for piece in _changed_pieces(frame):
            for code in read_codes(piece.pixels):
                key = (code.symbology, code.text)
                if key not in self._codes:
                    polygon = tuple(piece.on_whole(as_list(code.polygon)))
                    self._codes[key] = _SeenCode(replace(code, polygon=polygon), start, end)
                self._codes[key].end_ms = max(self._codes[key].end_ms, end)

    def _look(self, pixels: Pixels) -> list[Glimpse]:
        best: dict[str, Glimpse] = {}
        for tile in tiles(pixels):
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
                add(LABEL_PREFIX + logo.name, logo.confidence, logo.polygon)
        return found


def _shown(frame: Frame) -> tuple[int, int]:
    """When a frame was on screen, in ms; 0 and 0 for a still picture."""
    if frame.shown_to_ms:
        return frame.shown_from_ms, frame.shown_to_ms
    return frame.time_ms, frame.time_ms


def _share(frame: Frame) -> float:
    if frame.changed is None:
        return 1.0
    return sum(region.area for region in frame.changed) / (frame.width * frame.height)


def _changed_pieces(frame: Frame) -> list[Tile]:
    """The whole frame, or only the part around its changes when that is less than half of it."""
    whole = Region(0, 0, frame.width, frame.height)
    if frame.changed is not None and not frame.changed:
        return []
    if frame.changed is None:
        return [_piece(frame, whole)]
    margin = round(_CODE_MARGIN * max(frame.width, frame.height))
    part = Region(
        max(0, min(region.left for region in frame.changed) - margin),
        max(0, min(region.top for region in frame.changed) - margin),
        min(frame.width, max(region.right for region in frame.changed) + margin),
        min(frame.height, max(region.bottom for region in frame.changed) + margin),
    )
    return [_piece(frame, part if part.area < whole.area / 2 else whole)]


def _piece(frame: Frame, region: Region) -> Tile:
    width, height = frame.width, frame.height
    return Tile(
        frame.pixels[region.top : region.bottom, region.left : region.right],
        region.left / width,
        region.top / height,
        (region.right - region.left) / width,
        (region.bottom - region.top) / height,
    )
