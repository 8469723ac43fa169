"""The one task. A message carries nothing; the ledger says what is to be done."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from celery import Celery
from celery.exceptions import SoftTimeLimitExceeded

from workers.celery_app import SCAN_TASK
from workers.ledger import Job, Ledger, Scanned, Scanner, TimeLimit
from workers.turn import take_turn


@dataclass(frozen=True, slots=True)
class Desk:
    """What one worker process works with; made in the process itself, after the fork."""

    ledger: Ledger
    scan: Scanner
    heartbeat_seconds: float
    observe: Callable[[Job], AbstractContextManager[object]] = nullcontext


def register(app: Celery, open_desk: Callable[[], Desk]) -> None:
    """Give `app` its task. `open_desk` is called once in each worker process."""
    desk_of_this_process = lru_cache(maxsize=1)(open_desk)

    @app.task(name=SCAN_TASK)  # type: ignore[untyped-decorator]
    def scan_next() -> str:
        desk = desk_of_this_process()
        return take_turn(desk.ledger, _timed(desk.scan), desk.heartbeat_seconds, desk.observe)


def _timed(scan: Scanner) -> Scanner:
    def within_limit(
        job: Job, media: tuple[Path, ...], stills: Path, progress: Callable[[float], None]
    ) -> Scanned:
        try:
            return scan(job, media, stills, progress)
        except SoftTimeLimitExceeded as error:
            raise TimeLimit("The scan was stopped at its time limit.") from error

    return within_limit
