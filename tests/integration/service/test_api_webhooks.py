"""Webhooks, verified by the Standard Webhooks library, at endpoints good and bad."""

import json
from collections.abc import Iterator

import pytest
from installation import Install, Installation
from receivers import LOOPBACK, Receiver, receiving
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from service.background.courier import Courier

EVENTS = ["scan.succeeded", "scan.failed", "scan.cancelled", "batch.completed"]


@pytest.fixture
def endpoint() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def here(install: Install) -> Installation:
    return install(
        reachable_networks=LOOPBACK,
        webhook_retry_seconds=0.001,
        webhook_seconds=0.5,
        webhook_disable_after=3,
    )


def _register(here: Installation, url: str) -> dict[str, str]:
    response = here.call("POST", "/v1/webhooks", json={"url": url, "events": EVENTS})
    assert response.status_code == 201, response.text
    created: dict[str, str] = response.json()
    return created


def _deliver(here: Installation) -> int:
    parts = here.parts
    return Courier(parts.settings, parts.database, parts.outbound).deliver_due()


def _deliveries(here: Installation, hook: dict[str, str]) -> list[dict[str, object]]:
    items: list[dict[str, object]] = here.call(
        "GET", f"/v1/webhooks/{hook['id']}/deliveries"
    ).json()["items"]
    return items


def test_the_end_of_a_scan_arrives_signed(here: Installation, endpoint: Receiver) -> None:
    hook = _register(here, endpoint.url + "/hook")
    scan_id = here.submit("cure")
    here.work()
    _deliver(here)
    path, headers, body = endpoint.received[0]
    assert path == "/hook"
    event = Webhook(hook["secret"]).verify(body, headers)
    assert event["type"] == "scan.succeeded"
    assert event["data"]["scan_id"] == scan_id
    assert event["data"]["verdict"] == "violation"
    with pytest.raises(WebhookVerificationError):
        Webhook(hook["secret"]).verify(body + b" ", headers)
    assert _deliveries(here, hook)[0]["state"] == "delivered"


def test_only_the_events_asked_for_arrive(here: Installation, endpoint: Receiver) -> None:
    here.call("POST", "/v1/webhooks", json={"url": endpoint.url, "events": ["scan.failed"]})
    here.submit("fine")
    here.submit("unreadable")
    here.work()
    _deliver(here)
    assert [json.loads(body)["type"] for _, _, body in endpoint.received] == ["scan.failed"]


def test_another_organisations_events_do_not_arrive(here: Installation, endpoint: Receiver) -> None:
    _register(here, endpoint.url)
    here.submit("cure", organisation="hue")
    here.work()
    _deliver(here)
    assert endpoint.received == []


def test_the_end_of_a_batch_arrives_once(here: Installation, endpoint: Receiver) -> None:
    _register(here, endpoint.url)
    here.call(
        "POST",
        "/v1/batches",
        content=b'{"caption": "a"}\n{"caption": "b"}',
        headers={"content-type": "application/jsonl"},
    )
    here.work()
    _deliver(here)
    types = [json.loads(body)["type"] for _, _, body in endpoint.received]
    assert sorted(types) == ["batch.completed", "scan.succeeded", "scan.succeeded"]


def test_a_failed_delivery_is_tried_again_with_the_same_id(
    here: Installation, endpoint: Receiver
) -> None:
    hook = _register(here, endpoint.url)
    endpoint.status = 500
    here.submit("cure")
    here.work()
    while not endpoint.received:
        _deliver(here)
    endpoint.status = 200
    while _deliveries(here, hook)[0]["state"] != "delivered":
        _deliver(here)
    ids = {headers["webhook-id"] for _, headers, _ in endpoint.received}
    assert len(ids) == 1
    attempts = _deliveries(here, hook)[0]["attempts"]
    assert isinstance(attempts, list)
    assert attempts[0]["status"] == 500
    assert attempts[-1]["status"] == 200
    assert here.call("GET", f"/v1/webhooks/{hook['id']}").json()["failures"] == 0


def test_an_endpoint_that_keeps_failing_is_switched_off_and_can_be_switched_on_again(
    here: Installation, endpoint: Receiver
) -> None:
    hook = _register(here, endpoint.url)
    endpoint.status = 500
    here.submit("cure")
    here.work()
    location = f"/v1/webhooks/{hook['id']}"
    while here.call("GET", location).json()["enabled"]:
        _deliver(here)
    tried = len(endpoint.received)
    assert tried == 3
    assert _deliver(here) == 0
    endpoint.status = 200
    assert here.call("PATCH", location, json={"enabled": True}).json()["enabled"] is True
    while _deliveries(here, hook)[0]["state"] != "delivered":
        _deliver(here)
    assert len(endpoint.received) == tried + 1


def test_an_endpoint_that_is_gone_is_switched_off_at_once(
    here: Installation, endpoint: Receiver
) -> None:
    hook = _register(here, endpoint.url)
    endpoint.status = 410
    here.submit("cure")
    here.work()
    while not endpoint.received:
        _deliver(here)
    while here.call("GET", f"/v1/webhooks/{hook['id']}").json()["enabled"]:
        _deliver(here)
    assert _deliveries(here, hook)[0]["state"] == "failed"


def test_an_endpoint_that_hangs_is_left_in_time(here: Installation, endpoint: Receiver) -> None:
    hook = _register(here, endpoint.url)
    endpoint.delay = 4
    here.submit("cure")
    here.work()
    while not _deliveries(here, hook)[0]["attempts"]:
        _deliver(here)
    attempts = _deliveries(here, hook)[0]["attempts"]
    assert isinstance(attempts, list)
    assert attempts[0]["error"] == "The endpoint did not answer in time."
    assert attempts[0]["duration_ms"] < 3500


def test_a_delivery_can_be_sent_again(here: Installation, endpoint: Receiver) -> None:
    hook = _register(here, endpoint.url)
    here.submit("cure")
    here.work()
    while not endpoint.received or _deliveries(here, hook)[0]["state"] != "delivered":
        _deliver(here)
    before = len(endpoint.received)
    delivery = _deliveries(here, hook)[0]
    location = f"/v1/webhooks/{hook['id']}/deliveries/{delivery['id']}/redeliver"
    assert here.call("POST", location).status_code == 202
    while _deliveries(here, hook)[0]["state"] != "delivered":
        _deliver(here)
    assert len(endpoint.received) == before + 1


def test_an_endpoint_at_a_private_address_is_refused(install: Install) -> None:
    here = install()
    for url in ("http://127.0.0.1:9/", "http://10.0.0.1/", "http://[::1]/"):
        response = here.call("POST", "/v1/webhooks", json={"url": url, "events": EVENTS})
        assert (response.status_code, response.json()["code"]) == (422, "address_forbidden")


def test_the_secret_is_shown_once(here: Installation, endpoint: Receiver) -> None:
    hook = _register(here, endpoint.url)
    assert hook["secret"].startswith("whsec_")
    assert hook["secret"] not in here.call("GET", "/v1/webhooks").text
    assert hook["secret"] not in here.call("GET", f"/v1/webhooks/{hook['id']}").text


def test_a_deleted_endpoint_gets_nothing(here: Installation, endpoint: Receiver) -> None:
    hook = _register(here, endpoint.url)
    here.submit("cure")
    assert here.call("DELETE", f"/v1/webhooks/{hook['id']}").status_code == 204
    here.work()
    _deliver(here)
    assert endpoint.received == []
