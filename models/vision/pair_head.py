"""Whether two panels show one body twice: a score over how alike the panels are.

The measures are few and plain, so that a head fitted to composed pictures holds on real ones
(`models/training/vision/train_pairs.py`): what a network sees in the panels and in their cells,
colours, bare skin, coarse structure, detail, and where the faces are.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.manifest import ManifestError
from models.vision.scene_network import SceneNetwork

SIDE = 224
"""Longer side in pixels at which a panel is seen."""
MEASURES = (
    "likeness",
    "best cells",
    "same cells",
    "structure",
    "colours",
    "skin",
    "more skin",
    "skin apart",
    "detail",
    "detail apart",
    "two faces",
    "one face",
    "faces alike in size",
    "faces apart in height",
    "packs",
    "likeness of skin",
    "mirrored cells",
    "skin tones apart",
    "coats",
    "most packs",
)
_PRODUCT = "product_package"
_COAT = "white_coat"
_LEAST_SKIN = 0.12
_MOST_SKIN = 0.4

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class FaceIn:
    """A face in a panel: its centre's height and its width, both 0-1 of the panel."""

    height: float
    width: float


@dataclass(frozen=True, slots=True)
class PanelLook:
    """One panel as (height, width, 3) BGR pixels, and its largest face if there is one."""

    pixels: Pixels
    face: FaceIn | None = None


@dataclass(frozen=True, slots=True)
class Quadratic:
    """A logistic score in numbers and their products: numbers are centred on `mean` and divided by
    `spread`; `weights` is (n,), `products` (n, n)."""

    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    weights: NDArray[np.float64]
    products: NDArray[np.float64]
    bias: float

    def __call__(self, numbers: NDArray[np.float64]) -> float:
        """The probability, 0-1."""
        even = (numbers - self.mean) / self.spread
        score = float(even @ self.weights + even @ self.products @ even) + self.bias
        return float(1 / (1 + np.exp(-np.clip(score, -50.0, 50.0))))

    def numbers(self) -> dict[str, Any]:
        """Everything as plain numbers, rounded, to be written down."""
        return {
            "mean": self.mean.round(5).tolist(),
            "spread": self.spread.round(5).tolist(),
            "weights": self.weights.round(5).tolist(),
            "products": self.products.round(5).tolist(),
            "bias": round(self.bias, 5),
        }


class PairHead:
    """Scores pairs of panels.

    A probability of `sure` is enough by itself, one of `likely` where a label says the same.
    """

    def __init__(
        self, network: SceneNetwork, score: Quadratic, *, sure: float, likely: float
    ) -> None:
        self._network = network.seen_at(SIDE)
        self._score = score
        self.sure = sure
        self.likely = likely

    @classmethod
    def load(cls, path: Path, network: SceneNetwork) -> "PairHead":
        """Raises ManifestError when the file was fitted to other measures, or is none of these."""
        try:
            facts = json.loads(path.read_text(encoding="utf-8"))
            if tuple(facts["measures"]) != MEASURES:
                raise ManifestError(f"{path.name} was fitted to other measures")
            size = len(MEASURES)
            score = Quadratic(
                _numbers(facts["mean"], (size,)),
                _numbers(facts["spread"], (size,)),
                _numbers(facts["weights"], (size,)),
                _numbers(facts["products"], (size, size)),
                float(facts["bias"]),
            )
            sure, likely = float(facts["sure"]), float(facts["likely"])
        except (KeyError, TypeError, ValueError) as error:
            raise ManifestError(f"{path.name} is no head for pairs of panels: {error}") from error
        return cls(network, score, sure=sure, likely=likely)

    def probability(self, first: PanelLook, second: PanelLook) -> float:
        """How probable it is that both panels show the same body, as before and after do."""
        return self._score(measures(self._network, first, second))


def _numbers(given: Any, shape: tuple[int, ...]) -> NDArray[np.float64]:
    return np.array(given, np.float64).reshape(shape)


