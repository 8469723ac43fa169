"""One batch from its input to its outputs; what `adscan batch` calls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from rich.console import Console

from service.batch.items import BatchPlan
from service.batch.outputs.findings import write_findings
from service.batch.outputs.lines import AdLine, ad_line, ranked
from service.batch.outputs.page import PageInput, write_page
from service.batch.outputs.results import write_results
from service.batch.outputs.summary import Summary, summarise
from service.batch.outputs.workbook import write_workbook
from service.batch.planning import plan_batch
from service.batch.runner import THUMBNAILS, BatchRun, Setup, opened_batch
from service.batch.scanning import ScannerFactory
from service.batch.view import LiveView
from service.commands.language import Language
from workers.report import Message

RESULTS = "results.jsonl"
FINDINGS = "findings.csv"
WORKBOOK = "findings.xlsx"
PAGE = "report.html"


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How to run a batch. `categories` are the names that reports give to categories."""

    factory: ScannerFactory
    processes: int
    categories: Mapping[str, Message] = field(default_factory=dict)
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
        with LiveView(console, language) as view:
            setup = Setup(options.factory, options.processes, retry=options.retry)
            run = BatchRun(plan, out, journal, setup, view)
            interrupted = _ran_into_interrupt(run.run)
        summary = write_outputs(source.name, out, plan, run, options.categories)
        return BatchOutcome(summary, run.left(), interrupted)


def _ran_into_interrupt(work: Callable[[], None]) -> bool:
    try:
        work()
    except KeyboardInterrupt:
        return True
    return False


def write_outputs(
    name: str, out: Path, plan: BatchPlan, run: BatchRun, categories: Mapping[str, Message]
) -> Summary:
    """Write every output file from what the journal holds; returns the totals."""
    write_results(run.results(), out / RESULTS)
    write_findings(run.results(), out / FINDINGS)
    lines = [ad_line(result, run.thumbnail(result.item)) for result in run.results()]
    summary = summarise(lines)
    thumbnails = out / THUMBNAILS
    write_workbook(ranked(lines), run.results(), plan.left_out, thumbnails, out / WORKBOOK)
    page = PageInput(
        name=name,
        lines=lines,
        summary=summary,
        left_out=plan.left_out,
        left=run.left(),
        made_at=datetime.now().astimezone(),
        categories=_named(lines, categories),
        thumbnails=thumbnails,
    )
    write_page(page, out / PAGE)
    return summary


def _named(lines: list[AdLine], categories: Mapping[str, Message]) -> dict[str, Message]:
    """Names for every category met; one that the rules no longer know keeps its id."""
    met = sorted({category for line in lines for category in line.categories})
    return {name: categories.get(name, Message(vi=name, en=name)) for name in met}
