"""`adscan models`: which models work here, and what each was measured to do."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from models.manifest import entries, fault


def models(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List every model with version, licence, source and measured quality; check its file.

    Exit code 1 when a file is missing or is not the one the manifest describes; models of an
    optional extra may be absent.
    """
    faults = {model.name: fault(model) for model in entries()}
    if as_json:
        for model in entries():
            row = {**model.model_dump(), "fault": faults[model.name]}
            typer.echo(json.dumps(row, ensure_ascii=False))
    else:
        table = Table("model", "task", "licence", "measured", "file")
        for model in entries():
            state = faults[model.name] or f"ok, sha256 {model.sha256[:12]}"
            table.add_row(
                f"{model.name} {model.version}", model.task, model.licence, model.quality, state
            )
        Console().print(table)
    if any(faults[model.name] for model in entries() if model.extra is None):
        raise typer.Exit(1)
