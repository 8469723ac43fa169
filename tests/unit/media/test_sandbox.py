"""A child cannot take more than it was given, and nothing of it stays behind."""

import os
import sys
import time
from pathlib import Path

import pytest

from workers.media.sandbox import Bounds, Child, ChildOverranError, run

MIB = 1 << 20


def bounds(**changes: object) -> Bounds:
    usual = {
        "memory_bytes": 512 * MIB,
        "cpu_seconds": 10.0,
        "wall_seconds": 20.0,
        "stall_seconds": 20.0,
        "output_bytes": MIB,
    }
    return Bounds(**(usual | changes))  # type: ignore[arg-type]


def python(code: str) -> list[str]:
    return [sys.executable, "-I", "-S", "-c", code]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_output_and_status_come_back() -> None:
    finished = run(python("import sys; print('hi'); sys.exit(3)"), bounds())
    assert (finished.returncode, finished.stdout, finished.overran) == (3, b"hi\n", None)


def test_memory_is_bounded() -> None:
    finished = run(python("x = bytearray(900 * 2**20)"), bounds())
    assert finished.returncode == 1
    assert "MemoryError" in finished.stderr


def test_processor_time_is_bounded() -> None:
    finished = run(python("while True: pass"), bounds(cpu_seconds=1.0))
    assert finished.returncode < 0


def test_wall_clock_is_bounded() -> None:
    start = time.monotonic()
    finished = run(python("import time; time.sleep(60)"), bounds(wall_seconds=0.5))
    assert finished.overran == "ran out of time"
    assert time.monotonic() - start < 5


def test_silence_is_bounded() -> None:
    finished = run(python("import time; time.sleep(60)"), bounds(stall_seconds=0.5))
    assert finished.overran == "stopped answering"


def test_output_is_bounded() -> None:
    finished = run(python("print('x' * 2**22)"), bounds())
    assert finished.overran == "printed too much"


def test_complaints_are_kept_up_to_a_bound() -> None:
    code = "import sys; sys.stderr.write('first' + 'x' * 2**21 + 'last')"
    finished = run(python(code), bounds())
    assert finished.stderr.startswith("first")
    assert finished.stderr.endswith("last")
    assert len(finished.stderr) < 200_000


def test_no_file_can_be_written(tmp_path: Path) -> None:
    target = tmp_path / "leak"
    run(python(f"f = open({str(target)!r}, 'wb'); f.write(b'x' * 10); f.close()"), bounds())
    assert not target.exists() or target.stat().st_size == 0


def test_the_environment_is_not_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "hunter2")
    finished = run(python("import os; print(dict(os.environ))"), bounds())
    assert b"hunter2" not in finished.stdout


def test_grandchildren_go_with_the_child() -> None:
    code = (
        "import subprocess, sys, time\n"
        "p = subprocess.Popen([sys.executable, '-I', '-S', '-c', 'import time; time.sleep(60)'])\n"
        "print(p.pid, flush=True); time.sleep(60)"
    )
    with Child(python(code), bounds()) as child:
        grandchild = int(next(child.lines()))
        assert alive(grandchild)
    for _ in range(50):
        if not alive(grandchild):
            break
        time.sleep(0.05)
    assert not alive(grandchild)


def test_a_child_that_dies_leaves_a_short_read() -> None:
    with Child(python("print('abc', end='')"), bounds()) as child:
        assert child.read_into(memoryview(bytearray(10))) == 3
        assert child.finish() == 0


def test_a_child_that_stops_in_the_middle_of_a_read_is_killed() -> None:
    code = "import time; print('abc', end='', flush=True); time.sleep(60)"
    with Child(python(code), bounds(stall_seconds=0.5)) as child:
        with pytest.raises(ChildOverranError, match="stopped answering"):
            child.read_into(memoryview(bytearray(10)))
        assert not alive(child.pid)


def test_the_side_channel_is_a_pipe_of_its_own() -> None:
    code = "import os, sys; os.write(int(sys.argv[1]), b'one\\ntwo\\n'); print('out', end='')"
    with Child([*python(code), "{side}"], bounds(), side_channel=True) as child:
        assert [child.read_side_line() for _ in range(3)] == ["one", "two", None]
        assert next(child.chunks()) == b"out"
