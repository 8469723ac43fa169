"""Training of the recogniser with CTC, by the clock.

On a CPU with bfloat16 instructions one process per core with one thread each is fastest; their
gradients are averaged each step (gloo). On a GPU one process trains and many load. The learning
rate follows a cosine over the minutes given. Checkpoints hold network, optimiser, averaged weights
and progress.
"""

import math
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn

from models.training.reading.batches import Batch, BatchLoader
from models.training.reading.charset import encode
from models.training.reading.network import Recogniser

NEW_PARTS = ("head.", "neck.context.")


@dataclass(frozen=True)
class Plan:
    """How long and how fast to train.

    `total_width`: pixels of line width in a batch. `loaders`: loader processes for each training
    process. `device`: cpu or cuda. `head_rate` is for the parts that the published network lacks,
    `body_rate` for the rest; `rate` scales both.
    """

    minutes: float
    processes: int = 2
    device: str = "cpu"
    loaders: int = 1
    total_width: int = 7680
    accumulate: int = 1
    head_rate: float = 2e-3
    body_rate: float = 6e-4
    rate: float = 1.0
    warmup_steps: int = 100
    averaging: float = 0.998
    report_minutes: float = 8.0
    seed: int = 20261121


def tensor_of(batch: Batch) -> Tensor:
    """Network input (n, 3, 48, w) in [-1, 1], channels last."""
    images = torch.from_numpy(batch.images).permute(0, 3, 1, 2)
    return (images.float() / 127.5 - 1).contiguous(memory_format=torch.channels_last)


def ctc_loss(scores: Tensor, texts: list[str]) -> Tensor:
    """Mean CTC loss of class scores (n, t, classes) in float32."""
    logs = scores.float().log_softmax(2).transpose(0, 1)
    targets = [encode(text) for text in texts]
    flat = torch.tensor([c for row in targets for c in row], device=scores.device)
    lengths = torch.tensor([len(row) for row in targets])
    steps = torch.full((len(texts),), logs.shape[0])
    return nn.functional.ctc_loss(logs, flat, steps, lengths, zero_infinity=True)


class Average:
    """Exponential moving average of the weights."""

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.decay = decay
        self.weights = {k: v.detach().clone() for k, v in network.state_dict().items()}

    def update(self, network: nn.Module, step: int) -> None:
        """Blend in the present weights; the decay grows, so early steps are forgotten."""
        keep = min(self.decay, (1 + step) / (10 + step))
        with torch.no_grad():
            for name, value in network.state_dict().items():
                self.weights[name].lerp_(value, 1 - keep)


def learning_factor(step: int, elapsed: float, plan: Plan) -> float:
    """Warm-up by steps times cosine to zero by the fraction of the time that has passed."""
    rise = min(1.0, (step + 1) / plan.warmup_steps)
    return plan.rate * rise * 0.5 * (1 + math.cos(math.pi * min(1.0, elapsed)))


def _average_gradients(parameters: list[nn.Parameter], processes: int) -> None:
    flat = torch.cat([p.grad.reshape(-1) for p in parameters if p.grad is not None])
    dist.all_reduce(flat)
    flat /= processes
    offset = 0
    for p in parameters:
        if p.grad is not None:
            p.grad.copy_(flat[offset : offset + p.numel()].view_as(p))
            offset += p.numel()


Report = Callable[[Recogniser, int, int], None]


