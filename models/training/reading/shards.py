"""Canvases on disk: rendered once in parallel, cut into crops many times during training.

A shard is a pickle of `StoredCanvas` rows whose pictures are JPEG-coded (quality 96, full chroma).
Shard k holds the lines of seeds k * SHARD_LINES onwards, so a set is the same on every machine.
"""

import pickle
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np

from models.training.reading.backgrounds import BackgroundPool
from models.training.reading.faces import Typeface
from models.training.reading.lines import Canvas, render_line

SHARD_LINES = 1000
_FULL_CHROMA = [
    cv2.IMWRITE_JPEG_QUALITY,
    96,
    cv2.IMWRITE_JPEG_SAMPLING_FACTOR,
    cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
]


@dataclass(frozen=True)
class StoredCanvas:
    """A canvas with its picture coded."""

    coded: bytes
    canvas: Canvas

    def open(self) -> Canvas:
        """Decode the picture."""
        image = cv2.imdecode(np.frombuffer(self.coded, np.uint8), cv2.IMREAD_COLOR)
        return replace(self.canvas, image=image)


def store(canvas: Canvas) -> StoredCanvas:
    """Code a canvas for disk."""
    coded = cv2.imencode(".jpg", canvas.image, _FULL_CHROMA)[1].tobytes()
    return StoredCanvas(coded, replace(canvas, image=np.zeros((0, 0, 3), np.uint8)))


def write_shard(number: int, folder: Path, typeface: Typeface, seed: int) -> Path:
    """Render one shard unless it is there already."""
    path = folder / f"{number:05d}.shard"
    if path.exists():
        return path
    cv2.setNumThreads(1)
    # A pool per 8 shards: backgrounds stay varied and cost little.
    pool = BackgroundPool(seed + number // 8)
    first = seed + number * SHARD_LINES
    rows = [store(render_line(first + i, typeface, pool)) for i in range(SHARD_LINES)]
    partial_path = path.with_suffix(".part")
    partial_path.write_bytes(pickle.dumps(rows, protocol=5))
    partial_path.rename(path)
    return path


def write_shards(
    numbers: range, folder: Path, typeface: Typeface, seed: int, processes: int
) -> Iterator[Path]:
    """Render shards in parallel, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    task = partial(write_shard, folder=folder, typeface=typeface, seed=seed)
    if processes <= 1:
        yield from map(task, numbers)
        return
    with get_context("spawn").Pool(processes) as workers:
        yield from workers.imap(task, numbers)


def read_shard(path: Path, rng: random.Random) -> list[StoredCanvas]:
    """The rows of a shard in random order."""
    rows: list[StoredCanvas] = pickle.loads(path.read_bytes())
    rng.shuffle(rows)
    return rows
