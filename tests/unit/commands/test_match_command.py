"""`adscan match`: what is known is named, and a mistyped index is no answer."""

from pathlib import Path

import cv2
import pytest
import typer
from typer.testing import CliRunner

from service.commands.match import match
from tests.bench.creatives import creative

_RUN = CliRunner()
_APP = typer.Typer()
_APP.command()(match)


def test_a_filed_creative_is_named_when_it_comes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")
    index, first, again = (tmp_path / name for name in ("known", "một.png", "hai.jpg"))
    cv2.imwrite(str(first), creative(3))
    cv2.imwrite(str(again), creative(3), [cv2.IMWRITE_JPEG_QUALITY, 40])
    label = "black:creative:tịch thu"
    filed = _RUN.invoke(_APP, [str(first), "--index", str(index), "--file-as", label])
    assert (filed.exit_code, filed.stdout) == (0, f"{first}: chưa gặp\n")
    found = _RUN.invoke(_APP, [str(again), "--index", str(index)])
    assert found.stdout.startswith(f"{again}: {label} (bản gần giống, khớp ")


def test_a_mistyped_index_is_an_error(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), creative(3))
    asked = _RUN.invoke(_APP, [str(tmp_path / "a.png"), "--index", str(tmp_path / "knwon")])
    assert asked.exit_code == 2
    assert not (tmp_path / "knwon").exists()
