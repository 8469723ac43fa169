"""Scans through the API, with real records and files and a cheap scanner."""

import json
import threading
import time
from pathlib import Path

import pytest
from installation import Install, Installation, png

from service.store.files import content_key


def test_a_submitted_ad_is_scanned_and_its_report_read(here: Installation) -> None:
    response = here.call(
        "POST",
        "/v1/scans",
        files={"file": ("ad.png", png(), "image/png")},
        data={"caption": "cure", "external_id": "x1", "metadata": '{"page": "p"}'},
    )
    assert response.status_code == 202
    location = response.headers["location"]
    assert here.call("GET", location).json()["status"] == "queued"
    assert here.work() == ["done"]
    scan = here.call("GET", location).json()
    assert scan["status"] == "succeeded"
    assert scan["verdict"] == "violation"
    assert scan["report"]["schema"] == "adscan.report/1"
    assert scan["report"]["scan_id"] == scan["id"]
    assert scan["report"]["ad"]["metadata"] == {"page": "p"}
    assert scan["media"][0]["sha256"] == scan["report"]["media"][0]["sha256"]


def test_an_ad_of_words_alone_is_accepted_as_json(here: Installation) -> None:
    response = here.call("POST", "/v1/scans", json={"caption": "cure"})
    assert response.status_code == 202
    here.work()
    assert here.call("GET", response.headers["location"]).json()["verdict"] == "violation"


def test_findings_and_stills_are_resources(here: Installation) -> None:
    scan_id = here.submit("cure")
    here.submit("harmless")
    here.work()
    found = here.call("GET", f"/v1/scans/{scan_id}/findings").json()["items"]
    assert [item["finding"]["category"] for item in found] == ["cure_claim"]
    assert here.call("GET", "/v1/findings?category=cure_claim").json()["items"] == found
    assert here.call("GET", "/v1/findings?category=other").json()["items"] == []
    still = here.call("GET", f"/v1/scans/{scan_id}/stills").json()["items"][0]
    picture = here.call("GET", still["url"])
    assert picture.content == b"\xff\xd8\xff a still"
    assert picture.headers["content-type"] == "image/jpeg"


def test_prefer_wait_answers_with_the_report(here: Installation) -> None:
    worker = threading.Timer(0.3, here.work)
    worker.start()
    response = here.call(
        "POST", "/v1/scans", json={"caption": "cure"}, headers={"prefer": "wait=20"}
    )
    worker.join()
    assert response.status_code == 200
    assert response.headers["preference-applied"] == "wait=20"
    assert response.json()["report"]["verdict"] == "violation"


def test_prefer_wait_gives_up_in_time(here: Installation) -> None:
    started = time.monotonic()
    response = here.call("POST", "/v1/scans", json={"caption": "x"}, headers={"prefer": "wait=1"})
    assert response.status_code == 202
    assert time.monotonic() - started < 10


def test_the_same_content_is_answered_by_the_earlier_scan_unless_forced(here: Installation) -> None:
    first = here.submit("cure")
    here.work()
    again = here.call(
        "POST", "/v1/scans", files={"file": ("b.png", png())}, data={"caption": "cure"}
    )
    assert (again.status_code, again.json()["id"]) == (200, first)
    assert here.submit("cure", data={"force": "true"}) != first
    assert here.submit("other words") != first
    assert here.submit("cure", picture=png(9)) != first


