"""Fit the head that tells before-and-after pairs and write it.

    python -m models.training.vision.train_pairs models/weights/pair_head.json \
        --photos FOLDER --fonts FOLDER [--count 4000]

`--photos` is a folder with every package of `photos.txt` unpacked in a folder of its name: the
portraits become pairs, everything else grounds and counter-examples. `--fonts` are for words on
them; the shipped head was drawn with `samples/fonts`. Needs package `scikit-learn`.

Only panels that the head is asked about are drawn (`worth_a_look`). Prints what it finds of people
it was not fitted to (five folds) at the limits that it is shipped with: `sure` and `likely`, which
6 and 12 in a hundred look-alikes reach. Look-alikes are drawn to be hard: of photographs from
elsewhere a hundredth reaches `sure` (`tests/bench/bench_pairs_apart.py`).
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from sklearn.linear_model import LogisticRegression

from models.training.vision.bodies import body_view, new_body
from models.training.vision.packs import PackArtist
from models.training.vision.panels import Composition, composed
from models.training.vision.people import distinct, people_in
from models.training.vision.photos import read_photos
from models.training.vision.portraits import (
    Box,
    Portrait,
    cut,
    framed,
    moved,
    same_person,
    varied,
)
from models.training.vision.scenes import ground, words
from models.vision import Face, FaceIn, PanelLook
from models.vision.loading import face_detector, scene_network
from models.vision.pair_head import MEASURES, SIDE, Quadratic, measures, worth_a_look

FALSE_ALARMS = {"sure": 0.06, "likely": 0.12}
"""Share of the counter-examples that may reach each limit."""
_SEED = 0
_FOLDS = 5
_POSITIVE = 0.42
_STRENGTH = 0.03
_PAGE_SIDE = 900


@dataclass(frozen=True, slots=True)
class Example:
    """Measures of one pair, whether it is one, what it is, and the fold of its person."""

    measured: np.ndarray
    truth: bool
    kind: str
    fold: int


class Examples:
    """Draws examples from one random generator."""

    def __init__(
        self, people: list[list[Portrait]], things: list[np.ndarray], fonts: list[Path]
    ) -> None:
        self._random = np.random.default_rng(_SEED)
        self._artist = PackArtist(self._random, fonts)
        self._people, self._things = people, things

    def draw(self) -> tuple[Composition, bool, str, int]:
        """A composition, whether it is a pair, its kind, and the fold of its first person."""
        number = int(self._random.integers(len(self._people)))
        if self._random.random() < _POSITIVE:
            composition, kind = self._pair(number)
            return composition, True, kind, number % _FOLDS
        composition, kind = self._look_alike(number)
        return composition, False, kind, number % _FOLDS

    def _pair(self, number: int) -> tuple[Composition, str]:
        if self._random.random() < 0.25:
            body = new_body(self._random)
            one = body_view(body, self._random, before=True)
            other = body_view(body, self._random, before=False)
            kind = f"drawn {body.part}"
        else:
            one, other, kind = same_person(self._people[number], self._things, self._random)
        if self._random.random() < 0.3:
            one, other = other, one
        melted = kind == "body" and self._random.random() < 0.3
        return self._shaken(self._composed(one, other, melted=melted)), kind

    def _look_alike(self, number: int) -> tuple[Composition, str]:
        kind = str(self._random.choice(list(_COUNTER), p=list(_COUNTER.values())))
        if kind in ("two people", "two of one team"):
            one, two = self._two_people(number, team=kind == "two of one team")
            melted = self._random.random() < 0.2
            return self._shaken(self._composed(one, two, melted=melted)), kind
        if kind == "one photograph":
            return Composition(np.ascontiguousarray(self._thing()), self._halves()), kind
        if kind == "one person":
            return Composition(self._person(number), self._halves()), kind
        if kind == "pair cut across":
            one, two, _ = same_person(self._people[number], self._things, self._random)
            composition = self._composed(one, two)
            return Composition(composition.pixels, _across(composition.panels)), kind
        pictures = self._two_pictures(kind, number)
        if self._random.random() < 0.5:
            pictures.reverse()
        return self._shaken(self._composed(pictures[0], pictures[1])), kind

    def _two_people(self, number: int, *, team: bool) -> tuple[np.ndarray, np.ndarray]:
        """Views of two people; those of one team stand before one wall, framed in one way."""
        other = int(self._random.integers(len(self._people) - 1))
        other += other >= number
        part = str(self._random.choice(["head", "body", "close", "half"], p=[0.35, 0.45, 0.1, 0.1]))
        if not team:
            return self._person(number, part), self._person(other, part)
        wall = [self._thing()]
        views = []
        for one in (number, other):
            placed = moved(self._portrait(one), wall, self._random)
            views.append(
                varied(cut(placed.pixels, framed(placed.face, part, self._random)), self._random)
            )
        return views[0], views[1]

    def _two_pictures(self, kind: str, number: int) -> list[np.ndarray]:
        if kind == "person and thing":
            thing = self._pack() if self._random.random() < 0.5 else self._thing()
            return [self._person(number), thing]
        if kind == "person and body part":
            before = bool(self._random.random() < 0.5)
            return [
                self._person(number),
                body_view(new_body(self._random), self._random, before=before),
            ]
        if kind in ("packs", "warm packs"):
            one = self._pack()
            again = self._random.random() < 0.3
            two = varied(one, self._random) if again else self._pack()
            return (
                [warm(one, self._random), warm(two, self._random)] if "warm" in kind else [one, two]
            )
        if kind == "packs on skin":
            return [self._pack(on_skin=True), self._pack(on_skin=True)]
        if kind == "two photographs":
            return [self._thing(), self._thing()]
        if kind == "warm photographs":
            return [warm(self._thing(), self._random), warm(self._thing(), self._random)]
        if kind == "person and page":
            return [self._person(number), self._page()]
        if kind == "two pages":
            return [self._page(), self._page()]
        thing = self._thing()
        return [varied(thing, self._random), varied(thing, self._random)]

    def _composed(self, one: np.ndarray, other: np.ndarray, *, melted: bool = False) -> Composition:
        return composed(one, other, self._random, self._artist, self._things, melted=melted)

    def _portrait(self, number: int) -> Portrait:
        portraits = self._people[number]
        return portraits[int(self._random.integers(len(portraits)))]

    def _person(self, number: int, part: str | None = None) -> np.ndarray:
        portrait = self._portrait(number)
        part = part or str(self._random.choice(["close", "head", "body"], p=[0.2, 0.3, 0.5]))
        return varied(cut(portrait.pixels, framed(portrait.face, part, self._random)), self._random)

    def _page(self) -> np.ndarray:
        """Words on paper or wood, whose colours are often those of skin."""
        tone = np.array([140, 172, 224]) * self._random.uniform(0.6, 1.13)
        page = np.full((420, 400, 3), tone + self._random.normal(0, 10, 3), np.float32)
        page *= np.linspace(self._random.uniform(0.8, 1), 1, 420)[:, None, None]
        words(self._random, self._artist, page, int(self._random.integers(1, 9)))
        return page.clip(0, 255).astype(np.uint8)

    def _thing(self) -> np.ndarray:
        photo = self._things[int(self._random.integers(len(self._things)))]
        share = self._random.uniform(0.4, 1.0)
        height, width = (max(64, int(size * share)) for size in photo.shape[:2])
        height, width = min(height, photo.shape[0]), min(width, photo.shape[1])
        y = int(self._random.integers(photo.shape[0] - height + 1))
        x = int(self._random.integers(photo.shape[1] - width + 1))
        return photo[y : y + height, x : x + width]

    def _pack(self, *, on_skin: bool = False) -> np.ndarray:
        """A pack before something, or held before bare skin."""
        cutout, page = self._artist.pack(), ground(self._random, self._things)[:400, :400].copy()
        if on_skin:
            body = body_view(new_body(self._random), self._random, before=False)
            page = cv2.resize(body, (400, 400)).astype(np.float32)
        height, width = page.shape[:2]
        most = self._random.uniform(0.4, 0.8) if on_skin else 0.85
        scale = most * min(height / cutout.colour.shape[0], width / cutout.colour.shape[1])
        colour = cv2.resize(cutout.colour, None, fx=scale, fy=scale)
        opacity = cv2.resize(cutout.opacity, None, fx=scale, fy=scale)[..., None]
        y, x = (height - colour.shape[0]) // 2, (width - colour.shape[1]) // 2
        place = page[y : y + colour.shape[0], x : x + colour.shape[1]]
        place[:] = colour * opacity + place * (1 - opacity)
        return page.clip(0, 255).astype(np.uint8)

    def _shaken(
        self,
        composition: Composition,
    ) -> Composition:
        """Panels as a finder would place them: not quite exactly."""
        spread = float(self._random.choice([0.01, 0.03, 0.06]))
        shaken = []
        for left, top, right, bottom in composition.panels:
            size = np.array([right - left, bottom - top] * 2)
            box = np.array([left, top, right, bottom])
            shaken.append((box + self._random.normal(0, spread, 4) * size).clip(0, 1))
        first, second = ((float(a), float(b), float(c), float(d)) for a, b, c, d in shaken)
        return Composition(composition.pixels, (first, second))

    def _halves(self) -> tuple[Box, Box]:
        """Two touching boxes anywhere."""
        middle = 0.5 if self._random.random() < 0.5 else float(self._random.uniform(0.3, 0.7))
        reach = min(middle, 1 - middle)
        low, high = np.sort(self._random.uniform(0, 1, 2)).tolist()
        if high - low < 0.25 or self._random.random() < 0.5:
            low, high = 0.0, 1.0
        if self._random.random() < 0.7:
            return (middle - reach, low, middle, high), (middle, low, middle + reach, high)
        return (low, middle - reach, high, middle), (low, middle, high, middle + reach)


_COUNTER = {
    "two people": 0.20,
    "two of one team": 0.10,
    "person and thing": 0.10,
    "person and page": 0.06,
    "person and body part": 0.04,
    "packs": 0.04,
    "warm packs": 0.06,
    "packs on skin": 0.05,
    "two pages": 0.03,
    "two photographs": 0.06,
    "warm photographs": 0.05,
    "one thing twice": 0.03,
    "one photograph": 0.06,
    "one person": 0.06,
    "pair cut across": 0.06,
}


def warm(pixels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """The picture in the colours of wood, food and lamp light, which are those of skin."""
    light = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY).astype(np.float32)[..., None] / 255
    tone = np.array([140, 172, 224]) * random.uniform(0.8, 1.1) + random.normal(0, 10, 3)
    share = random.uniform(0.3, 0.8)
    mixed = (1 - share) * pixels + share * tone * (0.4 + 0.8 * light)
    return mixed.clip(0, 255).astype(np.uint8)


def _across(panels: tuple[Box, Box]) -> tuple[Box, Box]:
    """The box around two panels, cut the other way."""
    (a, b, c, d), (e, f, g, h) = panels
    left, top, right, bottom = min(a, e), min(b, f), max(c, g), max(d, h)
    if abs(b - f) < 0.1:
        middle = (top + bottom) / 2
        return (left, top, right, middle), (left, middle, right, bottom)
    middle = (left + right) / 2
    return (left, top, middle, bottom), (middle, top, right, bottom)


def look(pixels: np.ndarray, box: Box, faces: Sequence[Face]) -> PanelLook | None:
    """A panel as the head sees it; None when it is too small."""
    height, width = pixels.shape[:2]
    left, top, right, bottom = box
    part = pixels[int(top * height) : int(bottom * height), int(left * width) : int(right * width)]
    if min(part.shape[:2]) < 24:
        return None
    within = [
        face
        for face in faces
        if left <= (face.left + face.right) / 2 / width <= right
        and top <= (face.top + face.bottom) / 2 / height <= bottom
    ]
    if not within:
        return PanelLook(np.ascontiguousarray(part))
    face = max(within, key=lambda one: one.width)
    middle = (face.top + face.bottom) / 2 / height
    placed = FaceIn((middle - top) / (bottom - top), face.width / width / (right - left))
    return PanelLook(np.ascontiguousarray(part), placed)


def measured(count: int, photos: Sequence[np.ndarray], fonts: list[Path]) -> list[Example]:
    """Draw and measure that many examples."""
    detector = face_detector()
    network = scene_network()[0].seen_at(SIDE)
    people = people_in(photos, detector)
    things = [one for one in photos if not detector.detect(one) and min(one.shape[:2]) >= 150]
    print(f"{len(people)} people, {len(things)} photographs without")
    source = Examples(people, things, fonts)
    found = []
    while len(found) < count:
        composition, truth, kind, fold = source.draw()
        scale = min(1.0, _PAGE_SIDE / max(composition.pixels.shape[:2]))
        page = cv2.resize(
            composition.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA
        )
        faces = detector.detect(page)
        first, second = (look(page, box, faces) for box in composition.panels)
        if first is not None and second is not None and worth_a_look(first, second):
            found.append(Example(measures(network, first, second), truth, kind, fold))
    return found


def fit(vectors: np.ndarray, truth: np.ndarray) -> Quadratic:
    """A logistic score in the measures and their products."""
    mean, spread = vectors.mean(axis=0), vectors.std(axis=0) + 0.02
    even = (vectors - mean) / spread
    rows, columns = np.triu_indices(even.shape[1])
    terms = np.hstack([even, even[:, rows] * even[:, columns]])
    centre, width = terms.mean(axis=0), terms.std(axis=0) + 1e-3
    model = LogisticRegression(C=_STRENGTH, max_iter=3000)
    model.fit((terms - centre) / width, truth)
    weights = model.coef_[0] / width
    products = np.zeros((even.shape[1], even.shape[1]))
    products[rows, columns] = weights[even.shape[1] :]
    bias = float(model.intercept_[0] - centre @ weights)
    return Quadratic(mean, spread, weights[: even.shape[1]], products, bias)


def train(examples: Sequence[Example]) -> dict[str, object]:
    """The head as it is written, its limits set on people it was not fitted to."""
    vectors = np.array([one.measured for one in examples])
    truth = np.array([one.truth for one in examples])
    folds = np.array([one.fold for one in examples])
    scores = np.zeros(len(examples))
    for fold in range(_FOLDS):
        score = fit(vectors[folds != fold], truth[folds != fold])
        scores[folds == fold] = [score(one) for one in vectors[folds == fold]]
    limits = {
        name: round(float(np.quantile(scores[~truth], 1 - share)), 3)
        for name, share in FALSE_ALARMS.items()
    }
    for kind in sorted({one.kind for one in examples}):
        mine = np.array([one.kind == kind for one in examples])
        shares = ", ".join(
            f"{(scores[mine] >= limit).mean():.2f} {name}" for name, limit in limits.items()
        )
        print(f"{'pair' if truth[mine][0] else 'none'}: {kind} ({mine.sum()}): {shares}")
    for name, limit in limits.items():
        print(f"{name} at {limit}: {(scores[truth] >= limit).mean():.2f} of {truth.sum()} pairs")
    return {"measures": list(MEASURES), **fit(vectors, truth).numbers(), **limits}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", type=Path)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--fonts", type=Path, required=True)
    parser.add_argument("--count", type=int, default=4000)
    arguments = parser.parse_args()
    fonts = sorted(arguments.fonts.rglob("*.ttf"))
    photos = distinct(read_photos(arguments.photos))
    head = train(measured(arguments.count, photos, fonts))
    arguments.target.write_text(json.dumps(head) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
