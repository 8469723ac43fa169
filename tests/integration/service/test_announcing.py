"""From the outbox through a real broker (RabbitMQ, Redis, files): nothing lost, nothing stuck."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from brokers import OwnBroker, own_rabbitmq, own_redis
from celery import Celery
from kombu.exceptions import OperationalError
from records import add_organisation, add_scan
from sqlalchemy import func, select

from service.background.relay import Relay
from service.background.sweeper import Sweeper
from service.store import queue
from service.store.database import Database
from service.store.migrations import upgrade
from service.store.queue import RetryPolicy
from service.store.tables import OutboxRow, ScanRow
from workers.celery_app import Broker, make_celery, open_line

BROKERS = {
    "files": "",
    "rabbitmq": os.environ.get("ADSCAN_TEST_RABBITMQ", "amqp://guest:guest@127.0.0.1:5672//"),
    "redis": os.environ.get("ADSCAN_TEST_REDIS", "redis://127.0.0.1:6379/15"),
}
POLICY = RetryPolicy(max_attempts=3, seconds=0.0)


@pytest.fixture(params=sorted(BROKERS))
def celery(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Celery]:
    name = f"adscan.test.{uuid.uuid4().hex}"
    app = make_celery(Broker(BROKERS[request.param], tmp_path / "queue", name), 60)
    yield app
    with app.connection_or_acquire() as connection, connection.channel() as channel:
        channel.queue_delete(name)
    app.close()


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'adscan.db'}")
    upgrade(database.engine)
    yield database
    database.close()


def _submit(records: Database, count: int) -> None:
    org_id = add_organisation(records)
    with records.write() as session:
        for _ in range(count):
            add_scan(session, org_id)


def _outbox(records: Database) -> int:
    with records.read() as session:
        return session.scalar(select(func.count()).select_from(OutboxRow)) or 0


def _waiting(celery: Celery) -> int:
    with open_line(celery) as line:
        return line.waiting()


def test_what_was_committed_is_sent_and_forgotten(celery: Celery, records: Database) -> None:
    _submit(records, 5)
    assert Relay(records, celery, window=100).send_due() == 5
    assert _waiting(celery) == 5
    assert _outbox(records) == 0


def test_no_more_than_the_window_is_sent(celery: Celery, records: Database) -> None:
    _submit(records, 7)
    relay = Relay(records, celery, window=3)
    assert [relay.send_due(), relay.send_due()] == [3, 0]
    assert (_waiting(celery), _outbox(records)) == (3, 4)


def test_messages_lost_by_the_broker_are_sent_again(celery: Celery, records: Database) -> None:
    _submit(records, 4)
    relay, sweeper = Relay(records, celery, 100), Sweeper(records, celery, POLICY)
    relay.send_due()
    assert sweeper.announce_lost() == 0
    with celery.connection_or_acquire() as connection, connection.channel() as channel:
        channel.queue_purge(celery.conf.task_default_queue)
    assert sweeper.announce_lost() == 4
    assert relay.send_due() == 4
    assert _waiting(celery) == 4


def test_a_dead_workers_scan_is_given_back_and_fails_after_its_tries(
    celery: Celery, records: Database
) -> None:
    _submit(records, 1)
    sweeper = Sweeper(records, celery, POLICY)
    for _ in range(POLICY.max_attempts):
        with records.write() as session:
            assert queue.lease(session, -1) is not None
        assert sweeper.free_expired_leases() == 1
    with records.read() as session:
        scan = session.scalars(select(ScanRow)).one()
        assert (scan.status, scan.error_code, scan.attempts) == ("failed", "worker_lost", 3)


@pytest.fixture(params=[own_rabbitmq, own_redis])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OwnBroker]:
    """A broker of this test's own, not started yet."""
    made: OwnBroker = request.param(tmp_path / "broker")
    yield made
    made.kill()


def test_a_broker_that_was_away_is_used_again(broker: OwnBroker, records: Database) -> None:
    celery = make_celery(Broker(broker.url), 60)
    relay, sweeper = Relay(records, celery, 100), Sweeper(records, celery, POLICY)
    _submit(records, 2)
    for _ in range(3):
        with pytest.raises(OperationalError):
            relay.send_due()
    assert _outbox(records) == 2
    broker.start()
    assert relay.send_due() == 2
    assert _waiting(celery) == 2
    broker.kill()
    with pytest.raises(OperationalError):
        sweeper.announce_lost()
    broker.start()
    lost = sweeper.announce_lost()  # whatever this kind of broker forgot
    assert relay.send_due() == lost
    assert _waiting(celery) == 2


def test_a_broker_that_says_nothing_is_given_up_for_now(
    broker: OwnBroker, records: Database
) -> None:
    relay = Relay(records, make_celery(Broker(broker.url), 60), 100)
    _submit(records, 2)
    broker.start()
    broker.freeze(True)
    with pytest.raises(OperationalError):
        relay.send_due()
    broker.freeze(False)
    assert relay.send_due() == 2
