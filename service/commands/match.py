"""`adscan match`: is this picture or video known, here or on a list?"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from service.batch.known import FileMatches, file_creatives, match_files
from service.commands.inputs import expand
from service.commands.language import Language, preferred
from workers.errors import AdscanError, InputNotFound
from workers.matching.index import CreativeIndex

EXIT_SOME_NOT_READ = 3
EXIT_USAGE = 2
_SAID: dict[str, dict[Language, str]] = {
    "exact": {"vi": "{} (cùng một tệp)", "en": "{} (the same file)"},
    "near": {"vi": "{} (bản gần giống, khớp {:.0%})", "en": "{} (a near copy, {:.0%} agrees)"},
    "none": {"vi": "chưa gặp", "en": "not known"},
}


def match(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Pictures, videos, or folders of them.")
    ],
    index: Annotated[
        Path,
        typer.Option(
            help="The index that `adscan batch --index` keeps; --file-as makes a new one."
        ),
    ],
    file_as: Annotated[
        str | None,
        typer.Option(help="File the creatives under this name of a list, such as black:creative."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Find creatives again, by equal bytes or by what they show.

    Exit code 0 when every file was read, 3 when some could not be, 2 for wrong usage.

    Examples:

      adscan match suspect.jpg --index known.sqlite

      adscan match seized/ --index known.sqlite --file-as "black:creative:seized 2026-03"
    """
    failed = False
    language = preferred()
    try:
        for matches in _matches(paths, index, file_as):
            failed = failed or matches.failure is not None
            typer.echo(_json(matches) if as_json else _line(matches, language))
    except AdscanError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_USAGE) from error
    if failed:
        raise typer.Exit(EXIT_SOME_NOT_READ)


def _matches(paths: list[Path], index: Path, file_as: str | None) -> Iterator[FileMatches]:
    inputs = expand(paths)
    for item in inputs:
        if item.error is not None:
            raise item.error
    files = [item.path for item in inputs]
    # A mistyped name would make an empty index, which knows nothing.
    if file_as is None and not index.exists():
        raise InputNotFound(f"{index}: no such index.", "`adscan batch --index` makes one.")
    with CreativeIndex(index) as known:
        yield from file_creatives(files, known, file_as) if file_as else match_files(files, known)


def _line(matches: FileMatches, language: Language) -> str:
    if matches.failure:
        return f"{matches.path}: {matches.failure.detail} {matches.failure.remedy}"
    found = [
        _SAID[match.kind][language].format(match.label or match.name, 1 - match.distance)
        for match in matches.found
    ]
    return f"{matches.path}: {'; '.join(found) or _SAID['none'][language]}"


def _json(matches: FileMatches) -> str:
    fields = {
        "path": str(matches.path),
        "matches": [asdict(match) for match in matches.found],
        "error": asdict(matches.failure) if matches.failure else None,
    }
    return json.dumps(fields, ensure_ascii=False)
