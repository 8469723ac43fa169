"""A batch as a zip of media, with or without a manifest.

Nothing from an archive is ever written under the name it has there, and what it unpacks to is
counted while it is unpacked, whatever its headers promise.
"""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from service.manifests import BatchLine, read_lines, refused
from service.problems import FieldError
from service.submission import KeptFile
from workers.errors import InputError, LimitExceeded, MediaError, NotMedia
from workers.media.signature import HEAD_BYTES, family

Ads = list[tuple[BatchLine, tuple[KeptFile, ...]]]
MANIFEST_NAMES = ("manifest.jsonl", "manifest.csv")
MAX_RATIO = 200
"""Unpacked bytes for each packed byte; media hardly compresses, bombs do."""
_RATIO_GRACE = 1 << 20
_CHUNK = 1 << 16


class ArchiveRefused(InputError):
    """The archive is broken, encrypted, or made to do harm."""

    code = "archive_refused"
    default_remedy = "Make a plain zip of pictures and videos."


def read_archive(body: BinaryIO, folder: Path, max_items: int, max_bytes: int) -> Ads:
    """The ads of a zip: those its manifest lists, or else each media file by itself.

    Media is unpacked to `folder`. Raises ArchiveRefused, LimitExceeded or Problem.
    """
    try:
        with zipfile.ZipFile(body) as archive:
            return _ads_of(archive, folder, max_items, max_bytes)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ArchiveRefused("The archive cannot be read.") from error


def _ads_of(archive: zipfile.ZipFile, folder: Path, max_items: int, max_bytes: int) -> Ads:
    entries = {}
    for entry in archive.infolist():
        if entry.is_dir() or PurePosixPath(entry.filename).name.startswith(("._", ".DS_Store")):
            continue
        _check_entry(entry)
        entries[entry.filename] = entry
    if len(entries) > max_items + 1:
        raise LimitExceeded(f"The archive has more than {max_items} files.", "Send several.")
    unpacking = _Unpacking(archive, folder, max_bytes)
    listed = next((name for name in MANIFEST_NAMES if name in entries), None)
    if listed is not None:
        raw = unpacking.text(entries.pop(listed))
        lines = read_lines("csv" if listed.endswith("csv") else "jsonl", io.BytesIO(raw), max_items)
        return [(line, unpacking.named(line, entries)) for line in lines]
    ads: Ads = []
    for name, entry in entries.items():
        if any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts):
            continue
        ads.append((BatchLine(external_id=name[-255:]), (unpacking.media(entry),)))
    if not ads:
        raise ArchiveRefused("The archive holds no media.")
    return ads


def _check_entry(entry: zipfile.ZipInfo) -> None:
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or (path.parts and ":" in path.parts[0]):
        raise ArchiveRefused("The archive holds a path that leaves its folder.")
    if any(ord(character) < 32 for character in entry.filename):
        raise ArchiveRefused("The archive holds a name with control characters.")
    if entry.flag_bits & 0x1:
        raise ArchiveRefused("The archive is encrypted.")
    if (entry.external_attr >> 16) & 0o170000 == 0o120000:
        raise ArchiveRefused("The archive holds a symbolic link.")


class _Unpacking:
    """Unpacks entries one by one under a common limit."""

    def __init__(self, archive: zipfile.ZipFile, folder: Path, max_bytes: int) -> None:
        self._archive = archive
        self._folder = folder
        self._left = max_bytes
        self._kept: dict[str, KeptFile] = {}

    def text(self, entry: zipfile.ZipInfo) -> bytes:
        return b"".join(self._chunks(entry))

    def named(self, line: BatchLine, entries: dict[str, zipfile.ZipInfo]) -> tuple[KeptFile, ...]:
        if line.file is None:
            return ()
        if line.file not in entries:
            detail = f"The archive holds no file {line.file!r}."
            raise refused([FieldError(pointer="/body/file", detail=detail)])
        return (self.media(entries[line.file]),)

    def media(self, entry: zipfile.ZipInfo) -> KeptFile:
        if entry.filename in self._kept:
            return self._kept[entry.filename]
        path = self._folder / str(len(self._kept))
        digest, size = hashlib.sha256(), 0
        with path.open("wb") as target:
            for chunk in self._chunks(entry):
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
        name = PurePosixPath(entry.filename).name[-255:]
        with path.open("rb") as head:
            try:
                family(head.read(HEAD_BYTES), name)
            except MediaError as error:
                raise NotMedia(f"{entry.filename}: {error.detail}", error.remedy) from error
        kept = KeptFile(path, digest.hexdigest(), size, name)
        self._kept[entry.filename] = kept
        return kept

    def _chunks(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        unpacked = 0
        with self._archive.open(entry) as source:
            while chunk := source.read(_CHUNK):
                unpacked += len(chunk)
                self._left -= len(chunk)
                if unpacked > _RATIO_GRACE and unpacked > MAX_RATIO * entry.compress_size:
                    raise ArchiveRefused("The archive unpacks to far more than media would.")
                if self._left < 0:
                    raise LimitExceeded("The archive unpacks to more than is allowed.")
                yield chunk
