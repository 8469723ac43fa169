"""What worker processes of a batch do: fingerprint the media of an ad, scan an ad."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from service.batch.outcome import Failure
from service.batch.scanning import Scanner, ScannerFactory
from workers.errors import AdscanError
from workers.matching.fingerprint import fingerprint_file
from workers.report import Ad, ScanReport


@dataclass(frozen=True, slots=True)
class FingerprintTask:
    """Fingerprint the files of one ad; thumbnails go to `thumbnails` as `<sha256>.jpg`."""

    media: tuple[Path, ...]
    thumbnails: Path


@dataclass(frozen=True, slots=True)
class ScanTask:
    """Scan one ad; its stills go below `folder`."""

    media: tuple[Path, ...]
    ad: Ad
    folder: Path
    factory: ScannerFactory


def fingerprint_media(
    task: FingerprintTask, progress: Callable[[float], None]
) -> list[dict[str, Any] | None]:
    """The fingerprint of each file as JSON without its thumbnail, None for one not readable."""
    found: list[dict[str, Any] | None] = []
    for number, path in enumerate(task.media, 1):
        try:
            record = fingerprint_file(path).to_json()
        except AdscanError:
            found.append(None)
        else:
            thumbnail = task.thumbnails / f"{record['media']['sha256']}.jpg"
            thumbnail.write_bytes(base64.b64decode(record["thumbnail"]))
            found.append({**record, "thumbnail": ""})
        progress(number / len(task.media))
    return found


@lru_cache(maxsize=1)
def _scanner(factory: ScannerFactory) -> Scanner:
    return factory()


def scan_item(task: ScanTask, progress: Callable[[float], None]) -> ScanReport | Failure:
    """The report of one ad; expected errors are its failure."""
    try:
        return _scanner(task.factory).scan(task.media, task.ad, task.folder, progress)
    except AdscanError as error:
        return Failure.of(error)
