"""`adscan judge`: claims in words alone. `adscan rejudge`: an old report under newer rules."""

import json
import sys
from pathlib import Path
from typing import IO, Annotated

import typer
from pydantic import BaseModel, ConfigDict, ValidationError
from rich.console import Console
from rich.text import Text

from service.commands.choices import chosen_pack
from service.commands.language import VERDICTS, preferred
from service.commands.table import STYLES
from workers.claims import Judgement, RulePack, judge_text
from workers.claims import rejudge as rejudge_report
from workers.report import ERROR_SCHEMA, ScanReport

EXIT_SOME_NOT_JUDGED = 3
RULES_HELP = "Rule pack: a name or a path; see `adscan rules`."


class TextLine(BaseModel):
    """One line of the JSONL input; further fields are let through unread."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str
    text: str


def judge(
    text: Annotated[
        str | None,
        typer.Argument(help="The words to judge; with --jsonl a file of lines. Default: stdin."),
    ] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read {"id","text"} lines, print one result a line.')
    ] = False,
    rules: Annotated[str, typer.Option(help=RULES_HELP)] = "vn",
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Judge claims in text alone: captions, comments, rows of an ad library without media.

    Exit code 0 when everything was judged, 3 when some lines could not be, 2 for wrong usage.

    Examples:

      adscan judge "Uống 1 liệu trình là khỏi hẳn tiểu đường"

      adscan judge --jsonl < captions.jsonl > results.jsonl
    """
    pack = chosen_pack(rules)
    if jsonl:
        with _open(text) as lines:
            if not _judge_lines(lines, pack):
                raise typer.Exit(EXIT_SOME_NOT_JUDGED)
        return
    words = text if text is not None else sys.stdin.read()
    if not words.strip():
        raise typer.BadParameter("There are no words to judge.", param_hint="TEXT")
    result = judge_text(words, pack)
    if as_json:
        typer.echo(json.dumps(_fields(result), ensure_ascii=False))
    else:
        _print(result)


def rejudge(
    reports: Annotated[list[Path], typer.Argument(metavar="REPORT.json...")],
    rules: Annotated[str, typer.Option(help=RULES_HELP)] = "vn",
) -> None:
    """Judge the stored texts of finished reports again, without reading the media again.

    Prints each new report as one JSON line. Exit code 3 when some files are no reports.
    """
    pack = chosen_pack(rules)
    refused = False
    for path in reports:
        try:
            report = ScanReport.model_validate_json(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            refused = True
            typer.echo(f"{path}: not a scan report: {str(error).splitlines()[0]}", err=True)
            continue
        typer.echo(rejudge_report(report, pack).to_json())
    if refused:
        raise typer.Exit(EXIT_SOME_NOT_JUDGED)


def _open(name: str | None) -> IO[str]:
    if name is None or name == "-":
        return sys.stdin
    try:
        return Path(name).open(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise typer.BadParameter(f"{name}: {error.strerror}", param_hint="TEXT") from error


def _judge_lines(lines: IO[str], pack: RulePack) -> bool:
    """Print one result for each line; say whether every line could be judged."""
    all_judged = True
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = TextLine.model_validate_json(line)
        except ValidationError as error:
            all_judged = False
            reason = error.errors()[0]["msg"]
            fault = {
                "schema": ERROR_SCHEMA,
                "input": f"line {number}",
                "code": "bad_line",
                "detail": f'Line {number} is not {{"id","text"}} JSON: {reason}.',
            }
            typer.echo(json.dumps(fault, ensure_ascii=False))
            continue
        typer.echo(
            json.dumps({"id": row.id, **_fields(judge_text(row.text, pack))}, ensure_ascii=False)
        )
    return all_judged


def _fields(result: Judgement) -> dict[str, object]:
    return {
        "verdict": result.verdict,
        "score": round(result.score, 4),
        "categories": {name: round(score, 4) for name, score in result.categories.items()},
        "findings": [finding.model_dump(mode="json") for finding in result.findings],
    }


def _print(result: Judgement) -> None:
    language = preferred()
    console = Console()
    console.print(
        Text(f"{VERDICTS[result.verdict][language]}  {result.score:.2f}", STYLES[result.verdict])
    )
    for finding in result.findings:
        message = finding.message.vi if language == "vi" else finding.message.en
        console.print(Text(f"[{finding.severity}] {message}  {finding.score:.2f}", "bold"))
        for evidence in finding.evidence:
            if evidence.quote:
                console.print(Text(f"    “{evidence.quote}”"))
        for law in finding.legal:
            console.print(Text(f"    {law.ref}: {law.title} ({law.status})", "dim"))
