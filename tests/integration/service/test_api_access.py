"""Keys, roles, organisations: who sees and may do what."""

import re
from datetime import timedelta
from typing import Any

import pytest
from installation import Install, Installation, png

from service.security import create_key
from service.store.tables import KeyRow, OrganisationRow, UploadRow, now

OPEN_ROUTES = {"/healthz/live", "/healthz/ready", "/metrics"}
NOBODY = "http://127.0.0.1:9/"
TUS = {"tus-resumable": "1.0.0", "upload-length": "10", "upload-offset": "0"}


def _routes(here: Installation) -> list[tuple[str, str]]:
    document = here.client.get("/openapi.json").json()
    return [
        (method.upper(), path)
        for path, operations in document["paths"].items()
        for method in operations
        if path not in OPEN_ROUTES and method != "options"
    ]


@pytest.mark.parametrize(
    "header",
    [
        None,
        "Bearer nonsense",
        "Bearer adscan_00000000_wrong",
        "Basic abc",
        "Bearer " + "x" * 5000,
        "Bearer adscan_é_é".encode("latin-1").decode("latin-1"),
    ],
)
def test_every_route_refuses_a_stranger(here: Installation, header: str | None) -> None:
    headers = {"authorization": header.encode("latin-1")} if header else {}
    for method, path in _routes(here):
        url = re.sub(r"\{[a-z_0-9]+\}", "01935d7e-8a3c-7b1e-9d43-2f6d5c1b0a99", path)
        response = here.client.request(method, url, headers={**headers, **TUS})
        assert response.status_code == 401, (method, path)
        assert response.headers["www-authenticate"] == "Bearer"


def test_expired_revoked_and_orphaned_keys_are_refused(here: Installation) -> None:
    def status(token: str) -> int:
        headers = {"authorization": f"Bearer {token}"}
        return int(here.client.get("/v1/scans", headers=headers).status_code)

    with here.parts.database.write() as session:
        org_id = here.org_id()
        expired = create_key(
            session, org_id, "old", "viewer", expires_at=now() - timedelta(seconds=1)
        )
        revoked = create_key(session, org_id, "lost", "viewer")
        session.get_one(KeyRow, revoked.id).revoked_at = now()
    good = here.key()
    assert [status(expired.token), status(revoked.token), status(good)] == [401, 401, 200]
    with here.parts.database.write() as session:
        session.get_one(OrganisationRow, here.org_id()).disabled_at = now()
    assert status(good) == 401


def test_roles_bound_what_a_key_may_do(here: Installation) -> None:
    viewer: dict[str, Any] = {"role": "viewer"}
    assert here.call("GET", "/v1/scans", **viewer).status_code == 200
    refused = here.call("POST", "/v1/scans", json={"caption": "a"}, **viewer)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert here.call("GET", "/v1/keys", role="inspector").status_code == 403
    assert here.call("GET", "/v1/audit", role="inspector").status_code == 403


def test_a_key_made_through_the_api_works_until_it_is_revoked(here: Installation) -> None:
    made = here.call("POST", "/v1/keys", json={"name": "pipeline", "role": "inspector"}).json()
    headers = {"authorization": f"Bearer {made['key']}"}
    assert here.client.get("/v1/scans", headers=headers).status_code == 200
    listed = here.call("GET", "/v1/keys").json()["items"]
    assert made["prefix"] in {key["prefix"] for key in listed}
    assert all("key" not in key and "secret" not in str(key) for key in listed)
    assert here.call("DELETE", f"/v1/keys/{made['id']}").status_code == 204
    assert here.client.get("/v1/scans", headers=headers).status_code == 401


def test_a_key_cannot_lock_its_holder_out(here: Installation) -> None:
    own = here.call("GET", "/v1/keys").json()["items"][0]["id"]
    refused = here.call("DELETE", f"/v1/keys/{own}")
    assert (refused.status_code, refused.json()["code"]) == (409, "own_key")
    assert here.call("GET", "/v1/scans").status_code == 200


def test_a_wrong_method_is_told_the_right_ones(here: Installation) -> None:
    response = here.call("PUT", "/v1/scans/01935d7e-8a3c-7b1e-9d43-2f6d5c1b0a99")
    assert (response.status_code, response.headers["allow"]) == (405, "DELETE, GET")


def test_a_key_cannot_have_scopes_beyond_its_role(here: Installation) -> None:
    body = {"name": "x", "role": "viewer", "scopes": ["keys:manage"]}
    assert here.call("POST", "/v1/keys", json=body).status_code == 422


def test_secrets_are_not_kept_as_they_are(here: Installation) -> None:
    token = here.key()
    with here.parts.database.read() as session:
        stored = str([vars(row) for row in session.query(KeyRow).all()])
    assert token.split("_", 2)[2] not in stored


