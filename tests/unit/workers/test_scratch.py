"""Folders for work in hand: one for each, gone at the end, gone after a kill."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from workers.scratch import scratch

HOLDING = """
import time
from workers.scratch import scratch
with scratch() as folder:
    (folder / "media.mp4").write_bytes(b"somebody's film")
    print(folder, flush=True)
    time.sleep(600)
"""


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)


def held_by_another_process() -> tuple["subprocess.Popen[str]", Path]:
    process = subprocess.Popen([sys.executable, "-c", HOLDING], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def test_a_folder_is_empty_private_and_gone_at_the_end() -> None:
    with scratch() as folder, scratch() as other:
        assert folder != other
        assert list(folder.iterdir()) == []
        assert folder.stat().st_mode & 0o077 == 0
        (folder / "file").touch()
    assert list(folder.parent.iterdir()) == []


def test_what_a_killed_process_left_goes_with_the_next_folder() -> None:
    process, left = held_by_another_process()
    process.kill()
    process.communicate()
    assert (left / "media.mp4").exists()
    with scratch():
        assert not left.exists()


def test_a_folder_in_use_stays() -> None:
    process, held = held_by_another_process()
    try:
        with scratch():
            pass
        assert (held / "media.mp4").exists()
    finally:
        process.kill()
        process.communicate()


def test_a_folder_that_somebody_put_in_the_way_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scratch() as folder:
        root = folder.parent
    root.rmdir()
    (tmp_path / "elsewhere").mkdir()
    root.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PermissionError, match="TMPDIR"), scratch():
        pass
