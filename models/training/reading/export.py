"""Export of a trained recogniser to ONNX.

Input `x` float32 (n, 3, 48, w), BGR scaled to [-1, 1]; output `y` float32 (n, w // 8, classes),
softmax, class 0 blank. Metadata: `charset` (one character a line, the space as U+2420), `height`,
`stride`, `version`, `licence`.
"""

from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from models.training.reading.charset import SPACE_LINE, characters
from models.training.reading.crops import HEIGHT, STRIDE
from models.training.reading.network import Recogniser

LICENCE = "Apache-2.0; modified from PP-OCRv6, Copyright PaddlePaddle Authors"


class _Probabilities(nn.Module):
    def __init__(self, network: Recogniser) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: Tensor) -> Tensor:
        return self.network(x).softmax(2)


def export_onnx(network: Recogniser, path: Path, version: str) -> None:
    """Write the network to `path`, replacing it at once."""
    import copy

    still = copy.deepcopy(network).float().eval().to(memory_format=torch.contiguous_format)
    partial = path.with_suffix(".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        _Probabilities(still),
        (torch.zeros(2, 3, HEIGHT, 320),),
        str(partial),
        input_names=["x"],
        output_names=["y"],
        dynamic_axes={"x": {0: "n", 3: "w"}, "y": {0: "n", 1: "t"}},
        opset_version=17,
        dynamo=False,
    )
    model = onnx.load(str(partial))
    charset = "\n".join(SPACE_LINE if c == " " else c for c in characters())
    entries = {
        "charset": charset,
        "height": str(HEIGHT),
        "stride": str(STRIDE),
        "version": version,
        "licence": LICENCE,
    }
    onnx.helper.set_model_props(model, entries)
    onnx.save(model, str(partial))
    partial.replace(path)
