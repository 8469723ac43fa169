"""Brings the media that rows name by address, when the person asked for it.

Addresses of an export are of others' choosing: the download itself must refuse private addresses
and bound size and time. What was fetched stays, so that a resumed run fetches nothing twice.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from queue import Empty, Queue, SimpleQueue

from service.batch.items import BatchItem, BatchPlan, LeftOut
from service.batch.outcome import Failure
from workers.adlibrary.addresses import clean_url
from workers.errors import AdscanError, OutputError
from workers.media.signature import family, read_head

FETCHED = "fetched"
_AT_A_TIME = 8

Download = Callable[[str, Path], None]
"""Writes what is at the address to the path. Raises AdscanError."""


class Fetching:
    """The media on the web of the ads of a plan that have none at hand, each fetched once."""

    def __init__(self, plan: BatchPlan, out: Path) -> None:
        """Raises OutputError."""
        self._plan = plan
        self._folder = out / FETCHED
        self._failures: dict[Path, Failure] = {}
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{self._folder} cannot be written: {error.strerror}.") from error
        wanted = {self._file(address): address for address in _addresses(plan)}
        self._wanted = {file: address for file, address in wanted.items() if not file.exists()}

    def __len__(self) -> int:
        """How many files are still to be fetched."""
        return len(self._wanted)

    def run(self, download: Download, told: Callable[[], None]) -> None:
        """Fetch several at a time; `told` after each. KeyboardInterrupt leaves the rest unfetched.

        Raises OutputError.
        """
        waiting: SimpleQueue[tuple[Path, str]] = SimpleQueue()
        for wanted in self._wanted.items():
            waiting.put(wanted)
        answers: Queue[tuple[Path, Exception | None]] = Queue()
        # Daemons: one that waits for a slow server must not keep a stopped run from ending.
        for _ in range(min(_AT_A_TIME, len(self._wanted))):
            arguments = (waiting, answers, download)
            threading.Thread(target=_fetch_all, args=arguments, daemon=True).start()
        for _ in range(len(self._wanted)):
            file, error = answers.get()
            if isinstance(error, AdscanError):
                self._failures[file] = Failure.of(error)
            elif error is not None:
                raise OutputError(f"{file} cannot be written: {error}.") from error
            told()

    def plan(self) -> BatchPlan:
        """The plan with what is fetched by now.

        What could not be fetched is listed as left out; the ad is then judged by its words, or
        fails for that reason if it has none.
        """
        left_out = list(self._plan.left_out)
        items = tuple(self._with_media(item, left_out) for item in self._plan.items)
        return replace(self._plan, items=items, left_out=tuple(left_out))

    def _with_media(self, item: BatchItem, left_out: list[LeftOut]) -> BatchItem:
        if item.media or not item.addresses:
            return item
        found = []
        failures = []
        for address in item.addresses:
            file = self._file(address)
            if file in self._failures:
                failures.append(self._failures[file])
                left_out.append(LeftOut(f"{item.key} {_public(address)}", failures[-1]))
            elif file.exists():
                found.append(file)
        if not found:
            return replace(item, failure=failures[0]) if item.failure and failures else item
        missing = len(found) < len(item.addresses)
        return replace(item, media=tuple(found), media_unseen=missing, failure=None)

    def _file(self, address: str) -> Path:
        """Named by the address without its signature, which changes from export to export."""
        digest = sha256(_public(address).encode("utf-8", "surrogatepass"))
        return self._folder / digest.hexdigest()[:32]


def _addresses(plan: BatchPlan) -> Iterator[str]:
    return (address for item in plan.items if not item.media for address in item.addresses)


def _public(address: str) -> str:
    return clean_url(address) or address


def _fetch_all(
    waiting: SimpleQueue[tuple[Path, str]],
    answers: Queue[tuple[Path, Exception | None]],
    download: Download,
) -> None:
    while True:
        try:
            file, address = waiting.get_nowait()
        except Empty:
            return
        try:
            _fetch(address, file, download)
        except (AdscanError, OSError) as error:
            answers.put((file, error))
        else:
            answers.put((file, None))


def _fetch(address: str, file: Path, download: Download) -> None:
    """Whole or not at all; a page that asks to log in is no media."""
    unfinished = file.with_name(f"{file.name}.part")
    try:
        download(address, unfinished)
        with unfinished.open("rb") as opened:
            family(read_head(opened), "What the address gives")
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
