"""The worker's pool goes on when children are killed while they wait for work."""

import os
import signal
import time

from service.scan_pool import SurvivingPool


def test_a_pool_whose_idle_children_were_all_killed_works_on() -> None:
    pool = SurvivingPool(2)
    try:
        # All of them: whichever holds the turn at the pipe is among them.
        first = {pool.apply_async(_answer).get(timeout=30) for _ in range(4)}
        time.sleep(0.5)
        idle = {child.pid for child in pool._pool}
        for pid in idle:
            os.kill(pid, signal.SIGKILL)
        answers = {pool.apply_async(_answer).get(timeout=60) for _ in range(4)}
    finally:
        pool.terminate()
    assert first <= idle
    assert answers.isdisjoint(idle)


def _answer() -> int:
    return os.getpid()
