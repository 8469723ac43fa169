"""Compare three ways to tell white coats, on labelled pictures that none of them was fitted to.

    python -m models.training.vision.compare_coats efficientnet-lite0-57934424.pth \
        --photos FOLDER --labels DIR ...

`frozen`: the mean feature vector of the picture, a head fitted by logistic regression (what is
shipped, see `train_heads`). `person crop`: colour and texture of the chest below each face.
`fine-tuned`: the last block and the last convolution of the network trained with the head. All
three learn from the same portraits, dressed in drawn coats and other clothes (`coats`). `--labels`
are folders with `labels.jsonl` (`file`, and `doctor_white_coat` in `visual` or `labels` where one
is shown). Needs `onnx`, `scikit-learn` and `torch`.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
import onnx
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_curve, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import nn

from models.runtime import session
from models.training.vision.convert_backbone import Weights, backbone, read_weights
from models.training.vision.photos import read_photos
from models.training.vision.train_heads import COAT_CLASSES, HeadTrainer, outfits
from models.vision import Face
from models.vision.loading import face_detector
from models.vision.scene_network import network_input

LABEL = "doctor_white_coat"
_LAST_BLOCK = "_blocks.15."
_BEFORE_LAST = "_blocks.14._project_conv+"
_SEED, _EPOCHS, _RATE = 0, 12, 3e-4
_CHEST = 48

Picture = np.ndarray
Drawn = list[tuple[Picture, bool]]


def read_labelled(folder: Path) -> Iterator[tuple[Picture, bool]]:
    """Pictures of a folder, and whether they show a coat; unreadable ones are passed over."""
    for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        pixels = cv2.imread(str(folder / row["file"]), cv2.IMREAD_COLOR)
        shown = row.get("visual", row.get("labels", []))
        if pixels is not None and not row.get("ambiguous"):
            yield pixels, LABEL in shown


def dressed_portraits(photos: Sequence[Picture]) -> Drawn:
    """Portraits in drawn coats (True), in other clothes and as they are, and the other photographs
    (False)."""
    drawn: Drawn = [(photo, False) for photo in photos]
    for _, coat, other in outfits(np.random.default_rng(_SEED), photos):
        drawn += [(coat, True), (other, False)]
    return drawn


def chest_features(pixels: Picture, faces: Sequence[Face]) -> np.ndarray | None:
    """Colours and edge directions of the chest below the largest face; None without a face."""
    chests = [_chest(pixels, face) for face in faces]
    chest = max((one for one in chests if one is not None), key=np.size, default=None)
    if chest is None:
        return None
    small = cv2.resize(chest, (_CHEST, _CHEST), interpolation=cv2.INTER_AREA)
    hue, saturation, value = (plane.astype(np.float32) / 255 for plane in cv2.split(_hsv(small)))
    white = ((saturation < 0.22) & (value > 0.65)).astype(np.float32)
    across = cv2.Sobel(value, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(value, cv2.CV_32F, 0, 1)
    strength, angle = cv2.cartToPolar(across, down)
    bins = (angle / (2 * np.pi) * 8).astype(int) % 8
    parts: list[float] = []
    for columns in np.array_split(np.arange(_CHEST), 3):
        for plane in (white, saturation, value):
            parts += [float(plane[:, columns].mean()), float(plane[:, columns].std())]
        parts += [float(strength[:, columns][bins[:, columns] == one].sum()) for one in range(8)]
    return np.array([*parts, float(hue.std())], np.float32)


def _chest(pixels: Picture, face: Face) -> Picture | None:
    width = face.right - face.left
    middle = (face.left + face.right) / 2
    top, bottom = round(face.bottom), round(face.bottom + 2.5 * width)
    left, right = round(middle - 1.3 * width), round(middle + 1.3 * width)
    chest = pixels[max(0, top) : bottom, max(0, left) : right]
    return chest if min(chest.shape[:2]) >= 8 else None


def _hsv(pixels: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2HSV_FULL))


class LastBlocks(nn.Module):
    """The last block of EfficientNet-Lite0, its last convolution and a head, batch norm frozen."""

    def __init__(self, weights: Weights, direction: np.ndarray) -> None:
        super().__init__()
        self._layers = nn.ModuleList()
        for layer, norm in (
            (f"{_LAST_BLOCK}_expand_conv", f"{_LAST_BLOCK}_bn0"),
            (f"{_LAST_BLOCK}_depthwise_conv", f"{_LAST_BLOCK}_bn1"),
            (f"{_LAST_BLOCK}_project_conv", f"{_LAST_BLOCK}_bn2"),
            ("_conv_head", "_bn1"),
        ):
            self._layers.append(_folded(weights, layer, norm))
        self._head = nn.Linear(len(direction), 1)
        with torch.no_grad():
            self._head.weight.copy_(torch.from_numpy(direction[None]))

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        """Logits (n,) of maps (n, 192, rows, columns)."""
        expand, depthwise, project, head = self._layers
        features = nn.functional.relu6(depthwise(nn.functional.relu6(expand(maps))))
        features = nn.functional.relu6(head(project(features)))
        return self._head(features.mean(dim=(2, 3)))[:, 0]


def _folded(weights: Weights, layer: str, norm: str) -> nn.Conv2d:
    kernel = weights[f"{layer}.weight"]
    scale, shift, mean, variance = (
        weights[f"{norm}.{part}"] for part in ("weight", "bias", "running_mean", "running_var")
    )
    gain = scale / np.sqrt(variance + 1e-3)
    depthwise = kernel.shape[1] == 1
    made = nn.Conv2d(
        kernel.shape[0] if depthwise else kernel.shape[1],
        kernel.shape[0],
        kernel.shape[2],
        padding="same",
        groups=kernel.shape[0] if depthwise else 1,
    )
    with torch.no_grad():
        made.weight.copy_(torch.from_numpy(kernel * gain[:, None, None, None]))
        assert made.bias is not None
        made.bias.copy_(torch.from_numpy(shift - mean * gain))
    return made


def fine_tuned(
    weights: Weights, direction: np.ndarray, maps: Sequence[np.ndarray], truth: np.ndarray
) -> LastBlocks:
    """Train the last layers on maps of the layers before, one picture at a time."""
    torch.manual_seed(_SEED)
    network = LastBlocks(weights, direction)
    optimiser = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=0.01)
    balance = torch.tensor((1 - truth.mean()) / truth.mean())
    random = np.random.default_rng(_SEED)
    for _ in range(_EPOCHS):
        for number, index in enumerate(random.permutation(len(maps))):
            features = torch.from_numpy(maps[index])
            if random.random() < 0.5:
                features = features.flip(3)
            wanted = torch.tensor([float(truth[index])])
            loss = nn.functional.binary_cross_entropy_with_logits(
                network(features), wanted, pos_weight=balance
            )
            loss.backward()
            if number % 16 == 15:
                optimiser.step()
                optimiser.zero_grad()
    return network


def main() -> None:
    """Fit all three and print how they do."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("backbone", type=Path)
    arguments.add_argument("--photos", type=Path, required=True)
    arguments.add_argument("--labels", type=Path, nargs="+", required=True)
    given = arguments.parse_args()
    weights = read_weights(given.backbone)
    direction = weights["_fc.weight"][list(COAT_CLASSES)].mean(axis=0)
    direction = (direction - weights["_fc.weight"].mean(axis=0)).astype(np.float32)
    drawn = dressed_portraits(read_photos(given.photos))
    shown = [one for folder in given.labels for one in read_labelled(folder)]
    truth = np.array([coat for _, coat in drawn])
    gold = np.array([coat for _, coat in shown])
    with tempfile.TemporaryDirectory() as folder:
        model = backbone(given.backbone)
        model.graph.output.append(onnx.helper.make_empty_tensor_value_info(_BEFORE_LAST))
        path = Path(folder) / "backbone.onnx"
        onnx.save(model, path)
        network = session(path)
        drawn_maps, shown_maps = (
            [network.run(["features", _BEFORE_LAST], {"image": network_input(p)}) for p, _ in some]
            for some in (drawn, shown)
        )
    say(f"{truth.sum()} drawn coats, {(~truth).sum()} other pictures; {gold.sum()} of {len(gold)}")
    learnt, asked = (
        np.array([one[0][0].mean(axis=(1, 2)) for one in maps]) for maps in (drawn_maps, shown_maps)
    )
    head = HeadTrainer("white_coat", direction, 1e-3).fit(
        learnt[truth], learnt[~truth], whole_only=True
    )
    report("frozen", gold, asked @ head.weights + head.bias)
    report("person crop", gold, _by_chest(drawn, truth, shown))
    tuned = fine_tuned(weights, direction, [one[1] for one in drawn_maps], truth)
    with torch.no_grad():
        scores = [float(tuned(torch.from_numpy(one[1]))) for one in shown_maps]
    report("fine-tuned", gold, np.array(scores))


def _by_chest(drawn: Drawn, truth: np.ndarray, shown: Drawn) -> np.ndarray:
    detector = face_detector()
    learnt, asked = (
        [chest_features(pixels, detector.detect(pixels)) for pixels, _ in some]
        for some in (drawn, shown)
    )
    there = [index for index, one in enumerate(learnt) if one is not None]
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000, C=0.1))
    model.fit(np.array([learnt[index] for index in there]), truth[there])
    nobody = -100.0
    return np.array(
        [nobody if one is None else model.decision_function(one[None])[0] for one in asked]
    )


def report(way: str, gold: np.ndarray, scores: np.ndarray) -> None:
    """Print the area under the curve, and the curve at a few precisions."""
    precision, recall, _ = precision_recall_curve(gold, scores)
    points = [f"{least:.1f}: {recall[precision >= least].max():.2f}" for least in (0.7, 0.8, 0.9)]
    say(f"{way}: AUC {roc_auc_score(gold, scores):.3f}; recall at precision {', '.join(points)}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
