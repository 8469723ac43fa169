"""How well read lines cover the lines that a picture is known to hold.

A picture may hold more text than its gold lines (packs, watermarks), so recall is measured: each
gold line is looked for anywhere in the text that was read, in its order.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

LEAST_LINE = 3
NEAR = 0.12
FOUND = 0.5
_SIGNS = str.maketrans({"–": "-", "—": "-", "’": "'", "‘": "'", "“": '"', "”": '"'})


def plain(text: str) -> str:
    """Lower case, one kind of quotes and dashes, single spaces."""
    text = unicodedata.normalize("NFC", text).lower().translate(_SIGNS)
    return re.sub(r"\s+", " ", text).strip(" •·*-")


def without_tones(text: str) -> str:
    """`plain` without any diacritics."""
    split = unicodedata.normalize("NFD", plain(text))
    return "".join(sign for sign in split if not unicodedata.combining(sign)).replace("đ", "d")


def fewest_edits(line: str, page: str) -> int:
    """Least edit distance between `line` and any part of `page` (Sellers 1980)."""
    if not line or not page:
        return len(line)
    columns = np.frombuffer(page.encode("utf-32-le"), np.uint32)
    row = np.zeros(len(columns) + 1, np.int32)
    steps = np.arange(len(columns) + 1)
    for number, sign in enumerate(line, 1):
        changed = np.minimum(row[:-1] + (columns != ord(sign)), row[1:] + 1)
        best = np.concatenate(([number], changed))
        row = np.minimum.accumulate(best - steps) + steps
    return min(len(line), int(row.min()))


@dataclass(slots=True)
class Scores:
    """Sums over pictures; every picture weighs alike in `picture_cer`."""

    pictures: list[float] = field(default_factory=list)
    toneless: list[float] = field(default_factory=list)
    lines: int = 0
    exact: int = 0
    near: int = 0
    found: int = 0

    def add(self, gold: Sequence[str], read: Sequence[str]) -> None:
        """Count one picture."""
        page, toneless_page = plain(" ".join(read)), without_tones(" ".join(read))
        signs = edits = toneless_edits = 0
        for line in gold:
            wanted = plain(line)
            if len(wanted) < LEAST_LINE:
                continue
            wrong = fewest_edits(wanted, page)
            signs += len(wanted)
            edits += wrong
            toneless_edits += fewest_edits(without_tones(line), toneless_page)
            self.lines += 1
            self.exact += wrong == 0
            self.near += wrong <= NEAR * len(wanted)
            self.found += wrong <= FOUND * len(wanted)
        if signs:
            self.pictures.append(edits / signs)
            self.toneless.append(toneless_edits / signs)

    @property
    def cer(self) -> float:
        return float(np.mean(self.pictures)) if self.pictures else 0.0

    @property
    def toneless_cer(self) -> float:
        return float(np.mean(self.toneless)) if self.toneless else 0.0

    def share(self, count: int) -> float:
        return count / self.lines if self.lines else 0.0
