"""Scans that name objects of a bucket, against an S3 server process."""

import uuid
from typing import Any

import boto3
import pytest
from installation import Install, Installation, png


@pytest.fixture
def bucket(s3_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    service = boto3.resource("s3", endpoint_url=s3_endpoint, region_name="us-east-1")
    return service.create_bucket(Bucket=f"ads-{uuid.uuid4().hex[:12]}")


@pytest.fixture
def here(install: Install, bucket: Any, s3_endpoint: str) -> Installation:
    return install(
        object_bucket=bucket.name,
        s3_endpoint_url=s3_endpoint,
        files_url=f"s3://{bucket.name}/kept",
        max_upload_bytes=10_000,
    )


def _submit(here: Installation, key: str, organisation: str = "hanoi") -> dict[str, Any]:
    response = here.call(
        "POST",
        "/v1/scans",
        json={"source": {"kind": "object", "key": key}, "caption": "cure"},
        organisation=organisation,
    )
    assert response.status_code == 202, response.text
    here.work()
    scan: dict[str, Any] = here.call(
        "GET", response.headers["location"], organisation=organisation
    ).json()
    return scan


def test_an_object_of_the_organisation_is_scanned_and_kept(here: Installation, bucket: Any) -> None:
    bucket.put_object(Key=f"{here.org_id()}/2026/ad.png", Body=png(4))
    scan = _submit(here, "2026/ad.png")
    assert (scan["status"], scan["verdict"]) == ("succeeded", "violation")
    assert scan["media"][0]["sha256"] == scan["report"]["media"][0]["sha256"]
    still = here.call("GET", f"/v1/scans/{scan['id']}/stills").json()["items"][0]
    assert here.call("GET", still["url"]).content == b"\xff\xd8\xff a still"
    kept = {entry.key for entry in bucket.objects.filter(Prefix="kept/")}
    assert len(kept) == 2
    assert here.call("DELETE", f"/v1/scans/{scan['id']}").status_code == 204
    assert not list(bucket.objects.filter(Prefix="kept/"))
    assert list(bucket.objects.filter(Prefix=f"{here.org_id()}/"))


def test_an_object_of_another_organisation_is_not_there(here: Installation, bucket: Any) -> None:
    bucket.put_object(Key=f"{here.org_id()}/ad.png", Body=png(4))
    scan = _submit(here, "ad.png", organisation="hue")
    assert (scan["status"], scan["error"]["code"]) == ("failed", "not_found")
    scan = _submit(here, f"{here.org_id()}/ad.png", organisation="hue")
    assert (scan["status"], scan["error"]["code"]) == ("failed", "not_found")


def test_an_object_larger_than_allowed_is_not_fetched(here: Installation, bucket: Any) -> None:
    bucket.put_object(Key=f"{here.org_id()}/large.png", Body=png(4) + bytes(20_000))
    scan = _submit(here, "large.png")
    assert (scan["status"], scan["error"]["code"]) == ("failed", "limit_exceeded")


@pytest.mark.parametrize("key", ["../x/ad.png", "a/../../b", "/ad.png", "a//b", "é.png"])
def test_a_key_that_leaves_its_place_is_refused(here: Installation, key: str) -> None:
    response = here.call("POST", "/v1/scans", json={"source": {"kind": "object", "key": key}})
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
