"""Media on the web are fetched only when asked, once, and never stop the rest."""

from pathlib import Path

from service.batch.fetching import with_fetched
from service.batch.items import BatchItem, BatchPlan
from service.batch.outcome import Failure
from workers.errors import InputNotFound
from workers.report import Ad


def _item(key: str, *addresses: str, words: str | None = None) -> BatchItem:
    failure = None if words else Failure("media_not_fetched", "No text.")
    return BatchItem(key, (), Ad(caption=words), addresses, True, failure)


def _plan(*items: BatchItem) -> BatchPlan:
    return BatchPlan(items, (), {})


def test_what_is_fetched_is_scanned_and_not_fetched_twice(tmp_path: Path) -> None:
    asked: list[str] = []

    def download(address: str, path: Path) -> None:
        asked.append(address)
        path.write_bytes(b"picture")

    plan = _plan(_item("a", "https://c.example/1.jpg?oh=one"))
    (item,) = with_fetched(plan, tmp_path, download).items
    assert [path.read_bytes() for path in item.media] == [b"picture"]
    assert not item.media_unseen
    assert item.failure is None
    signed_anew = _plan(_item("a", "https://c.example/1.jpg?oh=two"))
    (again,) = with_fetched(signed_anew, tmp_path, download).items
    assert again.media == item.media
    assert asked == ["https://c.example/1.jpg?oh=one"]


def test_what_cannot_be_fetched_is_said_without_its_token(tmp_path: Path) -> None:
    def download(address: str, path: Path) -> None:
        path.write_bytes(b"half")
        raise InputNotFound("Gone.")

    words = _item("a", "https://c.example/1.jpg?oh=secret", words="Trà")
    silent = _item("b", "https://c.example/2.jpg")
    plan = with_fetched(_plan(words, silent), tmp_path, download)
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

    assert with_fetched(_plan(item), tmp_path, download).items == (item,)
