"""The Celery application: one queue, whose messages only say that a scan waits.

Which scan is done, by whom and how often is decided in the records (`workers.ledger`). So a lost
message delays a scan, a doubled one finds nothing to do, and any broker will do: RabbitMQ, Redis,
or, for one machine without daemons, files in a folder.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from celery import Celery
from kombu.connection import Connection
from kombu.exceptions import ChannelError, OperationalError

SCAN_TASK = "adscan.scan_next"
FOLDER_POLL_SECONDS = 0.2
_HARD_LIMIT_GRACE_SECONDS = 60
_SILENCE_SECONDS = 10
_REDIS_OPTIONS = {"socket_timeout": _SILENCE_SECONDS}
_AMQP_OPTIONS = {
    "read_timeout": _SILENCE_SECONDS,
    "write_timeout": _SILENCE_SECONDS,
    "confirm_publish": True,
}
_LINE_OPTIONS = {
    "redis": _REDIS_OPTIONS,
    "rediss": _REDIS_OPTIONS,
    "amqp": _AMQP_OPTIONS,
    "amqps": _AMQP_OPTIONS,
}
"""How each kind of broker is told that a step is given up when it is connected but says nothing,
and that a message counts as sent when the broker has it, not when it left."""


@dataclass(frozen=True, slots=True)
class Broker:
    """Where messages go: a URL (`amqp://`, `redis://`), or a `folder` when there is none."""

    url: str = ""
    folder: Path | None = None
    queue: str = "adscan.scans"


def make_celery(broker: Broker, scan_seconds: float) -> Celery:
    """A Celery application for this broker. A task is stopped after `scan_seconds`."""
    app = Celery("adscan", set_as_current=False)
    app.conf.update(
        broker_url=broker.url or "filesystem://localhost",
        broker_transport_options=_transport_options(broker),
        broker_connection_timeout=5,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        task_default_queue=broker.queue,
        task_ignore_result=True,
        task_soft_time_limit=scan_seconds,
        task_time_limit=scan_seconds + _HARD_LIMIT_GRACE_SECONDS,
        worker_prefetch_multiplier=1,
        worker_max_tasks_per_child=500,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
    )
    return app


def _transport_options(broker: Broker) -> dict[str, Any]:
    if broker.url:
        return {}
    assert broker.folder is not None
    messages, control = broker.folder / "messages", broker.folder / "control"
    for folder in (messages, control):
        folder.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(messages),
        "data_folder_out": str(messages),
        "control_folder": str(control),
        "polling_interval": FOLDER_POLL_SECONDS,
    }


class Line:
    """An open connection to the broker, for one step of work."""

    def __init__(self, app: Celery, connection: Connection) -> None:
        self._app = app
        self._connection: Any = connection  # half of its methods have no types

    def waiting(self) -> int:
        """Messages in the queue. Raises OperationalError when the broker is not there."""
        queue = self._app.conf.task_default_queue
        with _broker_errors(self._connection), self._connection.channel() as channel:
            try:
                return int(channel.queue_declare(queue, passive=True).message_count)
            except ChannelError:
                return 0  # no worker and no message has made the queue yet

    def announce(self, count: int) -> None:
        """Wake workers for `count` scans. Raises OperationalError when the broker is not there."""
        with _broker_errors(self._connection):
            producer = self._app.amqp.Producer(self._connection)
            for _ in range(count):
                self._app.send_task(SCAN_TASK, producer=producer, retry=False)


@contextmanager
def open_line(app: Celery) -> Iterator[Line]:
    """Connect to the broker. Raises OperationalError when it is not there.

    The connection is not taken from Celery's pool: one that failed there while the broker was away
    is handed out again and stays closed when the broker is back (kombu 5.7.0).
    """
    options = _LINE_OPTIONS.get(urlsplit(app.conf.broker_url).scheme.partition("+")[0], {})
    with app.connection_for_write(transport_options=options) as connection:
        connection.ensure_connection(max_retries=1, timeout=app.conf.broker_connection_timeout)
        yield Line(app, connection)


@contextmanager
def _broker_errors(connection: Connection) -> Iterator[None]:
    try:
        yield
    except connection.recoverable_connection_errors as error:
        raise OperationalError(str(error)) from error
