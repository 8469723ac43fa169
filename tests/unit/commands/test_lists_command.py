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
    assert "1 usable entries; 1 were new" in imported.stdout
    assert "line 3" in imported.output
    assert _RUN.invoke(app, ["export", book, str(tmp_path / "out.csv")]).exit_code == 0
    assert "Cục ATTP" in (tmp_path / "out.csv").read_text("utf-8-sig")
    assert (
        "Entries removed: 1"
        in _RUN.invoke(app, ["remove", book, "black", "phone", "+84912345678"]).output
    )
    shown = _RUN.invoke(app, ["changes", book]).stdout.splitlines()
    assert [line.split()[2] for line in shown] == ["added", "removed"]


def test_wrong_names_are_usage_errors(tmp_path: Path) -> None:
    book = str(tmp_path / "lists")
    assert _RUN.invoke(app, ["remove", book, "grey", "phone", "0912345678"]).exit_code == 2
    assert _RUN.invoke(app, ["import", book, str(tmp_path / "absent.csv")]).exit_code == 2


def test_a_mistyped_name_makes_no_empty_lists(tmp_path: Path) -> None:
    book = tmp_path / "lits"
    for command in (["changes"], ["export"], ["remove"]):
        rest = {"export": ["out.csv"], "remove": ["black", "phone", "0912345678"]}
        assert _RUN.invoke(app, [*command, str(book), *rest.get(command[0], [])]).exit_code == 2
    assert not book.exists()


def test_a_bad_line_says_what_was_bad(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text(
        "list,kind,value,source\nđen,page,A,x\nblack,pgae,A,x\nblack,phone,abc,x\n", "utf-8"
    )
    shown = _RUN.invoke(app, ["import", str(tmp_path / "lists"), str(table)]).output
    assert all(bad in shown for bad in ("“đen”", "“pgae”", "“abc”"))
