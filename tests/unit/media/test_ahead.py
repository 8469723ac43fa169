"""Working ahead: in order, bounded, with errors handed over, and stoppable at any time."""

import threading
from collections.abc import Iterator

import pytest

from workers.media.ahead import WorkAhead


def test_items_come_in_order_from_another_thread() -> None:
    makers: set[int] = set()

    def items() -> Iterator[int]:
        for number in range(20):
            makers.add(threading.get_ident())
            yield number

    assert list(WorkAhead(items(), 2)) == list(range(20))
    assert makers
    assert threading.get_ident() not in makers


def test_work_is_only_so_far_ahead() -> None:
    made = 0

    def items() -> Iterator[int]:
        nonlocal made
        for number in range(20):
            made += 1
            yield number

    for number in WorkAhead(items(), 2):
        # Two wait in the queue, one in the hand of the thread that made it.
        assert made <= number + 4


def test_what_the_work_raises_comes_after_what_it_gave() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise KeyError("broken")

    ahead = iter(WorkAhead(items(), 2))
    assert next(ahead) == 1
    with pytest.raises(KeyError, match="broken"):
        next(ahead)


def test_closing_ends_a_thread_that_waits_for_room() -> None:
    ahead = WorkAhead(range(1000), 1)
    assert next(iter(ahead)) == 0
    ahead.close()
    ahead.close()
    assert not any(thread.name == "work-ahead" for thread in threading.enumerate())


def test_progress_is_told_in_the_thread_of_the_consumer() -> None:
    tellers: list[int] = []
    assert list(WorkAhead(range(3), 1, lambda: tellers.append(threading.get_ident())))
    assert set(tellers) == {threading.get_ident()}
    assert len(tellers) >= 3
