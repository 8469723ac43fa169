"""Working ahead: items are made in a thread of their own while earlier ones are being used."""

import threading
from collections.abc import Callable, Iterable, Iterator
from queue import Empty, Full, Queue
from typing import Generic, TypeVar

Item = TypeVar("Item")
_TICK_SECONDS = 0.2


class _End:
    """The last thing in the queue; `error` is what ended the work, if something did."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


class WorkAhead(Generic[Item]):
    """Iterates over `items` in a thread that is at most `depth` of them ahead.

    `tick` is called in the thread of the consumer, with every item and several times a second
    while it waits. What the work raises is raised to the consumer. `close` ends the work after its
    current step; it may be called at any time, more than once.
    """

    def __init__(
        self, items: Iterable[Item], depth: int, tick: Callable[[], None] | None = None
    ) -> None:
        self._items, self._tick = items, tick
        self._queue: Queue[Item | _End] = Queue(depth)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="work-ahead", daemon=True)

    def __iter__(self) -> Iterator[Item]:
        self._thread.start()
        while True:
            item = self._next()
            if self._tick is not None:
                self._tick()
            if isinstance(item, _End):
                self._thread.join()
                if item.error is not None:
                    raise item.error
                return
            yield item

    def close(self) -> None:
        """Stop and wait until the thread has ended."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def _next(self) -> "Item | _End":
        while True:
            try:
                return self._queue.get(timeout=_TICK_SECONDS)
            except Empty:
                if self._tick is not None:
                    self._tick()

    def _work(self) -> None:
        error: BaseException | None = None
        try:
            for item in self._items:
                if not self._put(item):
                    break
        except BaseException as caught:
            error = caught
        self._put(_End(error))

    def _put(self, item: "Item | _End") -> bool:
        while not self._stopped.is_set():
            try:
                self._queue.put(item, timeout=_TICK_SECONDS)
            except Full:
                continue
            return True
        return False
