"""`adscan rules`: look into rule packs, test them, and see what a change does."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from service.commands.language import Language, preferred
from workers.claims import (
    RulePack,
    diff_judgements,
    diff_packs,
    load_pack,
    pack_names,
    rule_examples_report,
)
from workers.claims import explain as explain_text
from workers.errors import AdscanError
from workers.report import Message, ScanReport

EXIT_EXAMPLES_FAIL = 1
PackName = Annotated[str, typer.Option("--rules", help="Rule pack: a name or a path.")]

app = typer.Typer(
    no_args_is_help=True,
    help="Look into rule packs, test them after an edit, see what a change does.",
)


@app.command("list")
def list_packs() -> None:
    """The packs that come with adscan: id, version, rules, digest."""
    table = Table("pack", "version", "rules", "sha256", "title")
    for name in pack_names():
        pack = _load(name)
        title = _in(pack.title, preferred())
        table.add_row(pack.id, pack.version, str(len(pack.rules)), pack.sha256[:12], title)
    Console().print(table)


@app.command()
def show(
    category: Annotated[
        str | None, typer.Argument(help="Only this category, with its rules.")
    ] = None,
    rules: PackName = "vn",
) -> None:
    """The categories of a pack with their law; with a category also its rules and examples."""
    pack, language, console = _load(rules), preferred(), Console()
    if category is not None and category not in pack.categories:
        raise typer.BadParameter(
            f"{category!r} is no category of {pack.id}.", param_hint="CATEGORY"
        )
    for known in pack.categories.values():
        if category not in (None, known.id):
            continue
        console.print(Text(f"{known.id}  [{known.severity}]  {_in(known.name, language)}", "bold"))
        for law in known.legal:
            console.print(Text(f"    {law.ref}: {law.title} ({law.status})", "dim"))
        if category is None:
            continue
        for rule in (rule.model for rule in pack.rules if rule.model.category == category):
            console.print(Text(f"  {rule.id}  {rule.strength:.2f}", "cyan"))
            for pattern in rule.patterns:
                console.print(Text(f"      {pattern}"))
            for text in rule.examples.violating:
                console.print(Text(f"      + {text}", "red"))
            for text in rule.examples.lawful:
                console.print(Text(f"      - {text}", "green"))


@app.command("test")
def run_examples(rules: PackName = "vn") -> None:
    """Run every example of a pack: violating ones must be found, lawful ones left in peace.

    Exit code 0 when all hold, 1 when some fail; each failing one is printed.
    """
    results = rule_examples_report(_load(rules))
    failed = [result for result in results if not result.holds]
    console = Console()
    for result in failed:
        console.print(Text(f"{result.rule}: {result.wanted}: {result.text}", "red"))
        console.print(Text(f"    {result.score:.2f}  {', '.join(result.got) or '-'}"))
    console.print(f"{len(results) - len(failed)} of {len(results)} examples hold")
    if failed:
        raise typer.Exit(EXIT_EXAMPLES_FAIL)


@app.command()
def explain(text: Annotated[str, typer.Argument()], rules: PackName = "vn") -> None:
    """Why a text is judged as it is: the words as understood, each claim, and its points."""
    explanation, console = explain_text(text, _load(rules)), Console()
    judgement = explanation.judgement
    console.print(Text(f"{judgement.verdict}  {judgement.score:.2f}", "bold"))
    console.print(Text(" ".join(explanation.words), "dim"))
    for claim, quote in zip(explanation.claims, explanation.quotes, strict=True):
        console.print(Text(f"{claim.score:.2f}  {claim.category}  {claim.rule}  “{quote}”"))
        for name, points in claim.factors.items():
            console.print(Text(f"        {points:+.2f}  {name}", "dim"))


@app.command()
def diff(
    new: Annotated[str, typer.Argument(help="The changed pack: a name or a path.")],
    reports: Annotated[
        list[Path] | None, typer.Argument(help="Reports (JSON or JSONL), or folders of them.")
    ] = None,
    old: Annotated[str, typer.Option(help="The pack it is compared with.")] = "vn",
) -> None:
    """What a changed pack does: rules that differ, stored reports it judges otherwise."""
    console, changed = Console(), _load(new)
    rules = diff_packs(_load(old), changed)
    for mark, names in (("+", rules.added), ("-", rules.removed), ("~", rules.changed)):
        for name in names:
            console.print(Text(f"{mark} {name}"))
    stored = list(_reports(reports or []))
    changes = diff_judgements(stored, changed)
    table = Table("ad", "verdict", "score", "gained", "lost")
    for change in changes:
        table.add_row(
            Text(change.external_id or change.scan_id),
            f"{change.before} -> {change.after}",
            f"{change.score_before:.2f} -> {change.score_after:.2f}",
            ", ".join(change.gained),
            ", ".join(change.lost),
        )
    if changes:
        console.print(table)
    console.print(f"{len(changes)} of {len(stored)} reports are judged otherwise")


def _load(name: str) -> RulePack:
    """The pack, valid but with its examples not run: the commands here are for packs at work."""
    try:
        return load_pack(name, verify=False)
    except AdscanError as error:
        raise typer.BadParameter(str(error), param_hint="--rules") from error


def _in(message: Message, language: Language) -> str:
    return message.vi if language == "vi" else message.en


def _reports(paths: list[Path]) -> Iterator[ScanReport]:
    """Reports in the files named; a folder gives every `report.json` and `.jsonl` below it."""
    for path in paths:
        if path.is_dir():
            files = sorted([*path.rglob("report.json"), *path.rglob("*.jsonl")])
        else:
            files = [path]
        for file in files:
            try:
                text = file.read_text("utf-8")
                rows = text.splitlines() if file.suffix == ".jsonl" else [text]
                for row in rows:
                    yield from _report(row)
            except (OSError, ValueError) as error:
                raise typer.BadParameter(f"{file}: {error}", param_hint="REPORTS") from error


def _report(row: str) -> Iterator[ScanReport]:
    """The report in one JSON text; lines that tell of an input that was not scanned are passed."""
    fields = json.loads(row)
    fields.pop("input", None)
    if fields.get("schema") == "adscan.report/1":
        yield ScanReport.model_validate(fields)
