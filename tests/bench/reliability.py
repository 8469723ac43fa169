"""Whether confidences mean what they say: held against the share of characters that are right."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from tests.bench.text_scores import LEAST_LINE, fewest_edits, plain

EDGES = (0.0, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0001)


@dataclass(slots=True)
class Reliability:
    """Read lines of pictures whose every word is known: (confidence, characters right, exact)."""

    lines: list[tuple[float, float, float]] = field(default_factory=list)

    def add(self, gold: Sequence[str], read: Sequence[tuple[str, float]]) -> None:
        """Count the read lines of one picture, each held against the part of `gold` nearest it."""
        known = [plain(line) for line in gold]
        page = " ".join(known)
        for text, confidence in read:
            line = plain(text)
            if len(line) >= LEAST_LINE:
                right = 1 - fewest_edits(line, page) / len(line)
                self.lines.append((confidence, right, float(line in known)))

    def rows(self) -> list[tuple[str, ...]]:
        """One row for each span of confidence that occurred."""
        found = np.array(self.lines).reshape(-1, 3)
        rows = []
        for low, high in pairwise(EDGES):
            part = found[(found[:, 0] >= low) & (found[:, 0] < high)]
            if len(part):
                means = (f"{mean:.3f}" for mean in part.mean(axis=0))
                rows.append((f"{low:.2f}-{min(high, 1.0):.2f}", str(len(part)), *means))
        return rows

    def summary(self) -> str:
        """The mean distance of confidence and truth over the spans, weighed by their lines."""
        found = np.array(self.lines).reshape(-1, 3)
        if not len(found):
            return "No lines were read."
        span = np.digitize(found[:, 0], EDGES)
        gaps = [abs(np.diff(found[span == one][:, :2].mean(axis=0))[0]) for one in span]
        return f"Mean distance of confidence and characters right: {np.mean(gaps):.3f}."
