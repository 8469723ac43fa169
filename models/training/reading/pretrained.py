"""Start from the published PP-OCRv6 weights (Apache-2.0, PaddlePaddle Authors).

The ONNX files come inside registry packages (`sources.yaml`). Parameters are taken in the order of
the graph, which is the order of the layers in `network.py`; the features of the torch network then
equal those of the ONNX file to float precision.
"""

import unicodedata
from dataclasses import dataclass

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from models.training.reading.charset import characters
from models.training.reading.network import DESIGNS, Recogniser
from models.training.reading.sources import Published


@dataclass(frozen=True)
class Layer:
    """Weight and bias of one layer of the graph, normalisation folded in."""

    weight: np.ndarray
    bias: np.ndarray | None


def _graph_layers(model: onnx.ModelProto) -> list[Layer]:
    """Convolutions, matrix products and layer norms with their biases, in graph order."""
    constants = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "Constant":
            constants[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
    layers: list[Layer] = []
    open_layer = False
    for node in model.graph.node:
        given = [constants[name] for name in node.input if name in constants]
        if node.op_type in ("Conv", "MatMul") and given:
            layers.append(Layer(given[0], None))
            open_layer = True
        elif node.op_type == "BatchNormalization":
            scale, shift, mean, variance = given
            epsilon = next(a.f for a in node.attribute if a.name == "epsilon")
            factor = scale / np.sqrt(variance + epsilon)
            weight = layers[-1].weight
            folded = weight * factor.reshape(-1, *([1] * (weight.ndim - 1)))
            layers[-1] = Layer(folded, shift - mean * factor)
            open_layer = False
        elif node.op_type == "Mul" and given and given[0].size == 120:
            layers.append(Layer(given[0].reshape(-1), None))
            open_layer = True
        elif node.op_type == "Add" and given and open_layer and given[0].size > 1:
            layers[-1] = Layer(layers[-1].weight, given[0].reshape(-1))
            open_layer = False
    return layers


def _modules(network: Recogniser) -> list[nn.Module]:
    """The layers that the published network has too, in the order of computation, without head."""
    leaves = (nn.Conv2d, nn.Linear, nn.LayerNorm)
    return [
        m
        for name, m in network.named_modules()
        if isinstance(m, leaves) and not name.startswith(("head", "neck.context"))
    ]


def _assign(module: nn.Module, layer: Layer) -> None:
    weight = layer.weight.T if isinstance(module, nn.Linear) else layer.weight
    target = module.weight
    assert isinstance(target, nn.Parameter)
    with torch.no_grad():
        target.copy_(torch.from_numpy(np.array(weight)).reshape(target.shape))
        bias = module.bias
        assert isinstance(bias, nn.Parameter)
        shift = np.zeros(bias.shape, np.float32) if layer.bias is None else np.array(layer.bias)
        bias.copy_(torch.from_numpy(shift))


def _nearest_old_class(char: str, old: dict[str, int]) -> tuple[int, bool]:
    """The published class to start a character from, and whether it is another character's.

    A letter that is missing starts from itself without its tone, then from its bare letter.
    """
    if char in old:
        return old[char], False
    parts = unicodedata.normalize("NFD", char)
    for length in range(len(parts) - 1, 0, -1):
        shorter = unicodedata.normalize("NFC", parts[:length])
        if shorter in old:
            return old[shorter], True
    return 0, True


def load_pretrained(variant: str, published: Published) -> Recogniser:
    """A recogniser with published features and a head rebuilt for our charset.

    The published classes are: blank, the characters of the dictionary, the space.
    """
    torch.manual_seed(0)
    dictionary = published_dictionary(published)
    model = onnx.load(str(published.model))
    layers = _graph_layers(model)
    network = Recogniser(DESIGNS[variant], len(characters()) + 1)
    modules = _modules(network)
    if len(layers) != len(modules) + 1:
        raise ValueError(
            f"{published.model.name}: {len(layers)} layers, expected {len(modules) + 1}"
        )
    for module, layer in zip(modules, layers, strict=False):
        _assign(module, layer)
    head = layers[-1]
    assert head.bias is not None
    old = {c: i + 1 for i, c in enumerate(dictionary)} | {" ": len(dictionary) + 1}
    spread = float(head.weight.std()) * 0.05
    with torch.no_grad():
        for row, char in enumerate(("", *characters())):
            source, borrowed = (0, False) if row == 0 else _nearest_old_class(char, old)
            weight = torch.from_numpy(head.weight[:, source].copy())
            if borrowed:
                weight += torch.randn(weight.shape) * spread
            network.head.weight[row] = weight
            network.head.bias[row] = float(head.bias[source]) - (0.5 if borrowed else 0.0)
    return network


def published_dictionary(published: Published) -> list[str]:
    """The published characters: a file of the package, or metadata of the model."""
    if published.dictionary is not None:
        text = published.dictionary.read_text(encoding="utf8")
        return [line for line in text.split("\n") if line]
    model = onnx.load(str(published.model))
    return next(p.value for p in model.metadata_props if p.key == "character").split("\n")
