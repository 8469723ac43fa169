"""Ads go to a service once, whatever the network does; its answers become reports or failures."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.batch.remote import RemoteFactory, RemoteScanner, ServiceRefused, ServiceUnavailable
from workers.report import Ad, Coverage, Engine, RuleSet, ScanReport

_REPORT = ScanReport(
    scan_id="far",
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
    verdict="clear",
    score=0.0,
    severity=0,
    engine=Engine(version="1", rules=RuleSet(id="t", version="1", sha256="0" * 64)),
    ad=Ad(),
    media=[],
    coverage=Coverage(),
).model_dump(mode="json", by_alias=True)
_DONE = {"id": "s1", "status": "succeeded", "report": _REPORT}


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.batch.remote.time.sleep", lambda _: None)


def _scanner(answer: Callable[[httpx.Request], httpx.Response]) -> RemoteScanner:
    factory = RemoteFactory("https://service.example", "secret", rules="vn")
    return RemoteScanner(factory, httpx.MockTransport(answer))


def _scan(scanner: RemoteScanner, media: tuple[Path, ...] = (), **ad: Any) -> ScanReport:
    return scanner.scan(media, Ad(**ad), Path("unused"), lambda _: None)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(401, json={"code": "bad_key", "detail": "No such key."}), ServiceRefused),
        (httpx.ConnectError("refused"), ServiceUnavailable),
    ],
)
def test_a_wrong_key_or_address_is_told_before_the_first_ad(
    answer: httpx.Response | httpx.ConnectError, error: type[Exception]
) -> None:
    def answered(_: httpx.Request) -> httpx.Response:
        if isinstance(answer, httpx.Response):
            return answer
        raise answer

    with pytest.raises(error):
        _scanner(answered).check()


def test_words_are_submitted_as_json_and_waited_for() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if request.method == "POST":
            return httpx.Response(202, json={"id": "s1", "status": "queued"})
        return httpx.Response(
            200, json=_DONE if len(seen) > 3 else {"id": "s1", "status": "running"}
        )

    report = _scan(_scanner(answer), caption="Trà", platform="meta")
    assert report.verdict == "clear"
    assert report.ad.metadata["service"]["scan_id"] == "s1"
    assert [request.url.path for request in seen] == ["/v1/scans", *["/v1/scans/s1"] * 3]
    assert seen[0].headers["authorization"] == "Bearer secret"
    body = json.loads(seen[0].content)
    assert (body["caption"], body["platform"], body["rule_set"]) == ("Trà", "meta", "vn")


def test_files_are_submitted_whole_again_after_a_fault(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG picture")
    bodies: list[bytes] = []
    keys: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(request.read())
        keys.append(request.headers["idempotency-key"])
        if len(bodies) == 1:
            raise httpx.ConnectError("refused")
        return httpx.Response(503) if len(bodies) == 2 else httpx.Response(200, json=_DONE)

    _scan(_scanner(answer), (picture,), metadata={"x": 1})
    assert len(bodies) == 3
    assert all(b"\x89PNG picture" in body for body in bodies)
    assert len(set(keys)) == 1


def test_the_idempotency_key_follows_the_content(tmp_path: Path) -> None:
    keys: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers["idempotency-key"])
        return httpx.Response(200, json=_DONE)

    picture = tmp_path / "a.png"
    for content, caption in ((b"1", "x"), (b"1", "x"), (b"2", "x"), (b"1", "y")):
        picture.write_bytes(content)
        _scan(_scanner(answer), (picture,), caption=caption)
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


def test_a_refusal_is_the_ads_failure_with_the_services_words() -> None:
    problem = {"code": "not_media", "detail": "It is a text.", "remedy": "Submit a picture."}
    scanner = _scanner(lambda _: httpx.Response(422, json=problem))
    with pytest.raises(ServiceRefused, match=r"422 not_media: It is a text\. Submit a picture"):
        _scan(scanner, caption="x")


def test_a_failed_scan_is_told_with_its_reason() -> None:
    fault = {"code": "empty_file", "detail": "It is empty.", "remedy": "Send it again."}
    failed = {"id": "s1", "status": "failed", "report": None, "error": fault}
    with pytest.raises(ServiceRefused, match=r"empty_file: It is empty\. Send it again"):
        _scan(_scanner(lambda _: httpx.Response(200, json=failed)), caption="x")


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=["x"]),
        httpx.Response(200, json={**_DONE, "report": {"schema": "other/9"}}),
    ],
    ids=["always down", "not JSON", "not an object", "another contract"],
)
def test_what_is_no_service_of_ours_is_said_so(answer: httpx.Response) -> None:
    with pytest.raises(ServiceUnavailable):
        _scan(_scanner(lambda _: answer), caption="x")


def test_the_key_is_in_no_text() -> None:
    factory = RemoteFactory("https://service.example", "secret")
    assert "secret" not in repr(factory)
    assert "secret" not in json.dumps(dict(factory.identity()))
