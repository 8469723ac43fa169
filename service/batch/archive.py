"""Unpacks a zip of ads with limits: nothing outside its folder, no links, no bombs.

Sizes are counted while unpacking; what the archive says of itself is not trusted.
"""

import os
import shutil
import stat
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from service.batch.outcome import Failure
from workers.errors import LimitExceeded, OutputError, UnreadableMedia

_COMPLETE = ".complete"
_BLOCK = 1 << 20
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What one archive may hold. `ratio` is unpacked to packed bytes, tested above `ratio_from`."""

    entries: int = 200_000
    entry_bytes: int = 4_000_000_000
    total_bytes: int = 100_000_000_000
    ratio: int = 200
    ratio_from: int = 10_000_000


DEFAULT_ARCHIVE_LIMITS = ArchiveLimits()


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry that was not unpacked."""

    name: str
    failure: Failure


def is_archive(path: Path) -> bool:
    """Whether the file is a zip, by its content."""
    with path.open("rb") as file:
        return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")


def is_office_document(path: Path) -> bool:
    """Whether the zip is a workbook or another Office document."""
    try:
        with zipfile.ZipFile(path) as opened:
            return "[Content_Types].xml" in opened.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def unpack(
    archive: Path, folder: Path, limits: ArchiveLimits = DEFAULT_ARCHIVE_LIMITS
) -> tuple[Refused, ...]:
    """Unpack into `folder` unless that was finished before; returns the entries left out.

    An entry that breaks a rule is left out. Raises LimitExceeded when the archive as a whole is
    over a limit, UnreadableMedia when it is broken, OutputError when the disk cannot hold it.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = [entry for entry in opened.infolist() if not entry.is_dir()]
            if len(entries) > limits.entries:
                raise LimitExceeded(
                    f"{archive.name} holds {len(entries)} files; {limits.entries} are allowed."
                )
            return tuple(_unpack_all(opened, entries, folder, limits))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError) as error:
        raise UnreadableMedia(
            f"{archive.name} is not a whole zip archive: {error}.", "Pack or download it again."
        ) from error
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror}.") from error


def _unpack_all(
    opened: zipfile.ZipFile, entries: list[zipfile.ZipInfo], folder: Path, limits: ArchiveLimits
) -> Iterator[Refused]:
    finished = (folder / _COMPLETE).exists()
    total = 0
    seen: set[str] = set()
    for entry in entries:
        name = _name(entry)
        reason = _reason_against(entry, name)
        if reason is None and name in seen:
            reason = "another entry has the same name"
        if reason is None:
            seen.add(name)
            target = folder.joinpath(*PurePosixPath(name).parts)
            if finished:
                reason = None if target.exists() else "it was refused when first unpacked"
            else:
                written, reason = _unpack_one(opened, entry, target, limits, total)
                total += written
        if reason:
            yield Refused(name, Failure("archive_entry_refused", f"{name}: {reason}."))
    if not finished:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _COMPLETE).touch()


def _name(entry: zipfile.ZipInfo) -> str:
    """The entry's name; many packers write UTF-8 without saying so."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = entry.filename
    return name.replace("\\", "/")


def _reason_against(entry: zipfile.ZipInfo, name: str) -> str | None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0] or "\x00" in name:
        return "its path leads out of the archive"
    mode = entry.external_attr >> 16
    if mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
        return "it is a link or a special file"
    if entry.flag_bits & _ENCRYPTED:
        return "it is encrypted"
    return None


def _unpack_one(
    opened: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    target: Path,
    limits: ArchiveLimits,
    total_before: int,
) -> tuple[int, str | None]:
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    packed = max(1, entry.compress_size)
    reason = None
    try:
        with opened.open(entry) as source, target.open("wb") as file:
            while block := source.read(_BLOCK):
                written += len(block)
                if written > limits.entry_bytes:
                    reason = f"it is larger than {limits.entry_bytes} bytes"
                elif written > limits.ratio_from and written / packed > limits.ratio:
                    reason = "it unpacks to far more than a media file would"
                if reason:
                    break
                if total_before + written > limits.total_bytes:
                    raise LimitExceeded(f"The archive unpacks to over {limits.total_bytes} bytes.")
                if shutil.disk_usage(target.parent).free < 4 * _BLOCK:
                    raise OutputError(f"{target.parent} has no space left.")
                file.write(block)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        reason = f"it is broken: {error}"
    except OSError as error:
        reason = f"it cannot be written: {error.strerror}"
    if reason:
        target.unlink(missing_ok=True)
        return written, reason
    # A stable time lets a resumed run see that the file is the same.
    os.utime(target, (_packed_at(entry), _packed_at(entry)))
    return written, None


def _packed_at(entry: zipfile.ZipInfo) -> float:
    try:
        return time.mktime((*entry.date_time, 0, 0, -1))
    except (ValueError, OverflowError):
        return 0.0
