"""One row of the overview page."""

from dataclasses import dataclass
from pathlib import Path

from workers.report import ScanReport


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One input of a run: its report and the folder of its page, or why there is none.

    `folder` is the folder that `write_ad_page` wrote to; `detail` and `remedy` say what went
    wrong with an input that could not be scanned.
    """

    name: str
    report: ScanReport | None = None
    folder: Path | None = None
    detail: str = ""
    remedy: str = ""
