"""From the paths a person typed to the list of files to scan."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workers.errors import AdscanError, InputForbidden, InputNotFound, NothingToScan

SIDECAR_SUFFIXES = frozenset({".json", ".jsonl", ".csv", ".txt", ".md", ".html"})


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to scan as it is named in the output, or why it cannot be."""

    name: str
    path: Path
    error: AdscanError | None = None


def expand(paths: Sequence[Path]) -> list[Input]:
    """Every file named, in the order named; folders are walked in name order.

    In a folder every regular file is tried, whatever its name, but for hidden ones and text
    side-cars. A file named outright is always tried.
    """
    return [item for path in paths for item in _expand_one(path)]


def _expand_one(path: Path) -> Iterator[Input]:
    name = str(path)
    if not path.exists():
        yield Input(name, path, InputNotFound(f"{name}: no such file or folder."))
        return
    if not path.is_dir():
        yield Input(name, path)
        return
    found = False
    for item in _walk(path):
        found = True
        yield item
    if not found:
        yield Input(name, path, NothingToScan(f"{name}: the folder holds no file to scan."))


def _walk(folder: Path) -> Iterator[Input]:
    unreadable: list[OSError] = []
    for root, folders, files in os.walk(folder, onerror=unreadable.append):
        folders[:] = sorted(entry for entry in folders if not entry.startswith("."))
        for file in sorted(files):
            path = Path(root, file)
            if file.startswith(".") or path.suffix.lower() in SIDECAR_SUFFIXES:
                continue
            if path.is_file():
                yield Input(str(path), path)
    for error in unreadable:
        name = str(error.filename)
        yield Input(name, Path(name), InputForbidden(f"{name}: the folder cannot be read."))
