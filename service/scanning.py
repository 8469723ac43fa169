"""The real scanner: the pipeline with this installation's engines and rule packs."""

from collections.abc import Callable
from functools import cached_property, lru_cache
from pathlib import Path

from workers.claims import RulePack, load_pack, rejudge
from workers.engines import EngineChoice, Engines, make_engines
from workers.evidence import save_stills
from workers.ledger import Division, Job, PartDone, Scanned
from workers.long_videos import PartsLost, Plan, join_parts, perceive_part, plan
from workers.report import ScanReport
from workers.scan import AdInput, ScanOptions, scan_ad


class PipelineScanner:
    """Implements `workers.ledger.Scanner`. Engines are loaded at the first scan and kept."""

    def __init__(self, ocr: str, logos: Path | None = None) -> None:
        self._choice = EngineChoice(ocr=ocr, logos=logos)

    @cached_property
    def _engines(self) -> Engines:
        return make_engines(self._choice)

    def __call__(
        self, job: Job, media: tuple[Path, ...], stills: Path, progress: Callable[[float], None]
    ) -> Scanned:
        pack, options = _pack(job.rule_set), ScanOptions(level=job.level)
        if job.previous is not None:
            return _of(job, rejudge(job.previous, pack))
        planned = plan(media, options)
        if planned is None and (job.part is not None or job.parts):
            raise PartsLost("The video is not the one that was cut into parts.")
        if planned is None:
            ad = AdInput(media, job.ad)
            report = scan_ad(ad, self._engines, pack, options, progress).report
        elif job.part is not None:
            return PartDone(perceive_part(planned, job.part, self._engines, options, progress))
        elif not job.parts:
            return Division(planned.parts)
        else:
            report = self._joined(job, planned, media, pack, options)
        by_id = {f"m{number}": path for number, path in enumerate(media, 1)}
        return _of(job, save_stills(report, by_id, stills))

    def _joined(
        self,
        job: Job,
        planned: Plan,
        media: tuple[Path, ...],
        pack: RulePack,
        options: ScanOptions,
    ) -> ScanReport:
        bodies = [part.body for part in job.parts]
        reasons = [part.reason for part in job.parts]
        ad = AdInput(media, job.ad)
        return join_parts(planned, ad, bodies, reasons, self._engines, pack, options)


def _of(job: Job, report: ScanReport) -> ScanReport:
    return report.model_copy(update={"scan_id": job.scan_id})


@lru_cache(maxsize=8)
def _pack(name: str) -> RulePack:
    return load_pack(name)
