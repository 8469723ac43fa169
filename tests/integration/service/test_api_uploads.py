"""Resumable uploads by the tus protocol."""

import base64

import pytest
from installation import Install, Installation, png

TUS = {"tus-resumable": "1.0.0"}
PART = {**TUS, "content-type": "application/offset+octet-stream"}


def _create(here: Installation, length: int, name: str = "ad.png") -> str:
    metadata = "filename " + base64.b64encode(name.encode()).decode()
    response = here.call(
        "POST",
        "/v1/uploads",
        headers={**TUS, "upload-length": str(length), "upload-metadata": metadata},
    )
    assert response.status_code == 201
    return str(response.headers["location"])


def _patch(here: Installation, location: str, offset: int, content: bytes) -> object:
    headers = {**PART, "upload-offset": str(offset)}
    return here.call("PATCH", location, headers=headers, content=content)


def test_a_file_sent_in_parts_is_scanned_as_a_whole(here: Installation) -> None:
    content = png(5)
    location = _create(here, len(content))
    assert _patch(here, location, 0, content[:20]).headers["upload-offset"] == "20"
    assert here.call("HEAD", location, headers=TUS).headers["upload-offset"] == "20"
    assert _patch(here, location, 20, content[20:]).status_code == 204
    upload = here.call("GET", location).json()
    assert (upload["received"], upload["name"]) == (len(content), "ad.png")
    source = {"kind": "upload", "id": upload["id"]}
    scan = here.call("POST", "/v1/scans", json={"source": source}).json()
    assert scan["media"][0]["sha256"] == upload["sha256"]
    assert here.work() == ["done"]
    parts = (here.settings.data_dir / "files" / "uploads").rglob("*")
    assert not [path for path in parts if path.is_file()]


def test_a_part_at_the_wrong_place_is_told_where_to_go_on(here: Installation) -> None:
    location = _create(here, 100)
    _patch(here, location, 0, b"x" * 10)
    again = _patch(here, location, 0, b"x" * 10)
    assert (again.status_code, again.headers["upload-offset"]) == (409, "10")


def test_an_unfinished_upload_cannot_be_scanned(here: Installation) -> None:
    location = _create(here, 100)
    source = {"kind": "upload", "id": location.rpartition("/")[2]}
    response = here.call("POST", "/v1/scans", json={"source": source})
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (
        422,
        "/body/source/id",
    )


def test_more_than_announced_is_refused(here: Installation) -> None:
    location = _create(here, 10)
    assert _patch(here, location, 0, b"x" * 11).status_code == 413
    assert here.call("HEAD", location, headers=TUS).headers["upload-offset"] == "0"


def test_what_is_no_media_is_refused_and_forgotten(here: Installation) -> None:
    location = _create(here, 8)
    assert _patch(here, location, 0, b"%PDF-1.7").status_code == 415
    assert here.call("GET", location).status_code == 404
    assert [p for p in (here.settings.data_dir / "files").rglob("*") if p.is_file()] == []


def test_an_upload_can_be_given_up(here: Installation) -> None:
    location = _create(here, 100)
    _patch(here, location, 0, b"x" * 10)
    assert here.call("DELETE", location, headers=TUS).status_code == 204
    assert here.call("HEAD", location, headers=TUS).status_code == 404
    assert [p for p in (here.settings.data_dir / "files").rglob("*") if p.is_file()] == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"upload-length": "10"}, 412),
        ({**TUS, "upload-length": "-1"}, 422),
        ({**TUS, "upload-length": "0"}, 422),
        ({**TUS, "upload-length": "many"}, 422),
        (TUS, 422),
        ({**TUS, "upload-length": "10", "upload-metadata": "filename ???"}, 422),
        ({"tus-resumable": "0.2.1", "upload-length": "10"}, 412),
        ({**TUS, "upload-length": "999999999999"}, 413),
    ],
)
def test_a_faulty_announcement_is_refused(
    here: Installation, headers: dict[str, str], status: int
) -> None:
    response = here.call("POST", "/v1/uploads", headers=headers)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


def test_the_protocol_is_announced(here: Installation) -> None:
    headers = here.client.options("/v1/uploads").headers
    assert headers["tus-version"] == "1.0.0"
    assert int(headers["tus-max-size"]) == here.settings.max_upload_bytes


def test_an_expired_upload_is_not_there(install: Install) -> None:
    here = install(upload_expires_seconds=0.000001)
    location = _create(here, 10)
    assert here.call("GET", location).status_code == 404
