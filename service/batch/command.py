"""One batch from its input to its outputs; what `adscan batch` calls."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from rich.console import Console

from service.batch.fetching import Download, with_fetched
from service.batch.memory import BatchMemory, Result
from service.batch.outputs.findings import write_findings
from service.batch.outputs.lines import AdLine, ad_line, ranked
from service.batch.outputs.page import PageInput, write_page
from service.batch.outputs.results import write_results
from service.batch.outputs.summary import Summary, summarise
from service.batch.outputs.workbook import write_workbook
from service.batch.planning import plan_batch
from service.batch.runner import THUMBNAILS, BatchRun, Reuse, Setup, opened_batch
from service.batch.scanning import ScannerFactory
from service.batch.view import LiveView
from service.commands.language import Language
from service.lists import ListBook, hits, with_hits
from workers.report import Message

RESULTS = "results.jsonl"
FINDINGS = "findings.csv"
WORKBOOK = "findings.xlsx"
PAGE = "report.html"


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How to run a batch.

    `categories` are the names that reports give to categories. `lists`: white and black lists to
    hold every ad against; they are looked up when outputs are written, so that a changed list needs
    no new scan. `download`: how media on the web are fetched, None to leave them. See `Setup` for
    `reuse` and `retry`.
    """

    factory: ScannerFactory
    processes: int
    categories: Mapping[str, Message] = field(default_factory=dict)
    lists: Path | None = None
    download: Download | None = None
    reuse: Reuse = "exact"
    retry: bool = False


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """How a run ended: totals, ads left unscanned, whether the person stopped it."""

    summary: Summary
    left: int
    interrupted: bool


def run_batch(
    source: Path, out: Path, options: BatchOptions, console: Console, language: Language
) -> BatchOutcome:
    """Scan everything in `source` that is not yet scanned, and write the outputs to `out`.

    Ctrl-C stops the scanning, not the writing: outputs then cover what is done. Raises InputError
    when there is nothing to scan, OutputError when `out` cannot be written or is of another run.
    """
    with opened_batch(out) as journal:
        plan = plan_batch(source, out)
        if options.download is not None:
            plan = with_fetched(plan, out, options.download)
        memory = BatchMemory(plan, journal)
        setup = Setup(options.factory, options.processes, reuse=options.reuse, retry=options.retry)
        with LiveView(console, language) as view:
            run = BatchRun(memory, journal, out, setup, view)
            interrupted = _ran_into_interrupt(run.run)
        summary = write_outputs(source.name, out, memory, options)
        return BatchOutcome(summary, memory.left(), interrupted)


def _ran_into_interrupt(work: Callable[[], None]) -> bool:
    try:
        work()
    except KeyboardInterrupt:
        return True
    return False


def write_outputs(name: str, out: Path, memory: BatchMemory, options: BatchOptions) -> Summary:
    """Write every output file from what the journal holds; returns the totals."""
    left_out = memory.plan.left_out
    with _book(options.lists) as book:
        write_results(_listed(memory, book), out / RESULTS)
        write_findings(_listed(memory, book), out / FINDINGS)
        lines = [ad_line(result, memory.thumbnail(result.item)) for result in _listed(memory, book)]
    summary = summarise(lines)
    thumbnails = out / THUMBNAILS
    write_workbook(ranked(lines), memory.results(), left_out, thumbnails, out / WORKBOOK)
    page = PageInput(
        name=name,
        lines=lines,
        summary=summary,
        left_out=left_out,
        left=memory.left(),
        made_at=datetime.now().astimezone(),
        categories=_named(lines, options.categories),
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


def _listed(memory: BatchMemory, book: ListBook | None) -> Iterator[Result]:
    """Results with a match for every list entry that the ad meets."""
    for result in memory.results():
        if book is None or result.report is None:
            yield result
        else:
            yield replace(result, report=with_hits(result.report, hits(result.report, book)))


def _named(lines: list[AdLine], categories: Mapping[str, Message]) -> dict[str, Message]:
    """Names for every category met; one that the rules no longer know keeps its id."""
    met = sorted({category for line in lines for category in line.categories})
    return {name: categories.get(name, Message(vi=name, en=name)) for name in met}
