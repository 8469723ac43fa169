"""Whether the recogniser's confidences mean what they say, on lines in fonts kept out of training.

    python -m tests.bench.bench_confidence build/reading/heldout/*.shard [--lines N]

The shards are those that the training renders for its evaluation (`--out` there).
"""

import argparse
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np

from models.training.reading.evaluate import edit_path, samples_from
from workers.reading.engines.ppocr_vi import make_recogniser

EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0001)
SEED = 100
AT_A_TIME = 100


def measured(shards: list[Path], lines: int) -> np.ndarray:
    """One row a line that was read: confidence, share of characters right, whether all are."""
    recogniser = make_recogniser(threads=1)
    rows = []
    for number, shard in enumerate(shards):
        samples = samples_from(shard, lines, SEED + number)
        for start in range(0, len(samples), AT_A_TIME):
            some = samples[start : start + AT_A_TIME]
            readings = recogniser.recognise([sample.crop.image for sample in some])
            for sample, reading in zip(some, readings, strict=True):
                truth, text = sample.crop.text, reading.text
                if text:
                    wrong = edit_path(truth, text)[0] / max(len(truth), len(text))
                    rows.append((reading.confidence, 1 - wrong, text == truth))
    return np.array(rows, np.float64).reshape(-1, 3)


def main() -> None:
    """Print the reliability table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("shards", type=Path, nargs="+")
    arguments.add_argument("--lines", type=int, default=1000, help="lines of each shard")
    given = arguments.parse_args()
    rows = measured(given.shards, given.lines)
    out = [
        "| confidence | lines | mean | characters right | lines right |",
        "|---|---|---|---|---|",
    ]
    distance = 0.0
    for low, high in pairwise(EDGES):
        part = rows[(rows[:, 0] >= low) & (rows[:, 0] < high)]
        if len(part):
            mean, right, exact = part.mean(axis=0)
            span = f"{low:.2f}-{min(high, 1.0):.2f}"
            out.append(f"| {span} | {len(part)} | {mean:.3f} | {right:.3f} | {exact:.2f} |")
            distance += len(part) / len(rows) * abs(float(mean - right))
    out.append(f"\nMean distance of confidence and characters right: {distance:.3f}")
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
