"""A zip is unpacked inside its folder or not at all."""

import stat
import zipfile
from pathlib import Path

import pytest

from service.batch.archive import ArchiveLimits, is_archive, unpack
from workers.errors import LimitExceeded, UnreadableMedia


def _zip(path: Path, **entries: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".complete"
    }


def test_files_are_unpacked_with_their_names(tmp_path: Path) -> None:
    archive = _zip(tmp_path / "a", **{"ảnh/một.jpg": b"1", "hai.jpg": b"2"})
    assert is_archive(archive)
    assert unpack(archive, tmp_path / "out") == ()
    assert _files(tmp_path / "out") == {"ảnh/một.jpg": b"1", "hai.jpg": b"2"}


@pytest.mark.parametrize(
    "name", ["../evil", "a/../../evil", "/evil", "..\\evil", "C:\\evil", "a/../..\\../evil"]
)
def test_a_path_out_of_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    archive = _zip(tmp_path / "a.zip", **{name: b"x", "good": b"y"})
    refused = unpack(archive, tmp_path / "in" / "out")
    assert [entry.failure.code for entry in refused] == ["archive_entry_refused"]
    assert _files(tmp_path / "in" / "out") == {"good": b"y"}
    assert not list(tmp_path.rglob("evil"))


def test_links_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    (refused,) = unpack(path, tmp_path / "out")
    assert "link" in refused.failure.detail
    assert _files(tmp_path / "out") == {}


def test_a_bomb_is_refused_by_what_it_unpacks_to(tmp_path: Path) -> None:
    archive = _zip(tmp_path / "a.zip", bomb=bytes(3_000_000), small=b"y")
    limits = ArchiveLimits(ratio=100, ratio_from=1_000_000)
    (refused,) = unpack(archive, tmp_path / "out", limits)
    assert refused.name == "bomb"
    assert _files(tmp_path / "out") == {"small": b"y"}


def test_too_many_files_or_bytes_stop_the_whole(tmp_path: Path) -> None:
    archive = _zip(tmp_path / "a.zip", a=bytes(2000), b=bytes(2000))
    with pytest.raises(LimitExceeded):
        unpack(archive, tmp_path / "one", ArchiveLimits(entries=1))
    with pytest.raises(LimitExceeded):
        unpack(archive, tmp_path / "two", ArchiveLimits(total_bytes=3000))


def test_an_unpacked_archive_is_not_unpacked_again(tmp_path: Path) -> None:
    archive = _zip(tmp_path / "a.zip", **{"../evil": b"x", "good": b"y"})
    first = unpack(archive, tmp_path / "out")
    kept = tmp_path / "out" / "good"
    before = kept.stat().st_mtime_ns
    kept.write_bytes(b"changed")
    assert unpack(archive, tmp_path / "out") == first
    assert kept.read_bytes() == b"changed"
    assert before != kept.stat().st_mtime_ns


def test_unpacking_twice_gives_files_of_the_same_time(tmp_path: Path) -> None:
    archive = _zip(tmp_path / "a.zip", good=b"y")
    unpack(archive, tmp_path / "one")
    unpack(archive, tmp_path / "two")
    times = {(tmp_path / name / "good").stat().st_mtime_ns for name in ("one", "two")}
    assert len(times) == 1


def test_a_broken_archive_says_so(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", a=bytes(range(256)) * 50)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(UnreadableMedia):
        unpack(path, tmp_path / "out")
