"""A step repeated in a thread, at its own pace or as soon as it is nudged."""

import threading
from collections.abc import Callable

import structlog

_log = structlog.get_logger(__name__)
_MAX_PAUSE_SECONDS = 30.0


class Loop:
    """Calls `step` every `seconds`. One that fails is logged and tried again, ever more slowly."""

    def __init__(self, name: str, seconds: float, step: Callable[[], object]) -> None:
        self._name = name
        self._seconds = seconds
        self._step = step
        self._wake = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def nudge(self) -> None:
        """Take the next step now."""
        self._wake.set()

    def stop(self) -> None:
        """End after the step in progress."""
        self._over.set()
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        failures = 0
        while not self._over.is_set():
            self._wake.clear()
            try:
                self._step()
                failures = 0
            except Exception as error:
                failures += 1
                _log.warning("background step failed", loop=self._name, error=repr(error))
            pause = min(self._seconds * 2**failures, max(self._seconds, _MAX_PAUSE_SECONDS))
            if failures:
                self._over.wait(pause)
            else:
                self._wake.wait(pause)
