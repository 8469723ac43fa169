"""Celery's pool of processes, made to outlive the sudden death of an idle child.

Where the broker is a folder, the children of a worker take turns at one pipe, and the child whose
turn it is waits in it holding a lock. billiard's lock is a semaphore: a child killed there takes it
to the grave, its successors wait for ever, and so does every scan. A lock of the file system is let
go by the kernel when its holder dies. With RabbitMQ and Redis each child has a pipe of its own.
"""

import fcntl
import tempfile
from typing import Self

from billiard.pool import Pool
from celery.concurrency.prefork import TaskPool


class ProcessLock:
    """A lock between processes that ends with its holder. Threads of one process share it."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the lock is

    def acquire(self) -> bool:
        """Wait for the lock."""
        fcntl.lockf(self._file, fcntl.LOCK_EX)
        return True

    def release(self) -> None:
        """Let the next process have it."""
        fcntl.lockf(self._file, fcntl.LOCK_UN)

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


class SurvivingPool(Pool):  # type: ignore[misc] # billiard has no types
    """billiard's pool with locks that a killed child does not keep."""

    def _setup_queues(self) -> None:
        super()._setup_queues()
        for queue in (self._inqueue, self._outqueue):
            queue._rlock, queue._wlock = ProcessLock(), ProcessLock()


class ScanPool(TaskPool):  # type: ignore[misc] # Celery has no types
    """Celery's prefork pool upon it."""

    BlockingPool = SurvivingPool
