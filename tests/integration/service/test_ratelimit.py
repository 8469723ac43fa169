"""A key's bucket empties with each request, at whichever process, and fills with time."""

import threading
from datetime import timedelta

import pytest
from records import add_organisation

from service.ratelimit import RateLimit
from service.security import create_key
from service.store.buckets import draw
from service.store.database import Database
from service.store.tables import now


@pytest.fixture
def key(database: Database) -> str:
    org_id = add_organisation(database)
    with database.write() as session:
        return create_key(session, org_id, "test", "admin").id


def test_the_bucket_empties_and_refills_evenly(database: Database, key: str) -> None:
    at = [1_000_000.0]
    limit = RateLimit(database, 60, clock=lambda: at[0])
    assert [limit.take(key).allowed for _ in range(61)] == [True] * 60 + [False]
    at[0] += 1.0
    assert [limit.take(key).allowed for _ in range(2)] == [True, False]
    at[0] += 1000.0
    assert limit.take(key).remaining == 59


def test_processes_share_the_bucket_of_a_key(database: Database, key: str) -> None:
    other = Database(database.engine.url.render_as_string(hide_password=False))
    at = 1_000_000.0
    limits = [RateLimit(each, 60, clock=lambda: at) for each in (database, other)]
    passed = sum(limits[number % 2].take(key).allowed for number in range(200))
    other.close()
    assert passed == 60


def test_threads_share_the_bucket_of_a_key(database: Database, key: str) -> None:
    limit = RateLimit(database, 40, clock=lambda: 1_000_000.0)
    passed: list[bool] = []
    threads = [
        threading.Thread(target=lambda: passed.extend(limit.take(key).allowed for _ in range(15)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(passed), sum(passed)) == (60, 40)


def test_what_a_process_drew_and_did_not_use_is_void_after_a_minute(
    database: Database, key: str
) -> None:
    at = [1_000_000.0]
    limit = RateLimit(database, 60, clock=lambda: at[0])
    limit.take(key)
    at[0] += 61
    assert [limit.take(key).allowed for _ in range(61)] == [True] * 60 + [False]


def test_keys_do_not_share_a_bucket(database: Database, key: str) -> None:
    with database.write() as session:
        other = create_key(session, add_organisation(database, "hue"), "test", "admin").id
    limit = RateLimit(database, 1, clock=lambda: 1_000_000.0)
    assert [limit.take(one).allowed for one in (key, key, other)] == [True, False, True]


def test_a_refusal_says_when_to_come_back(database: Database, key: str) -> None:
    limit = RateLimit(database, 6, clock=lambda: 1_000_000.0)
    for _ in range(6):
        limit.take(key)
    headers = limit.take(key).headers()
    assert headers["retry-after"] == "10"
    assert headers["ratelimit"] == '"key";r=0;t=60'


def test_a_clock_that_is_behind_adds_nothing(database: Database, key: str) -> None:
    at = now()
    minute = timedelta(minutes=1)
    with database.write() as session:
        assert draw(session, key, 5, 5, minute, at) == (5, 0.0)
        assert draw(session, key, 5, 5, minute, at - minute) == (0, 0.0)
        assert draw(session, key, 5, 5, minute, at + minute / 5) == (1, 0.0)
