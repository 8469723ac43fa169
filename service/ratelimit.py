"""How often one key may ask: a token bucket for each key, shared by all API processes.

The bucket is kept in the records. So that not every request writes there, a process draws a
twentieth of it at a time and counts these down by itself; what it has not used after a minute is
void. A key that has nothing left is refused without asking the records until its next request is
due.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from service.store.buckets import draw
from service.store.database import Database

WINDOW_SECONDS = 60
_SHARE_DRAWN = 20
_MAX_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """Whether a request may pass, how many more may, and when the bucket is full again."""

    allowed: bool
    limit: int
    remaining: int
    reset_seconds: int

    def headers(self) -> dict[str, str]:
        """`RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers)."""
        headers = {
            "ratelimit-policy": f'"key";q={self.limit};w={WINDOW_SECONDS}',
            "ratelimit": f'"key";r={self.remaining};t={self.reset_seconds}',
        }
        if not self.allowed:
            headers["retry-after"] = str(max(1, math.ceil(WINDOW_SECONDS / self.limit)))
        return headers


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Requests of one key that this process may let pass, and what the bucket held without them."""

    left: int
    level: float
    at: float


class RateLimit:
    """A bucket of `per_minute` requests for each key, refilled evenly. Safe between threads."""

    def __init__(
        self, database: Database, per_minute: int, clock: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self._limit = per_minute
        self._at_once = max(1, per_minute // _SHARE_DRAWN)
        self._clock = clock
        self._drawn: OrderedDict[str, _Drawn] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key_id: str) -> Allowance:
        """Count one request of the key. May wait for the records."""
        at = self._clock()
        with self._lock:
            own = self._current(key_id, at)
            if own is not None and own.left:
                return self._passed(key_id, own, at)
            if own is not None and self._level(own, at) < 1.0:
                return self._allowance(own, at, allowed=False)
        fresh = self._draw(key_id, at)
        with self._lock:
            own = self._current(key_id, at)
            if own is not None:
                fresh = replace(fresh, left=fresh.left + own.left)
            if fresh.left:
                return self._passed(key_id, fresh, at)
            self._keep(key_id, fresh)
            return self._allowance(fresh, at, allowed=False)

    def _current(self, key_id: str, at: float) -> _Drawn | None:
        own = self._drawn.get(key_id)
        return own if own is not None and 0 <= at - own.at < WINDOW_SECONDS else None

    def _draw(self, key_id: str, at: float) -> _Drawn:
        with self._database.write() as session:
            drawn, level = draw(
                session,
                key_id,
                self._at_once,
                self._limit,
                timedelta(seconds=WINDOW_SECONDS),
                datetime.fromtimestamp(at, UTC),
            )
        return _Drawn(drawn, level, at)

    def _passed(self, key_id: str, own: _Drawn, at: float) -> Allowance:
        own = replace(own, left=own.left - 1)
        self._keep(key_id, own)
        return self._allowance(own, at, allowed=True)

    def _keep(self, key_id: str, own: _Drawn) -> None:
        self._drawn[key_id] = own
        self._drawn.move_to_end(key_id)
        while len(self._drawn) > _MAX_KEYS:
            self._drawn.popitem(last=False)

    def _level(self, own: _Drawn, at: float) -> float:
        return min(self._limit, own.level + (at - own.at) * self._limit / WINDOW_SECONDS)

    def _allowance(self, own: _Drawn, at: float, *, allowed: bool) -> Allowance:
        remaining = min(float(self._limit), own.left + self._level(own, at))
        reset = math.ceil((self._limit - remaining) * WINDOW_SECONDS / self._limit)
        return Allowance(allowed, self._limit, int(remaining), reset)