def test_an_idempotency_key_replays_the_answer(here: Installation) -> None:
    headers = {"idempotency-key": "k-1"}
    first = here.call("POST", "/v1/scans", json={"caption": "a"}, headers=headers)
    second = here.call("POST", "/v1/scans", json={"caption": "a"}, headers=headers)
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second.headers["location"] == first.headers["location"]
    other = here.call("POST", "/v1/scans", json={"caption": "b"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert len(here.call("GET", "/v1/scans").json()["items"]) == 1


def test_an_idempotency_key_belongs_to_one_organisation(here: Installation) -> None:
    headers = {"idempotency-key": "k-1"}
    mine = here.call("POST", "/v1/scans", json={"caption": "a"}, headers=headers)
    theirs = here.call(
        "POST", "/v1/scans", json={"caption": "b"}, headers=headers, organisation="hue"
    )
    assert theirs.status_code == 202
    assert theirs.json()["id"] != mine.json()["id"]


def test_a_request_that_failed_can_be_made_again_with_its_key(here: Installation) -> None:
    headers = {"idempotency-key": "k-1"}
    body = {"caption": "a", "rule_set": "nowhere"}
    refused = here.call("POST", "/v1/scans", json=body, headers=headers)
    assert refused.status_code == 422
    assert here.call("POST", "/v1/scans", json={"caption": "a"}, headers=headers).status_code == 202


def test_equal_requests_at_once_make_one_scan(here: Installation) -> None:
    here.key()
    statuses: list[int] = []

    def post() -> None:
        response = here.call(
            "POST", "/v1/scans", json={"caption": "a"}, headers={"idempotency-key": "k"}
        )
        statuses.append(response.status_code)

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) <= {202, 409}
    assert 202 in statuses
    assert len(here.call("GET", "/v1/scans").json()["items"]) == 1


def test_the_list_filters_and_continues_where_it_stopped(here: Installation) -> None:
    ids = [here.submit(f"cure {number}" if number % 2 else f"fine {number}") for number in range(5)]
    here.work()
    seen: list[str] = []
    cursor = ""
    while True:
        page = here.call("GET", f"/v1/scans?limit=2{cursor}").json()
        seen += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == ids[::-1]
    violations = here.call("GET", "/v1/scans?verdict=violation&category=cure_claim").json()["items"]
    assert [item["id"] for item in violations] == [ids[3], ids[1]]
    assert here.call("GET", "/v1/scans?status=failed").json()["items"] == []


@pytest.mark.parametrize("change", ["x", "AAAA", "é", ""])
def test_a_tampered_cursor_is_refused(here: Installation, change: str) -> None:
    for number in range(3):
        here.submit(f"fine {number}")
    cursor = here.call("GET", "/v1/scans?limit=1").json()["next_cursor"]
    for forged in (cursor[:-2] + change, change + cursor[2:], change):
        response = here.call("GET", "/v1/scans", params={"limit": "1", "cursor": forged})
        assert (response.status_code, response.json()["code"]) == (400, "invalid_cursor")
    other_list = here.call("GET", f"/v1/scans?limit=1&status=queued&cursor={cursor}")
    assert other_list.status_code == 400


def test_a_queued_scan_can_be_cancelled_once(here: Installation) -> None:
    scan_id = here.submit()
    assert here.call("POST", f"/v1/scans/{scan_id}/cancel").json()["status"] == "cancelled"
    again = here.call("POST", f"/v1/scans/{scan_id}/cancel")
    assert (again.status_code, again.json()["code"]) == (409, "scan_ended")
    assert here.work() == []


def test_cancelled_work_stops(install: Install) -> None:
    here = install(heartbeat_seconds=0.05)
    scan_id = here.submit("sleep=60")
    outcomes: list[str] = []
    worker = threading.Thread(target=lambda: outcomes.extend(here.work()))
    worker.start()
    while here.call("GET", f"/v1/scans/{scan_id}").json()["status"] != "running":
        time.sleep(0.02)
    here.call("POST", f"/v1/scans/{scan_id}/cancel")
    worker.join(30)
    assert outcomes == ["stopped"]
    assert here.call("GET", f"/v1/scans/{scan_id}").json()["status"] == "cancelled"


def test_deleting_deletes_records_and_bytes_that_no_other_scan_uses(here: Installation) -> None:
    first = here.submit("cure")
    second = here.submit("cure as well")
    here.work()
    store = here.parts.files
    media = here.call("GET", f"/v1/scans/{first}").json()["media"][0]["sha256"]
    key = content_key(here.org_id(), media)
    assert here.call("DELETE", f"/v1/scans/{first}").status_code == 204
    assert here.call("GET", f"/v1/scans/{first}").status_code == 404
    assert store.size(key) is not None
    assert here.call("DELETE", f"/v1/scans/{second}").status_code == 204
    assert store.size(key) is None
    left = [path for path in (here.settings.data_dir / "files").rglob("*") if path.is_file()]
    assert left == []
    assert here.call("GET", "/v1/findings").json()["items"] == []


def test_a_scan_can_be_repeated_and_judged_again(here: Installation) -> None:
    first = here.submit("cure")
    early = here.call("POST", f"/v1/scans/{first}/rejudge", json={})
    assert (early.status_code, early.json()["code"]) == (409, "no_report")
    here.work()
    repeated = here.call("POST", f"/v1/scans/{first}/rescan").json()
    assert (repeated["parent_id"], repeated["kind"]) == (first, "scan")
    judged = here.call("POST", f"/v1/scans/{first}/rejudge", json={"rule_set": "vn"}).json()
    assert (judged["parent_id"], judged["kind"]) == (first, "rejudge")
    assert here.work() == ["done", "done"]
    assert here.call("GET", f"/v1/scans/{repeated['id']}").json()["verdict"] == "violation"
    unknown = here.call("POST", f"/v1/scans/{first}/rejudge", json={"rule_set": "xx"})
    assert unknown.status_code == 422


def test_progress_is_streamed_until_the_end(here: Installation) -> None:
    scan_id = here.submit("cure")
    worker = threading.Timer(0.7, here.work)
    worker.start()
    headers = {"authorization": f"Bearer {here.key()}"}
    with here.client.stream("GET", f"/v1/scans/{scan_id}/events", headers=headers) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        text = "".join(response.iter_text())
    worker.join()
    events = [block.split("\n") for block in text.strip().split("\n\n")]
    assert events[0][0] == "event: progress"
    assert events[-1][0] == "event: end"
    assert json.loads(events[-1][1].removeprefix("data: "))["status"] == "succeeded"


def test_a_poison_ad_fails_alone_with_its_reason(here: Installation) -> None:
    poison = here.submit("unreadable")
    healthy = here.submit("fine")
    here.work()
    scan = here.call("GET", f"/v1/scans/{poison}").json()
    assert (scan["status"], scan["error"]["code"]) == ("failed", "unreadable_media")
    assert here.call("GET", f"/v1/scans/{healthy}").json()["status"] == "succeeded"


def test_an_incomplete_look_is_partial(here: Installation) -> None:
    scan_id = here.submit("partial")
    here.work()
    assert here.call("GET", f"/v1/scans/{scan_id}").json()["status"] == "partial"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"%PDF-1.7 not an ad", "not_media"),
        (b"#EXTM3U\nhttp://127.0.0.1/x\n", "playlist_refused"),
        (b"PK\x03\x04zip", "not_media"),
    ],
)
def test_wrong_media_is_refused_at_the_door(here: Installation, content: bytes, code: str) -> None:
    response = here.call("POST", "/v1/scans", files={"file": ("ad.png", content)})
    assert (response.status_code, response.json()["code"]) == (415, code)
    assert here.call("GET", "/v1/scans").json()["items"] == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"caption": 7},
        {"caption": "a", "colour": "red"},
        {"caption": "a", "priority": "now"},
        {"caption": "a", "rule_set": "../../etc"},
        {"caption": "a\x00b"},
        {"source": {"kind": "url"}},
        {"source": {"kind": "url", "url": "ftp://example.org/a.mp4"}},
        {"source": {"kind": "upload", "id": "01935d7e-8a3c-7b1e-9d43-2f6d5c1b0a99"}},
        {"source": {"kind": "object", "key": "a/../../b"}},
        {"caption": "x" * 20_001},
    ],
)
def test_a_faulty_submission_is_explained_and_leaves_nothing(
    here: Installation, body: dict[str, object]
) -> None:
    response = here.call("POST", "/v1/scans", json=body)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["errors"] or problem["code"] != "invalid_request"
    assert problem["request_id"] == response.headers["x-request-id"]
    assert here.call("GET", "/v1/scans").json()["items"] == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/ad.mp4",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]:9/",
        "http://[::ffff:10.0.0.1]/",
        "http://0x7f.1/",
        "http://localhost:5432/",
    ],
)
def test_a_url_to_a_private_address_is_refused_at_once(here: Installation, url: str) -> None:
    response = here.call("POST", "/v1/scans", json={"source": {"kind": "url", "url": url}})
    assert (response.status_code, response.json()["code"]) == (422, "address_forbidden")


