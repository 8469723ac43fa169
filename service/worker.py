"""A worker: a Celery process whose children scan one ad at a time."""

import os
import signal
import sys
import threading
import uuid
from functools import partial

from models.cpus import WORKER_PROCESSES_VARIABLE
from service.broker import open_broker
from service.fetching import MediaSource
from service.ledger import DatabaseLedger
from service.observability.logs import configure_logs
from service.observability.traces import configure_traces, observed
from service.scan_pool import ScanPool
from service.settings import Settings
from service.store.database import Database
from service.store.files import open_files
from service.store.queue import RetryPolicy
from workers.ledger import Scanner
from workers.tasks import Desk, register


def run(
    settings: Settings, scan: Scanner | None = None, *, leave_with_parent: bool = False
) -> None:
    """Work until told to stop (SIGTERM: after the scans in hand). Blocks.

    `scan` replaces the pipeline. With `leave_with_parent` the worker stops when its standard input
    is closed, which is when the process that started it has gone.
    """
    configure_logs(settings.log_level)
    os.environ[WORKER_PROCESSES_VARIABLE] = str(settings.workers)
    app = open_broker(settings)
    register(app, partial(open_desk, settings, scan))
    if leave_with_parent:
        threading.Thread(target=_stop_with_parent, name="parent", daemon=True).start()
    app.Worker(
        hostname=f"adscan-{uuid.uuid4().hex[:8]}",
        pool_cls=ScanPool,
        concurrency=max(1, settings.workers),
        loglevel=settings.log_level.upper(),
        without_gossip=True,
        without_mingle=True,
        quiet=True,
    ).start()


def open_desk(settings: Settings, scan: Scanner | None) -> Desk:
    """What one worker process works with: its own connections, its own engines."""
    configure_logs(settings.log_level)
    configure_traces(settings, "adscan-worker")
    files = open_files(settings)
    ledger = DatabaseLedger(
        Database(settings.database),
        files,
        MediaSource(settings),
        RetryPolicy(settings.max_attempts, settings.retry_seconds),
        settings.lease_seconds,
    )
    return Desk(ledger, scan or _pipeline(settings), settings.heartbeat_seconds, observed)


def _pipeline(settings: Settings) -> Scanner:
    # Loading the pipeline takes seconds; only the processes that scan pay for it.
    from service.scanning import PipelineScanner

    return PipelineScanner(settings.ocr_engine, settings.logos)


def _stop_with_parent() -> None:
    # Not through `sys.stdin`: its lock, held here, would be copied into the forked children.
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    run(Settings(), leave_with_parent="--leave-with-parent" in sys.argv)
