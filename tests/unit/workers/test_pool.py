"""One input's misfortune never costs another input its answer."""

import multiprocessing

from tests.unit.workers import pool_work
from workers.pool import Advanced, Done, Lost, run


def answers(work, tasks, processes, seconds=None):
    events = list(run(work, tasks, processes, seconds))
    done = [event for event in events if isinstance(event, Done)]
    assert sorted(event.index for event in done) == list(range(len(tasks)))
    return {event.index: event.answer for event in done}


def test_every_task_is_answered_once_by_its_index():
    assert answers(pool_work.square, [5, 6, 7, 8, 9], 2) == {0: 25, 1: 36, 2: 49, 3: 64, 4: 81}


def test_progress_of_a_running_task_is_passed_on():
    events = list(run(pool_work.square, [4], 1))
    assert events == [Advanced(0, 0.5), Done(0, 16)]


def test_a_killed_process_loses_only_its_own_task():
    result = answers(pool_work.die_on_three, [1, 2, 3, 4, 5], 2)
    assert result.pop(2) == Lost("crashed", -9)
    assert result == {0: 1, 1: 2, 3: 4, 4: 5}


def test_an_escaped_exception_loses_only_its_own_task():
    result = answers(pool_work.raise_on_two, [1, 2, 3], 1)
    assert isinstance(result.pop(1), Lost)
    assert result == {0: 1, 2: 3}


def test_a_hanging_task_is_stopped_after_its_time():
    result = answers(pool_work.hang_on_one, [0, 1, 2], 1, seconds=3)
    assert result == {0: 0, 1: Lost("timed_out", None), 2: 2}


def test_no_child_is_left_behind_when_the_caller_stops_early():
    events = run(pool_work.hang_on_one, [0, 1, 1, 1], 2)
    next(events)
    events.close()
    assert multiprocessing.active_children() == []


def test_children_know_how_many_share_the_machine():
    assert answers(pool_work.processes_told, [0, 0, 0], 2) == {0: "2", 1: "2", 2: "2"}
