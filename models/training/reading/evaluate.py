"""Character error of a recogniser on rendered lines, with and without tone marks, by font kind."""

import random
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.training.reading.batches import collate
from models.training.reading.charset import characters
from models.training.reading.crops import Crop, take_crop
from models.training.reading.shards import read_shard

Predict = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Score:
    """Errors of a group of lines: character error rates and the share read exactly."""

    lines: int
    cer: float
    cer_without_marks: float
    exact: float


def decode_greedy(scores: np.ndarray) -> list[str]:
    """Best-path CTC decoding of (n, t, classes)."""
    table = ("", *characters())
    texts = []
    for row in scores.argmax(2):
        kept = [
            c
            for c, before in zip(row, np.concatenate([[0], row[:-1]]), strict=True)
            if c != 0 and c != before
        ]
        texts.append("".join(table[c] for c in kept).strip())
    return texts


def without_marks(text: str) -> str:
    """The text with tone and letter marks removed, đ as d."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace("Đ", "D")


def edit_path(truth: str, read: str) -> tuple[int, list[tuple[str, str]]]:
    """Levenshtein distance and the aligned character pairs ('' for a missing side)."""
    rows, columns = len(truth) + 1, len(read) + 1
    cost = np.zeros((rows, columns), np.int32)
    cost[:, 0], cost[0] = np.arange(rows), np.arange(columns)
    for i in range(1, rows):
        for j in range(1, columns):
            same = cost[i - 1, j - 1] + (truth[i - 1] != read[j - 1])
            cost[i, j] = min(same, cost[i - 1, j] + 1, cost[i, j - 1] + 1)
    pairs = []
    i, j = rows - 1, columns - 1
    while i or j:
        if i and j and cost[i, j] == cost[i - 1, j - 1] + (truth[i - 1] != read[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((truth[i], read[j]))
        elif i and cost[i, j] == cost[i - 1, j] + 1:
            i -= 1
            pairs.append((truth[i], ""))
        else:
            j -= 1
            pairs.append(("", read[j]))
    return int(cost[-1, -1]), pairs[::-1]


def onnx_predictor(path: Path, threads: int = 0) -> Predict:
    """A predictor that runs an exported recogniser with ONNX Runtime."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(path), options)

    def predict(images: np.ndarray) -> np.ndarray:
        x = np.ascontiguousarray(images.transpose(0, 3, 1, 2).astype(np.float32) / 127.5 - 1)
        return np.asarray(session.run(None, {"x": x})[0])

    return predict


@dataclass(frozen=True)
class Sample:
    """A held-out crop and the kind of font it was drawn with."""

    crop: Crop
    kind: str


def samples_from(shard: Path, count: int, seed: int) -> list[Sample]:
    """Crops cut from a shard, the same for the same seed."""
    rng, nrng = random.Random(seed), np.random.default_rng(seed)
    found: list[Sample] = []
    for row in read_shard(shard, rng):
        crop = take_crop(nrng, row.open())
        if crop is not None:
            found.append(Sample(crop, "document" if row.canvas.document else row.canvas.kind))
        if len(found) == count:
            break
    return found


def read_all(predict: Predict, samples: list[Sample]) -> list[str]:
    """Greedy readings in the order of the samples. `predict` maps uint8 batches to scores."""
    by_crop = {id(s.crop.image): i for i, s in enumerate(samples)}
    texts = [""] * len(samples)
    ordered = sorted((s.crop for s in samples), key=lambda c: c.image.shape[1])
    for start in range(0, len(ordered), 8):
        group = ordered[start : start + 8]
        for crop, text in zip(group, decode_greedy(predict(collate(group).images)), strict=True):
            texts[by_crop[id(crop.image)]] = text
    return texts


def score(samples: list[Sample], texts: list[str]) -> dict[str, Score]:
    """Scores by font kind and for all."""
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for sample, text in zip(samples, texts, strict=True):
        for name in (sample.kind, "all"):
            groups[name].append((sample.crop.text, text))
    found = {}
    for name, pairs in sorted(groups.items()):
        length = sum(len(t) for t, _ in pairs)
        errors = sum(edit_path(t, r)[0] for t, r in pairs)
        bare = sum(edit_path(without_marks(t), without_marks(r))[0] for t, r in pairs)
        exact = sum(t == r for t, r in pairs)
        found[name] = Score(len(pairs), errors / length, bare / length, exact / len(pairs))
    return found


def confusions(
    samples: list[Sample], texts: list[str], least: int = 2
) -> dict[str, dict[str, int]]:
    """How often each character was read as each other one ('' for dropped), `least` times or more.

    The correct reading is counted too, so that rows give probabilities. Lines of which more than
    a third is wrong are left out: there the alignment says little.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for sample, text in zip(samples, texts, strict=True):
        errors, pairs = edit_path(sample.crop.text, text)
        if errors * 3 > len(sample.crop.text):
            continue
        for truth, read in pairs:
            counts[truth][read] += 1
    return {
        truth: {r: n for r, n in row.most_common() if n >= least or r == truth}
        for truth, row in sorted(counts.items())
    }
