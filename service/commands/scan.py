"""`adscan scan`: pictures and videos in, verdicts with evidence out."""

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from models.cpus import available_cpus
from service.commands.choices import LevelName, chosen_pack, require_engine, require_logos
from service.commands.inputs import Input, expand
from service.commands.language import preferred
from service.commands.outcome import Failure, Outcome
from service.commands.scan_worker import ScanTask, scan_one
from service.commands.table import print_table
from service.pages import IndexEntry, write_index
from workers import pool
from workers.engines import EngineChoice
from workers.errors import OutputError
from workers.reading import DEFAULT_ENGINE, ENGINE_NAMES

EXIT_SOME_NOT_SCANNED = 3
EXIT_USAGE = 2
SECONDS_PER_INPUT = 6 * 3600.0


def scan(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Pictures, videos, or folders of them.")
    ],
    caption: Annotated[
        str | None, typer.Option(help="The words that went with the ad; judged with it.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line for each input, in input order.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="Write report JSON, stills and an HTML page for each ad to this folder."),
    ] = None,
    rules: Annotated[
        str, typer.Option(help="Rule pack: a name or a path; see `adscan rules`.")
    ] = "vn",
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
        LevelName,
        typer.Option(
            help="How closely to look at video. standard misses no text shown for 500 ms, "
            "thorough none for 200 ms; fast is for a first sieve."
        ),
    ] = LevelName.STANDARD,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Inputs scanned at a time. Default: the CPUs here.")
    ] = None,
) -> None:
    """Scan ads and say which prohibited claims they make, where, and under which article.

    Exit code 0 when every input was scanned, whatever the verdicts; 3 when some could not be;
    2 for wrong usage.

    Examples:

      adscan scan ad.mp4

      adscan scan library/ --out result --caption "Uống là khỏi"

      adscan scan library/ --json > reports.jsonl
    """
    pack = chosen_pack(rules)
    require_engine(ocr)
    require_logos(logos)
    inputs = expand(paths)
    choice = EngineChoice(ocr=ocr, logos=logos)
    tasks = [
        ScanTask(
            item.name, item.path, caption, choice, rules, level.value, _folder(out, number, item)
        )
        for number, item in enumerate(inputs)
    ]
    if out is not None:
        _check_writable(out)
    outcomes = _outcomes(inputs, tasks, jobs or available_cpus())
    finished: list[Outcome] = []
    for outcome in outcomes:
        finished.append(outcome)
        if as_json:
            typer.echo(outcome.to_json_line())
    if not as_json:
        print_table(finished, pack, preferred())
    if out is not None:
        page = write_index([_index_entry(outcome) for outcome in finished], out)
        typer.echo(str(page), err=as_json)
    if any(outcome.failure for outcome in finished):
        raise typer.Exit(EXIT_SOME_NOT_SCANNED)


def _check_writable(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe = out / ".adscan-write-test"
        probe.touch()
        probe.unlink()
    except OSError as error:
        problem = OutputError(f"{out}: cannot be written: {error.strerror}.")
        typer.echo(str(problem), err=True)
        raise typer.Exit(EXIT_USAGE) from error


def _folder(out: Path | None, number: int, item: Input) -> Path | None:
    if out is None:
        return None
    stem = re.sub(r"[^\w.-]+", "_", item.path.name, flags=re.ASCII).strip("._") or "ad"
    return out / "ads" / f"{number + 1:04d}-{stem[:60]}"


def _outcomes(inputs: Sequence[Input], tasks: Sequence[ScanTask], jobs: int) -> Iterator[Outcome]:
    """Outcomes in input order, each as soon as it and all before it are there."""
    ready: dict[int, Outcome] = {
        number: Outcome(item.name, failure=Failure.of(item.error))
        for number, item in enumerate(inputs)
        if item.error is not None
    }
    numbers = [number for number in range(len(inputs)) if number not in ready]
    following = 0
    with _bar() as bar:
        total = bar.add_task("", total=len(inputs), completed=len(ready))
        shares: dict[int, float] = {}
        for event in pool.run(scan_one, [tasks[n] for n in numbers], jobs, SECONDS_PER_INPUT):
            number = numbers[event.index]
            if isinstance(event, pool.Advanced):
                shares[number] = event.share
            else:
                shares.pop(number, None)
                ready[number] = _answer(inputs[number], event.answer)
            bar.update(total, completed=following + len(ready) + sum(shares.values()))
            while following in ready:
                yield ready.pop(following)
                following += 1
    while following in ready:
        yield ready.pop(following)
        following += 1


def _answer(item: Input, answer: Outcome | pool.Lost) -> Outcome:
    if isinstance(answer, Outcome):
        return answer
    if answer.reason == "timed_out":
        detail = f"{item.name}: stopped after {SECONDS_PER_INPUT / 3600:.0f} hours."
        return Outcome(
            item.name, failure=Failure("timed_out", detail, "Cut it into shorter parts.")
        )
    detail = f"{item.name}: the process scanning it died (exit code {answer.exit_code})."
    return Outcome(
        item.name,
        failure=Failure("crashed", detail, "Scan it alone; if it repeats, report the file."),
    )


def _index_entry(outcome: Outcome) -> IndexEntry:
    if outcome.failure is None:
        return IndexEntry(outcome.name, outcome.report, outcome.folder)
    return IndexEntry(outcome.name, detail=outcome.failure.detail, remedy=outcome.failure.remedy)


def _bar() -> Progress:
    """A progress bar on standard error, shown on a terminal only."""
    return Progress(
        TextColumn("adscan"),
        BarColumn(),
        TextColumn("{task.completed:.1f}/{task.total}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