class Training:
    """A network in training: optimiser, averaged weights and progress, which a checkpoint holds."""

    def __init__(self, network: Recogniser, plan: Plan) -> None:
        self.plan = plan
        self.device = torch.device(plan.device)
        self.network = network.to(self.device, memory_format=torch.channels_last)
        named = list(network.named_parameters())
        groups = [
            {"params": [p for n, p in named if n.startswith(NEW_PARTS)], "lr": plan.head_rate},
            {"params": [p for n, p in named if not n.startswith(NEW_PARTS)], "lr": plan.body_rate},
        ]
        self.parameters = [p for _, p in named]
        self.optimiser = torch.optim.AdamW(groups, weight_decay=1e-3)
        self.peaks = [group["lr"] for group in self.optimiser.param_groups]
        self.average = Average(network, plan.averaging)
        self.step = self.first_step = 0
        self.lines = self.first_lines = 0

    def save(self, path: Path) -> None:
        """Write a resumable state, replacing the file at once."""
        state = {
            "network": self.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "average": self.average.weights,
            "step": self.step,
            "lines": self.lines,
        }
        partial = path.with_suffix(".part")
        torch.save(state, partial)
        partial.replace(path)

    def restore(self, path: Path) -> None:
        """Go on from a saved state; the learning rate starts its course anew."""
        state: dict[str, Any] = torch.load(path, map_location=self.device, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.average.weights = state["average"]
        self.step = self.first_step = state["step"]
        self.lines = self.first_lines = state["lines"]

    def set_rate(self, factor: float) -> None:
        """Set the learning rates to a share of their peaks."""
        for group, peak in zip(self.optimiser.param_groups, self.peaks, strict=True):
            group["lr"] = peak * factor

    def take_step(self, batches: list[Batch]) -> float:
        """One optimiser step over batches; returns their mean loss."""
        self.optimiser.zero_grad()
        total = 0.0
        for batch in batches:
            with torch.autocast(self.device.type, torch.bfloat16):
                scores = self.network(tensor_of(batch).to(self.device))
            loss = ctc_loss(scores, batch.texts) / len(batches)
            loss.backward()
            total += loss.item()
            self.lines += len(batch.texts) * self.plan.processes
        if self.plan.processes > 1:
            _average_gradients(self.parameters, self.plan.processes)
        nn.utils.clip_grad_norm_(self.parameters, 2.0)
        self.optimiser.step()
        self.step += 1
        self.average.update(self.network, self.step - self.first_step)
        return total

    def averaged(self) -> Recogniser:
        """A copy of the network with the averaged weights, for use."""
        copy = Recogniser(self.network.design, self.network.head.out_features)
        copy.load_state_dict(self.average.weights)
        return copy.eval()


def _elapsed_share(start: float, plan: Plan) -> float:
    """The share of the time that has passed, as process 0 sees it."""
    share = torch.tensor([(time.monotonic() - start) / (60 * plan.minutes)])
    if plan.processes > 1:
        dist.broadcast(share, 0)
    return float(share)


def train(
    rank: int,
    network: Recogniser,
    shards: Path,
    checkpoint: Path,
    plan: Plan,
    resume: bool,
    report: Report,
) -> None:
    """Train `network` in process `rank`; process 0 writes checkpoints and calls `report` with the
    averaged network, the steps and the lines, every `report_minutes` and at the end."""
    torch.set_num_threads(1)
    torch.manual_seed(plan.seed + rank)
    training = Training(network, plan)
    if resume and checkpoint.exists():
        training.restore(checkpoint)

    def hand_out() -> None:
        if rank == 0:
            training.save(checkpoint)
            report(training.averaged(), training.step, training.lines)

    # The seed moves on with the lines seen, so that a resumed run sees other crops.
    seed = plan.seed + 7919 * rank + training.lines
    loader = BatchLoader(shards, seed, plan.total_width, plan.loaders)
    start = reported = time.monotonic()
    mean_loss = 0.0
    try:
        while (elapsed := _elapsed_share(start, plan)) < 1:
            factor = learning_factor(training.step - training.first_step, elapsed, plan)
            training.set_rate(factor)
            loss = training.take_step([loader.next() for _ in range(plan.accumulate)])
            mean_loss = 0.98 * mean_loss + 0.02 * loss if mean_loss else loss
            if rank == 0 and training.step % 50 == 0:
                pace = (training.lines - training.first_lines) / (time.monotonic() - start)
                print(
                    f"step {training.step} lines {training.lines} loss {mean_loss:.3f} "
                    f"rate {factor:.3f} {pace:.0f} lines/s {100 * elapsed:.1f} %",
                    flush=True,
                )
            if time.monotonic() - reported > 60 * plan.report_minutes:
                reported = time.monotonic()
                hand_out()
        hand_out()
    finally:
        loader.close()


def join_processes(rank: int, processes: int, meeting: Path) -> None:
    """Meet the other processes of this machine over a file."""
    if processes > 1:
        os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
        dist.init_process_group(
            "gloo", init_method=f"file://{meeting}", rank=rank, world_size=processes
        )
