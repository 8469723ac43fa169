"""Heads beside the scene network: read from a file, laid on its feature map."""

import json

import numpy as np
import pytest

from models.manifest import ManifestError
from models.vision.linear_heads import FEATURES, NO_HEADS, LinearHeads, SceneLabel


def row(label: str, weights: list[float]) -> dict[str, object]:
    return {"label": label, "least": 0.9, "whole_only": False, "bias": -1.0, "weights": weights}


def test_every_cell_gets_the_weighted_sum_of_its_features(tmp_path):
    file = tmp_path / "heads.json"
    first = [2.0] + [0.0] * (FEATURES - 1)
    file.write_text(json.dumps({"heads": [row("one", first), row("all", [1.0] * FEATURES)]}))
    heads = LinearHeads.load(file)
    features = np.zeros((FEATURES, 2, 3), np.float32)
    features[0, 1, 2], features[5, 0, 1] = 4.0, 3.0
    logits = heads(features)
    assert heads.labels[0] == SceneLabel("one", 0.9, False)
    assert logits.shape == (2, 2, 3)
    assert logits[0].tolist() == [[-1, -1, -1], [-1, -1, 7]]
    assert logits[1].tolist() == [[-1, 2, -1], [-1, -1, 3]]


@pytest.mark.parametrize(
    "content", ["", "{}", json.dumps({"heads": [row("short", [1.0, 2.0])]}), '{"heads": [{}]}']
)
def test_a_file_of_something_else_is_refused(tmp_path, content):
    file = tmp_path / "heads.json"
    file.write_text(content)
    with pytest.raises(ManifestError, match=r"heads\.json"):
        LinearHeads.load(file)


def test_without_heads_there_are_no_logits():
    assert NO_HEADS(np.zeros((FEATURES, 2, 3), np.float32)).shape == (0, 2, 3)
