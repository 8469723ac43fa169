"""Child processes with limits, for programs that touch hostile files.

A child gets: its own process group (killed as a whole), bounds on address space, processor time,
open files and file size (it can write no file at all), no core dump, an empty environment, no
standard input, and a wall clock. What it prints to standard error is kept up to a bound. When the
parent dies, the child's next write fails and it ends.
"""

import contextlib
import fcntl
import os
import select
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Self

# `sh` sets the limits and then becomes the program: nothing of it runs unlimited, and unlike a
# hook between fork and exec this is safe in a parent with threads.
_LAUNCHER = (
    'ulimit -c 0; ulimit -v $1; ulimit -t $2; ulimit -f 0; ulimit -n 64; shift 2; cd / && exec "$@"'
)
_SHELL = "/bin/sh"
_PIPE_BYTES = 1024 * 1024
_STDERR_HEAD = 96 * 1024
_STDERR_TAIL = 16 * 1024


class ChildOverranError(Exception):
    """A child was killed because it crossed a bound; the message says which."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one child may use. `output_bytes` bounds standard output; None leaves it open."""

    memory_bytes: int
    cpu_seconds: float
    wall_seconds: float
    stall_seconds: float
    output_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """A child that has ended. `overran` says which bound killed it, if one did."""

    returncode: int
    stdout: bytes
    stderr: str
    overran: str | None = None


class Child:
    """One running program; leaving the context kills whatever is left of it.

    `side_channel=True` opens a second output pipe; `argv` may then contain `{side}`, which becomes
    the number of its file descriptor.
    """

    def __init__(self, argv: Sequence[str], bounds: Bounds, *, side_channel: bool = False) -> None:
        self._bounds = bounds
        self._started = time.monotonic()
        self._stdout_bytes = 0
        self._side_buffer = b""
        self.side_fd: int | None = None
        passed: tuple[int, ...] = ()
        if side_channel:
            self.side_fd, write_end = os.pipe()
            passed = (write_end,)
            argv = [part.replace("{side}", str(write_end)) for part in argv]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - argv is ours, no shell parses it
                _limited(argv, bounds),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_environment(),
                process_group=0,
                pass_fds=passed,
                bufsize=0,
            )
        except BaseException:
            if self.side_fd is not None:
                os.close(self.side_fd)
            raise
        finally:
            for fd in passed:
                os.close(fd)
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._stdout = self._process.stdout.fileno()
        _widen_pipe(self._stdout)
        self._stderr = _BoundedText(self._process.stderr)
        self._poll = select.poll()
        self._poll.register(self._stdout, select.POLLIN | select.POLLHUP)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def stderr(self) -> str:
        """What the child has said so far, the middle left out when it said too much."""
        return self._stderr.text()

    def read_into(self, view: memoryview) -> int:
        """Fill `view` from standard output; fewer bytes than its length mean the output ended.

        Raises ChildOverranError when the child is silent or runs for too long; it is dead then.
        """
        filled = 0
        while filled < len(view):
            self._wait_readable(self._poll)
            count = os.readv(self._stdout, [view[filled:]])
            if count == 0:
                break
            filled += count
            self._count_output(count)
        return filled

    def chunks(self, size: int = 256 * 1024) -> Iterator[bytes]:
        """Standard output in pieces until it ends. Raises ChildOverranError as `read_into` does."""
        while True:
            self._wait_readable(self._poll)
            piece = os.read(self._stdout, size)
            if not piece:
                return
            self._count_output(len(piece))
            yield piece

    def lines(self) -> Iterator[str]:
        """Standard output line by line; a line of absurd length is a breach of bounds."""
        rest = b""
        for piece in self.chunks():
            *whole, rest = (rest + piece).split(b"\n")
            if len(rest) > _PIPE_BYTES:
                self._overrun("printed an endless line")
            for line in whole:
                yield line.decode("utf-8", "replace")
        if rest:
            yield rest.decode("utf-8", "replace")

    def read_side_line(self) -> str | None:
        """Next line of the side channel; None once it has ended."""
        assert self.side_fd is not None
        waiter = select.poll()
        waiter.register(self.side_fd, select.POLLIN | select.POLLHUP)
        while b"\n" not in self._side_buffer:
            self._wait_readable(waiter)
            piece = os.read(self.side_fd, 64 * 1024)
            if not piece:
                return None
            self._side_buffer += piece
        line, _, self._side_buffer = self._side_buffer.partition(b"\n")
        return line.decode("ascii", "replace")

    def finish(self) -> int:
        """Wait for the child that has closed its output; return its exit status."""
        try:
            status = self._process.wait(timeout=self._bounds.stall_seconds)
        except subprocess.TimeoutExpired:
            self._overrun("did not end")
        self._stderr.join()
        return status

    def kill(self) -> None:
        """Kill the child's whole process group and leave the rest to `stop`."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def stop(self) -> None:
        """Kill the child's whole process group, reap it and close its pipes."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._stderr.join()
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()
        if self.side_fd is not None:
            os.close(self.side_fd)
            self.side_fd = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def _wait_readable(self, waiter: select.poll) -> None:
        left = self._started + self._bounds.wall_seconds - time.monotonic()
        patience = min(left, self._bounds.stall_seconds)
        if patience <= 0 or not waiter.poll(patience * 1000):
            out_of_time = left <= self._bounds.stall_seconds
            self._overrun("ran out of time" if out_of_time else "stopped answering")

    def _count_output(self, count: int) -> None:
        self._stdout_bytes += count
        bound = self._bounds.output_bytes
        if bound is not None and self._stdout_bytes > bound:
            self._overrun("printed too much")

    def _overrun(self, reason: str) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        raise ChildOverranError(reason)


