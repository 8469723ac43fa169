"""`adscan lists`: white and black lists of advertisers, pages, domains, phones, products, files."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from service.lists import ListBook, export_csv, import_csv
from service.lists.entries import COLOURS, KINDS, UnusableValue
from workers.errors import AdscanError

EXIT_SOME_BAD = 3
EXIT_USAGE = 2

app = typer.Typer(no_args_is_help=True, help="White and black lists, kept in one file.")
Book = Annotated[Path, typer.Argument(metavar="LISTS", help="The list file; made when absent.")]


@app.command("import")
def import_(
    book: Book,
    table: Annotated[
        Path, typer.Argument(metavar="TABLE.csv", help="list, kind, value, source, date, note")
    ],
) -> None:
    """Add the entries of a CSV. Exit code 3 when some lines could not be used."""
    with _opened(book) as opened:
        entries, bad = import_csv(table)
        changed = opened.add(entries, getpass.getuser())
    typer.echo(f"{changed} of {len(entries)} entries were new or altered.")
    for line in bad:
        typer.echo(f"{table}, line {line.line}: {line.reason}", err=True)
    if bad:
        raise typer.Exit(EXIT_SOME_BAD)


@app.command("export")
def export(book: Book, table: Annotated[Path, typer.Argument(metavar="TABLE.csv")]) -> None:
    """Write all entries to a CSV."""
    with _opened(book) as opened:
        export_csv(opened.entries(), table)


@app.command("remove")
def remove(book: Book, colour: str, kind: str, value: str) -> None:
    """Take a value off a list, whatever its sources."""
    list_name = next((name for name in COLOURS if name == colour), None)
    kind_name = next((name for name in KINDS if name == kind), None)
    if list_name is None or kind_name is None:
        choices = f"{' or '.join(COLOURS)}, then one of {', '.join(KINDS)}"
        raise typer.BadParameter(f"Name {choices}.")
    with _opened(book) as opened:
        gone = opened.remove(list_name, kind_name, value, getpass.getuser())
    typer.echo(f"{gone} entries removed.")


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
