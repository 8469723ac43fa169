"""What one worker process of `adscan scan` does with one input."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from service.commands.outcome import Failure, Outcome
from service.pages import write_ad_page
from workers.claims import RulePack, load_pack
from workers.engines import EngineChoice, Engines, make_engines
from workers.errors import AdscanError, OutputError
from workers.evidence import save_stills
from workers.media import Level
from workers.report import Ad
from workers.scan import AdInput, ScanOptions, scan_ad


@dataclass(frozen=True, slots=True)
class ScanTask:
    """One input of a run with everything its worker needs to know."""

    name: str
    path: Path
    caption: str | None
    engines: EngineChoice
    rules: str
    level: Level
    folder: Path | None


@lru_cache(maxsize=1)
def _engines(choice: EngineChoice) -> Engines:
    return make_engines(choice)


@lru_cache(maxsize=1)
def _pack(name: str) -> RulePack:
    return load_pack(name)


def scan_one(task: ScanTask, progress: Callable[[float], None]) -> Outcome:
    """Scan one input; expected errors become its failure, its evidence is written to `folder`."""
    try:
        result = scan_ad(
            AdInput((task.path,), Ad(caption=task.caption)),
            _engines(task.engines),
            _pack(task.rules),
            ScanOptions(level=task.level),
            progress,
        )
        report = result.report
        if task.folder is not None:
            with _writing(task.folder):
                report = save_stills(report, {"m1": task.path}, task.folder)
                (task.folder / "report.json").write_text(report.to_json(indent=2), "utf-8")
                write_ad_page(report, task.folder, name=task.path.name, index="../../index.html")
    except AdscanError as error:
        return Outcome(task.name, failure=Failure.of(error))
    return Outcome(task.name, report=report, folder=task.folder)


@contextlib.contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written: {error.strerror}.") from error
