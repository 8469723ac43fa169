"""A batch killed again and again ends like one that was never disturbed."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import cv2
import pytest

from tests.bench.creatives import creative

_SECONDS = "0.05"
_KILLS = 5
_LONGEST = 900
_MANY = 800
"""Rows of words, more than are judged between two looks at the log."""
_VARYING = ("created_at", "timings_ms")


def _library(folder: Path) -> Path:
    """Pictures, some of them twice, and rows of text; one row cannot be scanned."""
    folder.mkdir()
    for number in range(6):
        done, data = cv2.imencode(".jpg", creative(number % 4))
        assert done
        (folder / f"p{number}.jpg").write_bytes(data.tobytes())
    rows = [{"id": f"r{n}", "text": f"Trà số {n}" + " là khỏi" * (n % 3)} for n in range(60)]
    rows.append({"id": "gone", "path": "gone.jpg"})
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return folder


def _started(source: Path, out: Path, log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.integration.batch.stand_in"]
    return subprocess.Popen(
        [*command, str(source), str(out), str(log), _SECONDS], start_new_session=True
    )


def _results(out: Path) -> list[dict[str, Any]]:
    lines = []
    for text in (out / "results.jsonl").read_text("utf-8").splitlines():
        line = json.loads(text)
        for name in _VARYING:
            line.pop(name, None)
        lines.append(line)
    return lines


def _journal_size(out: Path) -> int:
    journal = out / "journal.jsonl"
    return journal.stat().st_size if journal.exists() else 0


@pytest.mark.timeout(1800)
def test_five_kills_change_nothing_in_the_result(tmp_path: Path) -> None:
    source = _library(tmp_path / "in")
    undisturbed, disturbed = tmp_path / "whole", tmp_path / "pieces"
    assert _started(source, undisturbed, tmp_path / "log1").wait(_LONGEST) == 0
    whole = _journal_size(undisturbed)
    rng = random.Random(7)
    killed_at = []
    for kill in range(1, _KILLS + 1):
        run = _started(source, disturbed, tmp_path / "log2")
        # Kills fall into every part of the run, measured by how much of it is written down.
        aim = whole * (kill - rng.random()) / _KILLS
        while _journal_size(disturbed) < aim and run.poll() is None:
            time.sleep(0.01)
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
            killed_at.append(_journal_size(disturbed))
        run.wait()
    assert len(killed_at) == _KILLS
    assert _started(source, disturbed, tmp_path / "log2").wait(_LONGEST) == 0
    assert _results(disturbed) == _results(undisturbed)
    assert len(_results(disturbed)) == 67
    scans = (tmp_path / "log2").read_text().splitlines()
    # Only an ad that was in work at a kill may be begun again: two processes, five kills.
    assert len(scans) <= len((tmp_path / "log1").read_text().splitlines()) + 2 * _KILLS


@pytest.mark.timeout(1800)
def test_ctrl_c_ends_cleanly_and_the_next_run_goes_on(tmp_path: Path) -> None:
    source = tmp_path / "rows.jsonl"
    source.write_text("\n".join(json.dumps({"text": f"Trà {n}"}) for n in range(_MANY)), "utf-8")
    out, log = tmp_path / "out", tmp_path / "log"
    run = _started(source, out, log)
    while not log.exists() or len(log.read_text().splitlines()) < 20:
        assert run.poll() is None
        time.sleep(0.02)
    os.killpg(run.pid, signal.SIGINT)
    assert run.wait(_LONGEST) == 130
    done = len(_results(out))
    assert 0 < done < _MANY
    assert (out / "report.html").exists()
    assert _started(source, out, log).wait(_LONGEST) == 0
    assert [line["input"] for line in _results(out)] == [f"rows.jsonl#{n}" for n in range(_MANY)]