def run(argv: Sequence[str], bounds: Bounds) -> Finished:
    """Run a program to its end and collect what it printed."""
    with Child(argv, bounds) as child:
        output = bytearray()
        try:
            for piece in child.chunks():
                output += piece
            status = child.finish()
        except ChildOverranError as overrun:
            return Finished(-signal.SIGKILL, bytes(output), child.stderr, str(overrun))
        return Finished(status, bytes(output), child.stderr)


def _limited(argv: Sequence[str], bounds: Bounds) -> list[str]:
    kilobytes = max(1, bounds.memory_bytes // 1024)
    seconds = max(1, round(bounds.cpu_seconds))
    return [_SHELL, "-c", _LAUNCHER, "adscan-child", str(kilobytes), str(seconds), *argv]


def _environment() -> dict[str, str]:
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LC_ALL": "C.UTF-8",
        "HOME": "/nonexistent",
        "TMPDIR": tempfile.gettempdir(),
        # Each glibc arena reserves 64 MiB of address space, which RLIMIT_AS counts.
        "MALLOC_ARENA_MAX": "2",
    }


def _widen_pipe(fd: int) -> None:
    """A full-size frame is megabytes; the default pipe of 64 KiB costs a switch for each piece."""
    with contextlib.suppress(OSError):
        fcntl.fcntl(fd, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


class _BoundedText:
    """Drains a stream in a thread; keeps its beginning and its end."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._fd = stream.fileno()
        self._head = bytearray()
        self._tail = bytearray()
        self._thread = threading.Thread(target=self._drain, name="child-stderr", daemon=True)
        self._thread.start()

    def _drain(self) -> None:
        with contextlib.suppress(OSError):
            while piece := os.read(self._fd, 16 * 1024):
                room = _STDERR_HEAD - len(self._head)
                self._head += piece[:room]
                self._tail += piece[room:]
                del self._tail[:-_STDERR_TAIL]

    def join(self) -> None:
        self._thread.join(timeout=2.0)

    def text(self) -> str:
        return (bytes(self._head) + bytes(self._tail)).decode("utf-8", "replace")
