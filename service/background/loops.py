"""The loops that live with each API process. Any number of processes may run them at once."""

from celery import Celery

from service.background.courier import Courier
from service.background.loop import Loop
from service.background.relay import Relay
from service.background.retention import Retention
from service.background.sweeper import Sweeper
from service.outbound import Outbound
from service.settings import Settings
from service.store.database import Database
from service.store.files import FileStore
from service.store.queue import RetryPolicy

_RELAY_SECONDS = 1.0
_COURIER_SECONDS = 1.0
_RETENTION_SECONDS = 300.0


class Background:
    """Starts and stops the loops together."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        files: FileStore,
        app: Celery,
        outbound: Outbound,
    ) -> None:
        policy = RetryPolicy(settings.max_attempts, settings.retry_seconds)
        relay = Relay(database, app, settings.queue_window)
        sweeper = Sweeper(database, app, policy)
        self._relay = Loop("relay", _RELAY_SECONDS, relay.send_due)
        self._loops = (
            self._relay,
            Loop("leases", settings.sweep_seconds, sweeper.free_expired_leases),
            Loop("courier", _COURIER_SECONDS, Courier(settings, database, outbound).deliver_due),
            Loop("retention", _RETENTION_SECONDS, Retention(settings, database, files).forget),
            Loop("lost", settings.redispatch_seconds, sweeper.announce_lost),
        )

    def start(self) -> None:
        for loop in self._loops:
            loop.start()

    def nudge(self) -> None:
        """Say that something new waits to be announced."""
        self._relay.nudge()

    def stop(self) -> None:
        for loop in self._loops:
            loop.stop()
