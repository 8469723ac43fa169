"""Batches of crops of like width, made by a loader process from the shards on disk."""

import multiprocessing as mp
import random
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.queues import Queue
from pathlib import Path
from queue import Empty

import cv2
import numpy as np

from models.training.reading.crops import HEIGHT, Crop, take_crop
from models.training.reading.shards import read_shard

PADDING = 127
_GRID = 16
_POOL = 1024


@dataclass(frozen=True)
class Batch:
    """Pictures uint8 (n, 48, w, 3), padded on the right with mid grey, and their texts."""

    images: np.ndarray
    texts: list[str]


def collate(crops: list[Crop]) -> Batch:
    """Pad crops to their greatest width, rounded up to a multiple of 16."""
    width = max(c.image.shape[1] for c in crops)
    width = (width + _GRID - 1) // _GRID * _GRID
    images = np.full((len(crops), HEIGHT, width, 3), PADDING, np.uint8)
    for i, crop in enumerate(crops):
        images[i, :, : crop.image.shape[1]] = crop.image
    return Batch(images, [c.text for c in crops])


def group_by_width(crops: list[Crop], total_width: int = 7680) -> list[Batch]:
    """Batches of like width, whose widths add up to about `total_width` pixels."""
    ordered = sorted(crops, key=lambda c: c.image.shape[1])
    most = total_width // 192
    batches: list[Batch] = []
    start = 0
    while start < len(ordered):
        end = start + 1
        while (
            end < len(ordered)
            and end - start < most
            and ordered[end].image.shape[1] * (end - start + 1) <= total_width
        ):
            end += 1
        batches.append(collate(ordered[start:end]))
        start = end
    return batches


def stream_crops(folder: Path, seed: int) -> Iterator[Crop]:
    """Endless crops: shards in random order (new ones are picked up as they appear), each canvas
    cut anew every time it comes by."""
    rng, nrng = random.Random(seed), np.random.default_rng(seed)
    while True:
        paths = sorted(folder.glob("*.shard"))
        if not paths:
            raise FileNotFoundError(f"no shards in {folder}")
        # Two shards are mixed, so that one background pool does not fill a batch.
        for path in rng.sample(paths, min(2, len(paths))):
            for row in read_shard(path, rng)[:500]:
                crop = take_crop(nrng, row.open())
                if crop is not None:
                    yield crop


def stream_batches(folder: Path, seed: int, total_width: int) -> Iterator[Batch]:
    """Endless batches in random order."""
    rng = random.Random(seed)
    crops = stream_crops(folder, seed)
    pool = max(_POOL, total_width // 16)
    while True:
        batches = group_by_width([next(crops) for _ in range(pool)], total_width)
        rng.shuffle(batches)
        yield from batches


def _load(queue: "Queue[Batch]", folder: Path, seed: int, total_width: int) -> None:
    cv2.setNumThreads(1)
    for batch in stream_batches(folder, seed, total_width):
        queue.put(batch)


class BatchLoader:
    """Loader processes with a short queue between them and the trainer."""

    def __init__(
        self, folder: Path, seed: int, total_width: int = 7680, processes: int = 1
    ) -> None:
        context = mp.get_context("spawn")
        self._queue: Queue[Batch] = context.Queue(24 * processes)
        self._processes = [
            context.Process(
                target=_load, args=(self._queue, folder, seed + 101 * i, total_width), daemon=True
            )
            for i in range(processes)
        ]
        for process in self._processes:
            process.start()

    def next(self) -> Batch:
        """The next batch; raises if a loader has died."""
        while True:
            try:
                return self._queue.get(timeout=60)
            except Empty:
                if not all(process.is_alive() for process in self._processes):
                    raise RuntimeError("a loader process has ended") from None

    def close(self) -> None:
        """Stop the loaders."""
        for process in self._processes:
            process.terminate()
            process.join()
