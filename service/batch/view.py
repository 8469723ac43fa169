"""The progress of a batch: counts by verdict, rate, time left.

Live on a terminal; a line a minute where the output goes to a file.
"""

import time
from types import TracebackType
from typing import Self

from rich.console import Console, Group
from rich.live import Live
from rich.padding import Padding
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from service.batch.runner import Stage
from service.commands.language import VERDICTS, Language

_STAGES: dict[Stage, dict[Language, str]] = {
    "fetch": {"vi": "Tải ảnh và video", "en": "Fetching media"},
    "fingerprint": {"vi": "Lấy dấu vân tay tệp", "en": "Fingerprinting files"},
    "compare": {"vi": "Tìm bản sao", "en": "Finding copies"},
    "scan": {"vi": "Quét quảng cáo", "en": "Scanning ads"},
    "write": {"vi": "Viết báo cáo", "en": "Writing the report"},
}
_LABELS: dict[str, dict[Language, str]] = {
    "rate": {"vi": "quảng cáo/giờ", "en": "ads/hour"},
    "files": {"vi": "tệp/giờ", "en": "files/hour"},
    "left": {"vi": "còn", "en": "left"},
    "copies": {"vi": "bản sao, không quét lại", "en": "copies, not scanned again"},
    "before": {"vi": "đã xong từ lần chạy trước", "en": "done by an earlier run"},
}
_TOLD_SECONDS = 60.0
_RATED_SECONDS = 1.0
_STYLES = {
    "violation": "bold red",
    "suspect": "yellow",
    "clear": "green",
    "inconclusive": "magenta",
    "error": "dim",
}


class LiveView:
    """Implements `service.batch.runner.Watcher`; a context manager that owns the terminal lines."""

    def __init__(self, console: Console, language: Language) -> None:
        self._language: Language = language
        self._stage: Stage = "fingerprint"
        self._total = self._done = self._before = self._copies = self._untimed = 0
        self._partial = 0.0
        self._counts = dict.fromkeys(VERDICTS, 0)
        self._began = self._told = time.monotonic()
        self._console = console
        self._live = Live(
            console=console, get_renderable=self.shown, refresh_per_second=2, transient=True
        )

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._live.stop()

    def stage(self, name: Stage, total: int) -> None:
        if self._total:
            self._tell()
        self._stage, self._total = name, total
        self._done = self._before = self._copies = self._untimed = 0
        self._partial = 0.0
        self._began = time.monotonic()

    def advanced(self, share: float) -> None:
        self._partial = share

    def finished(
        self,
        verdict: str | None,
        *,
        copy: bool = False,
        before: bool = False,
        at_once: bool = False,
    ) -> None:
        self._done += 1
        self._before += before
        self._untimed += before or at_once
        self._copies += copy
        if verdict is not None:
            self._counts[verdict] += 1
        if time.monotonic() - self._told >= _TOLD_SECONDS:
            self._tell()

    def seconds_left(self) -> float | None:
        """By the rate of this run so far; None before anything is done."""
        progressed = self._done - self._untimed + self._partial
        if progressed <= 0:
            return None
        elapsed = time.monotonic() - self._began
        return max(0.0, (self._total - self._done - self._partial) * elapsed / progressed)

    def _tell(self) -> None:
        """The present state as a line, where nobody sees the live lines."""
        self._told = time.monotonic()
        if not self._console.is_terminal:
            self._console.print(self._head())

    def _head(self) -> Text:
        head = Text(f"{_STAGES[self._stage][self._language]}  ", "bold")
        if self._total:
            head.append(f"{self._done}/{self._total}", "not bold")
        elapsed = time.monotonic() - self._began
        if self._done > self._untimed and elapsed >= _RATED_SECONDS:
            rate = (self._done - self._untimed) / elapsed * 3600
            # No language reads a narrow space as a decimal point.
            figure = f"{rate:,.0f}".replace(",", "\u202f")
            unit = self._label("files" if self._stage == "fetch" else "rate")
            head.append(f"  {figure} {unit}", "cyan not bold")
        left = self.seconds_left()
        if left is not None:
            head.append(f"  {self._label('left')} {_clock(left)}", "not bold")
        return head

    def shown(self) -> Group:
        """What the terminal shows now."""
        bar = ProgressBar(total=max(1, self._total), completed=self._done + self._partial)
        # Unpadded, the bar ends no line, and what follows is cut off at its right.
        return Group(self._head(), Padding(bar), *self._verdicts())

    def _verdicts(self) -> list[Table]:
        if self._stage != "scan":
            return []
        table = Table.grid(padding=(0, 2))
        for verdict, count in self._counts.items():
            label = Text(VERDICTS[verdict][self._language], _STYLES[verdict])
            table.add_row(label, Text(str(count), justify="right"))
        for name, count in (("copies", self._copies), ("before", self._before)):
            if count:
                table.add_row(Text(self._label(name), "dim"), Text(str(count), "dim"))
        return [table]

    def _label(self, name: str) -> str:
        return _LABELS[name][self._language]


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
