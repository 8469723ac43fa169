"""Text tracks: one piece of text on screen, from when it appears to when it goes.

A track gathers views. The best view gives place and picture; the views together vote on the words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.media.frame import Pixels
from workers.reading.banner import stitched
from workers.reading.crops import crop_line
from workers.reading.detail import Detail
from workers.reading.engine import Line, TextRegion
from workers.reading.similarity import contains, folded, likeness
from workers.reading.wording import contradict

Signature = NDArray[np.float32]
SIGNATURE_SIZE = (128, 20)
NO_SIGNATURE: Signature = np.zeros((0, 0), np.float32)
NO_DETAIL: Detail = np.zeros((0, 0), np.uint8)
ENOUGH_VIEWS = 5
SAME_WORDS = 0.75
FULL = 0.85
LEAST_WEIGHT = 0.1
SURE = 0.9
BRIDGED_MS = 400
MOST = 0.5
OUT_OF_PLACE = 0.25
"""By how much of a line's length a part of its words may seem to lie beside its place."""


@dataclass(frozen=True, slots=True)
class View:
    """One reading of a track: when, where, what, and how well it could be seen."""

    time_ms: int
    line: Line
    sharpness: float

    @property
    def quality(self) -> float:
        """Weight of this view among the others: sure, large and sharp ones count more."""
        size = min(self.line.height_px, 48.0) / 48.0
        return float(self.line.confidence**2 * (0.3 + size) * (0.3 + min(1.0, self.sharpness)))


@dataclass(slots=True)
class Track:
    """A piece of text while it is followed. Times are ms of media time; `region` is where it was
    seen last, `origin` where it was seen first."""

    start_ms: int
    region: TextRegion
    signature: Signature
    views: list[View] = field(default_factory=list)
    frames: int = 0
    seen_ms: int = -1
    unread: int = 0
    read_width: float = 0.0
    gone_ms: int | None = None
    banner: str = ""
    detail: Detail = field(default_factory=lambda: NO_DETAIL)
    origin: TextRegion = field(init=False)

    def __post_init__(self) -> None:
        self.origin = self.region

    def close(self) -> None:
        """It has ended for good: how it looked, which is most of what it holds, is forgotten."""
        self.signature, self.detail = NO_SIGNATURE, NO_DETAIL

    def add(self, view: View, *, cut: bool = False) -> None:
        """Keep a reading; the poorest is dropped when there are many.

        `cut` says that the edge of the screen cuts the text: then the words grow with each view.
        """
        if cut or self.banner:
            self.banner = stitched(self.banner or self._latest, view.line.text) or self.banner
        self.views.append(view)
        if len(self.views) > 2 * ENOUGH_VIEWS:
            longest = max(len(folded(one.line.text)) for one in self.views)
            partial = [v for v in self.views if len(folded(v.line.text)) < FULL * longest]
            self.views.remove(min(partial or self.views, key=lambda one: one.quality))

    @property
    def _latest(self) -> str:
        return self.views[-1].line.text if self.views else ""

    def continues(self, text: str) -> bool:
        """Whether a reading is another part of this running text."""
        return bool(self.views) and stitched(self.banner or self._latest, text) is not None

    @property
    def best(self) -> View:
        """The best view among those that show the agreed words in full."""
        agreed = self.text
        full = [view for view in self.views if view.line.text == agreed]
        return max(full or self.views, key=lambda view: view.quality)

    @property
    def best_region(self) -> TextRegion:
        """Where the best view is."""
        return TextRegion(np.array(self.best.line.polygon, np.float32))

    @property
    def text(self) -> str:
        """What the views agree on: the fullest wording, by the weight of the views behind it."""
        if self.banner:
            return self.banner.strip()
        weights: dict[str, float] = {}
        for view in self.views:
            weights[view.line.text] = weights.get(view.line.text, 0.0) + view.quality
        strongest = max(weights.values())
        worthy = {text: w for text, w in weights.items() if w >= LEAST_WEIGHT * strongest}
        longest = max(len(folded(text)) for text in worthy)
        full = [text for text in worthy if len(folded(text)) >= FULL * longest]
        whole = [text for text in full if not any(_is_part(text, other) for other in full)]
        return max(whole, key=lambda text: (worthy[text], len(text)))

    @property
    def confidence(self) -> float:
        """Confidence of the best view, lowered by what the disagreeing views weigh."""
        total = sum(view.quality for view in self.views)
        alike = sum(view.quality for view in self.views if contains(self.text, view.line.text))
        return float(self.best.line.confidence * (0.7 + 0.3 * alike / max(total, 1e-9)))

    def settled(self) -> bool:
        """Whether more views would hardly change the words."""
        longest = max(len(folded(view.line.text)) for view in self.views)
        full = [view for view in self.views if len(folded(view.line.text)) == longest]
        sure = [view for view in full if view.line.confidence >= SURE]
        agreed = len(sure) >= 2 and len({view.line.text for view in sure}) == 1
        return agreed or len(full) >= ENOUGH_VIEWS

    def says(self, text: str) -> bool:
        """Whether a reading is this track's text, or a part or a somewhat longer version of it."""
        return any(
            likeness(text, view.line.text) >= SAME_WORDS
            or (contains(text, view.line.text) and _is_most_of(view.line.text, text))
            or contains(view.line.text, text)
            for view in self.views[-3:]
        )

    def contradicts(self, line: Line) -> bool:
        """Whether a reading differs from this track's text in what is sure."""
        return contradict(self.best.line, line)

    def repeats(self, line: Line) -> bool:
        """Whether a reading is this track's text, neither much longer nor much shorter."""
        alike = any(likeness(line.text, view.line.text) >= SAME_WORDS for view in self.views[-3:])
        return alike and not self.contradicts(line)

    def shows(self, line: Line, region: TextRegion) -> bool:
        """Whether a reading at a place is this track's text, or a longer version of it, or a part
        of it where that part has its place: words that begin another text there are not."""
        shown = any(
            likeness(line.text, view.line.text) >= SAME_WORDS
            or contains(line.text, view.line.text)
            or _is_in_place(line.text, region, view.line)
            for view in self.views[-3:]
        )
        return shown and not self.contradicts(line)


