"""Creatives known from earlier batches or filed as listed, in an index that outlives the batch."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from service.batch.memory import BatchMemory
from service.batch.outcome import Failure
from workers.errors import AdscanError
from workers.matching.fingerprint import fingerprint_file
from workers.matching.index import CreativeIndex, Found
from workers.report import Match


@dataclass(frozen=True, slots=True)
class FileMatches:
    """What the index knows of one file, the closest first, or why the file could not be read."""

    path: Path
    found: tuple[Found, ...] = ()
    failure: Failure | None = None


def match_files(paths: Iterable[Path], index: CreativeIndex) -> Iterator[FileMatches]:
    """Look each file up; nothing is filed."""
    for path in paths:
        try:
            yield FileMatches(path, tuple(index.search([fingerprint_file(path)])))
        except AdscanError as error:
            yield FileMatches(path, failure=Failure.of(error))


def file_creatives(
    paths: Iterable[Path], index: CreativeIndex, label: str
) -> Iterator[FileMatches]:
    """File each file's creative under `label` (`black:creative:...`), named by its SHA-256.

    Yields what was known of it before.
    """
    for path in paths:
        try:
            fingerprint = fingerprint_file(path)
        except AdscanError as error:
            yield FileMatches(path, failure=Failure.of(error))
            continue
        yield FileMatches(path, tuple(index.search([fingerprint])))
        index.add(fingerprint.sha256, [fingerprint], label)


def known_before(memory: BatchMemory, index: CreativeIndex) -> dict[str, list[Match]]:
    """For each ad, by key: its matches among creatives that are not of this batch."""
    own = {memory.scan_id(item) for item in memory.plan.items}
    known: dict[str, list[Match]] = {}
    for item in memory.plan.items:
        if not item.media:
            continue
        found = [
            match for match in index.search(memory.fingerprints(item)) if match.name not in own
        ]
        if found:
            known[item.key] = [_match(match) for match in found]
    return known


def remember(memory: BatchMemory, index: CreativeIndex) -> None:
    """File the creative of every scanned original under its scan's id."""
    for result in memory.results():
        if result.report is not None and result.alike is None and result.item.media:
            index.add(result.report.scan_id, memory.fingerprints(result.item))


def _match(found: Found) -> Match:
    """A listed creative is no scan: it is named by its list."""
    scan_id = None if found.label else found.name
    return Match(kind=found.kind, scan_id=scan_id, distance=found.distance, list=found.label)
