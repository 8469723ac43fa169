"""Batches of crops of like width, made by a loader process from the shards on disk."""

import multiprocessing as mp
import random
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.queues import Queue
from pathlib import Path

import cv2
import numpy as np

from models.training.reading.crops import HEIGHT, Crop, take_crop
from models.training.reading.shards import read_shard

PADDING = 127
_GRID = 16
_POOL = 1024
_WIDTH_BUDGET = 7680
_MOST_LINES = 40


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


def group_by_width(crops: list[Crop]) -> list[Batch]:
    """Batches of about equal area from crops sorted by width."""
    ordered = sorted(crops, key=lambda c: c.image.shape[1])
    batches: list[Batch] = []
    start = 0
    while start < len(ordered):
        end = start + 1
        while (
            end < len(ordered)
            and end - start < _MOST_LINES
            and ordered[end].image.shape[1] * (end - start + 1) <= _WIDTH_BUDGET
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


def stream_batches(folder: Path, seed: int) -> Iterator[Batch]:
    """Endless batches in random order."""
    rng = random.Random(seed)
    crops = stream_crops(folder, seed)
    while True:
        batches = group_by_width([next(crops) for _ in range(_POOL)])
        rng.shuffle(batches)
        yield from batches


def _load(queue: "Queue[Batch]", folder: Path, seed: int) -> None:
    cv2.setNumThreads(1)
    for batch in stream_batches(folder, seed):
        queue.put(batch)


class BatchLoader:
    """A loader process with a short queue."""

    def __init__(self, folder: Path, seed: int, depth: int = 24) -> None:
        context = mp.get_context("spawn")
        self._queue: Queue[Batch] = context.Queue(depth)
        self._process = context.Process(target=_load, args=(self._queue, folder, seed), daemon=True)
        self._process.start()

    def next(self) -> Batch:
        """The next batch; raises if the loader has died."""
        while True:
            try:
                return self._queue.get(timeout=60)
            except Exception as error:
                if not self._process.is_alive():
                    raise RuntimeError("the loader process has ended") from error

    def close(self) -> None:
        """Stop the loader."""
        self._process.terminate()
        self._process.join()
