import numpy as np
import pytest

from optimizer.model import exact
from optimizer.model.feasible import is_feasible
from optimizer.model.program import Program
from optimizer.model.proof import bound
from optimizer.model.reduction.linear import best_point
from tests.model.reduction.programs import network_program


def _check(program: Program, cost: exact.Integers) -> None:
    """Hold the reduced answer against its own bound, and against the whole linear program."""
    found = best_point(program, cost)
    assert found is not None
    point, duals = found
    assert is_feasible(program, point)
    assert bound(program, cost, duals) == exact.dot(cost, point)
    wrong = (duals.values < 0) & program.at_most
    assert not wrong.any()


@pytest.mark.parametrize("seed", range(400))
def test_a_small_network_is_answered_with_its_proof(seed: int) -> None:
    draw = np.random.default_rng(seed)
    size = int(draw.integers(1, 14))
    worths, steps = int(draw.integers(1, 9)), int(draw.integers(1, 5))
    _check(*network_program(draw, size, worths=worths, steps=steps, units=1 + size // 2))
