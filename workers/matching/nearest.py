"""Finds the nearest of many strings of 256 bits, with faiss (Johnson et al., "Billion-scale
similarity search with GPUs")."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal, Self

import faiss
import numpy as np
from numpy.typing import NDArray

from workers.matching.pdq import BITS

EXACT_UP_TO: Final = 100_000
_PREFIX_BITS = 20
_FLIPPED = 2
_TOGETHER = 1 << 16

Way = Literal["exact", "bucketed"]
"""`exact` compares with every row. `bucketed` compares with the rows whose first bits are the same
but for a few: for descriptors, of which it is enough to find some."""

Rows = NDArray[np.uint8]
"""(n, 32)"""


class Nearest:
    """Rows by id, several rows may share one."""

    def __init__(self, way: Way, index: faiss.IndexBinary | None = None) -> None:
        self._index = index or _empty(way)
        if isinstance(self._index, faiss.IndexBinaryHash):
            self._index.nflip = _FLIPPED
        self._saved = False

    @classmethod
    def of(cls, way: Way, vectors: Iterable[tuple[int, Rows]]) -> Self:
        """Built from (id, rows) pairs, a block at a time."""
        made = cls(way)
        ids: list[NDArray[np.int64]] = []
        block: list[Rows] = []
        held = 0
        for number, rows in vectors:
            ids.append(np.full(len(rows), number, np.int64))
            block.append(rows)
            held += len(rows)
            if held >= _TOGETHER:
                made._add(np.vstack(block), np.concatenate(ids))
                ids, block, held = [], [], 0
        if held:
            made._add(np.vstack(block), np.concatenate(ids))
        return made

    @classmethod
    def read(cls, way: Way, path: Path, count: int) -> Self | None:
        """What `save` wrote, None where it is missing, broken or does not hold `count` rows."""
        try:
            index = faiss.read_index_binary(str(path))
        except RuntimeError:
            return None
        wanted = faiss.IndexBinaryIDMap if way == "exact" else faiss.IndexBinaryHash
        if not isinstance(index, wanted) or index.ntotal != count:
            return None
        made = cls(way, index)
        made._saved = True
        return made

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, number: int, rows: Rows) -> None:
        """Add rows under an id."""
        if len(rows):
            self._add(rows, np.full(len(rows), number, np.int64))

    def search(self, rows: Rows, most: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Differing bits and ids, (n, k) each, nearest first; id -1 where there are no more."""
        most = min(most, len(self))
        found: tuple[NDArray[np.int32], NDArray[np.int64]]
        found = self._index.search(np.ascontiguousarray(rows), most)
        return found

    def save(self, path: Path) -> None:
        """Write to `path` unless it holds this already; a kill leaves the old file or the new."""
        if not self._saved:
            unfinished = path.with_name(f"{path.name}.part")
            faiss.write_index_binary(self._index, str(unfinished))
            unfinished.replace(path)
            self._saved = True

    def _add(self, rows: Rows, ids: NDArray[np.int64]) -> None:
        self._index.add_with_ids(np.ascontiguousarray(rows), ids)
        self._saved = False


def _empty(way: Way) -> faiss.IndexBinary:
    if way == "exact":
        return faiss.IndexBinaryIDMap(faiss.IndexBinaryFlat(BITS))
    return faiss.IndexBinaryHash(BITS, _PREFIX_BITS)
