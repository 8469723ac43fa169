"""One batch from its input to its outputs; what `adscan batch` calls."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from rich.console import Console

from service.batch.fetching import Download, Fetching
from service.batch.known import known_before, remember
from service.batch.memory import BatchMemory, Result
from service.batch.outputs.findings import write_findings
from service.batch.outputs.lines import AdLine, ad_line, ranked
from service.batch.outputs.page import PageInput, write_page
from service.batch.outputs.results import write_results
from service.batch.outputs.summary import Summary, summarise
from service.batch.outputs.workbook import write_workbook
from service.batch.planning import plan_batch
from service.batch.runner import (
    FINDINGS,
    PAGE,
    RESULTS,
    THUMBNAILS,
    WORKBOOK,
    BatchRun,
    Reuse,
    Setup,
    opened_batch,
)
from service.batch.scanning import ScannerFactory, ScannerGone
from service.batch.view import LiveView
from service.commands.language import Language
from service.lists import ListBook, hits, with_hits
from workers.errors import InputForbidden, InputNotFound, OutputError
from workers.matching.index import CreativeIndex
from workers.report import Match, Message


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How to run a batch.

    `categories` are the names that reports give to categories. `lists`: white and black lists, and
    `index`: creatives of earlier batches and listed ones, to hold every ad against; both are looked
    up when outputs are written, so that a change needs no new scan. This batch's creatives are
    filed in the index. `download`: how media on the web are fetched, None to leave them. See
    `Setup` for `reuse` and `retry`.
    """

    factory: ScannerFactory
    processes: int
    categories: Mapping[str, Message] = field(default_factory=dict)
    lists: Path | None = None
    index: Path | None = None
    download: Download | None = None
    reuse: Reuse = "exact"
    retry: bool = False


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """How a run ended: totals, ads left unscanned, files and rows of the input that could not be
    read as ads, whether the person stopped it, or what else did."""

    summary: Summary
    left: int
    left_out: int
    interrupted: bool
    gone: ScannerGone | None = None


def run_batch(
    source: Path, out: Path, options: BatchOptions, console: Console, language: Language
) -> BatchOutcome:
    """Scan everything in `source` that is not yet scanned, and write the outputs to `out`.

    Ctrl-C and a scanner that is gone stop the scanning, not the writing: outputs then cover what is
    done. Raises InputError when there is nothing to scan, OutputError when `out` cannot be written
    or is of another run.
    """
    _check_there(source)
    if source.resolve() == out.resolve():
        raise OutputError(
            f"{out} is the input; what is written there would be taken for ads.",
            "Choose another folder, for example one within it.",
        )
    with opened_batch(out) as journal:
        plan = plan_batch(source, out)
        setup = Setup(options.factory, options.processes, reuse=options.reuse, retry=options.retry)
        with LiveView(console, language) as view:
            interrupted, gone = False, None
            if options.download is not None:
                fetching = Fetching(plan, out)
                view.stage("fetch", len(fetching))
                fetch = partial(fetching.run, options.download, lambda: view.finished(None))
                interrupted = _ran_into_interrupt(fetch)
                plan = fetching.plan()
            memory = BatchMemory(plan, journal)
            run = BatchRun(memory, journal, out, setup, view)
            try:
                interrupted = interrupted or _ran_into_interrupt(run.run)
            except ScannerGone as error:
                gone = error
            view.stage("write", 0)
            summary = write_outputs(source.name, out, memory, options)
        return BatchOutcome(summary, memory.left(), len(plan.left_out), interrupted, gone)


def _check_there(source: Path) -> None:
    try:
        source.stat()
    except PermissionError as error:
        raise InputForbidden(f"{source} may not be read.") from error
    except OSError as error:
        raise InputNotFound(f"{source}: {error.strerror}.") from error


def _ran_into_interrupt(work: Callable[[], None]) -> bool:
    try:
        work()
    except KeyboardInterrupt:
        return True
    return False


def write_outputs(name: str, out: Path, memory: BatchMemory, options: BatchOptions) -> Summary:
    """Write every output file from what the journal holds; returns the totals."""
    left_out = memory.plan.left_out
    known = _known(memory, options.index)
    with _book(options.lists) as book:

        def results() -> Iterator[Result]:
            return (_matched(result, known, book) for result in memory.results())

        write_results(results(), out / RESULTS)
        write_findings(results(), out / FINDINGS)
        lines = [ad_line(result, memory.thumbnail(result.item)) for result in results()]
        summary = summarise(lines)
        thumbnails = out / THUMBNAILS
        workbook = out / WORKBOOK
        names = _named(lines, options.categories)
        write_workbook(
            ranked(lines), results(), summary.clusters, left_out, names, thumbnails, workbook
        )
    page = PageInput(
        name=name,
        lines=lines,
        summary=summary,
        left_out=left_out,
        left=memory.left(),
        made_at=datetime.now().astimezone(),
        categories=names,
        thumbnails=thumbnails,
    )
    write_page(page, out / PAGE)
    return summary


@contextmanager
def _book(path: Path | None) -> Iterator[ListBook | None]:
    if path is None:
        yield None
        return
    with ListBook(path) as book:
        yield book


def _known(memory: BatchMemory, path: Path | None) -> dict[str, list[Match]]:
    """Matches with creatives of other batches by ad; this batch's are filed on the way."""
    if path is None:
        return {}
    with CreativeIndex(path) as index:
        known = known_before(memory, index)
        remember(memory, index)
    return known


def _matched(result: Result, known: Mapping[str, list[Match]], book: ListBook | None) -> Result:
    """The result with a match for every known creative and list entry that the ad meets."""
    report = result.report
    if report is None:
        return result
    matches = known.get(result.item.key, [])
    if matches:
        report = report.model_copy(update={"matches": [*report.matches, *matches]})
    if book is not None:
        report = with_hits(report, hits(report, book))
    return replace(result, report=report)


def _named(lines: list[AdLine], categories: Mapping[str, Message]) -> dict[str, Message]:
    """Names for every category met; one that the rules no longer know keeps its id."""
    met = sorted({category for line in lines for category in line.categories})
    return {name: categories.get(name, Message(vi=name, en=name)) for name in met}