def _one_of_everything(here: Installation) -> dict[str, str]:
    """Make one of each resource; their ids by the names of the paths' parameters."""
    events = ["scan.succeeded"]
    hook = here.call("POST", "/v1/webhooks", json={"url": NOBODY, "events": events}).json()
    scan_id = here.submit("cure")
    here.work()
    still = here.call("GET", f"/v1/scans/{scan_id}/stills").json()["items"][0]
    deliveries = here.call("GET", f"/v1/webhooks/{hook['id']}/deliveries").json()["items"]
    batch = here.call(
        "POST",
        "/v1/batches",
        content=b'{"caption": "cure"}\n',
        headers={"content-type": "application/jsonl"},
    ).json()
    upload = here.call("POST", "/v1/uploads", headers=TUS).headers["location"]
    return {
        "scan_id": scan_id,
        "sha256": still["sha256"],
        "batch_id": batch["id"],
        "upload_id": upload.rpartition("/")[2],
        "key_id": here.call("GET", "/v1/keys").json()["items"][0]["id"],
        "endpoint_id": hook["id"],
        "delivery_id": deliveries[0]["id"],
        "name": "vn",
    }


def test_another_organisation_finds_nothing_on_any_route(install: Install) -> None:
    here = install(reachable_networks=["127.0.0.0/8"], webhook_retry_seconds=3600)
    ids = _one_of_everything(here)
    bodies: dict[str, Any] = {
        "/v1/scans/{scan_id}/rejudge": {"json": {}},
        "/v1/webhooks/{endpoint_id}": {"json": {"enabled": False}},
        "/v1/uploads/{upload_id}": {
            "headers": {**TUS, "content-type": "application/offset+octet-stream"}
        },
    }
    readable = [path for method, path in _routes(here) if method == "GET" and "{" in path]
    settled = [path for path in readable if "webhooks" not in path]  # these are being delivered

    def seen_by_its_owner() -> list[str]:
        return [here.call("GET", path.format(**ids)).text for path in settled]

    assert {here.call("GET", path.format(**ids)).status_code for path in readable} == {200}
    before = seen_by_its_owner()
    walked = 0
    for method, path in _routes(here):
        options = dict(bodies.get(path, {})) if method in ("POST", "PATCH") else {}
        options.setdefault("headers", TUS)
        response = here.call(method, path.format(**ids), organisation="hue", **options)
        walked += 1
        if "{" in path and path != "/v1/rules/{name}":
            assert response.status_code == 404, (method, path, response.text)
            assert method == "HEAD" or response.json()["code"] == "not_found"
        elif method == "GET":
            assert not [
                name for name, own in ids.items() if name != "name" and own in response.text
            ]
    assert walked >= 30
    assert seen_by_its_owner() == before
    assert here.call("GET", f"/v1/webhooks/{ids['endpoint_id']}").json()["enabled"]


def test_a_foreign_delivery_is_not_sent_to_an_own_endpoint(install: Install) -> None:
    here = install(reachable_networks=["127.0.0.0/8"], webhook_retry_seconds=3600)
    delivery_id = _one_of_everything(here)["delivery_id"]
    body = {"url": NOBODY, "events": ["scan.succeeded"]}
    own = here.call("POST", "/v1/webhooks", json=body, organisation="hue").json()
    path = f"/v1/webhooks/{own['id']}/deliveries/{delivery_id}/redeliver"
    assert here.call("POST", path, organisation="hue").status_code == 404


def test_stolen_references_in_bodies_find_nothing(here: Installation) -> None:
    with here.parts.database.write() as session:
        upload = UploadRow(
            org_id=here.org_id(),
            length=1,
            received=1,
            sha256="0" * 64,
            expires_at=now() + timedelta(hours=1),
        )
        session.add(upload)
        session.flush()
        upload_id = upload.id
    response = here.call(
        "POST",
        "/v1/scans",
        json={"source": {"kind": "upload", "id": upload_id}},
        organisation="hue",
    )
    assert response.status_code == 422


def test_equal_content_is_not_shared_between_organisations(here: Installation) -> None:
    here.submit("cure", picture=png(3))
    here.work()
    other = here.submit("cure", picture=png(3), organisation="hue")
    assert here.call("GET", f"/v1/scans/{other}", organisation="hue").json()["status"] == "queued"


def test_changes_are_written_to_the_audit_log_of_the_organisation(here: Installation) -> None:
    scan_id = here.submit("cure")
    here.call("DELETE", f"/v1/scans/{scan_id}")
    entries = here.call("GET", "/v1/audit").json()["items"]
    assert [(entry["action"], entry["object_id"]) for entry in entries[:2]] == [
        ("scan.delete", scan_id),
        ("scan.create", scan_id),
    ]
    assert here.call("GET", "/v1/audit", organisation="hue").json()["items"] == []


def test_asking_too_often_is_answered_429_with_when_to_come_back(install: Install) -> None:
    here = install(rate_per_minute=3)
    answers = [here.call("GET", "/v1/rules") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[0].headers["ratelimit"].startswith('"key";r=2;')
    assert answers[0].headers["ratelimit-policy"] == '"key";q=3;w=60'
    assert int(answers[3].headers["retry-after"]) >= 1
    assert here.call("GET", "/v1/rules", organisation="hue").status_code == 200
