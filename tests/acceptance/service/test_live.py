"""One running service, embedded, met with slow, broken and deadly clients and ads."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from deployment import Deployment, until
from installation import png
from receivers import LOOPBACK, receiving

WORDS = "viên uống thần kỳ"
CHOICES: dict[str, object] = {
    "body_idle_seconds": 1.0,
    "scan_seconds": 4.0,
    "lease_seconds": 6.0,
    "heartbeat_seconds": 1.0,
    "sweep_seconds": 0.5,
    "redispatch_seconds": 2.0,
    "retry_seconds": 0.2,
    "max_attempts": 2,
    "reachable_networks": LOOPBACK,
    "log_level": "info",
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    made = Deployment(tmp_path_factory.mktemp("live") / "data", None, CHOICES, workers=1)
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture
def client(service: Deployment) -> Iterator[httpx.Client]:
    with service.client() as made:
        yield made


def _begin_upload(service: Deployment, announced: int, sent: bytes) -> socket.socket:
    """A multipart submission that has only begun."""
    connection = socket.create_connection(("127.0.0.1", service.settings.port), timeout=30)
    head = (
        "POST /v1/scans HTTP/1.1\r\nhost: adscan\r\n"
        f"authorization: Bearer {service.token}\r\n"
        f"content-type: multipart/form-data; boundary=b\r\ncontent-length: {announced}\r\n\r\n"
        '--b\r\ncontent-disposition: form-data; name="file"; filename="ad.png"\r\n\r\n'
    )
    connection.sendall(head.encode() + sent)
    return connection


def _bytes_kept(service: Deployment) -> set[Path]:
    return {path for path in (service.settings.data_dir / "files").rglob("*") if path.is_file()}


def _ended(client: httpx.Client, scan_id: str) -> dict[str, object]:
    def over() -> bool:
        status = client.get(f"/v1/scans/{scan_id}").json()["status"]
        return status not in ("queued", "running")

    until(over, 120)
    scan: dict[str, object] = client.get(f"/v1/scans/{scan_id}").json()
    return scan


def test_a_body_that_stops_arriving_is_answered_408_and_leaves_nothing(
    service: Deployment, client: httpx.Client
) -> None:
    before = _bytes_kept(service), client.get("/v1/scans").json()
    with _begin_upload(service, 100_000, png()) as connection:
        answer = b""
        while chunk := connection.recv(65_536):
            answer += chunk
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in head
    assert b'"code":"too_slow"' in body
    assert (_bytes_kept(service), client.get("/v1/scans").json()) == before


def test_an_upload_given_up_halfway_leaves_nothing(
    service: Deployment, client: httpx.Client
) -> None:
    before = _bytes_kept(service), client.get("/v1/scans").json()
    for _ in range(5):
        _begin_upload(service, 10_000_000, png() + bytes(2_000_000)).close()
    assert client.get("/healthz/live").status_code == 200
    time.sleep(1)
    assert (_bytes_kept(service), client.get("/v1/scans").json()) == before


def test_slow_clients_do_not_keep_others_waiting(service: Deployment, client: httpx.Client) -> None:
    stalled = [_begin_upload(service, 1_000_000, png()) for _ in range(60)]
    try:
        answers = [client.get("/v1/scans").status_code for _ in range(5)]
    finally:
        for connection in stalled:
            connection.close()
    assert answers == [200] * 5


def test_a_scan_that_takes_too_long_is_stopped_and_says_so(client: httpx.Client) -> None:
    scan_id = client.post("/v1/scans", json={"caption": f"{WORDS} sleep=600"}).json()["id"]
    scan = _ended(client, scan_id)
    assert scan["status"] == "failed"
    assert scan["attempts"] == 1
    error = scan["error"]
    assert isinstance(error, dict)
    assert error["code"] == "time_limit"
    assert error["remedy"]


def test_an_ad_that_kills_its_worker_fails_alone_after_its_tries(client: httpx.Client) -> None:
    deadly = client.post("/v1/scans", json={"caption": f"{WORDS} die"}).json()["id"]
    other = client.post("/v1/scans", json={"caption": f"{WORDS} cure"}).json()["id"]
    assert _ended(client, other)["status"] == "succeeded"
    scan = _ended(client, deadly)
    assert (scan["status"], scan["attempts"]) == ("failed", 2)
    error = scan["error"]
    assert isinstance(error, dict)
    assert error["code"] == "worker_lost"


def test_a_hanging_endpoint_delays_no_other(service: Deployment, client: httpx.Client) -> None:
    with receiving() as hanging, receiving() as prompt:
        hanging.delay = 5
        for receiver in (hanging, prompt):
            hook = {"url": receiver.url, "events": ["scan.succeeded"]}
            assert client.post("/v1/webhooks", json=hook).status_code == 201
        made = [
            client.post("/v1/scans", json={"caption": f"{WORDS} cure {number}"}).json()["id"]
            for number in range(3)
        ]
        until(lambda: len(prompt.received) >= 3, 120)
        told = b"".join(body for _, _, body in prompt.received)
        for hook in client.get("/v1/webhooks").json()["items"]:
            client.delete(f"/v1/webhooks/{hook['id']}")
    assert all(scan_id.encode() in told for scan_id in made)
    assert service.settings.webhook_seconds > 5


def test_many_clients_with_one_idempotency_key_make_one_scan(
    service: Deployment, client: httpx.Client
) -> None:
    answers: list[httpx.Response] = []

    def submit() -> None:
        with service.client() as own:
            answers.append(
                own.post(
                    "/v1/scans",
                    json={"caption": f"{WORDS} once", "external_id": "once"},
                    headers={"idempotency-key": "once"},
                )
            )

    threads = [threading.Thread(target=submit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} <= {202, 409}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 202}) == 1
    assert len(client.get("/v1/scans?external_id=once").json()["items"]) == 1


def test_logs_hold_ids_and_neither_secrets_nor_the_words_of_ads(
    service: Deployment, client: httpx.Client
) -> None:
    hook = client.post(
        "/v1/webhooks", json={"url": "http://127.0.0.1:9/", "events": ["scan.failed"]}
    )
    made = client.post(
        "/v1/scans",
        json={"caption": f"{WORDS} unreadable", "advertiser": WORDS},
        headers={"x-request-id": "mine-17"},
    )
    scan_id = made.json()["id"]
    _ended(client, scan_id)
    client.delete(f"/v1/webhooks/{hook.json()['id']}")
    log = service.log.read_text("utf-8")
    assert "mine-17" in log
    assert scan_id in log
    for secret in (service.token, service.token.split("_", 2)[2], hook.json()["secret"], WORDS):
        assert secret not in log
    assert json.dumps(WORDS).strip('"') not in log
