"""What levels state is what their multipliers and trees prove, read anew by the definitions."""

import pytest

from optimizer.model.chains.engine import optimise
from optimizer.model.meter import Meter
from optimizer.model.tree import Leaf
from tests.model.chains.reading import ChainReading
from tests.model.chains.test_small_programs import random_program


@pytest.mark.parametrize("work", [1, 7, 3000])
def test_stated_bounds_are_proven_by_multipliers_and_trees(work: int) -> None:
    looked_at = 0
    for seed in range(60):
        program, worths = random_program(1000 + seed)
        best = optimise(program, worths, Meter(parts=work))
        reached: list[int] = []
        for k, level in enumerate(best.levels):
            reading = ChainReading(program, worths[: k + 1], reached)
            tree = level.tree or Leaf(level.duals, level.earlier)
            bound = reading.bound(tree, reading.whole_domain())
            assert bound is not None
            assert level.value <= bound <= level.bound, seed
            reached.append(level.value)
            looked_at += 1
    assert looked_at > 40
