"""Bytes that outlive a request: one small store, on a local folder or in an S3 bucket.

Keys are relative paths. Those of kept bytes are content addresses below the organisation's id, so
that equal files are kept once for each organisation and no organisation's key names another's.
"""

import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import unquote, urlsplit

from service.settings import Settings
from workers.errors import AdscanError

_CHUNK = 1 << 20


class FileStoreError(AdscanError):
    """The store cannot be reached, or lacks the object."""

    code = "file_store_error"
    default_remedy = "Check the file store's URL, credentials and free space."


class FileStore(Protocol):
    """What the service asks of a place for bytes. Every method raises FileStoreError."""

    def put(self, key: str, source: Path) -> None:
        """Keep a copy of the file at `source`; a reader sees all of it or nothing."""
        ...

    def open(self, key: str) -> BinaryIO:
        """The bytes, to be read from the start and closed by the caller."""
        ...

    def fetch(self, key: str, target: Path) -> None:
        """Make the bytes readable as the new file `target`, which must not be written to."""
        ...

    def size(self, key: str) -> int | None:
        """Bytes of the object; None when it is not there."""
        ...

    def delete(self, key: str) -> None:
        """Remove the object; one that is not there is no error."""
        ...

    def delete_unfinished(self, before: datetime) -> int:
        """Remove what was begun before that time and never put in whole; how many."""
        ...

    def ping(self) -> None:
        """Raise when the store cannot be used."""
        ...


def content_key(org_id: str, sha256: str) -> str:
    """Where an organisation's bytes with this digest lie."""
    return f"{org_id}/{sha256[:2]}/{sha256}"


def sha256_of(path: Path) -> str:
    """Digest of a file, in lower-case hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class LocalFiles:
    """Files below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._unfinished = root / ".incoming"

    def _path(self, key: str) -> Path:
        path = (self.root / key).resolve()
        if not path.is_relative_to(self.root.resolve()):
            raise FileStoreError(f"The key {key!r} leaves the store.")
        return path

    def put(self, key: str, source: Path) -> None:
        path = self._path(key)
        try:
            for folder in (path.parent, self._unfinished):
                folder.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self._unfinished)
            try:
                with os.fdopen(descriptor, "wb") as target, source.open("rb") as origin:
                    shutil.copyfileobj(origin, target, _CHUNK)
                    target.flush()
                    os.fsync(target.fileno())
                Path(name).replace(path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise FileStoreError(f"Cannot keep {key}: {error.strerror}.") from error

    def open(self, key: str) -> BinaryIO:
        try:
            return self._path(key).open("rb")
        except OSError as error:
            raise FileStoreError(f"Cannot read {key}: {error.strerror}.") from error

    def fetch(self, key: str, target: Path) -> None:
        origin = self._path(key)
        try:
            try:
                target.hardlink_to(origin)
            except OSError:
                shutil.copyfile(origin, target)
        except OSError as error:
            raise FileStoreError(f"Cannot read {key}: {error.strerror}.") from error

    def size(self, key: str) -> int | None:
        try:
            return self._path(key).stat().st_size
        except FileNotFoundError:
            return None
        except OSError as error:
            raise FileStoreError(f"Cannot look for {key}: {error.strerror}.") from error

    def delete(self, key: str) -> None:
        try:
            self._path(key).unlink(missing_ok=True)
        except OSError as error:
            raise FileStoreError(f"Cannot delete {key}: {error.strerror}.") from error

    def delete_unfinished(self, before: datetime) -> int:
        removed = 0
        try:
            for path in self._unfinished.glob("*"):
                with suppress(FileNotFoundError):  # it has been put in whole meanwhile
                    if path.stat().st_mtime < before.timestamp():
                        path.unlink()
                        removed += 1
        except OSError as error:
            raise FileStoreError(f"Cannot tidy {self._unfinished}: {error.strerror}.") from error
        return removed

    def ping(self) -> None:
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.root):
                pass
        except OSError as error:
            raise FileStoreError(f"Cannot write to {self.root}: {error.strerror}.") from error


def open_files(settings: Settings) -> FileStore:
    """The store that the settings name. Raises FileStoreError for an unknown kind of URL."""
    parts = urlsplit(settings.files)
    if parts.scheme == "file":
        return LocalFiles(Path(unquote(parts.path)))
    if parts.scheme == "s3":
        # The S3 client takes a second to load; only installations that use it pay for it.
        from service.store.s3 import S3Files

        endpoint = str(settings.s3_endpoint_url) if settings.s3_endpoint_url else None
        return S3Files(parts.netloc, parts.path, endpoint, settings.s3_region)
    raise FileStoreError(f"{parts.scheme!r} is no kind of file store.", "Use file:// or s3://.")
