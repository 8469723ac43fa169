"""`adscan lists`: white and black lists of advertisers, pages, domains, phones, products, files."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from service.commands.language import Language, preferred
from service.lists import ListBook, export_csv, import_csv
from service.lists.entries import COLOURS, KINDS, UnusableValue
from workers.errors import AdscanError

EXIT_SOME_BAD = 3
EXIT_USAGE = 2
_TABLE = (
    "Columns: list (" + ", ".join(COLOURS) + "), kind (" + ", ".join(KINDS) + "), value, source; "
    "if you like also date and note."
)

app = typer.Typer(no_args_is_help=True, help="White and black lists, kept in one file.")
Book = Annotated[
    Path,
    typer.Argument(metavar="LISTS", exists=True, dir_okay=False, help="The file of the lists."),
]
_SAID: dict[str, dict[Language, str]] = {
    "imported": {
        "vi": "{} mục dùng được; {} mục mới hoặc thay đổi.",
        "en": "{} usable entries; {} were new or altered.",
    },
    "line": {"vi": "{}, dòng {}: {}", "en": "{}, line {}: {}"},
    "removed": {"vi": "Đã gỡ {} mục.", "en": "Entries removed: {}."},
    "exported": {"vi": "{} mục.", "en": "{} entries."},
}


@app.command("import")
def import_(
    book: Annotated[
        Path,
        typer.Argument(metavar="LISTS", dir_okay=False, help="The file of the lists; may be new."),
    ],
    table: Annotated[
        Path, typer.Argument(metavar="TABLE.csv", exists=True, dir_okay=False, help=_TABLE)
    ],
) -> None:
    """Add the entries of a CSV, and alter those of the same value and source.

    Exit code 3 when some lines could not be used.
    """
    language = preferred()
    with _opened(book) as opened:
        entries, bad = import_csv(table)
        changed = opened.add(entries, getpass.getuser())
    typer.echo(_SAID["imported"][language].format(len(entries), changed))
    for line in bad:
        typer.echo(_SAID["line"][language].format(table, line.line, line.reason), err=True)
    if bad:
        raise typer.Exit(EXIT_SOME_BAD)


@app.command("export")
def export(
    book: Book,
    table: Annotated[Path, typer.Argument(metavar="TABLE.csv", help="The file to write.")],
) -> None:
    """Write all entries to a CSV, in the form that `import` reads."""
    with _opened(book) as opened:
        entries = opened.entries()
        export_csv(entries, table)
    typer.echo(_SAID["exported"][preferred()].format(len(entries)))


@app.command("remove")
def remove(
    book: Book,
    colour: Annotated[str, typer.Argument(metavar="LIST", help=" or ".join(COLOURS))],
    kind: Annotated[str, typer.Argument(metavar="KIND", help=", ".join(KINDS))],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="In any of its spellings.")],
) -> None:
    """Take a value off a list, whatever its sources."""
    list_name = next((name for name in COLOURS if name == colour), None)
    kind_name = next((name for name in KINDS if name == kind), None)
    if list_name is None or kind_name is None:
        choices = f"{' or '.join(COLOURS)}, then one of {', '.join(KINDS)}"
        raise typer.BadParameter(f"Name {choices}.")
    with _opened(book) as opened:
        gone = opened.remove(list_name, kind_name, value, getpass.getuser())
    typer.echo(_SAID["removed"][preferred()].format(gone))


@app.command("changes")
def changes(book: Book) -> None:
    """Show every change ever made, oldest first."""
    with _opened(book) as opened:
        for change in opened.changes():
            entry = change.entry
            typer.echo(
                f"{change.at.isoformat()} {change.by} {change.action} {entry.colour} {entry.kind} "
                f"{entry.value} ({entry.source})"
            )


@contextmanager
def _opened(path: Path) -> Iterator[ListBook]:
    try:
        with ListBook(path) as book:
            yield book
    except (AdscanError, UnusableValue, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_USAGE) from error
