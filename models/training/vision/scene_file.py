"""Write the scene network: the backbone, one linear head for each label, and what they are."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from models.training.vision.convert_backbone import backbone


@dataclass(frozen=True, slots=True)
class Head:
    """A linear head on the mean feature vector of a window: weights (1280,), bias, and the least
    probability at which its label is reported. A `whole_only` head judges whole pictures only."""

    label: str
    weights: np.ndarray
    bias: float
    threshold: float
    whole_only: bool = False


def write_scene_network(backbone_file: Path, heads: list[Head], target: Path) -> None:
    """Save backbone and heads as one ONNX file with outputs `features` and `logits`."""
    model = backbone(backbone_file)
    graph = model.graph
    kernel = np.stack([head.weights for head in heads]).astype(np.float32)[:, :, None, None]
    bias = np.array([head.bias for head in heads], np.float32)
    graph.initializer.extend(
        [numpy_helper.from_array(kernel, "heads.w"), numpy_helper.from_array(bias, "heads.b")]
    )
    graph.node.append(
        helper.make_node(
            "Conv", ["features", "heads.w", "heads.b"], ["logits"], kernel_shape=[1, 1]
        )
    )
    graph.output.append(
        helper.make_tensor_value_info(
            "logits", TensorProto.FLOAT, ["n", len(heads), "rows", "columns"]
        )
    )
    facts = [
        {"label": head.label, "threshold": head.threshold, "whole_only": head.whole_only}
        for head in heads
    ]
    helper.set_model_props(model, {"heads": json.dumps(facts)})
    onnx.checker.check_model(model)
    onnx.save(model, target)
