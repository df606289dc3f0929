"""A sweep gives every part its answer, in order, the same with and without a cache."""

from pathlib import Path

import pytest

from optimizer.insight.parametric import Stopped
from optimizer.insight.sweeps.cache import Cache
from optimizer.insight.sweeps.run import Json, run
from tests.insight.sweeps import jobs

PARTS: list[Json] = list(range(23))
SQUARES = [{"square": n * n, "context": 0} for n in range(23)]


def test_answers_come_in_the_order_of_the_parts() -> None:
    found = list(run(jobs.squares, 7, PARTS, key="k", chunk=5))
    assert found == [{"square": n * n, "context": 7} for n in range(23)]


def test_nothing_asked_is_nothing_answered() -> None:
    assert list(run(jobs.squares, 7, [], key="k")) == []


def test_progress_rises_from_none_to_all() -> None:
    seen: list[tuple[int, int]] = []
    list(run(jobs.squares, 0, PARTS, key="k", chunk=5, progress=lambda *p: seen.append(p)))
    assert seen[0] == (0, 23)
    assert seen[-1] == (23, 23)
    assert seen == sorted(seen)


def test_work_that_forgets_a_part_is_refused() -> None:
    with pytest.raises(ValueError, match="one answer for each part"):
        list(run(jobs.too_few, 0, PARTS, key="k"))


def test_a_second_run_takes_everything_from_the_cache(tmp_path: Path) -> None:
    log = str(tmp_path / "log")
    cache = Cache(tmp_path / "kept")
    first = list(run(jobs.counted, log, PARTS, key="k", chunk=5, cache=cache))
    again = list(run(jobs.counted, log, PARTS, key="k", chunk=5, cache=cache))
    assert first == again == SQUARES
    assert len(Path(log).read_text().splitlines()) == 23
    assert cache.taken == 5


def test_a_cancelled_run_is_resumed_from_whole_chunks(tmp_path: Path) -> None:
    log = str(tmp_path / "log")
    cache = Cache(tmp_path / "kept")

    def stop(done: int, _of: int) -> None:
        if done == 12:
            raise Stopped

    with pytest.raises(Stopped):
        list(run(jobs.counted, log, PARTS, key="k", chunk=5, cache=cache, progress=stop))
    assert list(run(jobs.counted, log, PARTS, key="k", chunk=5, cache=cache)) == SQUARES
    assert cache.taken == 2
    assert len(Path(log).read_text().splitlines()) == 23 + 2


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_file_is_counted_and_computed_anew(tmp_path: Path, damage: bytes | None) -> None:
    cache = Cache(tmp_path)
    list(run(jobs.squares, 0, PARTS, key="k", chunk=5, cache=cache))
    file = min(tmp_path.iterdir())
    whole = file.read_bytes()
    file.write_bytes(whole[:-4] + b"0}]\n" if damage is None else damage)
    assert list(run(jobs.squares, 0, PARTS, key="k", chunk=5, cache=cache)) == SQUARES
    assert cache.repaired == 1
    assert file.read_bytes() == whole


def test_another_key_or_other_parts_share_nothing(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    list(run(jobs.squares, 0, PARTS, key="k", chunk=5, cache=cache))
    assert list(run(jobs.squares, 1, PARTS, key="other", chunk=5, cache=cache)) == [
        {"square": n * n, "context": 1} for n in range(23)
    ]
    assert cache.taken == 0
