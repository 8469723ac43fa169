"""`adscan lists`: what goes in can be shown, taken out and followed."""

from pathlib import Path

from typer.testing import CliRunner

from service.commands.lists import app

_RUN = CliRunner()


def test_a_list_goes_in_and_out_and_its_changes_are_shown(tmp_path: Path) -> None:
    book, table = str(tmp_path / "lists"), tmp_path / "in.csv"
    table.write_text(
        "list,kind,value,source\nblack,phone,0912 345 678,Cục ATTP\nblack,phone,?,x\n", "utf-8"
    )
    imported = _RUN.invoke(app, ["import", book, str(table)])
    assert imported.exit_code == 3
    assert "1 of 1 entries" in imported.stdout
    assert "line 3" in imported.output
    assert _RUN.invoke(app, ["export", book, str(tmp_path / "out.csv")]).exit_code == 0
    assert "Cục ATTP" in (tmp_path / "out.csv").read_text("utf-8-sig")
    assert (
        "1 entries removed"
        in _RUN.invoke(app, ["remove", book, "black", "phone", "+84912345678"]).output
    )
    shown = _RUN.invoke(app, ["changes", book]).stdout.splitlines()
    assert [line.split()[2] for line in shown] == ["added", "removed"]


def test_wrong_names_are_usage_errors(tmp_path: Path) -> None:
    book = str(tmp_path / "lists")
    assert _RUN.invoke(app, ["remove", book, "grey", "phone", "0912345678"]).exit_code == 2
    assert _RUN.invoke(app, ["import", book, str(tmp_path / "absent.csv")]).exit_code == 2
