"""What a lost or hostile caller is told: a problem with a remedy, in the names that he used."""

import io
import zipfile
from typing import Any

import pytest
from installation import Install, Installation, png

JSON = {"content-type": "application/json"}
LINES = {"content-type": "application/jsonl"}


@pytest.mark.parametrize(
    ("method", "path", "request_", "status"),
    [
        ("GET", "/nowhere", {}, 404),
        ("GET", "/v1/scans/", {}, 404),
        ("FOO", "/v1/scans", {}, 405),
        ("POST", "/v1/scans", {"content": b"x", "headers": {"content-type": "x/y"}}, 415),
        (
            "POST",
            "/v1/scans",
            {"content": b"x", "headers": {"content-type": "multipart/form-data"}},
            400,
        ),
        (
            "POST",
            "/v1/scans",
            {"files": [("file", (f"{n}.png", png())) for n in range(21)]},
            400,
        ),
        ("POST", "/v1/scans", {"content": b"[" * 50_000, "headers": JSON}, 422),
        ("POST", "/v1/scans", {"content": b'{"caption": "\xe9"}', "headers": JSON}, 422),
        ("POST", "/v1/scans", {"content": b'{"caption": "\\ud800"}', "headers": JSON}, 422),
        ("POST", "/v1/scans", {"json": {"caption": "\u200b \ufeff"}}, 422),
        ("POST", "/v1/scans", {"json": {"caption": "a", "external_id": "a\x1b[31m"}}, 422),
        ("GET", "/v1/scans?created_after=0001-01-01T00:00:00%2B14:00", {}, 422),
        ("GET", "/v1/scans?created_before=9999-12-31T23:59:59-14:00", {}, 422),
        ("GET", "/v1/scans/%F0%9F%92%8A", {}, 422),
        ("POST", "/v1/batches", {"content": b"{", "headers": LINES}, 422),
    ],
)
def test_every_error_is_a_problem_with_a_remedy(
    here: Installation, method: str, path: str, request_: dict[str, Any], status: int
) -> None:
    response = here.call(method, path, **request_)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["remedy"]
    assert problem["request_id"] == response.headers["x-request-id"]
    assert here.call("GET", "/v1/scans").json()["items"] == []


URL = {"kind": "url", "url": "ftp://example.org/a"}
UPLOAD = {"kind": "upload", "id": "x"}


@pytest.mark.parametrize(
    ("source", "pointers"),
    [
        (URL, ["/body/source/url"]),
        ({**URL, "url": "https://192.0.2.1/", "id": 1}, ["/body/source/id"]),
        ([URL, UPLOAD], ["/body/source/0/url", "/body/source/1/id"]),
        ({"kind": "ftp"}, ["/body/source"]),
        ({"kind": "object"}, ["/body/source/key"]),
        (5, ["/body/source"]),
        ([5], ["/body/source/0"]),
    ],
)
def test_a_fault_is_pointed_at_by_the_names_that_were_sent(
    here: Installation, source: object, pointers: list[str]
) -> None:
    response = here.call("POST", "/v1/scans", json={"source": source})
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == pointers


@pytest.mark.parametrize(
    ("kind", "content", "pointer"),
    [
        (
            "application/jsonl",
            b'{"caption": "a"}\n{"source": {"kind": "url", "url": "http://10.0.0.1/"}}',
            "/body/2/source",
        ),
        ("application/jsonl", b'{"source": {"kind": "upload", "id": "x"}}', "/body/1/source/id"),
        ("text/csv", b"caption,caption\na,b\n", "/body/1"),
    ],
)
def test_the_faulty_line_of_a_batch_is_pointed_at(
    here: Installation, kind: str, content: bytes, pointer: str
) -> None:
    response = here.call("POST", "/v1/batches", content=content, headers={"content-type": kind})
    assert (response.status_code, response.json()["code"]) == (422, "invalid_manifest")
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
    assert here.call("GET", "/v1/batches").json()["items"] == []


def test_an_archive_with_a_name_to_confuse_terminals_is_refused(here: Installation) -> None:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("ad\x1b[2J.png", png())
    response = here.call(
        "POST",
        "/v1/batches",
        content=body.getvalue(),
        headers={"content-type": "application/zip"},
    )
    assert (response.status_code, response.json()["code"]) == (422, "archive_refused")


def test_an_event_asked_for_twice_is_kept_once(install: Install) -> None:
    here = install(reachable_networks=["127.0.0.0/8"])
    events = ["scan.failed", "scan.succeeded", "scan.failed"]
    hook = here.call(
        "POST", "/v1/webhooks", json={"url": "http://127.0.0.1:9/", "events": events}
    ).json()
    assert hook["events"] == ["scan.failed", "scan.succeeded"]
