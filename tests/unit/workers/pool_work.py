"""Functions for the children of the pool tests; they must live in an importable module."""

import os
import signal
import time
from collections.abc import Callable


def square(task: int, progress: Callable[[float], None]) -> int:
    progress(0.5)
    return task * task


def die_on_three(task: int, progress: Callable[[float], None]) -> int:
    if task == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return task


def hang_on_one(task: int, progress: Callable[[float], None]) -> int:
    if task == 1:
        time.sleep(60)
    return task


def raise_on_two(task: int, progress: Callable[[float], None]) -> int:
    if task == 2:
        raise ValueError(task)
    return task


def processes_told(task: int, progress: Callable[[float], None]) -> str:
    return os.environ["ADSCAN_WORKER_PROCESSES"]
