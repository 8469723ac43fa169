"""What a batch asks of whatever scans its ads.

A factory travels to the worker processes and makes its scanner there, once in each process.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from workers.errors import AdscanError
from workers.report import Ad, ScanReport

Progress = Callable[[float], None]


class ScannerGone(AdscanError):
    """Whatever scans does not answer: no ad is at fault, and the run cannot go on."""

    code = "service_unavailable"


class Scanner(Protocol):
    """Scans ads, and judges the words of an already scanned one again."""

    def scan(self, media: tuple[Path, ...], ad: Ad, folder: Path, progress: Progress) -> ScanReport:
        """Scan; stills go below `folder`. Raises AdscanError: ScannerGone ends the run."""
        ...

    def judge_again(self, report: ScanReport) -> ScanReport:
        """The same findings of the senses, judged with the report's present caption and ad."""
        ...


class ScannerFactory(Protocol):
    """Picklable; equal factories make equal scanners.

    `judges_again`: its scanners can judge a copy's words by the original's report. Copies are
    scanned like any other ad where they cannot.
    """

    @property
    def judges_again(self) -> bool: ...

    def __call__(self) -> Scanner: ...

    def __hash__(self) -> int: ...

    def identity(self) -> Mapping[str, Any]:
        """What the results depend on besides the input; a batch is never mixed from two."""
        ...
