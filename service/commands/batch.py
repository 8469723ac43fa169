"""`adscan batch`: a whole library or ad-library export, resumable, with one report over all."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from models.cpus import available_cpus
from service.batch.command import PAGE, BatchOptions, BatchOutcome, run_batch
from service.batch.pipeline import PipelineFactory
from service.commands.choices import LevelName, chosen_pack, require_engine
from service.commands.language import preferred
from workers.engines import EngineChoice
from workers.errors import AdscanError
from workers.reading import DEFAULT_ENGINE, ENGINE_NAMES

EXIT_SOME_NOT_SCANNED = 3
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130


def batch(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="INPUT",
            help="A folder, a zip, a CSV or JSONL manifest, or an ad-library export.",
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder for the outputs; run again to go on in it.")],
    rules: Annotated[str, typer.Option(help="Rule pack: a name or a path.")] = "vn",
    ocr: Annotated[
        str, typer.Option(help=f"Reading engine: {', '.join(ENGINE_NAMES)}.")
    ] = DEFAULT_ENGINE,
    level: Annotated[
        LevelName, typer.Option(help="How closely to look at video; see `adscan scan --help`.")
    ] = LevelName.STANDARD,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Ads scanned at a time. Default: the CPUs here.")
    ] = None,
    retry: Annotated[
        bool, typer.Option("--retry", help="Try again what could not be scanned before.")
    ] = False,
) -> None:
    """Scan an ad library and write one report over it.

    The outputs: results.jsonl (reports), findings.csv, findings.xlsx and report.html. A run that
    was stopped, by Ctrl-C or by force, goes on where it was when the same command is run again.
    Each creative is scanned once: rows with the same media share what was read.

    Exit code 0 when every ad was scanned, 3 when some could not be, 130 after Ctrl-C, 2 for wrong
    usage.

    Examples:

      adscan batch library/ --out result

      adscan batch export.csv --out result --jobs 4
    """
    pack = chosen_pack(rules)
    require_engine(ocr)
    options = BatchOptions(
        factory=PipelineFactory(EngineChoice(ocr=ocr), rules, level.value),
        processes=jobs or available_cpus(),
        categories={name: category.name for name, category in pack.categories.items()},
        retry=retry,
    )
    try:
        outcome = run_batch(source, out, options, Console(stderr=True), preferred())
    except AdscanError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_USAGE) from error
    typer.echo(str(out / PAGE))
    if code := _exit_code(outcome):
        raise typer.Exit(code)


def _exit_code(outcome: BatchOutcome) -> int:
    if outcome.interrupted:
        return EXIT_INTERRUPTED
    return EXIT_SOME_NOT_SCANNED if outcome.summary.failures or outcome.left else 0
