"""The recogniser in torch: the PP-OCRv6 tiny and small line recognisers with a Vietnamese head.

Both are convolutional (LCNet blocks) with CTC output, one step per 8 pixels of width; `small` adds
two attention blocks. Batch normalisation is folded into the convolutions when the published
weights are loaded (`pretrained.py`), so training sees plain convolutions.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True)
class BlockSpec:
    """One LCNet block: channels in and out, squeeze-excitation, halving of the height."""

    inputs: int
    outputs: int
    excite: bool
    halve: bool


@dataclass(frozen=True)
class Design:
    """Shape of one variant."""

    name: str
    stem: int
    blocks: tuple[BlockSpec, ...]
    features: int


def _stage(width: int, excite: str, down_to: int = 0) -> list[BlockSpec]:
    blocks = [BlockSpec(width, width, flag == "e", False) for flag in excite]
    if down_to:
        blocks.append(BlockSpec(width, down_to, False, True))
    return blocks


TINY = Design(
    "tiny", 48, tuple(_stage(48, "e-", 96) + _stage(96, "e-", 160) + _stage(160, "e--")), 80
)
SMALL = Design(
    "small", 96, tuple(_stage(96, "e--", 192) + _stage(192, "e-e-e-", 384) + _stage(384, "e-")), 120
)
DESIGNS = {"tiny": TINY, "small": SMALL}


class SqueezeExcite(nn.Module):
    """Channel gate from the mean over the whole line."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.down = nn.Conv2d(channels, channels // 4, 1)
        self.up = nn.Conv2d(channels // 4, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        gate = self.up(functional.relu(self.down(x.mean((2, 3), keepdim=True))))
        return x * functional.hardsigmoid(gate)


class Block(nn.Module):
    """Depthwise 3x3, optional gate, then an expanding pair of 1x1 convolutions."""

    def __init__(self, spec: BlockSpec) -> None:
        super().__init__()
        stride = (2, 1) if spec.halve else (1, 1)
        self.depth = nn.Conv2d(spec.inputs, spec.inputs, 3, stride, 1, groups=spec.inputs)
        self.gate = SqueezeExcite(spec.inputs) if spec.excite else nn.Identity()
        self.expand = nn.Conv2d(spec.inputs, spec.inputs * 2, 1)
        self.reduce = nn.Conv2d(spec.inputs * 2, spec.outputs, 1)
        self.residual = spec.inputs == spec.outputs

    def forward(self, x: Tensor) -> Tensor:
        x = self.gate(self.depth(x))
        y = self.reduce(functional.gelu(self.expand(x)))
        return x + y if self.residual else y


class TinyStem(nn.Module):
    """Two strided convolutions."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, channels // 2, 3, 2, 1)
        self.second = nn.Conv2d(channels // 2, channels, 3, 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.second(functional.gelu(self.first(x)))


class SmallStem(nn.Module):
    """Strided convolutions with a pooled and a convolved branch between them."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        half = channels // 2
        self.first = nn.Conv2d(3, half, 3, 2, 1)
        self.left = nn.Conv2d(half, half // 2, 2)
        self.right = nn.Conv2d(half // 2, half, 2)
        self.join = nn.Conv2d(channels, half, 3, 2, 1)
        self.out = nn.Conv2d(half, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = functional.relu(self.first(x))
        edge = (0, 1, 0, 1)
        pooled = functional.max_pool2d(functional.pad(x, edge), 2, 1)
        y = functional.relu(self.left(functional.pad(x, edge)))
        y = functional.relu(self.right(functional.pad(y, edge)))
        x = functional.relu(self.join(torch.cat([pooled, y], 1)))
        return functional.relu(self.out(x))


class ContextBlock(nn.Module):
    """Residual long convolution along the line: a step sees about seven steps on either side.

    Not part of PP-OCRv6 tiny, whose steps see three letters; it starts as the identity.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.depth = nn.Conv2d(channels, channels, (1, 15), 1, (0, 7), groups=channels)
        self.expand = nn.Conv2d(channels, channels * 2, 1)
        self.reduce = nn.Conv2d(channels * 2, channels, 1)
        nn.init.zeros_(self.reduce.weight)
        if self.reduce.bias is not None:
            nn.init.zeros_(self.reduce.bias)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.reduce(functional.gelu(self.expand(self.depth(x))))


class TinyNeck(nn.Module):
    """Convolutions along the line and a linear layer; (n, c, 1, t) to (n, t, features)."""

    def __init__(self, channels: int, features: int) -> None:
        super().__init__()
        self.depth = nn.Conv2d(channels, channels, (1, 5), 1, (0, 2), groups=channels)
        self.point = nn.Conv2d(channels, channels, 1)
        self.context = nn.Sequential(ContextBlock(channels), ContextBlock(channels))
        self.linear = nn.Linear(channels, features)

    def forward(self, x: Tensor) -> Tensor:
        x = functional.hardswish(self.depth(x))
        x = functional.hardswish(self.point(x))
        x = self.context(x)
        return self.linear(x.squeeze(2).transpose(1, 2))


class AttentionBlock(nn.Module):
    """Pre-norm self-attention and feed-forward over the steps of a line."""

    heads = 8

    def __init__(self, features: int) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(features)
        self.qkv = nn.Linear(features, features * 3)
        self.project = nn.Linear(features, features)
        self.norm2 = nn.LayerNorm(features)
        self.widen = nn.Linear(features, features * 2)
        self.narrow = nn.Linear(features * 2, features)

    def forward(self, x: Tensor) -> Tensor:
        n, t, c = x.shape
        size = c // self.heads
        q, k, v = self.qkv(self.norm1(x)).reshape(n, t, 3, self.heads, size).permute(2, 0, 3, 1, 4)
        scores = (q * size**-0.5) @ k.transpose(-2, -1)
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(n, t, c)
        x = x + self.project(mixed)
        return x + self.narrow(functional.silu(self.widen(self.norm2(x))))


class SmallNeck(nn.Module):
    """Local mixing, two attention blocks and a shortcut; (n, c, 1, t) to (n, t, features)."""

    def __init__(self, channels: int, features: int) -> None:
        super().__init__()
        self.shortcut = nn.Conv2d(channels, features, 1)
        self.point = nn.Conv2d(channels, features, 1)
        self.depth = nn.Conv2d(features, features, (1, 7), 1, (0, 3), groups=features)
        self.blocks = nn.ModuleList([AttentionBlock(features) for _ in range(2)])
        self.norm = nn.LayerNorm(features)

    def forward(self, x: Tensor) -> Tensor:
        short = functional.silu(self.shortcut(x)).squeeze(2).transpose(1, 2)
        y = functional.silu(self.point(x))
        y = y + functional.silu(self.depth(y))
        y = y.squeeze(2).transpose(1, 2)
        for block in self.blocks:
            y = block(y)
        return self.norm(y) + short


class Recogniser(nn.Module):
    """Lines (n, 3, 48, w), BGR in [-1, 1], to scores (n, w // 8, classes); class 0 is blank."""

    def __init__(self, design: Design, classes: int) -> None:
        super().__init__()
        self.design = design
        last = design.blocks[-1].outputs
        self.stem: nn.Module = (
            TinyStem(design.stem) if design.name == "tiny" else SmallStem(design.stem)
        )
        self.blocks = nn.Sequential(*(Block(spec) for spec in design.blocks))
        self.neck: nn.Module = (TinyNeck if design.name == "tiny" else SmallNeck)(
            last, design.features
        )
        self.head = nn.Linear(design.features, classes)

    def features(self, x: Tensor) -> Tensor:
        """The steps before the head, (n, t, features)."""
        x = self.blocks(self.stem(x))
        return self.neck(functional.avg_pool2d(x, (3, 2), (3, 2)))

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.features(x))
