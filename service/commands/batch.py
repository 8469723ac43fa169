"""`adscan batch`: a whole library or ad-library export, resumable, with one report over all."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from models.cpus import available_cpus
from service.batch.command import BatchOptions, BatchOutcome, run_batch
from service.batch.ending import ending
from service.batch.fetching import Download
from service.batch.pipeline import PipelineFactory
from service.batch.remote import RemoteFactory
from service.batch.runner import PAGE
from service.commands.choices import LevelName, chosen_pack, require_engine, require_logos
from service.commands.language import preferred
from service.outbound import Outbound, Reach
from workers.engines import EngineChoice
from workers.errors import AdscanError
from workers.reading import DEFAULT_ENGINE, ENGINE_NAMES

EXIT_SOME_NOT_SCANNED = 3
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130
REMOTE_JOBS = 8
FETCH_BYTES = 2 * 1024**3
FETCH_SECONDS = 120.0


class ReuseName(StrEnum):
    """Which copies take over their original's scan."""

    EXACT = "exact"
    NEAR = "near"


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
    logos: Annotated[
        Path | None,
        typer.Option(
            envvar="ADSCAN_LOGOS",
            help="Folder of logos to look for: one picture each, named after its institution.",
        ),
    ] = None,
    level: Annotated[
        LevelName, typer.Option(help="How closely to look at video; see `adscan scan --help`.")
    ] = LevelName.STANDARD,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Ads scanned at a time. Default: the CPUs here.")
    ] = None,
    retry: Annotated[
        bool, typer.Option("--retry", help="Try again what could not be scanned before.")
    ] = False,
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Fetch media that rows only name by web address.")
    ] = False,
    reuse: Annotated[
        ReuseName,
        typer.Option(
            help="Copies that take over their original's scan: equal files, or also near copies, "
            "which may differ in a few words. Every copy is judged by its own caption."
        ),
    ] = ReuseName.EXACT,
    lists: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="White and black lists; see `adscan lists`."
        ),
    ] = None,
    index: Annotated[
        Path | None,
        typer.Option(help="Creatives of all batches; this one's are looked up and filed there."),
    ] = None,
    service: Annotated[
        str | None,
        typer.Option(help="Scan on a running adscan service at this address, not here."),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(envvar="ADSCAN_BATCH_KEY", help="API key for --service; better by variable."),
    ] = None,
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

      ADSCAN_BATCH_KEY=... adscan batch ads.zip --out result --service https://adscan.example
    """
    pack = chosen_pack(rules)
    options = BatchOptions(
        factory=_remote(service, key, rules, level, retry)
        if service
        else _local(ocr, logos, rules, level),
        processes=jobs or (REMOTE_JOBS if service else available_cpus()),
        categories={name: category.name for name, category in pack.categories.items()},
        lists=lists,
        index=index,
        download=_download() if fetch else None,
        reuse=reuse.value,
        retry=retry,
    )
    language = preferred()
    try:
        if isinstance(options.factory, RemoteFactory):
            options.factory().check()
        outcome = run_batch(source, out, options, Console(stderr=True), language)
    except AdscanError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_USAGE) from error
    typer.echo(ending(outcome, language), err=True)
    typer.echo(str(out / PAGE))
    if code := _exit_code(outcome):
        raise typer.Exit(code)


def _local(ocr: str, logos: Path | None, rules: str, level: LevelName) -> PipelineFactory:
    require_engine(ocr)
    require_logos(logos)
    return PipelineFactory(EngineChoice(ocr=ocr, logos=logos), rules, level.value)


def _remote(url: str, key: str | None, rules: str, level: LevelName, retry: bool) -> RemoteFactory:
    if not key:
        raise typer.BadParameter("The service needs an API key.", param_hint="--key")
    attempt = datetime.now(UTC).isoformat() if retry else ""
    return RemoteFactory(url, key, rules, level.value, attempt)


def _download() -> Download:
    """Fetching by the service's own rules: public addresses only, bounded in size and time."""
    outbound = Outbound(Reach())
    return lambda url, path: outbound.download(url, path, FETCH_BYTES, FETCH_SECONDS)


def _exit_code(outcome: BatchOutcome) -> int:
    if outcome.interrupted:
        return EXIT_INTERRUPTED
    missed = outcome.summary.failures or outcome.left or outcome.left_out
    return EXIT_SOME_NOT_SCANNED if missed else 0