def _is_in_place(part: str, region: TextRegion, line: Line) -> bool:
    """Whether the words of `part` are in the line, and lie about where they are in it."""
    whole, small = folded(line.text), folded(part)
    if not contains(line.text, part):
        return False
    quad = np.array(line.polygon, np.float32)
    along = quad[1] - quad[0]
    start = (quad[0] + quad[3]) / 2
    share = float((region.quad.mean(axis=0) - start) @ along / max(float(along @ along), 1e-6))
    places = [at for at in range(len(whole)) if whole.startswith(small, at)]
    return any(abs((at + len(small) / 2) / len(whole) - share) <= OUT_OF_PLACE for at in places)


def _is_most_of(part: str, whole: str) -> bool:
    return len(folded(part)) >= MOST * len(folded(whole))


def _is_part(text: str, whole: str) -> bool:
    return len(folded(text)) < len(folded(whole)) and contains(whole, text)


def signature(image: Pixels, region: TextRegion) -> Signature:
    """How the region looks, whatever its brightness: a small grey picture, mean 0, length 1."""
    crop = cv2.cvtColor(crop_line(image, region), cv2.COLOR_BGR2GRAY)
    small = cv2.resize(crop, SIGNATURE_SIZE, interpolation=cv2.INTER_AREA).astype(np.float32)
    small -= small.mean()
    norm = float(np.linalg.norm(small))
    return np.asarray(small / norm if norm > 1e-3 else small, np.float32)


def correlation(first: Signature, second: Signature) -> float:
    """Likeness of two signatures, -1 to 1."""
    return float((first * second).sum())


def sharpness(crop: Pixels) -> float:
    """Strength of the edges of a crop relative to its contrast, about 0 (blurred) to 1 (crisp)."""
    grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)
    spread = float(grey.std())
    if spread < 1:
        return 0.0
    return float(np.abs(cv2.Laplacian(grey, cv2.CV_32F)).mean() / (2 * spread))


def covering(first: TextRegion, second: TextRegion) -> float:
    """Share of the smaller region's bounding box that the other's covers."""
    one_min, one_max = first.quad.min(axis=0), first.quad.max(axis=0)
    other_min, other_max = second.quad.min(axis=0), second.quad.max(axis=0)
    shared = np.prod(np.maximum(0, np.minimum(one_max, other_max) - np.maximum(one_min, other_min)))
    smaller = min(float(np.prod(one_max - one_min)), float(np.prod(other_max - other_min)))
    return float(shared) / smaller if smaller > 0 else 0.0


def overlap_of_boxes(first: TextRegion, second: TextRegion) -> float:
    """Shared area of the bounding boxes over their joint area."""
    one_min, one_max = first.quad.min(axis=0), first.quad.max(axis=0)
    other_min, other_max = second.quad.min(axis=0), second.quad.max(axis=0)
    shared = float(
        np.prod(np.maximum(0, np.minimum(one_max, other_max) - np.maximum(one_min, other_min)))
    )
    joint = float(np.prod(one_max - one_min) + np.prod(other_max - other_min)) - shared
    return shared / joint if joint > 0 else 0.0


def nearest(region: TextRegion, tracks: Sequence[Track]) -> Track | None:
    """The track whose place overlaps the region most, None when none does by a third."""
    best = max(tracks, key=lambda track: overlap_of_boxes(track.region, region), default=None)
    if best is None or overlap_of_boxes(best.region, region) < 0.3:
        return None
    return best


def same_row(first: TextRegion, second: TextRegion) -> bool:
    """Whether two level regions are of like height and at the same height of the frame."""
    return of_one_size(first, second) and on_one_line(first, second)


def of_one_size(first: TextRegion, second: TextRegion) -> bool:
    """Whether two regions are of like height."""
    shorter, longer = sorted((first.height, second.height))
    return longer <= 1.4 * shorter


def on_one_line(first: TextRegion, second: TextRegion) -> bool:
    """Whether two regions have their middles at the same height of the frame."""
    offset = abs(float(first.quad[:, 1].mean() - second.quad[:, 1].mean()))
    return offset <= 0.3 * min(first.height, second.height)
