"""`adscan schema`: the contract for programs."""

import json

import typer

from workers.report import json_schema


def schema() -> None:
    """Print the JSON Schema (2020-12) of a report, adscan.report/1."""
    typer.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))
