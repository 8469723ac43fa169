"""Numbers for Prometheus. What concerns the queue is counted in the database at each scrape."""

from collections.abc import Iterator
from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from service.store import queue
from service.store.database import Database
from service.store.tables import DeliveryRow, OutboxRow, ScanRow, now

RECENT = timedelta(minutes=5)
_registry = CollectorRegistry()
_requests = Counter(
    "adscan_requests", "Requests answered", ("method", "route", "status"), registry=_registry
)
_request_seconds = Histogram(
    "adscan_request_seconds",
    "Time to answer a request",
    ("method", "route"),
    registry=_registry,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)
_submitted = Counter("adscan_scans_submitted", "Scans accepted", ("priority",), registry=_registry)
_deliveries = Counter(
    "adscan_webhook_attempts", "Webhook delivery attempts", ("outcome",), registry=_registry
)


def observe_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request."""
    _requests.labels(method, route, str(status)).inc()
    _request_seconds.labels(method, route).observe(seconds)


def count_submitted(priority: str, number: int = 1) -> None:
    """Count accepted scans."""
    _submitted.labels(priority).inc(number)


def count_delivery(outcome: str) -> None:
    """Count one attempt to deliver a webhook."""
    _deliveries.labels(outcome).inc()


class _Records(Collector):
    """Gauges read from the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterator[GaugeMetricFamily]:
        at = now()
        with self._database.read() as session:
            waiting = queue.counts(session)
            oldest = session.scalar(
                select(func.min(ScanRow.available_at)).where(
                    ScanRow.status == "queued", ScanRow.available_at <= at
                )
            )
            rows = session.execute(
                select(ScanRow.status, func.count())
                .where(ScanRow.finished_at > at - RECENT)
                .group_by(ScanRow.status)
            )
            ended = {row[0]: row[1] for row in rows}
            outbox = session.scalar(select(func.count()).select_from(OutboxRow))
            undelivered = session.scalar(
                select(func.count()).select_from(DeliveryRow).where(DeliveryRow.state == "pending")
            )
        yield _gauge("adscan_scans", "Scans that wait and run", "status", waiting)
        yield _gauge(
            "adscan_scans_ended_recently",
            "Scans that ended in the last five minutes",
            "status",
            ended,
        )
        age = (at - oldest).total_seconds() if oldest else 0.0
        yield GaugeMetricFamily("adscan_queue_age_seconds", "Age of the oldest waiting scan", age)
        yield GaugeMetricFamily("adscan_outbox", "Scans not yet announced", outbox or 0)
        yield GaugeMetricFamily("adscan_webhooks_pending", "Events to deliver", undelivered or 0)


def _gauge(name: str, text: str, label: str, values: dict[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def exposition(database: Database) -> bytes:
    """All metrics in the Prometheus text format."""
    records = CollectorRegistry()
    records.register(_Records(database))
    return generate_latest(_registry) + generate_latest(records)