def measures(network: SceneNetwork, first: PanelLook, second: PanelLook) -> NDArray[np.float64]:
    """How alike two panels are, one number for each of `MEASURES`, about 0-1 each."""
    one = first.pixels
    other = np.asarray(
        cv2.resize(second.pixels, one.shape[1::-1], interpolation=cv2.INTER_AREA), np.uint8
    )
    ours, theirs = network.view(one), network.view(other)
    likeness = float(ours.embedding @ theirs.embedding)
    cells = _cells_alike(ours.features, theirs.features)
    less, more = sorted((skin_share(one), skin_share(other)))
    detail = sorted((_detail(one), _detail(other)))
    packs = [view.whole(_PRODUCT).probability for view in (ours, theirs)]
    both = first.face is not None and second.face is not None
    sizes = heights = 0.0
    if first.face is not None and second.face is not None:
        widths = (first.face.width, second.face.width)
        sizes = min(widths) / max(max(widths), 1e-6)
        heights = min(1.0, abs(first.face.height - second.face.height))
    return np.array(
        [
            likeness,
            cells.best,
            cells.same,
            _structure(one, other),
            _colours(one, other),
            min(_MOST_SKIN, less),
            min(_MOST_SKIN, more),
            more - less,
            detail[1],
            detail[1] - detail[0],
            both,
            (first.face is None) != (second.face is None),
            sizes,
            heights,
            min(packs),
            likeness * min(_MOST_SKIN, less),
            cells.mirrored,
            _skin_tones_apart(one, other),
            max(ours.whole(_COAT).probability, theirs.whole(_COAT).probability),
            max(packs),
        ],
        np.float64,
    )


def worth_a_look(first: PanelLook, second: PanelLook) -> bool:
    """Whether both panels hold a face, or both bare skin; the head is fitted to such panels."""
    if first.face is not None and second.face is not None:
        return True
    return min(skin_share(first.pixels), skin_share(second.pixels)) >= _LEAST_SKIN


def skin_share(pixels: Pixels) -> float:
    """Share of a picture with the colour of human skin, any complexion (Chai & Ngan 1999)."""
    return float(_skin(pixels)[1].mean())


def _skin(pixels: Pixels) -> tuple[Pixels, NDArray[np.bool_]]:
    """The picture at 64 x 64, and where it has the colour of skin."""
    small = np.asarray(cv2.resize(pixels, (64, 64), interpolation=cv2.INTER_AREA), np.uint8)
    luma, red, blue = cv2.split(cv2.cvtColor(small, cv2.COLOR_BGR2YCrCb))
    skin = (red > 135) & (red < 180) & (blue > 85) & (blue < 135) & (luma > 40)
    return small, np.asarray(skin, np.bool_)


@dataclass(frozen=True, slots=True)
class _Cells:
    """Mean cosine of each cell with its best match, with the cell in the same place, and with the
    cell in the same place of the mirrored panel."""

    best: float
    same: float
    mirrored: float


def _cells_alike(one: NDArray[np.float32], other: NDArray[np.float32]) -> _Cells:
    cells = []
    for features in (one, other):
        flat = features.reshape(len(features), -1)
        centred = flat - flat.mean(axis=1, keepdims=True)
        cells.append(centred / (np.linalg.norm(centred, axis=0) + 1e-6))
    # A product this small would spend its time waking up the threads of the BLAS library.
    table = np.einsum("ki,kj->ij", cells[0], cells[1])
    rows, columns = one.shape[1:]
    places = np.arange(rows * columns).reshape(rows, columns)
    mirrored = table[places.ravel(), places[:, ::-1].ravel()]
    return _Cells(
        float(table.max(axis=1).mean()),
        float(np.diag(table).mean()),
        float(mirrored.mean()),
    )


def _skin_tones_apart(one: Pixels, other: Pixels) -> float:
    """Distance of the mean colours of bare skin, brightness left out; 1 where one has none."""
    tones = []
    for pixels in (one, other):
        small, skin = _skin(pixels)
        if not skin.any():
            return 1.0
        lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_BGR2LAB)
        tones.append(lab[skin][:, 1:].mean(axis=0))
    return min(1.0, float(np.linalg.norm(tones[0] - tones[1])) / 30)


def _structure(one: Pixels, other: Pixels) -> float:
    """Best correlation of the two pictures in grey, very small, a little shift allowed."""
    small: list[Any] = []
    for pixels, side in ((one, 24), (other, 32)):
        grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
        small.append(cv2.resize(grey, (side, side), interpolation=cv2.INTER_AREA))
    found = cv2.matchTemplate(small[1], small[0], cv2.TM_CCOEFF_NORMED).max()
    return float(found) if np.isfinite(found) else 0.0


def _colours(one: Pixels, other: Pixels) -> float:
    """Overlap of the histograms of colour, brightness left out."""
    tables: list[Any] = []
    for pixels in (one, other):
        small = cv2.resize(pixels, (64, 64), interpolation=cv2.INTER_AREA)
        lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_BGR2LAB)
        table = cv2.calcHist([lab], [1, 2], None, [12, 12], [-60, 60, -60, 60])
        tables.append(table / max(float(table.sum()), 1.0))
    return float(np.minimum(tables[0], tables[1]).sum())


def _detail(pixels: Pixels) -> float:
    """Share of edge pixels: print and packs have many, skin has few."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(grey, (96, 96), interpolation=cv2.INTER_AREA)
    return float((cv2.Canny(small, 60, 140) > 0).mean())
