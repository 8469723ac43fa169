"""Delivers webhook events: signed, bounded in time, never to private addresses."""

import time
from concurrent.futures import ThreadPoolExecutor

from service.observability import metrics
from service.outbound import Outbound
from service.settings import Settings
from service.store import deliveries
from service.store.database import Database
from service.store.deliveries import Parcel, Result
from service.store.events import ATTEMPTS
from service.store.queue import RetryPolicy
from service.webhooks import signed_headers
from workers.errors import AdscanError

_AT_ONCE = 8


class Courier:
    """Any number may run at once; each delivery is taken by one."""

    def __init__(self, settings: Settings, database: Database, outbound: Outbound) -> None:
        self._database = database
        self._outbound = outbound
        self._seconds = settings.webhook_seconds
        self._policy = RetryPolicy(ATTEMPTS, settings.webhook_retry_seconds)
        self._disable_after = settings.webhook_disable_after
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="courier")

    def deliver_due(self) -> int:
        """Try each delivery that is due once; how many were tried."""
        tried = 0
        while True:
            with self._database.write() as session:
                parcels = deliveries.take_due(session, _AT_ONCE, self._seconds * 3)
            results = list(self._pool.map(self._send, parcels))
            for parcel, result in zip(parcels, results, strict=True):
                metrics.count_delivery("arrived" if result.arrived else "failed")
                with self._database.write() as session:
                    deliveries.settle(session, parcel, result, self._policy, self._disable_after)
            tried += len(parcels)
            if len(parcels) < _AT_ONCE:
                return tried

    def _send(self, parcel: Parcel) -> Result:
        body = parcel.body.encode()
        headers = signed_headers(parcel.secret, parcel.event_id, int(time.time()), body)
        started = time.monotonic()
        try:
            answer = self._outbound.post(parcel.url, headers, body, self._seconds)
        except AdscanError as error:
            return Result(None, error.detail, round((time.monotonic() - started) * 1000))
        return Result(answer.status, None, answer.duration_ms)
