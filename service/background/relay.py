"""Sends announcements from the outbox to the broker, the most urgent first."""

from celery import Celery

from service.store import queue
from service.store.database import Database
from workers.celery_app import open_line

_CHUNK = 200


class Relay:
    """Keeps at most `window` messages in the broker; the rest wait in the database."""

    def __init__(self, database: Database, app: Celery, window: int) -> None:
        self._database = database
        self._app = app
        self._window = window

    def send_due(self) -> int:
        """Announce what is due, as far as the window allows; how many.

        Raises OperationalError when the broker is not there: nothing is forgotten then. A crash
        between sending and committing doubles a message, which does no harm.
        """
        with self._database.read() as session:
            if not queue.has_due_announcements(session):
                return 0
        sent = 0
        with open_line(self._app) as line:
            room = self._window - line.waiting()
            while room > 0:
                with self._database.write() as session:
                    due = queue.due_announcements(session, min(room, _CHUNK))
                    if not due:
                        break
                    line.announce(len(due))
                    queue.forget_announcements(session, due)
                sent += len(due)
                room -= len(due)
        return sent
