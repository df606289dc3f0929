"""Work beside the page: it grows, it can be stopped, and the solver is shared."""

import threading
from collections.abc import Callable, Iterator

from app_pages.background import Task
from app_pages.service import ONE_AT_A_TIME
from optimizer.errors import DataError, Place, Problem

WAIT = 10.0


def test_what_is_found_is_there_at_the_end() -> None:
    def work(tick: Callable[[], None]) -> Iterator[int]:
        for number in range(3):
            tick()
            yield number

    task = Task(work)
    task.wait(WAIT)
    assert (task.found, task.solves, task.running, task.stopped) == ([0, 1, 2], 3, False, False)


def test_a_stopped_task_keeps_what_it_found() -> None:
    first = threading.Event()
    go_on = threading.Event()

    def work(tick: Callable[[], None]) -> Iterator[int]:
        tick()
        yield 1
        first.set()
        go_on.wait(WAIT)
        tick()
        yield 2

    task = Task(work)
    assert first.wait(WAIT)
    task.cancel()
    go_on.set()
    task.wait(WAIT)
    assert (task.found, task.stopped, task.failed) == ([1], True, None)


def test_an_error_ends_the_task_and_is_told() -> None:
    def work(tick: Callable[[], None]) -> Iterator[int]:
        tick()
        yield 1
        raise DataError([Problem("model.lock.unknown", Place(), "x")])

    task = Task(work)
    task.wait(WAIT)
    assert task.found == [1]
    assert isinstance(task.failed, DataError)


def test_the_page_solves_between_two_solves_of_a_task() -> None:
    started = threading.Event()
    turns: list[str] = []

    def work(tick: Callable[[], None]) -> Iterator[int]:
        tick()
        started.set()
        while "page" not in turns and len(turns) < 10_000:
            turns.append("task")
            tick()
        yield 1

    task = Task(work)
    assert started.wait(WAIT)
    with ONE_AT_A_TIME:
        turns.append("page")
    task.wait(WAIT)
    assert task.found == [1]
    assert not ONE_AT_A_TIME.locked()
