"""Several processes give the same bytes as one, whatever becomes of them."""

import os
import time
from pathlib import Path

import pytest

from optimizer.errors import DataError
from optimizer.insight.parametric import Stopped
from optimizer.insight.sweeps.cache import Cache
from optimizer.insight.sweeps.processes import TRIES
from optimizer.insight.sweeps.run import Json, run
from optimizer.insight.sweeps.work import WorkerLostError
from tests.insight.sweeps import jobs

PARTS: list[Json] = list(range(23))
SQUARES = [{"square": n * n, "context": 0} for n in range(23)]


def kept(folder: Path) -> dict[str, bytes]:
    """Return the files of a cache."""
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_two_workers_keep_the_same_bytes_as_one(tmp_path: Path) -> None:
    one, two = Cache(tmp_path / "one"), Cache(tmp_path / "two")
    assert list(run(jobs.squares, 0, PARTS, key="k", chunk=3, cache=one)) == SQUARES
    assert list(run(jobs.squares, 0, PARTS, key="k", chunk=3, cache=two, workers=2)) == SQUARES
    assert kept(one.folder) == kept(two.folder)


def test_work_is_done_in_other_processes(tmp_path: Path) -> None:
    log = tmp_path / "log"
    list(run(jobs.counted, str(log), PARTS, key="k", chunk=3, workers=2))
    assert str(os.getpid()) not in {line.split()[1] for line in log.read_text().splitlines()}


def test_a_killed_worker_is_replaced_and_its_chunk_computed_anew(tmp_path: Path) -> None:
    found = list(run(jobs.killed_once, str(tmp_path), PARTS, key="k", chunk=3, workers=2))
    assert found == SQUARES
    assert (tmp_path / "dead").exists()


def test_work_that_kills_every_worker_ends_with_an_error() -> None:
    with pytest.raises(WorkerLostError) as caught:
        list(run(jobs.killed_always, 0, PARTS, key="k", chunk=3, workers=2))
    assert caught.value.exit_code == 6
    assert TRIES > 1


def test_an_error_in_a_worker_is_the_error_of_the_sweep() -> None:
    with pytest.raises(DataError) as caught:
        list(run(jobs.broken, 0, PARTS, key="k", chunk=3, workers=2))
    assert [p.code for p in caught.value.problems] == ["some.code"]


def test_cancelling_does_not_wait_for_the_workers() -> None:
    def stop_soon() -> None:
        if time.monotonic() > start + 0.5:
            raise Stopped

    start = time.monotonic()
    with pytest.raises(Stopped):
        list(run(jobs.slow, 0, PARTS, key="k", chunk=3, workers=2, progress=lambda *_: stop_soon()))
    assert time.monotonic() - start < 10


def test_a_cancelled_run_is_resumed_by_any_number_of_workers(tmp_path: Path) -> None:
    log = str(tmp_path / "log")
    cache = Cache(tmp_path / "kept")

    def stop(done: int, _of: int) -> None:
        if done >= 12:
            raise Stopped

    with pytest.raises(Stopped):
        list(run(jobs.counted, log, PARTS, key="k", chunk=3, cache=cache, progress=stop, workers=2))
    assert list(run(jobs.counted, log, PARTS, key="k", chunk=3, cache=cache)) == SQUARES
    assert cache.taken == 4
