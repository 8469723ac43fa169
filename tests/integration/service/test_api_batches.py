"""Batches: manifests, archives, results; hostile archives."""

import io
import json
import zipfile

import pytest
from installation import Install, Installation, png

JSONL = "application/jsonl"


def _post(here: Installation, content: bytes, kind: str = JSONL, **options: object) -> object:
    return here.call(
        "POST", "/v1/batches", content=content, headers={"content-type": kind}, **options
    )


def _zip(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return target.getvalue()


def _results(here: Installation, batch_id: str) -> list[dict[str, object]]:
    text = here.call("GET", f"/v1/batches/{batch_id}/results").text
    return [json.loads(line) for line in text.splitlines()]


def test_a_manifest_of_lines_becomes_scans_in_its_order(here: Installation) -> None:
    lines = [
        {"caption": "cure" if number == 1 else "fine", "external_id": f"x{number}"}
        for number in range(3)
    ]
    body = "\n".join(json.dumps(line) for line in lines).encode()
    batch = _post(here, body).json()
    assert (batch["total"], batch["counts"]["queued"]) == (3, 3)
    here.work()
    done = here.call("GET", f"/v1/batches/{batch['id']}").json()
    assert done["counts"]["succeeded"] == 3
    results = _results(here, batch["id"])
    assert [result["external_id"] for result in results] == ["x0", "x1", "x2"]
    assert [result["verdict"] for result in results] == ["clear", "violation", "clear"]
    assert results[1]["report"]["findings"][0]["category"] == "cure_claim"
    listed = here.call("GET", f"/v1/scans?batch_id={batch['id']}").json()["items"]
    assert len(listed) == 3


def test_a_table_becomes_scans(here: Installation) -> None:
    table = 'caption,external_id,metadata\n"cure, at last",x1,"{""page"": 1}"\nfine,x2,\n'
    batch = _post(here, ("\ufeff" + table).encode(), "text/csv").json()
    here.work()
    first, second = _results(here, batch["id"])
    assert first["report"]["ad"]["caption"] == "cure, at last"
    assert first["report"]["ad"]["metadata"] == {"page": 1}
    assert second["external_id"] == "x2"


def test_an_archive_of_media_becomes_one_scan_for_each(here: Installation) -> None:
    archive = _zip(("a/one.png", png(1)), ("two.png", png(2)), ("__MACOSX/._two.png", b"x"))
    batch = _post(here, archive, "application/zip").json()
    here.work()
    results = _results(here, batch["id"])
    assert [result["external_id"] for result in results] == ["a/one.png", "two.png"]
    assert {result["status"] for result in results} == {"succeeded"}


def test_an_archive_with_a_manifest_joins_words_and_media(here: Installation) -> None:
    manifest = json.dumps({"file": "one.png", "caption": "cure"}).encode()
    archive = _zip(("manifest.jsonl", manifest), ("one.png", png(1)))
    batch = _post(here, archive, "application/zip").json()
    here.work()
    (result,) = _results(here, batch["id"])
    assert (result["verdict"], len(result["media"])) == ("violation", 1)


def test_a_batch_gives_way_to_interactive_scans(here: Installation) -> None:
    _post(here, b'{"caption": "later"}')
    urgent = here.submit("now", data={"priority": "interactive"})
    here.work(turns=1)
    assert here.call("GET", f"/v1/scans/{urgent}").json()["status"] == "succeeded"


def test_a_batch_can_be_cancelled(here: Installation) -> None:
    batch = _post(here, b'{"caption": "a"}\n{"caption": "b"}').json()
    after = here.call("POST", f"/v1/batches/{batch['id']}/cancel").json()
    assert after["counts"]["cancelled"] == 2
    assert here.work() == []


def test_a_batch_repeated_with_its_key_is_made_once(here: Installation) -> None:
    headers = {"content-type": JSONL, "idempotency-key": "b-1"}
    answers = [
        here.call("POST", "/v1/batches", content=b'{"caption": "a"}', headers=headers)
        for _ in range(2)
    ]
    assert answers[0].content == answers[1].content
    assert len(here.call("GET", "/v1/batches").json()["items"]) == 1


@pytest.mark.parametrize(
    ("content", "kind", "pointer"),
    [
        (b'{"caption": "a"}\n{"colour": 1}\n', JSONL, "/body/2/colour"),
        (b'{"caption": "a"}\nnot json\n', JSONL, "/body/2"),
        (b"[" * 100_000, JSONL, "/body/1"),
        (b"\xff\xfe", JSONL, "/body"),
        (b"", JSONL, "/body"),
        (b"caption,external_id\nonly one\n", "text/csv", "/body/2"),
        (b"caption,colour\na,red\n", "text/csv", "/body/2/colour"),
        (b'{"file": "a.png"}', JSONL, "/body/1/file"),
        (b"{}", JSONL, "/body/1"),
    ],
)
def test_a_faulty_line_refuses_the_whole_batch_and_is_named(
    here: Installation, content: bytes, kind: str, pointer: str
) -> None:
    response = _post(here, content, kind)
    assert response.status_code == 422, response.text
    assert response.json()["errors"][0]["pointer"] == pointer
    assert here.call("GET", "/v1/batches").json()["items"] == []
    assert here.call("GET", "/v1/scans").json()["items"] == []


def _link() -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("link.png")
    entry.external_attr = 0o120777 << 16
    return entry


@pytest.mark.parametrize(
    ("archive", "status", "code"),
    [
        (_zip(("../../escape.png", png())), 422, "archive_refused"),
        (_zip(("/etc/escape.png", png())), 422, "archive_refused"),
        (_zip(("a\\..\\..\\escape.png", png())), 422, "archive_refused"),
        (_zip((_link(), b"/etc/passwd")), 422, "archive_refused"),
        (_zip(("bomb.png", png() + bytes(30_000_000))), 422, "archive_refused"),
        (_zip(("manifest.jsonl", b"[" * 30_000_000)), 422, "archive_refused"),
        (_zip(("readme.txt", b"no media")), 415, "not_media"),
        (_zip(), 422, "archive_refused"),
        (b"PK\x03\x04 broken", 422, "archive_refused"),
        (_zip(("a.png", png()))[:-30], 422, "archive_refused"),
    ],
)
def test_a_hostile_archive_is_refused_and_leaves_nothing(
    here: Installation, archive: bytes, status: int, code: str
) -> None:
    response = _post(here, archive, "application/zip")
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert here.call("GET", "/v1/batches").json()["items"] == []
    assert not list(here.settings.data_dir.rglob("*escape*"))


def test_an_archive_that_unpacks_to_more_than_allowed_is_refused(install: Install) -> None:
    here = install(max_unpacked_bytes=100)
    response = _post(here, _zip(("a.png", png(1)), ("b.png", png(2))), "application/zip")
    assert (response.status_code, response.json()["code"]) == (413, "limit_exceeded")


def test_more_ads_than_allowed_are_refused(install: Install) -> None:
    here = install(max_batch_items=2)
    response = _post(here, b'{"caption": "a"}\n' * 3)
    assert (response.status_code, response.json()["code"]) == (413, "limit_exceeded")
