"""Runs a batch to its end, from wherever an earlier run was stopped.

First every file is fingerprinted, which says which ads are copies of earlier ones; then the
originals are scanned; then the copies take over what was read and seen, and are judged with their
own words. An ad whose media cannot be scanned is judged by its words alone, and says so.

Each finished step is in the journal before the next begins. Which ad is the original depends on the
order of the input alone, so that a run in pieces ends like a run in one.
"""

import fcntl
import hashlib
import os
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, Protocol

from service.batch.equality import equal_files
from service.batch.items import BatchItem
from service.batch.journal import JOURNAL, LOCK, Journal
from service.batch.likeness import Likeness, likenesses
from service.batch.memory import BatchMemory, Result
from service.batch.outcome import Failure
from service.batch.reports import completed, inherited, with_match
from service.batch.scanning import Scanner, ScannerFactory, ScannerGone
from service.batch.work import FingerprintTask, ScanTask, fingerprint_media, scan_item
from workers import pool
from workers.errors import AdscanError, OutputError
from workers.matching.fingerprint import VERSION
from workers.report import ScanReport

THUMBNAILS = "thumbnails"
STILLS = "stills"
SECONDS_PER_AD = 6 * 3600.0
RESULTS = "results.jsonl"
FINDINGS = "findings.csv"
WORKBOOK = "findings.xlsx"
PAGE = "report.html"
OUTPUTS = (RESULTS, FINDINGS, WORKBOOK, PAGE)
_HEADER = "run"

Stage = Literal["fetch", "fingerprint", "compare", "scan", "write"]
Reuse = Literal["exact", "near"]


class Watcher(Protocol):
    """Told of everything that happens, to show it."""

    def stage(self, name: Stage, total: int) -> None: ...

    def advanced(self, share: float) -> None:
        """`share` is the part of ads now in work that is done, summed over them."""
        ...

    def finished(
        self,
        verdict: str | None,
        *,
        copy: bool = False,
        before: bool = False,
        at_once: bool = False,
    ) -> None:
        """One more ad is through the stage; `before`: an earlier run did it, `at_once`: there was
        nothing to do for it. Neither says how long others take."""
        ...


@dataclass(frozen=True, slots=True)
class Setup:
    """How to run: the scanner, worker processes, seconds one ad may take.

    `reuse`: which copies take over the scan of their original. A near copy may differ in a few
    words, so that by default only equal files do. An ad with a file that its original has not is
    always scanned. `retry`: try ads again that an earlier run could
    not scan.
    """

    factory: ScannerFactory
    processes: int
    seconds_per_ad: float = SECONDS_PER_AD
    reuse: Reuse = "exact"
    retry: bool = False


