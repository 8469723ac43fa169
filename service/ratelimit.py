"""How often one key may ask: a token bucket for each key, kept by each API process."""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

WINDOW_SECONDS = 60
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


class RateLimit:
    """A bucket of `per_minute` requests for each key, refilled evenly."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = per_minute
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str) -> Allowance:
        """Count one request of `key`."""
        with self._lock:
            at = self._clock()
            level, since = self._buckets.pop(key, (float(self._limit), at))
            level = min(self._limit, level + (at - since) * self._limit / WINDOW_SECONDS)
            allowed = level >= 1.0
            level -= allowed
            self._buckets[key] = (level, at)
            while len(self._buckets) > _MAX_KEYS:
                self._buckets.popitem(last=False)
        reset = math.ceil((self._limit - level) * WINDOW_SECONDS / self._limit)
        return Allowance(allowed, self._limit, int(level), reset)
