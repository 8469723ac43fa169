"""Run one function over many inputs in child processes, so that no input can hurt another.

A child that dies (killed for memory, a crash in a native library) or that runs past its time costs
its own input only: the input is answered with a `Lost`, a new child takes over the rest.
"""

import multiprocessing
import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, Literal, TypeVar

from models.cpus import WORKER_PROCESSES_VARIABLE

Task = TypeVar("Task")
Answer = TypeVar("Answer")
Progress = Callable[[float], None]

_CONTEXT = multiprocessing.get_context("spawn")
_POLL_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Lost:
    """No answer for this input: its process died, or was stopped after its time ran out."""

    reason: Literal["crashed", "timed_out"]
    exit_code: int | None


@dataclass(frozen=True, slots=True)
class Done(Generic[Answer]):
    """The answer for the input at `index`."""

    index: int
    answer: Answer | Lost


@dataclass(frozen=True, slots=True)
class Advanced:
    """The input at `index` is done to this share (0-1)."""

    index: int
    share: float


def _serve(pipe: Connection, work: Callable[[Task, Progress], Answer], processes: int) -> None:
    os.environ[WORKER_PROCESSES_VARIABLE] = str(processes)
    try:
        while True:
            index, task = pipe.recv()
            answer = work(task, _reporter(pipe, index))
            pipe.send(Done(index, answer))
    except (EOFError, KeyboardInterrupt, BrokenPipeError):
        return


def _reporter(pipe: Connection, index: int) -> Progress:
    return lambda share: pipe.send(Advanced(index, share))


class _Child(Generic[Task, Answer]):
    """One worker process, the pipe to it, and the input it is busy with."""

    def __init__(self, work: Callable[[Task, Progress], Answer], processes: int) -> None:
        self.pipe, theirs = _CONTEXT.Pipe()
        self.process: BaseProcess = _CONTEXT.Process(
            target=_serve, args=(theirs, work, processes), daemon=False
        )
        self.process.start()
        theirs.close()
        self.busy_with: int | None = None
        self.deadline = float("inf")

    def give(self, index: int, task: Task, seconds: float | None) -> bool:
        """Hand over an input; False when the idle child has died meanwhile."""
        try:
            self.pipe.send((index, task))
        except OSError:
            return False
        self.busy_with = index
        self.deadline = time.monotonic() + seconds if seconds else float("inf")
        return True

    def stop(self) -> None:
        self.pipe.close()
        if self.busy_with is None:
            # With its pipe gone it ends by itself, and tidies up after the libraries it loaded.
            self.process.join(2)
        self.process.terminate()
        self.process.join(5)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def run(
    work: Callable[[Task, Progress], Answer],
    tasks: Sequence[Task],
    processes: int,
    seconds_per_task: float | None = None,
) -> Iterator[Done[Answer] | Advanced]:
    """Call `work(task, progress)` for each task in `processes` children; yield as things happen.

    `work` must be a module-level function and its expected failures part of its answer: an
    exception that escapes it ends its process and is reported as `Lost`. Answers come in the order
    of completion, exactly one `Done` for each task. Closing the iterator stops all children.
    """
    waiting = deque(enumerate(tasks))
    count = max(1, min(processes, len(tasks)))
    children: list[_Child[Task, Answer]] = []
    try:
        while waiting or any(child.busy_with is not None for child in children):
            while waiting and len(children) < count:
                children.append(_Child(work, count))
            for child in children:
                if child.busy_with is None and waiting:
                    index, task = waiting.popleft()
                    if not child.give(index, task, seconds_per_task):
                        waiting.appendleft((index, task))
            by_pipe = {child.pipe: child for child in children if child.busy_with is not None}
            for pipe in wait(list(by_pipe), timeout=_POLL_SECONDS):
                assert isinstance(pipe, Connection)
                yield _receive(by_pipe[pipe])
            for child in [c for c in children if not c.process.is_alive()]:
                if child.busy_with is not None and not child.pipe.poll():
                    yield Done(child.busy_with, Lost("crashed", child.process.exitcode))
                    child.busy_with = None
                if child.busy_with is None:
                    child.stop()
                    children.remove(child)
            for child in [c for c in children if time.monotonic() > c.deadline]:
                assert child.busy_with is not None
                yield Done(child.busy_with, Lost("timed_out", None))
                child.stop()
                children.remove(child)
    finally:
        for child in children:
            child.stop()


def _receive(child: _Child[Task, Answer]) -> Done[Answer] | Advanced:
    try:
        message: Done[Answer] | Advanced = child.pipe.recv()
    except (EOFError, ConnectionResetError):
        child.process.join(5)
        assert child.busy_with is not None
        message = Done(child.busy_with, Lost("crashed", child.process.exitcode))
    if isinstance(message, Done):
        child.busy_with = None
        child.deadline = float("inf")
    return message