@contextmanager
def opened_batch(out: Path) -> Iterator[Journal]:
    """The journal of the batch in folder `out`, for this process alone.

    Raises OutputError, also where something else than a batch would be written over.
    """
    try:
        others = [name for name in OUTPUTS if (out / name).exists()]
        if others and not (out / JOURNAL).exists():
            raise OutputError(
                f"{out} holds {others[0]} of something else.", "Choose another folder."
            )
        (out / THUMBNAILS).mkdir(parents=True, exist_ok=True)
        lock = os.open(out / LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o644)
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
    """One run over one plan, with the memory of all runs so far."""

    def __init__(
        self, memory: BatchMemory, journal: Journal, out: Path, setup: Setup, watcher: Watcher
    ) -> None:
        self._memory = memory
        self._items = memory.plan.items
        self._out = out
        self._setup = setup
        self._watcher = watcher
        identity = {
            **setup.factory.identity(),
            "adscan": version("adscan"),
            "reuse": setup.reuse,
            "fingerprints": VERSION,
        }
        _check_identity(journal, identity, out)
        self._to_retry = self._failed() if setup.retry else frozenset()

    def run(self) -> None:
        """Scan everything not yet scanned. KeyboardInterrupt leaves the journal as it is.

        Raises ScannerGone; what is not scanned then is left for another run.
        """
        self._fingerprint()
        alike = self._compare()
        copies = {
            key: likeness
            for key, likeness in alike.items()
            if self._setup.factory.judges_again
            and (likeness.kind == "exact" or (self._setup.reuse == "near" and likeness.whole))
        }
        self._scan(alike, copies)
        self._pass_on(copies)

    def _failed(self) -> frozenset[str]:
        """Ads that an earlier run tried to scan and could not."""
        return frozenset(result.item.key for result in self._memory.results() if result.failure)

    def _known(self, item: BatchItem) -> Result | None:
        """The item's result, unless it is to be tried again."""
        result = self._memory.result(item)
        if result and result.failure and item.key in self._to_retry:
            return None
        return result

    def _fingerprint(self) -> None:
        with_media = [item for item in self._items if item.media]
        self._watcher.stage("fingerprint", len(with_media))
        followers: dict[str, list[BatchItem]] = {}
        todo = []
        first = equal_files(with_media, self._memory.digests)
        for item in with_media:
            leader = first.get(item.key)
            if self._memory.record("files", item) is not None:
                self._watcher.finished(None, before=True)
            elif leader is None:
                todo.append(item)
            elif self._memory.record("files", leader) is not None:
                self._follow(leader, [item])
            else:
                followers.setdefault(leader.key, []).append(item)
        tasks = [FingerprintTask(item.media, self._out / THUMBNAILS) for item in todo]
        for index, answer in self._answers(fingerprint_media, tasks):
            unread: list[dict[str, Any] | None] = [None] * len(todo[index].media)
            files = unread if isinstance(answer, pool.Lost) else answer
            self._memory.keep_fingerprint(todo[index], files)
            self._watcher.finished(None)
            self._follow(todo[index], followers.get(todo[index].key, []))

    def _follow(self, leader: BatchItem, equal: Sequence[BatchItem]) -> None:
        """Equal files need no decoding: what the first showed, they show."""
        for item in equal:
            self._memory.keep_equal(item, leader)
            self._watcher.finished(None)

    def _compare(self) -> dict[str, Likeness]:
        self._watcher.stage("compare", sum(bool(item.media) for item in self._items))
        return likenesses(self._memory, lambda: self._watcher.finished(None))

    def _scan(self, alike: Mapping[str, Likeness], copies: Mapping[str, Likeness]) -> None:
        todo, by_words = [], []
        self._watcher.stage("scan", len(self._items))
        for item in self._items:
            known = self._known(item)
            if known is not None:
                self._watcher.finished(_verdict(known), copy=bool(known.original), before=True)
            elif item.failure is not None:
                self._memory.keep_result(item, None, item.failure)
                self._watcher.finished("error", at_once=True)
            elif item.key in copies:
                continue
            elif self._memory.unread(item) and item.key not in self._to_retry:
                by_words.append(item)
            else:
                todo.append(item)
        for item, answer in self._scanned(todo, alike):
            if not isinstance(answer, Failure):
                self._finish(item, answer)
            elif item.media and item.ad.caption:
                self._memory.keep_unread(item, answer)
                by_words.append(item)
            else:
                self._finish(item, None, answer)
        by_words += self._copies_of_unscanned(copies)
        for item, answer in self._scanned(by_words, alike, by_words=True):
            report = None if isinstance(answer, Failure) else answer
            self._finish(item, report, self._memory.unread(item))

    def _copies_of_unscanned(self, copies: Mapping[str, Likeness]) -> Iterator[BatchItem]:
        """Copies that have words of their own, of originals without a report."""
        for likeness in copies.values():
            item, known = likeness.item, self._memory.result(likeness.original)
            if known is None or known.failure is None or known.report is not None:
                continue
            if item.ad.caption and self._known(item) is None:
                self._memory.keep_unread(item, known.failure)
                yield item

    def _scanned(
        self,
        items: Sequence[BatchItem],
        alike: Mapping[str, Likeness],
        *,
        by_words: bool = False,
    ) -> Iterator[tuple[BatchItem, ScanReport | Failure]]:
        """Scan ads, `by_words` without their media; gives the report or why there is none."""
        tasks = [self._scan_task(item, by_words=by_words) for item in items]
        for index, answer in self._answers(scan_item, tasks):
            item = items[index]
            if isinstance(answer, pool.Lost):
                yield item, _lost(item, answer, self._setup.seconds_per_ad)
                continue
            if isinstance(answer, Failure):
                if answer.code == ScannerGone.code:
                    raise ScannerGone(answer.detail, answer.remedy)
                yield item, answer
                continue
            stills = tasks[index].folder.relative_to(self._out).as_posix()
            unread = self._memory.unread(item) if by_words else None
            reason = unread.detail if unread else ""
            report = completed(answer, item, self._memory.scan_id(item), stills, reason)
            likeness = alike.get(item.key)
            if likeness:
                original = self._memory.scan_id(likeness.original)
                report = with_match(report, likeness.kind, original, likeness.distance)
            yield item, report

    def _pass_on(self, copies: Mapping[str, Likeness]) -> None:
        """Give each copy its original's report, judged with the copy's own words."""
        scanner: Scanner | None = None
        for likeness in copies.values():
            item, original = likeness.item, likeness.original
            known = self._memory.result(original)
            if known is None or self._known(item) is not None:
                continue
            if known.report is None:
                self._finish(item, None, known.failure, original)
                continue
            scanner = scanner or self._setup.factory()
            media = [facts for facts in self._memory.media(item) if facts]
            try:
                judged = scanner.judge_again(inherited(known.report, item.ad, media))
            except AdscanError as error:
                self._finish(item, None, Failure.of(error), original)
                continue
            judged = judged.model_copy(update={"matches": []})
            named = completed(judged, item, self._memory.scan_id(item), "")
            source = known.report.scan_id
            report = with_match(named, likeness.kind, source, likeness.distance)
            self._finish(item, report, known.failure, original)

    def _finish(
        self,
        item: BatchItem,
        report: ScanReport | None,
        failure: Failure | None = None,
        original: BatchItem | None = None,
    ) -> None:
        self._memory.keep_result(item, report, failure, original)
        verdict = report.verdict if report else "error"
        self._watcher.finished(verdict, copy=original is not None)

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

    def _scan_task(self, item: BatchItem, *, by_words: bool) -> ScanTask:
        folder = hashlib.sha256(item.key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        path = self._out / STILLS / folder[:2] / folder[2:]
        media = () if by_words else item.media
        return ScanTask(media, item.ad, path, self._setup.factory)


def _check_identity(journal: Journal, identity: Mapping[str, Any], out: Path) -> None:
    if not journal.has(_HEADER, ""):
        journal.append(_HEADER, "", dict(identity))
    kept: dict[str, Any] = journal.get(_HEADER, "")
    differing = sorted(name for name in {*kept, *identity} if kept.get(name) != identity.get(name))
    if differing:
        raise OutputError(
            f"{out} holds results of other settings ({', '.join(differing)}).",
            "Choose another folder for this run.",
        )


def _verdict(result: Result) -> str:
    return result.report.verdict if result.report else "error"


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
