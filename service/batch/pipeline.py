"""The pipeline with this installation's engines, as a batch's scanner."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from service.batch.scanning import Progress
from workers.claims import load_pack, rejudge
from workers.engines import EngineChoice, Engines, make_engines
from workers.errors import OutputError
from workers.evidence import save_stills
from workers.media import Level
from workers.report import Ad, ScanReport
from workers.scan import AdInput, ScanOptions, scan_ad


@dataclass(frozen=True, slots=True)
class PipelineFactory:
    """Makes scanners that run the whole pipeline with this installation's engines."""

    engines: EngineChoice
    rules: str
    level: Level
    judges_again: bool = True

    def __call__(self) -> "PipelineScanner":
        return PipelineScanner(self)

    def identity(self) -> Mapping[str, Any]:
        pack = load_pack(self.rules)
        return {
            "rules": pack.sha256,
            "level": self.level,
            "ocr": self.engines.ocr,
            "logos": _content_of(self.engines.logos) if self.engines.logos else None,
        }


def _content_of(folder: Path) -> str:
    """A digest of the names and bytes of its files: the folder may be filled anew between runs."""
    digest = sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(folder)}\n".encode("utf-8", "surrogatepass"))
            digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


class PipelineScanner:
    """The pipeline; engines are loaded when first needed."""

    def __init__(self, choice: PipelineFactory) -> None:
        self._choice = choice
        self._pack = load_pack(choice.rules)
        self._engines: Engines | None = None

    def scan(self, media: tuple[Path, ...], ad: Ad, folder: Path, progress: Progress) -> ScanReport:
        if self._engines is None:
            self._engines = make_engines(self._choice.engines)
        options = ScanOptions(level=self._choice.level)
        report = scan_ad(AdInput(media, ad), self._engines, self._pack, options, progress).report
        if not report.findings or not media:
            return report
        by_id = {f"m{number}": path for number, path in enumerate(media, 1)}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return save_stills(report, by_id, folder)
        except OSError as error:
            raise OutputError(f"{folder} cannot be written: {error.strerror}.") from error

    def judge_again(self, report: ScanReport) -> ScanReport:
        return rejudge(report, self._pack)
