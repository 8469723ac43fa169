"""What the service says about itself: health, metrics, the dashboard, traces."""

import json
import re
from pathlib import Path

from installation import Installation
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import service.observability
from service.ledger import DatabaseLedger
from service.observability.traces import observed
from workers.ledger import Job
from workers.report import Ad

DASHBOARD = Path(service.observability.__file__).with_name("grafana.json")


def test_the_dashboard_shows_only_metrics_that_there_are(here: Installation) -> None:
    here.submit("cure")
    here.call("GET", "/v1/scans")
    text = here.client.get("/metrics").text
    exported = set(re.findall(r"^# TYPE (\w+)", text, re.MULTILINE))
    panels = json.loads(DASHBOARD.read_text("utf-8"))["panels"]
    asked = {
        name
        for panel in panels
        for target in panel["targets"]
        for name in re.findall(r"\badscan_\w+", target["expr"])
    }
    assert len(panels) >= 9
    assert {re.sub(r"_bucket$", "", name) for name in asked} <= exported


def test_metrics_count_what_waits_and_name_no_organisation(here: Installation) -> None:
    here.submit("secret words")
    text = here.client.get("/metrics").text
    assert 'adscan_scans{status="queued"} 1.0' in text
    assert "secret" not in text
    assert "hanoi" not in text


def test_health_tells_alive_from_ready(here: Installation) -> None:
    assert here.client.get("/healthz/live").json() == {"status": "ok"}
    assert here.client.get("/healthz/ready").status_code == 200
    files = here.settings.data_dir / "files"
    files.rename(files.with_name("gone"))
    files.touch()
    answer = here.client.get("/healthz/ready")
    assert (answer.status_code, answer.json()["files"]) == (503, False)
    assert here.client.get("/healthz/live").status_code == 200


def test_every_answer_carries_its_request_id(here: Installation) -> None:
    own = here.call("GET", "/v1/scans", headers={"x-request-id": "mine-1"})
    assert own.headers["x-request-id"] == "mine-1"
    forged = here.call("GET", "/v1/scans", headers={"x-request-id": "a b\tc"})
    assert re.fullmatch(r"[0-9a-f-]{36}", forged.headers["x-request-id"])
    missing = here.client.get("/nowhere")
    assert missing.json()["request_id"] == missing.headers["x-request-id"]


def test_a_trace_goes_on_from_the_request_to_the_worker(here: Installation) -> None:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    scan_id = here.submit("cure")
    job: Job | None = DatabaseLedger(
        here.parts.database,
        here.parts.files,
        None,
        None,
        60,  # type: ignore[arg-type]
    ).lease()
    assert job is not None
    assert (job.scan_id, job.ad) == (scan_id, Ad(caption="cure"))
    with observed(job):
        pass
    spans = exporter.get_finished_spans()
    scan = next(span for span in spans if span.name == "scan")
    requests = {span.context.span_id for span in spans if span.name == "POST /v1/scans"}
    assert scan.parent is not None
    assert scan.parent.span_id in {span.context.span_id for span in spans}
    assert {span.context.trace_id for span in spans if span.context.span_id in requests} == {
        scan.context.trace_id
    }
