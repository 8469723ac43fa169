"""What need not be kept is forgotten: rows, bytes, uploads, what a crash left; nothing else."""

from datetime import timedelta
from pathlib import Path

import pytest
from installation import Install, Installation, png

from service.background.retention import Retention
from service.store import blobs
from service.store.files import content_key, sha256_of
from service.store.tables import (
    BlobRow,
    FindingRow,
    IdempotencyRow,
    ReportRow,
    ScanFileRow,
    ScanRow,
    StillRow,
    UploadRow,
    now,
)

LONG_AGO = timedelta(days=40)


def _forget(here: Installation) -> None:
    Retention(here.settings, here.parts.database, here.parts.files).forget()


def _age(here: Installation, scan_id: str) -> None:
    with here.parts.database.write() as session:
        session.get_one(ScanRow, scan_id).finished_at = now() - LONG_AGO


def _bytes_kept(here: Installation) -> set[str]:
    root = here.settings.data_dir / "files"
    return {path.name for path in root.rglob("*") if path.is_file()}


def _done(here: Installation, colour: int) -> str:
    scan_id = here.submit("cure", picture=png(colour))
    here.work()
    return scan_id


def test_an_old_scan_goes_with_all_it_holds_and_a_young_one_stays(install: Install) -> None:
    here = install(scan_days=30)
    old = _done(here, 1)
    kept_by_old = _bytes_kept(here)
    young = _done(here, 2)
    _age(here, old)
    _forget(here)
    assert here.call("GET", f"/v1/scans/{old}").status_code == 404
    assert here.call("GET", f"/v1/scans/{young}").json()["verdict"] == "violation"
    with here.parts.database.read() as session:
        for table in (FindingRow, ReportRow, ScanFileRow, StillRow):
            assert {row.scan_id for row in session.query(table)} == {young}
    shared_still = {
        item["sha256"] for item in here.call("GET", f"/v1/scans/{young}/stills").json()["items"]
    }
    assert kept_by_old & _bytes_kept(here) == shared_still


def test_old_media_goes_and_the_report_with_its_stills_stays(install: Install) -> None:
    here = install(media_days=30)
    scan_id = _done(here, 1)
    media = here.call("GET", f"/v1/scans/{scan_id}").json()["media"][0]["sha256"]
    _age(here, scan_id)
    _forget(here)
    assert media not in _bytes_kept(here)
    scan = here.call("GET", f"/v1/scans/{scan_id}").json()
    assert (scan["verdict"], scan["media"][0]["sha256"]) == ("violation", None)
    still = here.call("GET", f"/v1/scans/{scan_id}/stills").json()["items"][0]
    assert here.call("GET", still["url"]).status_code == 200
    again = here.call("POST", f"/v1/scans/{scan_id}/rescan")
    assert (again.status_code, again.json()["code"]) == (409, "media_deleted")


def test_media_that_a_younger_scan_uses_stays(install: Install) -> None:
    here = install(media_days=30)
    old = _done(here, 1)
    here.submit("other words", picture=png(1))
    _age(here, old)
    _forget(here)
    assert here.work() == ["done"]


def test_without_a_policy_everything_stays(here: Installation) -> None:
    scan_id = _done(here, 1)
    _age(here, scan_id)
    before = _bytes_kept(here)
    _forget(here)
    assert here.call("GET", f"/v1/scans/{scan_id}").json()["verdict"] == "violation"
    assert _bytes_kept(here) == before


def test_a_scan_that_has_not_ended_is_never_too_old(install: Install) -> None:
    here = install(scan_days=1, media_days=1)
    scan_id = here.submit("cure")
    with here.parts.database.write() as session:
        session.get_one(ScanRow, scan_id).created_at = now() - LONG_AGO
    _forget(here)
    assert here.work() == ["done"]


@pytest.mark.parametrize("whole", [True, False])
def test_an_upload_past_its_time_is_deleted(here: Installation, whole: bool) -> None:
    content = png(9)
    location = here.call(
        "POST",
        "/v1/uploads",
        headers={"tus-resumable": "1.0.0", "upload-length": str(len(content))},
    ).headers["location"]
    here.call(
        "PATCH",
        location,
        headers={
            "tus-resumable": "1.0.0",
            "upload-offset": "0",
            "content-type": "application/offset+octet-stream",
        },
        content=content if whole else content[:10],
    )
    assert len(_bytes_kept(here)) == 1
    with here.parts.database.write() as session:
        session.query(UploadRow).one().expires_at = now() - timedelta(seconds=1)
    _forget(here)
    assert _bytes_kept(here) == set()
    with here.parts.database.read() as session:
        assert session.query(UploadRow).count() == 0


def test_bytes_that_a_crash_left_without_a_scan_are_found(
    here: Installation, tmp_path: Path
) -> None:
    parts = here.parts
    left = tmp_path / "left"
    left.write_bytes(png(7))
    digest = sha256_of(left)
    blobs.prepare(parts.database, parts.files, here.org_id(), digest, left)
    _forget(here)
    assert parts.files.size(content_key(here.org_id(), digest)) == len(png(7))
    with parts.database.write() as session:
        session.query(BlobRow).one().kept_at = now() - timedelta(hours=2)
    _forget(here)
    assert parts.files.size(content_key(here.org_id(), digest)) is None


def test_answers_kept_for_repeated_requests_go_after_their_hours(install: Install) -> None:
    here = install(idempotency_hours=1)
    request = {"json": {"caption": "cure"}, "headers": {"idempotency-key": "k"}}
    first = here.call("POST", "/v1/scans", **request)
    _forget(here)
    assert here.call("POST", "/v1/scans", **request).json() == first.json()
    with here.parts.database.write() as session:
        session.query(IdempotencyRow).one().created_at = now() - timedelta(hours=2)
    _forget(here)
    assert here.call("POST", "/v1/scans", **request).json()["id"] != first.json()["id"]
