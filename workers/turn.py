"""One turn of a worker: lease a scan, do it under a heartbeat, hand in the result."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import TracebackType
from typing import Literal

from workers.ledger import Division, Job, Ledger, PartDone, Scanned, Scanner, Stopped, fault_of
from workers.scratch import scratch

Outcome = Literal["idle", "done", "failed", "stopped"]


class Heartbeat(AbstractContextManager["Heartbeat"]):
    """Keeps the lease of one job from a thread; `progress` ends the scan once the lease is lost."""

    def __init__(self, ledger: Ledger, job: Job, seconds: float) -> None:
        self._ledger = ledger
        self._job = job
        self._seconds = seconds
        self._share = 0.0
        self._over = threading.Event()
        self._lost = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> "Heartbeat":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def progress(self, share: float) -> None:
        """Note the share done (0-1). Raises Stopped when the lease is no longer held."""
        self._share = share
        if self._lost.is_set():
            raise Stopped

    def _beat(self) -> None:
        while not self._over.wait(self._seconds):
            try:
                held = self._ledger.heartbeat(self._job, self._share)
            except Exception:  # noqa: S112 - the records may answer again before the lease ends
                continue
            if not held:
                self._lost.set()
                return


def take_turn(
    ledger: Ledger,
    scan: Scanner,
    heartbeat_seconds: float,
    observe: Callable[[Job], AbstractContextManager[object]] = nullcontext,
) -> Outcome:
    """Do the most urgent scan that waits, if any. An exception of the scan becomes its fault.

    `observe(job)` is entered around the attempt, for logs and traces.
    Raises what the ledger raises when it cannot be reached: the lease then runs out by itself and
    the scan is given to another worker.
    """
    job = ledger.lease()
    if job is None:
        return "idle"
    with observe(job), scratch() as folder:
        media, stills = folder / "media", folder / "out"
        media.mkdir()
        stills.mkdir()
        try:
            with Heartbeat(ledger, job, heartbeat_seconds) as heartbeat:
                paths = ledger.fetch(job, media)
                scanned = scan(job, paths, stills, heartbeat.progress)
        except Stopped:
            return "stopped"
        except Exception as error:
            return "failed" if ledger.fail(job, fault_of(error)) else "stopped"
        return "done" if _hand_in(ledger, job, scanned, stills) else "stopped"


def _hand_in(ledger: Ledger, job: Job, scanned: Scanned, stills: Path) -> bool:
    if isinstance(scanned, Division):
        return ledger.divide(job, scanned.parts)
    if isinstance(scanned, PartDone):
        return ledger.succeed_part(job, scanned.body)
    return ledger.succeed(job, scanned, stills)
