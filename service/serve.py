"""`adscan serve`: the API and its workers on this machine, by one command."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

import structlog
import uvicorn
from sqlalchemy import select

from service import keys, orgs
from service.app import create_app
from service.catalogue import Catalogue
from service.orgs import open_database
from service.security import NewKey
from service.settings import Settings
from service.store.tables import OrganisationRow

FIRST_ORGANISATION = "local"
WORKER = (sys.executable, "-m", "service.worker", "--leave-with-parent")
_RESTART_SECONDS = 2.0
_STOP_SECONDS = 30.0
_log = structlog.get_logger(__name__)


class WorkerProcess:
    """Keeps one worker process running: a new one takes over when it dies."""

    def __init__(self, command: Sequence[str], environment: dict[str, str]) -> None:
        self._command = command
        self._environment = environment
        self._over = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="worker-process", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the worker once the scans in hand are done, or after half a minute."""
        self._over.set()
        process = self._process
        if process is not None:
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.is_set():
            # The worker's standard input closes when this process dies, however it dies.
            with subprocess.Popen(  # noqa: S603 - this program itself
                self._command, stdin=subprocess.PIPE, env=self._environment
            ) as process:
                self._process = process
                code = process.wait()
            if not self._over.is_set():
                _log.warning("worker process ended", exit_code=code)
                time.sleep(_RESTART_SECONDS)


def prepare(settings: Settings) -> NewKey | None:
    """Migrate the database; on a fresh one make the first organisation and its key."""
    database = open_database(settings)
    try:
        with database.read() as session:
            if session.scalar(select(OrganisationRow.id).limit(1)) is not None:
                return None
    finally:
        database.close()
    orgs.create(settings, FIRST_ORGANISATION, "Local")
    return keys.create(settings, FIRST_ORGANISATION, "first key", "admin")


def run(
    settings: Settings, worker: Sequence[str] = WORKER, installed: Catalogue | None = None
) -> None:
    """Serve until told to stop. `settings.workers` 0 serves the API alone. Blocks.

    `worker` is the command of the worker process; it reads its settings from the environment.
    `installed` replaces the rules and models that come with the installation.
    """
    first_key = prepare(settings)
    app = create_app(settings, installed)
    if first_key is not None:
        # Shown to the person who started it, once; never part of the logs.
        sys.stderr.write(f"\n  First API key (shown once): {first_key.token}\n\n")
    process = WorkerProcess(worker, {**os.environ, **settings.environment()})
    if settings.workers:
        process.start()
    try:
        uvicorn.run(
            app,
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=10,
        )
    finally:
        if settings.workers:
            process.stop()
