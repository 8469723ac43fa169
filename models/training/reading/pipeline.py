"""The steps that make the recogniser: fonts, lines, weights, evaluation.

Each writes its result under `Run.out`; fonts and lines that are there already are kept.
"""

import json
import os
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from models.training.reading.faces import Face, Typeface
from models.training.reading.fonts import Family, build_family, fetch_package, load_catalogue
from models.training.reading.shards import SHARD_LINES, write_shards

HELDOUT_SEED_OFFSET = 900_000_000
HELDOUT_SHARDS = 2
CPU_WIDTH = 7680
GPU_WIDTH = 98_304
MALLOC = {
    "MALLOC_MMAP_THRESHOLD_": "8589934592",
    "MALLOC_TRIM_THRESHOLD_": "17179869184",
    "MALLOC_TOP_PAD_": "268435456",
    "MALLOC_MMAP_MAX_": "0",
}


@dataclass(frozen=True)
class Run:
    """The settings of one run."""

    out: Path
    variant: str
    minutes: float
    lines: int
    processes: int
    seed: int
    resume: bool
    rate: float
    body_rate: float
    device: str


def _family_faces(family: Family, folder: Path) -> list[Face]:
    return build_family(family, fetch_package(family, folder / "packages"), folder / "fonts")


def make_fonts(run: Run) -> list[Face]:
    """Fetch and merge all families of the catalogue."""
    with ProcessPoolExecutor(run.processes) as workers:
        task = partial(_family_faces, folder=run.out)
        return [face for faces in workers.map(task, load_catalogue()) for face in faces]


def make_lines(run: Run, faces: list[Face]) -> None:
    """Render the training shards and the held-out ones."""
    fallback = next(f.path for f in faces if f.part == "fallback")
    groups = (
        ("train", "shards", run.lines // SHARD_LINES, run.seed),
        ("heldout", "heldout", HELDOUT_SHARDS, run.seed + HELDOUT_SEED_OFFSET),
    )
    for part, folder, count, seed in groups:
        typeface = Typeface.of([f for f in faces if f.part == part], fallback)
        for path in write_shards(range(count), run.out / folder, typeface, seed, run.processes):
            print(f"{folder} {path.name}", flush=True)


def _trainers(run: Run) -> int:
    """Training processes: one on a GPU, one for each core else."""
    return 1 if run.device == "cuda" else run.processes


def _loaders(run: Run) -> int:
    """Loader processes of a training process: a GPU is fed by all cores."""
    return run.processes if run.device == "cuda" else 1


def _train_process(rank: int, run: Run, meeting: Path) -> None:
    from models.training.reading.export import export_onnx
    from models.training.reading.network import Recogniser
    from models.training.reading.pretrained import load_pretrained
    from models.training.reading.sources import fetch, load_sources
    from models.training.reading.trainer import Plan, join_processes, train

    join_processes(rank, _trainers(run), meeting)
    network = load_pretrained(
        run.variant, fetch(load_sources()[run.variant], run.out / "published")
    )
    plan = Plan(
        run.minutes,
        _trainers(run),
        run.device,
        _loaders(run),
        GPU_WIDTH if run.device == "cuda" else CPU_WIDTH,
        body_rate=run.body_rate,
        rate=run.rate,
        seed=run.seed,
    )

    def report(averaged: Recogniser, step: int, lines: int) -> None:
        export_onnx(averaged, weights_path(run), f"{lines} lines, {step} steps, seed {run.seed}")
        print(f"exported after {lines} lines", flush=True)

    train(
        rank,
        network,
        run.out / "shards",
        run.out / f"checkpoint_{run.variant}.pt",
        plan,
        run.resume,
        report,
    )


def weights_path(run: Run) -> Path:
    """Where the exported network goes."""
    return run.out / f"ppocr_vi_{run.variant}.onnx"


def make_weights(run: Run) -> None:
    """Train and export."""
    from models.training.reading.sources import fetch, load_sources

    fetch(load_sources()[run.variant], run.out / "published")
    import torch.multiprocessing as processes

    # torch reads these when a process starts: without them every step maps its memory anew.
    os.environ.update(MALLOC | {"OMP_NUM_THREADS": "1"})
    with tempfile.TemporaryDirectory() as folder:
        meeting = Path(folder) / "meeting"
        processes.spawn(_train_process, (run, meeting), nprocs=_trainers(run))


def evaluate(run: Run) -> None:
    """Score the exported network on the held-out lines; write scores and confusions."""
    from models.training.reading.evaluate import (
        confusions,
        onnx_predictor,
        read_all,
        samples_from,
        score,
    )

    predict = onnx_predictor(weights_path(run))
    samples = [
        s
        for i in range(HELDOUT_SHARDS)
        for s in samples_from(run.out / "heldout" / f"{i:05d}.shard", SHARD_LINES, run.seed + i)
    ]
    texts = read_all(predict, samples)
    scores = {name: asdict(value) for name, value in score(samples, texts).items()}
    for name, content in (("scores", scores), ("confusions", confusions(samples, texts))):
        text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
        (run.out / f"{name}.json").write_text(text + "\n", encoding="utf8")
    for name, row in scores.items():
        print(
            f"{name:9} lines {row['lines']:5} CER {row['cer']:.4f} "
            f"without marks {row['cer_without_marks']:.4f} exact {row['exact']:.3f}"
        )
