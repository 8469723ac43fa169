"""What a worker asks of the records, wherever they are kept.

The records decide what is scanned next and who may write its result: a message in the queue only
wakes a worker. `service` implements this protocol; the pipeline runs without it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from workers.errors import AdscanError, InputError, MediaError, RulePackError
from workers.report import Ad, ScanReport

Level = Literal["fast", "standard", "thorough"]


@dataclass(frozen=True, slots=True)
class Part:
    """How one part of a divided scan ended: with its `body`, or without it for a `reason`."""

    number: int
    body: str | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """One leased attempt at one scan. Only the holder of `token` may write its result.

    `previous` is the report whose texts are judged again; it is None for a scan of media. `part` is
    the number of the part to be done of a scan that was divided; None for a whole scan. `parts` are
    all parts of a divided scan once each has ended: what is left to do is to join them.
    """

    scan_id: str
    token: str
    attempt: int
    ad: Ad
    level: Level
    rule_set: str
    request_id: str = ""
    traceparent: str = ""
    previous: ScanReport | None = None
    part: int | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Division:
    """Says that the scan is to be done in this many parts, each a task of its own, then joined."""

    parts: int


@dataclass(frozen=True, slots=True)
class PartDone:
    """What one part of a divided scan gave, as text that the joining attempt understands."""

    body: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an attempt failed, and whether another may go better."""

    code: str
    detail: str
    remedy: str
    retry: bool


class TimeLimit(InputError):
    """The scan took longer than one ad may."""

    code = "time_limit"
    default_remedy = "Cut the video into shorter parts, or raise the limit in the settings."


class Stopped(Exception):
    """The attempt no longer holds its lease: cancelled, deleted, or given to another worker."""


class Ledger(Protocol):
    """The records as one worker process sees them."""

    def lease(self) -> Job | None:
        """Take the most urgent scan that waits; None when there is none."""
        ...

    def heartbeat(self, job: Job, progress: float) -> bool:
        """Prolong the lease and note the share done (0-1); False when it is no longer held."""
        ...

    def fetch(self, job: Job, folder: Path) -> tuple[Path, ...]:
        """The ad's media files, in the order submitted, as files in `folder`."""
        ...

    def succeed(self, job: Job, report: ScanReport, stills: Path) -> bool:
        """Write the result and its stills once; False when the lease was no longer held."""
        ...

    def divide(self, job: Job, parts: int) -> bool:
        """Let the scan's parts be done by whoever is free; it is leased again when all have ended.

        False when the lease was no longer held.
        """
        ...

    def succeed_part(self, job: Job, body: str) -> bool:
        """Write the result of a part once; False when the lease was no longer held."""
        ...

    def fail(self, job: Job, fault: Fault) -> bool:
        """Note a failed attempt: the scan waits for its next one, or has failed for good."""
        ...


Scanned = ScanReport | Division | PartDone
Scanner = Callable[[Job, tuple[Path, ...], Path, Callable[[float], None]], Scanned]
"""Scans one job: its media, a folder for stills that the report names, a progress callback.

A whole scan is answered with its report or divided; a part with what it gave.
"""


def fault_of(error: Exception) -> Fault:
    """The fault that an exception means. What the ad itself causes is not worth another try."""
    if isinstance(error, AdscanError):
        final = isinstance(error, InputError | MediaError | RulePackError)
        return Fault(error.code, error.detail, error.remedy, retry=not final)
    return Fault(
        "internal",
        f"{type(error).__name__} while scanning.",
        "Submit it again; if it repeats, report the scan's id.",
        retry=True,
    )
