"""Finds what was lost: leases whose worker died, announcements that never reached a worker."""

from celery import Celery

from service.store import queue
from service.store.database import Database
from service.store.queue import RetryPolicy
from service.store.tables import now
from workers.celery_app import open_line
from workers.ledger import Fault

_CHUNK = 100
WORKER_LOST = Fault(
    "worker_lost",
    "The process scanning it died or was not heard of in time.",
    "Submit it again; if it repeats, the file itself brings the scanner down: report it.",
    retry=True,
)


class Sweeper:
    """Any number may run at once; each row is locked by one."""

    def __init__(self, database: Database, app: Celery, policy: RetryPolicy) -> None:
        self._database = database
        self._app = app
        self._policy = policy

    def free_expired_leases(self) -> int:
        """End attempts whose lease ran out; how many. Each counts as one of the scan's tries."""
        freed = 0
        while True:
            with self._database.write() as session:
                expired = queue.expired_leases(session, _CHUNK)
                for scan in expired:
                    queue.fail_attempt(session, scan, WORKER_LOST, self._policy)
            freed += len(expired)
            if len(expired) < _CHUNK:
                return freed

    def announce_lost(self) -> int:
        """Announce again scans that wait though the broker holds no message for them; how many.

        Raises OperationalError when the broker is not there.
        """
        with self._database.read() as session:
            if not queue.unannounced(session, 1):
                return 0
        with open_line(self._app) as line:
            messages = line.waiting()
        with self._database.write() as session:
            waiting = queue.unannounced(session, messages + _CHUNK)
            lost = waiting[: max(0, len(waiting) - messages)]
            for scan in lost:
                queue.announce(session, scan, now())
        return len(lost)
