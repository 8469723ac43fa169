"""Which files a scan of these paths would try."""

import os

import pytest

from service.commands.inputs import expand
from workers.errors import InputNotFound, NothingToScan


def names(paths):
    return [item.path.name for item in expand(paths)]


def test_a_folder_is_walked_in_name_order_whatever_the_suffixes(tmp_path):
    for name in ("b.bin", "a", "c.mp4"):
        (tmp_path / name).touch()
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "d.jpg").touch()
    assert names([tmp_path]) == ["a", "b.bin", "c.mp4", "d.jpg"]


def test_hidden_files_and_text_side_cars_are_left_out_of_a_folder(tmp_path):
    for name in (".hidden", "x.json", "x.JSONL", "x.csv", "x.txt", "x.md", "x.html", "ad.png"):
        (tmp_path / name).touch()
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "object").touch()
    assert names([tmp_path]) == ["ad.png"]


def test_a_side_car_named_outright_is_tried(tmp_path):
    (tmp_path / "x.txt").touch()
    assert names([tmp_path / "x.txt"]) == ["x.txt"]


@pytest.mark.parametrize(("name", "kind"), [("gone.mp4", InputNotFound), ("empty", NothingToScan)])
def test_what_cannot_be_scanned_is_an_input_with_its_error(tmp_path, name, kind):
    (tmp_path / "empty").mkdir()
    (item,) = expand([tmp_path / name])
    assert isinstance(item.error, kind)
    assert str(tmp_path / name) in item.error.detail


def test_special_files_in_a_folder_are_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (item,) = expand([tmp_path])
    assert isinstance(item.error, NothingToScan)


def test_the_order_of_the_command_line_is_kept(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "1.png").touch()
    (tmp_path / "a.png").touch()
    assert names([tmp_path / "b", tmp_path / "a.png"]) == ["1.png", "a.png"]
