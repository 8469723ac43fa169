"""Traces from the request to the worker. The scan's row carries the context between the two."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from service.settings import Settings
from workers.ledger import Job

_PROPAGATOR = TraceContextTextMapPropagator()
_log = structlog.get_logger(__name__)
tracer = trace.get_tracer("adscan")


def configure_traces(settings: Settings, service_name: str) -> None:
    """Send this process's spans to the collector of the settings, if there is one."""
    if settings.otlp_endpoint is None:
        return
    # The exporter is slow to load; only installations with a collector pay for it.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": service_name}))
    endpoint = str(settings.otlp_endpoint).rstrip("/") + "/v1/traces"
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    trace.set_tracer_provider(provider)


def current_traceparent() -> str:
    """The W3C `traceparent` of the span in progress; empty when there is none."""
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return carrier.get("traceparent", "")


def context_of(traceparent: str) -> Context | None:
    """The context that a `traceparent` header names; None when it is empty."""
    return _PROPAGATOR.extract({"traceparent": traceparent}) if traceparent else None


@contextmanager
def observed(job: Job) -> Iterator[None]:
    """Bind a job's ids to the log lines of the block and trace it under the request that asked."""
    ids = {"scan_id": job.scan_id, "task_id": job.token, "request_id": job.request_id}
    with (
        structlog.contextvars.bound_contextvars(**ids, attempt=job.attempt),
        tracer.start_as_current_span("scan", context_of(job.traceparent), attributes=dict(ids)),
    ):
        started = time.monotonic()
        _log.info("attempt started")
        yield
        _log.info("attempt ended", seconds=round(time.monotonic() - started, 3))
