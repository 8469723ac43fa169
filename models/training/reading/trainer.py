"""Training of the recogniser with CTC, by the clock.

On a CPU with bfloat16 instructions one process per core with one thread each is fastest; their
gradients are averaged each step (gloo). On a GPU one process trains and many load. The learning
rate follows a cosine over the minutes given. Checkpoints hold network, optimiser, averaged weights,
step and random state.
"""

import math
import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.distributed as dist
from torch import Tensor, nn

from models.training.reading.batches import Batch, BatchLoader
from models.training.reading.charset import encode
from models.training.reading.network import Recogniser


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


def save_checkpoint(
    path: Path,
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    average: Average,
    step: int,
    lines: int,
) -> None:
    """Write a resumable state, replacing the file at once."""
    state = {
        "network": network.state_dict(),
        "optimiser": optimiser.state_dict(),
        "average": average.weights,
        "step": step,
        "lines": lines,
        "random": (random.getstate(), np.random.get_state(), torch.get_rng_state()),
    }
    partial = path.with_suffix(".part")
    torch.save(state, partial)
    partial.replace(path)


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


def train(
    rank: int,
    network: Recogniser,
    shards: Path,
    checkpoint: Path,
    plan: Plan,
    resume: bool,
    report: Report | None = None,
) -> None:
    """Train `network` in process `rank`; rank 0 writes checkpoints and calls `report` with the
    averaged network every `report_minutes` and at the end."""
    torch.set_num_threads(1)
    torch.manual_seed(plan.seed + rank)
    device = torch.device(plan.device)
    network = network.to(device, memory_format=torch.channels_last)
    new_parts = ("head.", "neck.context.")
    head = [p for name, p in network.named_parameters() if name.startswith(new_parts)]
    body = [p for name, p in network.named_parameters() if not name.startswith(new_parts)]
    optimiser = torch.optim.AdamW(
        [{"params": head, "lr": plan.head_rate}, {"params": body, "lr": plan.body_rate}],
        weight_decay=1e-3,
    )
    peaks = [group["lr"] for group in optimiser.param_groups]
    average, step, lines = Average(network, plan.averaging), 0, 0
    if resume and checkpoint.exists():
        state: dict[str, Any] = torch.load(checkpoint, map_location=device, weights_only=False)
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        average.weights = state["average"]
        step, lines = state["step"], state["lines"]
    loader = BatchLoader(shards, plan.seed + 7919 * rank + lines, plan.total_width, plan.loaders)
    parameters = head + body
    start = reported = time.monotonic()
    first_step, first_lines, mean_loss = step, lines, 0.0
    try:
        while True:
            now = time.monotonic()
            done = torch.tensor([(now - start) / (60 * plan.minutes)])
            if plan.processes > 1:
                dist.broadcast(done, 0)
            elapsed = float(done)
            if elapsed >= 1:
                break
            factor = learning_factor(step - first_step, elapsed, plan)
            for group, peak in zip(optimiser.param_groups, peaks, strict=True):
                group["lr"] = peak * factor
            optimiser.zero_grad()
            for _ in range(plan.accumulate):
                batch = loader.next()
                with torch.autocast(device.type, torch.bfloat16):
                    scores = network(tensor_of(batch).to(device))
                loss = ctc_loss(scores, batch.texts)
                (loss / plan.accumulate).backward()
                lines += len(batch.texts) * plan.processes
            if plan.processes > 1:
                _average_gradients(parameters, plan.processes)
            nn.utils.clip_grad_norm_(parameters, 2.0)
            optimiser.step()
            step += 1
            average.update(network, step - first_step)
            mean_loss = (
                loss.item() if step == first_step + 1 else 0.98 * mean_loss + 0.02 * loss.item()
            )
            if rank == 0 and step % 50 == 0:
                pace = (lines - first_lines) / (time.monotonic() - start)
                print(
                    f"step {step} lines {lines} loss {mean_loss:.3f} rate {factor:.3f} "
                    f"{pace:.0f} lines/s {100 * elapsed:.1f} %",
                    flush=True,
                )
            if rank == 0 and time.monotonic() - reported > 60 * plan.report_minutes:
                reported = time.monotonic()
                save_checkpoint(checkpoint, network, optimiser, average, step, lines)
                _report(report, network, average, step, lines)
        if rank == 0:
            save_checkpoint(checkpoint, network, optimiser, average, step, lines)
            _report(report, network, average, step, lines)
    finally:
        loader.close()


def _report(
    report: Report | None, network: Recogniser, average: Average, step: int, lines: int
) -> None:
    if report is None:
        return
    averaged = Recogniser(network.design, network.head.out_features)
    averaged.load_state_dict(average.weights)
    report(averaged.eval(), step, lines)


def join_processes(rank: int, processes: int, meeting: Path) -> None:
    """Meet the other processes of this machine over a file."""
    if processes > 1:
        os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
        dist.init_process_group(
            "gloo", init_method=f"file://{meeting}", rank=rank, world_size=processes
        )
