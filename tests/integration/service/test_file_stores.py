"""One suite for every file store."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.store.files import FileStore, FileStoreError, LocalFiles, content_key
from service.store.s3 import S3Files
from service.store.tables import now


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "picture"
    path.write_bytes(b"\x00\xffbytes" * 5000)
    return path


def test_what_was_put_is_read_back_byte_for_byte(files: FileStore, picture: Path) -> None:
    files.put("a/b/c", picture)
    with files.open("a/b/c") as stored:
        assert stored.read() == picture.read_bytes()
    assert picture.exists()


def test_an_object_exists_from_put_until_delete(files: FileStore, picture: Path) -> None:
    assert files.size("a/b") is None
    files.put("a/b", picture)
    assert files.size("a/b") is not None
    files.delete("a/b")
    assert files.size("a/b") is None
    with pytest.raises(FileStoreError):
        files.open("a/b")


def test_deleting_what_is_not_there_is_no_error(files: FileStore) -> None:
    files.delete("never/was")
    assert files.size("never/was") is None


def test_putting_twice_leaves_the_second_content(files: FileStore, picture: Path) -> None:
    files.put("k", picture)
    picture.write_bytes(b"second")
    files.put("k", picture)
    with files.open("k") as stored:
        assert stored.read() == b"second"


def test_a_fetched_file_is_whole_and_outlives_the_object(
    files: FileStore, picture: Path, tmp_path: Path
) -> None:
    files.put("k", picture)
    files.fetch("k", tmp_path / "copy.bin")
    files.delete("k")
    assert (tmp_path / "copy.bin").read_bytes() == picture.read_bytes()


def test_fetching_what_is_not_there_fails(files: FileStore, tmp_path: Path) -> None:
    with pytest.raises(FileStoreError):
        files.fetch("never/was", tmp_path / "copy.bin")


def test_a_usable_store_answers_ping(files: FileStore) -> None:
    assert files.ping() is None  # type: ignore[func-returns-value]


def test_an_unusable_store_fails_its_ping(tmp_path: Path) -> None:
    in_the_way = tmp_path / "files"
    in_the_way.touch()
    with pytest.raises(FileStoreError):
        LocalFiles(in_the_way).ping()


def test_equal_content_of_two_organisations_lies_apart() -> None:
    assert content_key("org-a", "ab" * 32) != content_key("org-b", "ab" * 32)


def test_a_local_key_cannot_leave_the_folder(tmp_path: Path, picture: Path) -> None:
    store = LocalFiles(tmp_path / "files")
    with pytest.raises(FileStoreError):
        store.put("../escaped", picture)
    assert not (tmp_path / "escaped").exists()


def test_a_failed_put_leaves_nothing(tmp_path: Path) -> None:
    store = LocalFiles(tmp_path / "files")
    with pytest.raises(FileStoreError):
        store.put("a/b", tmp_path / "missing")
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_what_was_never_put_in_whole_is_removed_after_a_time(
    files: FileStore, picture: Path
) -> None:
    files.put("a/whole", picture)
    if isinstance(files, S3Files):
        files._client.create_multipart_upload(Bucket=files.bucket, Key="media/a/begun")
    else:
        assert isinstance(files, LocalFiles)
        (files.root / ".incoming" / "begun").write_bytes(b"half")
    # moto gives every upload one date of 2010.
    assert files.delete_unfinished(datetime(2010, 1, 1, tzinfo=UTC)) == 0
    assert files.delete_unfinished(now() + timedelta(hours=1)) == 1
    assert files.delete_unfinished(now() + timedelta(hours=1)) == 0
    with files.open("a/whole") as stored:
        assert stored.read() == picture.read_bytes()