@pytest.mark.parametrize("moment", ["0.5", "1700000000", "2026-01-01", "2026-01-01T00:00:00"])
def test_a_moment_without_its_offset_is_refused(here: Installation, moment: str) -> None:
    response = here.call("GET", "/v1/scans", params={"created_before": moment})
    assert response.status_code == 422


def test_the_list_can_be_bounded_in_time(here: Installation) -> None:
    scan_id = here.submit("fine")
    early = here.call("GET", "/v1/scans", params={"created_before": "2020-01-01T00:00:00+07:00"})
    assert early.json()["items"] == []
    late = here.call("GET", "/v1/scans", params={"created_after": "2020-01-01T00:00:00Z"})
    assert [item["id"] for item in late.json()["items"]] == [scan_id]


def test_a_url_whose_host_does_not_resolve_is_refused_at_once(here: Installation) -> None:
    source = {"kind": "url", "url": "http://host.invalid/ad.mp4"}
    response = here.call("POST", "/v1/scans", json={"source": source})
    assert (response.status_code, response.json()["code"]) == (422, "fetch_failed")


@pytest.mark.parametrize("kind", ["text/plain", "", "application/xml"])
def test_an_unknown_kind_of_body_is_refused(here: Installation, kind: str) -> None:
    response = here.call("POST", "/v1/scans", content=b"x", headers={"content-type": kind})
    assert response.status_code == 415


def test_a_body_larger_than_allowed_is_refused_before_it_is_stored(install: Install) -> None:
    here = install(max_upload_bytes=1_000_000, max_json_bytes=2_000)
    large = here.call("POST", "/v1/scans", files={"file": ("a.png", png() + bytes(2_200_000))})
    assert (large.status_code, large.json()["code"]) == (413, "body_too_large")
    chunked = here.call(
        "POST",
        "/v1/scans",
        content=(b" " * 500 for _ in range(10)),
        headers={"content-type": "application/json"},
    )
    assert chunked.status_code == 413
    assert not list((here.settings.data_dir / "files").rglob("*.png"))


def test_malformed_multipart_is_refused(here: Installation) -> None:
    response = here.call(
        "POST",
        "/v1/scans",
        content=b"--x\r\nrubbish",
        headers={"content-type": "multipart/form-data; boundary=x"},
    )
    assert response.status_code in (400, 422)
    assert response.headers["content-type"] == "application/problem+json"


def test_a_file_name_from_outside_names_no_path(here: Installation, tmp_path: Path) -> None:
    response = here.call("POST", "/v1/scans", files={"file": ("../../etc/passwd.png", png())})
    assert response.status_code == 202
    assert response.json()["media"][0]["name"] == "passwd.png"
    assert here.work() == ["done"]
