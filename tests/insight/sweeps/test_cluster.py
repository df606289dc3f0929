"""A Dask scheduler gives the same bytes as one process, also when a worker is killed."""

import logging
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from optimizer.errors import DataError, UsageError
from optimizer.insight.parametric import Stopped
from optimizer.insight.sweeps.cache import Cache
from optimizer.insight.sweeps.run import Json, run
from tests.insight.sweeps import jobs

distributed = pytest.importorskip("distributed", reason="the extra `distributed` is not installed")

PARTS: list[Json] = list(range(23))
SQUARES = [{"square": n * n, "context": 0} for n in range(23)]

pytestmark = pytest.mark.filterwarnings("default")  # Dask's own, about the killed worker


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """Start a local cluster of two worker processes."""
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        silence_logs=logging.CRITICAL,
    ) as cluster:
        yield cluster.scheduler_address


def test_a_cluster_keeps_the_same_bytes_as_one_process(scheduler: str, tmp_path: Path) -> None:
    one, two = Cache(tmp_path / "one"), Cache(tmp_path / "two")
    assert list(run(jobs.squares, 0, PARTS, key="k", chunk=3, cache=one)) == SQUARES
    found = list(run(jobs.squares, 0, PARTS, key="k", chunk=3, cache=two, scheduler=scheduler))
    assert found == SQUARES
    assert {f.name: f.read_bytes() for f in one.folder.iterdir()} == {
        f.name: f.read_bytes() for f in two.folder.iterdir()
    }


def test_work_is_done_by_both_workers(scheduler: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    list(run(jobs.counted, str(log), PARTS, key="k", chunk=1, scheduler=scheduler))
    processes = {line.split()[1] for line in log.read_text().splitlines()}
    assert len(processes) == 2
    assert str(os.getpid()) not in processes


def test_a_worker_killed_in_the_middle_changes_nothing(scheduler: str, tmp_path: Path) -> None:
    found = list(run(jobs.killed_once, str(tmp_path), PARTS, key="k", chunk=3, scheduler=scheduler))
    assert found == SQUARES
    assert (tmp_path / "dead").exists()


def test_an_error_in_a_worker_is_the_error_of_the_sweep(scheduler: str) -> None:
    with pytest.raises(DataError) as caught:
        list(run(jobs.broken, 0, PARTS, key="k", chunk=3, scheduler=scheduler))
    assert [p.code for p in caught.value.problems] == ["some.code"]


def test_cancelling_does_not_wait_for_the_workers(scheduler: str) -> None:
    def stop_soon() -> None:
        if time.monotonic() > start + 1:
            raise Stopped

    start = time.monotonic()
    with pytest.raises(Stopped):
        list(
            run(
                jobs.slow,
                0,
                PARTS[:2],
                key="k",
                chunk=1,
                scheduler=scheduler,
                progress=lambda *_: stop_soon(),
            )
        )
    assert time.monotonic() - start < 10


def test_an_address_without_a_scheduler_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        list(run(jobs.squares, 0, PARTS, key="k", scheduler="nowhere"))
    assert [p.code for p in caught.value.problems] == ["sweeps.no_scheduler"]
