"""The Celery application: one queue, whose messages only say that a scan waits.

Which scan is done, by whom and how often is decided in the records (`workers.ledger`). So a lost
message delays a scan, a doubled one finds nothing to do, and any broker will do: RabbitMQ, Redis,
or, for one machine without daemons, files in a folder.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from celery import Celery
from kombu.exceptions import ChannelError, OperationalError

SCAN_TASK = "adscan.scan_next"
FOLDER_POLL_SECONDS = 0.2
_HARD_LIMIT_GRACE_SECONDS = 60


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


def announce(app: Celery, count: int) -> None:
    """Wake workers for `count` scans. Raises OperationalError when the broker is not there."""
    with app.producer_or_acquire() as producer:
        for _ in range(count):
            app.send_task(SCAN_TASK, producer=producer, retry=False)


def waiting_messages(app: Celery) -> int:
    """Messages in the queue. Raises OperationalError when the broker is not there."""
    with app.connection_or_acquire() as connection:
        try:
            with connection.channel() as channel:
                return int(
                    channel.queue_declare(app.conf.task_default_queue, passive=True).message_count
                )
        except ChannelError:
            return 0
        except connection.recoverable_connection_errors as error:
            raise OperationalError(str(error)) from error
