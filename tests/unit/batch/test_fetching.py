"""Media on the web are fetched only when asked, once, and never stop the rest."""

from pathlib import Path

import pytest

from service.batch.fetching import Download, Fetching
from service.batch.items import BatchItem, BatchPlan
from service.batch.outcome import Failure
from workers.errors import InputNotFound
from workers.report import Ad

_PICTURE = b"\x89PNG\r\n\x1a\n picture"


def _item(key: str, *addresses: str, words: str | None = None) -> BatchItem:
    failure = None if words else Failure("media_not_fetched", "No text.")
    return BatchItem(key, (), Ad(caption=words), addresses, True, failure)


def _plan(*items: BatchItem) -> BatchPlan:
    return BatchPlan(items, (), {})


def _fetched(plan: BatchPlan, out: Path, download: Download) -> BatchPlan:
    fetching = Fetching(plan, out)
    fetching.run(download, lambda: None)
    return fetching.plan()


def test_what_is_fetched_is_scanned_and_not_fetched_twice(tmp_path: Path) -> None:
    asked: list[str] = []

    def download(address: str, path: Path) -> None:
        asked.append(address)
        path.write_bytes(_PICTURE)

    plan = _plan(_item("a", "https://c.example/1.jpg?oh=one"))
    (item,) = _fetched(plan, tmp_path, download).items
    assert [path.read_bytes() for path in item.media] == [_PICTURE]
    assert not item.media_unseen
    assert item.failure is None
    signed_anew = _plan(_item("a", "https://c.example/1.jpg?oh=two"))
    (again,) = _fetched(signed_anew, tmp_path, download).items
    assert again.media == item.media
    assert asked == ["https://c.example/1.jpg?oh=one"]


def test_what_cannot_be_fetched_is_said_without_its_token(tmp_path: Path) -> None:
    def download(address: str, path: Path) -> None:
        path.write_bytes(b"half")
        raise InputNotFound("Gone.")

    words = _item("a", "https://c.example/1.jpg?oh=secret", words="Trà")
    silent = _item("b", "https://c.example/2.jpg")
    plan = _fetched(_plan(words, silent), tmp_path, download)
    assert [item.media for item in plan.items] == [(), ()]
    assert plan.items[0].media_unseen
    assert plan.items[0].failure is None
    assert plan.items[1].failure == Failure.of(InputNotFound("Gone."))
    assert [left.failure.code for left in plan.left_out] == ["not_found", "not_found"]
    assert "secret" not in plan.left_out[0].name
    assert not list((tmp_path / "fetched").iterdir())


def test_ads_with_media_at_hand_are_left_alone(tmp_path: Path) -> None:
    item = BatchItem("a", (tmp_path / "a.png",), Ad(), ("https://c.example/1.jpg",))

    def download(address: str, path: Path) -> None:
        raise AssertionError(address)

    assert _fetched(_plan(item), tmp_path, download).items == (item,)


def test_one_address_of_several_ads_is_asked_once(tmp_path: Path) -> None:
    asked: list[str] = []

    def download(address: str, path: Path) -> None:
        asked.append(address)
        if address.endswith("gone"):
            raise InputNotFound("Gone.")
        path.write_bytes(_PICTURE)

    there, gone = "https://c.example/there", "https://c.example/gone"
    plan = _fetched(_plan(*(_item(key, there, gone) for key in "abc")), tmp_path, download)
    assert sorted(asked) == [gone, there]
    assert [(len(item.media), item.media_unseen) for item in plan.items] == [(1, True)] * 3
    assert len(plan.left_out) == 3


def test_a_page_in_place_of_a_picture_is_not_scanned(tmp_path: Path) -> None:
    def download(address: str, path: Path) -> None:
        path.write_text("<!doctype html><title>Log in</title>")

    words, silent = (
        _item("a", "https://c.example/1", words="Trà"),
        _item("b", "https://c.example/2"),
    )
    plan = _fetched(_plan(words, silent), tmp_path, download)
    assert [item.media for item in plan.items] == [(), ()]
    assert plan.items[1].failure
    assert "a web page" in plan.items[1].failure.detail
    assert not list((tmp_path / "fetched").iterdir())


def test_what_was_fetched_before_an_interrupt_is_kept(tmp_path: Path) -> None:
    def told() -> None:
        raise KeyboardInterrupt

    def download(address: str, path: Path) -> None:
        path.write_bytes(_PICTURE)

    items = [_item(str(n), f"https://c.example/{n}") for n in range(3)]
    fetching = Fetching(_plan(*items), tmp_path)
    with pytest.raises(KeyboardInterrupt):
        fetching.run(download, told)
    plan = fetching.plan()
    assert any(item.media for item in plan.items)
    assert not plan.left_out
