"""Which ads of a batch have the very files of an earlier one, before anything is decoded.

Only files of equal size are read to find out.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from hashlib import file_digest
from pathlib import Path

from service.batch.items import BatchItem

_Kind = tuple[tuple[str, int], ...]


def equal_files(
    items: Sequence[BatchItem], digests: Callable[[BatchItem], Sequence[str | None]]
) -> dict[str, BatchItem]:
    """The first item with the same files, by the key of each later one.

    `digests` gives the SHA-256 of the files of an item where they are known already. Files whose
    names end differently are not taken for equal, since the ending can decide how they are read.
    """
    kinds = {item.key: _kind(item) for item in items}
    shared = Counter(kinds.values())
    first: dict[tuple[_Kind, tuple[str | None, ...]], BatchItem] = {}
    found: dict[str, BatchItem] = {}
    for item in items:
        kind = kinds[item.key]
        if kind is None or shared[kind] < 2:
            continue
        content = tuple(digests(item)) or tuple(_digest(path) for path in item.media)
        if None in content:
            continue
        original = first.setdefault((kind, content), item)
        if original is not item:
            found[item.key] = original
    return found


def _kind(item: BatchItem) -> _Kind | None:
    """Ending and size of each file, None where one cannot be read."""
    try:
        return tuple((path.suffix.lower(), path.stat().st_size) for path in item.media)
    except OSError:
        return None


def _digest(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
