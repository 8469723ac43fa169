"""Folders for work in hand, of which a process that is killed leaves none for good."""

import fcntl
import os
import shutil
import stat
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_LOCK = ".lock"


@contextmanager
def scratch() -> Iterator[Path]:
    """An empty folder of this user's alone, gone at the end.

    A lock is held as long as it is used, and the kernel lets go of the lock when the process dies;
    so whoever makes the next folder removes those that nobody uses any more. They lie below
    `tempfile.gettempdir()`. Raises OSError when no folder can be made there.
    """
    root = _root()
    remove_abandoned(root)
    descriptor, lock = _locked(root)
    folder = lock.with_suffix("")
    try:
        folder.mkdir(mode=0o700)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.unlink(missing_ok=True)
        os.close(descriptor)


def remove_abandoned(root: Path) -> int:
    """Remove the folders in `root` whose process has died; how many."""
    removed = 0
    for lock in root.glob(f"*{_LOCK}"):
        try:
            descriptor = os.open(lock, os.O_RDWR | os.O_NOFOLLOW)
        except OSError:  # somebody else removed it
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # in use
            continue
        else:
            shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
            lock.unlink(missing_ok=True)
            removed += 1
        finally:
            os.close(descriptor)
    return removed


def _root() -> Path:
    root = Path(tempfile.gettempdir()) / f"adscan-{os.getuid()}"
    with suppress(FileExistsError):
        root.mkdir(mode=0o700)
    found = root.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise PermissionError(f"{root} belongs to another user; set TMPDIR to another folder.")
    return root


def _locked(root: Path) -> tuple[int, Path]:
    """A new lock file, locked; its descriptor and its path."""
    while True:
        lock = root / f"{uuid.uuid4().hex}{_LOCK}"
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            return descriptor, lock
        os.close(descriptor)  # taken for abandoned before it was locked
