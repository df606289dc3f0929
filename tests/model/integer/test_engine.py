"""The engine of whole programs against every point of tiny ones, and its trees read anew."""

import pytest

from optimizer.model.integer import engine
from optimizer.model.integer.engine import find_plan, optimise
from optimizer.model.levels import Level
from optimizer.model.meter import Meter
from optimizer.model.program import Program
from optimizer.model.solver import Status
from optimizer.model.tree import Leaf
from optimizer.model.worth import Worth
from tests.model.integer.random_programs import draw, generator, points, value
from tests.model.integer.reading import Reading

SEEDS = range(5)
EACH = 60


def check_level(
    program: Program, worths: list[Worth], reached: list[int], level: Level, *, closed: bool = True
) -> None:
    reading = Reading(program, worths, reached)
    tree = level.tree or Leaf(level.duals, level.earlier)
    bound = reading.bound(tree, reading.whole_domain())
    assert bound is not None
    assert bound <= level.bound
    assert level.bound >= level.value
    assert level.bound - level.value < worths[-1].step() or not closed


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("large", [False, True])
def test_every_objective_is_best_in_turn_and_every_tree_proves_it(
    monkeypatch: pytest.MonkeyPatch, seed: int, *, large: bool
) -> None:
    if large:  # the way of large years, in tiny ones
        monkeypatch.setattr(engine, "LARGE", 0)
    rng = generator(seed)
    for _ in range(EACH):
        program, worths = draw(rng)
        best = optimise(program, worths, Meter())
        plans = list(points(program))
        if not plans:
            assert best.status is Status.INFEASIBLE
            assert find_plan(program, Meter()) == (Status.INFEASIBLE, None)
            continue
        assert best.units is not None
        assert tuple(best.units.tolist()) in plans
        status, some = find_plan(program, Meter())
        assert status is Status.OPTIMAL
        assert some is not None
        assert tuple(some.tolist()) in plans
        totals = [
            tuple(sum(value(w, j, t) for j, t in enumerate(p)) for w in worths) for p in plans
        ]
        reached = [level.value for level in best.levels]
        assert tuple(reached) == max(totals)
        for k, level in enumerate(best.levels):
            check_level(program, worths[: k + 1], reached[:k], level)


@pytest.mark.parametrize("work", [1, 2, 3, 5])
def test_a_search_that_stops_early_gives_a_plan_with_a_bound_or_none(work: int) -> None:
    rng = generator(work)
    for _ in range(EACH):
        program, worths = draw(rng)
        best = optimise(program, worths, Meter(parts=work))
        plans = list(points(program))
        assert best.status is not Status.INFEASIBLE or not plans
        if best.units is None:
            continue
        assert tuple(best.units.tolist()) in plans
        values = [sum(value(worths[0], j, t) for j, t in enumerate(p)) for p in plans]
        assert best.levels[0].bound >= max(values)
        reached = [level.value for level in best.levels]
        for k, level in enumerate(best.levels):
            check_level(program, worths[: k + 1], reached[:k], level, closed=False)
