"""Runs a batch to its end, from wherever an earlier run was stopped.

First every file is fingerprinted, which says which ads are copies of earlier ones; then the
originals are scanned; then the copies take over what was read and seen, and are judged with their
own words. Each finished step is in the journal before the next begins. Which ad is the original
depends on the order of the input alone, so that a run in pieces ends like a run in one.
"""

import fcntl
import hashlib
import os
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from service.batch.items import BatchItem, BatchPlan
from service.batch.journal import Journal
from service.batch.outcome import Failure
from service.batch.reports import completed, inherited, scan_id_of
from service.batch.scanning import Scanner, ScannerFactory
from service.batch.work import FingerprintTask, ScanTask, fingerprint_media, scan_item
from workers import pool
from workers.errors import AdscanError, OutputError
from workers.matching.duplicates import Duplicate, exact_duplicates
from workers.report import Media, ScanReport

JOURNAL = "journal.jsonl"
THUMBNAILS = "thumbnails"
STILLS = "stills"
SECONDS_PER_AD = 6 * 3600.0
_HEADER = "run"

Stage = Literal["fingerprint", "scan"]


class Watcher(Protocol):
    """Told of everything that happens, to show it."""

    def stage(self, name: Stage, total: int) -> None: ...

    def advanced(self, share: float) -> None:
        """`share` is the part of ads now in work that is done, summed over them."""
        ...

    def finished(self, verdict: str | None, *, copy: bool = False, before: bool = False) -> None:
        """One more ad is through the stage; `before`: an earlier run did it."""
        ...


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one ad: a report or a failure. `original` is the key of the ad it copies."""

    item: BatchItem
    report: ScanReport | None
    failure: Failure | None
    original: str | None = None


@dataclass(frozen=True, slots=True)
class Setup:
    """How to run: the scanner, worker processes, seconds one ad may take.

    `retry`: try ads again that an earlier run could not scan.
    """

    factory: ScannerFactory
    processes: int
    seconds_per_ad: float = SECONDS_PER_AD
    retry: bool = False


@contextmanager
def opened_batch(out: Path) -> Iterator[Journal]:
    """The journal of the batch in folder `out`, for this process alone. Raises OutputError."""
    try:
        (out / THUMBNAILS).mkdir(parents=True, exist_ok=True)
        lock = os.open(out / ".lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise OutputError(f"{out} cannot be written: {error.strerror}.") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise OutputError(
            f"{out} is in use by another run.", "Wait for it to end, or choose another folder."
        ) from error
    try:
        with Journal(out / JOURNAL) as journal:
            yield journal
    finally:
        os.close(lock)


class BatchRun:
    """One run over one plan, with the journal of all runs so far."""

    def __init__(
        self, plan: BatchPlan, out: Path, journal: Journal, setup: Setup, watcher: Watcher
    ) -> None:
        self._plan = plan
        self._out = out
        self._journal = journal
        self._setup = setup
        self._watcher = watcher
        self._items = {item.key: item for item in plan.items}
        self._stamps = {item.key: item.stamp() for item in plan.items}
        self._failed_before = self._failed() if setup.retry else frozenset()
        self._check_identity()

    def run(self) -> None:
        """Scan everything not yet scanned. KeyboardInterrupt leaves the journal as it is."""
        self._fingerprint()
        duplicates = self.duplicates()
        self._scan(duplicates)
        self._pass_on(duplicates)

    def results(self) -> Iterator[Result]:
        """What became of each ad so far, in the order of the input; unscanned ads are left out."""
        for item in self._plan.items:
            record = self._record("result", item)
            if record is None:
                continue
            report = record.get("report")
            failure = record.get("failure")
            yield Result(
                item,
                ScanReport.model_validate(report) if report else None,
                Failure(**failure) if failure else None,
                record.get("original"),
            )

    def left(self) -> int:
        """Ads without a result."""
        return sum(self._record("result", item) is None for item in self._plan.items)

    def thumbnail(self, item: BatchItem) -> str | None:
        """SHA-256 of the item's first readable media file, which names its thumbnail."""
        return next((digest for digest in self._digests(item) if digest), None)

    def duplicates(self) -> dict[str, tuple[BatchItem, Duplicate]]:
        """For each copy, by key: the original and how they are alike."""
        items = self._plan.items
        found = exact_duplicates([self._digests(item) for item in items])
        return {
            item.key: (items[duplicate.of], duplicate)
            for item, duplicate in zip(items, found, strict=True)
            if duplicate
        }

    def _check_identity(self) -> None:
        identity = dict(self._setup.factory.identity())
        if not self._journal.has(_HEADER, ""):
            self._journal.append(_HEADER, "", identity)
        elif self._journal.get(_HEADER, "") != identity:
            raise OutputError(
                f"{self._out} holds results of another level, engine or rule set.",
                "Choose another folder for this run.",
            )

    def _failed(self) -> frozenset[str]:
        """Ads that an earlier run tried to scan and could not."""
        return frozenset(
            item.key
            for item in self._plan.items
            if (record := self._record("result", item)) and record.get("failure")
        )

    def _is_done(self, item: BatchItem) -> bool:
        record = self._record("result", item)
        return record is not None and not (
            item.key in self._failed_before and record.get("failure")
        )

    def _record(self, kind: str, item: BatchItem) -> dict[str, Any] | None:
        """The journal's record of the item as it is now, not as it was before a change."""
        if not self._journal.has(kind, item.key):
            return None
        record: dict[str, Any] = self._journal.get(kind, item.key)
        return record if record.get("stamp") == self._stamps[item.key] else None

    def _keep(self, kind: str, item: BatchItem, **fields: Any) -> None:
        self._journal.append(kind, item.key, {"stamp": self._stamps[item.key], **fields})

    def _fingerprint(self) -> None:
        with_media = [item for item in self._plan.items if item.media]
        todo = [item for item in with_media if self._record("fingerprint", item) is None]
        self._watcher.stage("fingerprint", len(with_media))
        for _ in range(len(with_media) - len(todo)):
            self._watcher.finished(None, before=True)
        tasks = [FingerprintTask(item.media, self._out / THUMBNAILS) for item in todo]
        for index, answer in self._answers(fingerprint_media, tasks):
            files = [None] * len(todo[index].media) if isinstance(answer, pool.Lost) else answer
            self._keep("fingerprint", todo[index], media=files)
            self._watcher.finished(None)

    def _scan(self, duplicates: dict[str, tuple[BatchItem, Duplicate]]) -> None:
        todo = []
        self._watcher.stage("scan", len(self._plan.items))
        for item in self._plan.items:
            if self._is_done(item):
                known = self._record("result", item) or {}
                self._watcher.finished(_verdict(known), copy="original" in known, before=True)
            elif item.failure is not None:
                self._finish(item, item.failure)
            elif item.key not in duplicates:
                todo.append(item)
        tasks = [self._scan_task(item) for item in todo]
        for index, answer in self._answers(scan_item, tasks):
            item = todo[index]
            if isinstance(answer, pool.Lost):
                self._finish(item, _lost(item, answer, self._setup.seconds_per_ad))
            elif isinstance(answer, Failure):
                self._finish(item, answer)
            else:
                stills = tasks[index].folder.relative_to(self._out).as_posix()
                self._finish(item, completed(answer, item, self._scan_id(item), stills))

    def _pass_on(self, duplicates: dict[str, tuple[BatchItem, Duplicate]]) -> None:
        """Give each copy its original's report, judged with the copy's own words."""
        scanner: Scanner | None = None
        for key, (original, duplicate) in duplicates.items():
            item = self._items[key]
            known = self._record("result", original)
            if known is None or self._is_done(item):
                continue
            if known.get("failure"):
                self._finish(item, Failure(**known["failure"]), original)
                continue
            scanner = scanner or self._setup.factory()
            report = inherited(
                ScanReport.model_validate(known["report"]), item.ad, self._media(item), duplicate
            )
            try:
                judged = scanner.judge_again(report)
            except AdscanError as error:
                self._finish(item, Failure.of(error), original)
                continue
            judged = judged.model_copy(update={"matches": report.matches})
            self._finish(item, completed(judged, item, self._scan_id(item), ""), original)

    def _finish(
        self, item: BatchItem, outcome: ScanReport | Failure, original: BatchItem | None = None
    ) -> None:
        fields: dict[str, Any] = {"original": original.key} if original else {}
        if isinstance(outcome, Failure):
            fields["failure"] = {
                "code": outcome.code,
                "detail": outcome.detail,
                "remedy": outcome.remedy,
            }
        else:
            fields["report"] = outcome.model_dump(mode="json", by_alias=True)
        self._keep("result", item, **fields)
        self._watcher.finished(_verdict(fields), copy=original is not None)

    def _answers(
        self, work: Callable[[Any, pool.Progress], Any], tasks: Sequence[Any]
    ) -> Iterator[tuple[int, Any]]:
        if not tasks:
            return
        shares: dict[int, float] = {}
        events = pool.run(work, tasks, self._setup.processes, self._setup.seconds_per_ad)
        assert isinstance(events, Generator)
        try:
            for event in events:
                if isinstance(event, pool.Advanced):
                    shares[event.index] = event.share
                else:
                    shares.pop(event.index, None)
                    yield event.index, event.answer
                self._watcher.advanced(sum(shares.values()))
        finally:
            events.close()

    def _scan_task(self, item: BatchItem) -> ScanTask:
        folder = hashlib.sha256(item.key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        path = self._out / STILLS / folder[:2] / folder[2:]
        return ScanTask(item.media, item.ad, path, self._setup.factory)

    def _files(self, item: BatchItem) -> list[dict[str, Any] | None]:
        record = self._record("fingerprint", item)
        return record["media"] if record else []

    def _digests(self, item: BatchItem) -> list[str | None]:
        return [entry["media"]["sha256"] if entry else None for entry in self._files(item)]

    def _media(self, item: BatchItem) -> list[Media]:
        return [Media.model_validate(entry["media"]) for entry in self._files(item) if entry]

    def _scan_id(self, item: BatchItem) -> str:
        return scan_id_of(item, self._digests(item))


def _verdict(record: dict[str, Any]) -> str:
    return str(record["report"]["verdict"]) if record.get("report") else "error"


def _lost(item: BatchItem, lost: pool.Lost, seconds: float) -> Failure:
    if lost.reason == "timed_out":
        return Failure(
            "timed_out",
            f"{item.key}: stopped after {seconds / 60:.0f} minutes.",
            "Cut it into shorter parts.",
        )
    return Failure(
        "crashed",
        f"{item.key}: the process scanning it died (exit code {lost.exit_code}).",
        "Scan it alone; if it repeats, report the file.",
    )
