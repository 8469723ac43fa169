"""The real scanner: the pipeline with this installation's engines and rule packs."""

from collections.abc import Callable
from functools import cached_property, lru_cache
from pathlib import Path

from workers.claims import RulePack, load_pack, rejudge
from workers.engines import EngineChoice, Engines, make_engines
from workers.evidence import save_stills
from workers.ledger import Job
from workers.report import ScanReport
from workers.scan import AdInput, ScanOptions, scan_ad


class PipelineScanner:
    """Implements `workers.ledger.Scanner`. Engines are loaded at the first scan and kept."""

    def __init__(self, ocr: str) -> None:
        self._choice = EngineChoice(ocr=ocr)

    @cached_property
    def _engines(self) -> Engines:
        return make_engines(self._choice)

    def __call__(
        self, job: Job, media: tuple[Path, ...], stills: Path, progress: Callable[[float], None]
    ) -> ScanReport:
        pack = _pack(job.rule_set)
        if job.previous is not None:
            report = rejudge(job.previous, pack)
        else:
            options = ScanOptions(level=job.level)
            report = scan_ad(AdInput(media, job.ad), self._engines, pack, options, progress).report
            by_id = {f"m{number}": path for number, path in enumerate(media, 1)}
            report = save_stills(report, by_id, stills)
        return report.model_copy(update={"scan_id": job.scan_id})


@lru_cache(maxsize=8)
def _pack(name: str) -> RulePack:
    return load_pack(name)
