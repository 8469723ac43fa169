"""One turn of a worker: what it tells the ledger, whatever the scan does."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workers.errors import EngineUnavailable, UnreadableMedia
from workers.ledger import Fault, Job, TimeLimit, fault_of
from workers.report import Ad, Coverage, Engine, RuleSet, ScanReport
from workers.turn import take_turn

JOB = Job(scan_id="s", token="t", attempt=1, ad=Ad(), level="standard", rule_set="vn")
REPORT = ScanReport(
    scan_id="s",
    created_at=datetime.now(UTC),
    verdict="clear",
    score=0,
    severity=0,
    engine=Engine(version="0", rules=RuleSet(id="vn", version="1", sha256="0" * 64)),
    ad=Ad(),
    media=[],
    coverage=Coverage(),
)


class MemoryLedger:
    """Keeps one job; `held` is whether its lease is still good."""

    def __init__(self, job: Job | None = JOB) -> None:
        self.job = job
        self.held = True
        self.beats: list[float] = []
        self.results: list[ScanReport] = []
        self.faults: list[Fault] = []
        self.beaten = threading.Event()

    def lease(self) -> Job | None:
        return self.job

    def heartbeat(self, job: Job, progress: float) -> bool:
        self.beats.append(progress)
        self.beaten.set()
        return self.held

    def fetch(self, job: Job, folder: Path) -> tuple[Path, ...]:
        (folder / "000.png").write_bytes(b"picture")
        return (folder / "000.png",)

    def succeed(self, job: Job, report: ScanReport, stills: Path) -> bool:
        self.results.append(report)
        return self.held

    def fail(self, job: Job, fault: Fault) -> bool:
        self.faults.append(fault)
        return self.held


def _scan(
    _job: Job, _media: tuple[Path, ...], _stills: Path, _progress: Callable[[float], None]
) -> ScanReport:
    return REPORT


def test_nothing_to_do_is_idle() -> None:
    assert take_turn(MemoryLedger(None), _scan, 10) == "idle"


def test_a_scan_is_handed_in_and_its_files_are_gone_afterwards() -> None:
    ledger = MemoryLedger()
    seen: list[Path] = []

    def look(
        _job: Job, media: tuple[Path, ...], stills: Path, _progress: Callable[[float], None]
    ) -> ScanReport:
        assert media[0].read_bytes() == b"picture"
        seen.extend([media[0], stills])
        return REPORT

    assert take_turn(ledger, look, 10) == "done"
    assert ledger.results == [REPORT]
    assert not any(path.exists() for path in seen)


def test_the_lease_is_kept_alive_with_the_progress_made() -> None:
    ledger = MemoryLedger()

    def slow(
        _job: Job, _media: tuple[Path, ...], _stills: Path, progress: Callable[[float], None]
    ) -> ScanReport:
        progress(0.5)
        assert ledger.beaten.wait(10)
        return REPORT

    assert take_turn(ledger, slow, 0.01) == "done"
    assert ledger.beats[0] == 0.5


def test_a_scan_that_lost_its_lease_stops_at_its_next_progress() -> None:
    ledger = MemoryLedger()
    ledger.held = False

    def endless(
        _job: Job, _media: tuple[Path, ...], _stills: Path, progress: Callable[[float], None]
    ) -> ScanReport:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            progress(0.1)
            time.sleep(0.005)
        return REPORT

    assert take_turn(ledger, endless, 0.01) == "stopped"
    assert (ledger.results, ledger.faults) == ([], [])


def test_a_result_without_a_lease_is_not_done() -> None:
    ledger = MemoryLedger()
    ledger.held = False
    assert take_turn(ledger, _scan, 10) == "stopped"


def test_an_exception_becomes_the_attempts_fault() -> None:
    ledger = MemoryLedger()

    def broken(
        _job: Job, _media: tuple[Path, ...], _stills: Path, _progress: Callable[[float], None]
    ) -> ScanReport:
        raise UnreadableMedia("Not a picture.")

    assert take_turn(ledger, broken, 10) == "failed"
    assert ledger.faults[0].code == "unreadable_media"


@pytest.mark.parametrize(
    ("error", "retry"),
    [
        (UnreadableMedia("x"), False),
        (TimeLimit("x"), False),
        (EngineUnavailable("x"), True),
        (OSError("disk"), True),
        (MemoryError(), True),
    ],
)
def test_only_faults_worth_retrying_are_retried(error: Exception, retry: bool) -> None:
    assert fault_of(error).retry is retry


def test_an_unexpected_error_shows_its_kind_but_none_of_its_words() -> None:
    fault = fault_of(ValueError("/secret/path and the ad's text"))
    assert "ValueError" in fault.detail
    assert "secret" not in fault.detail
