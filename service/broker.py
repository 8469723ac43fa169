"""The Celery application that the settings describe."""

from celery import Celery

from service.settings import Settings
from workers.celery_app import Broker, make_celery


def open_broker(settings: Settings) -> Celery:
    """The queue as this installation has it."""
    broker = Broker(settings.broker_url, settings.data_dir / "queue", settings.queue)
    return make_celery(broker, settings.scan_seconds)
