"""Years of a few thousand projects, as the benchmarks have them, answered from their arrays."""

import os
import subprocess
import sys

import numpy as np
import pytest

from benchmarks.instances import SHARES, instance, weightings
from benchmarks.networks import network_of
from optimizer.model.program import Program, ProgramRow
from optimizer.model.reduction.engine import Known, optimum
from optimizer.model.reduction.network import NO_UNIT, Network
from optimizer.model.reduction.sweep import sweep
from optimizer.model.solver import Effort, solve
from tests.rooms import ROOT


def _whole(network: Network) -> int:
    """Return the best value by the whole linear program."""
    pools = network.pools
    groups = [np.flatnonzero(pools.inside[k][network.leaf]) for k in range(len(pools.cap))]
    limits = pools.cap.tolist()
    for unit in np.unique(network.unit[network.unit != NO_UNIT]).tolist():
        groups.append(np.flatnonzero(network.unit == unit))
        limits.append(int(network.unit_cap[unit]))
    rows = tuple(
        ProgramRow(str(k), members, np.ones(len(members), dtype=np.int64), "<=", limit)
        for k, (members, limit) in enumerate(zip(groups, limits, strict=True))
    )
    count = np.arange(network.size)
    program = Program(count, np.ones_like(count), network.steps, rows)
    answer = solve(program, network.worth, Effort())
    return round(float(answer.values @ network.worth))


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("size", [300, 1500])
def test_the_value_is_that_of_the_whole_linear_program(size: int, share: float) -> None:
    network = network_of(instance(size, share, 1))
    found = optimum(network)
    assert found is not None
    assert found.is_proven
    assert found.value == _whole(network)


@pytest.mark.parametrize("share", SHARES)
def test_a_year_with_a_sampled_start_is_proven(share: float) -> None:
    found = optimum(network_of(instance(60_000, share, 2)))
    assert found is not None
    assert found.value == found.bound


def test_prices_known_from_elsewhere_change_nothing() -> None:
    network = network_of(instance(3000, 0.5, 3))
    alone = optimum(network)
    assert alone is not None
    wrong = np.full(len(network.pools.cap), 9_900, dtype=np.int64)
    for total in (alone.total(network.pools), np.zeros_like(wrong), wrong):
        found = optimum(network, Known(total))
        assert found is not None
        assert found.value == alone.value


def test_every_weighting_of_a_sweep_is_as_good_as_by_itself() -> None:
    year = instance(800, 0.5, 4)
    network = network_of(year)
    some = weightings(40, 1)
    for weights, found in zip(some, sweep(network, year.criteria, some), strict=True):
        assert found is not None
        merit = (year.criteria @ weights + 50) // 100
        alone = optimum(network_of(year, merit))
        assert alone is not None
        assert found.is_proven
        assert found.value == int(merit @ found.steps) == alone.value


_PRINT = """
import sys
from benchmarks.instances import instance
from benchmarks.networks import network_of
from optimizer.model.reduction.engine import optimum
for share in (0.15, 1.0):
    found = optimum(network_of(instance(30_000, share, 5)))
    sys.stdout.buffer.write(found.steps.tobytes() + found.gain.tobytes())
"""


def test_the_bytes_do_not_depend_on_the_number_of_threads() -> None:
    said = set()
    for threads in ("1", "2", "7"):
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
        child = subprocess.run(
            [sys.executable, "-c", _PRINT],
            check=True,
            capture_output=True,
            cwd=ROOT,
            env={**os.environ, **dict.fromkeys(names, threads)},
        )
        said.add(child.stdout)
    assert len(said) == 1
