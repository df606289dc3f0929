"""The engine of whole programs against every point of tiny ones, and its trees read anew."""

from fractions import Fraction

import pytest

from optimizer.model.integer.engine import find_plan, optimise
from optimizer.model.levels import Level
from optimizer.model.program import Program
from optimizer.model.solver import Effort, Status
from optimizer.model.tree import Branch, Leaf, Tree
from optimizer.model.worth import Worth
from tests.model.integer.random_programs import draw, generator, points, value

SEEDS = range(12)
EACH = 100


def leaf_bound(
    program: Program, worths: list[Worth], reached: list[int], leaf: Leaf, domains: list[list[int]]
) -> Fraction:
    """Add up a leaf's bound in plain loops: the last of ``worths`` is the objective."""
    *earlier, last = worths
    prices = leaf.duals.fractions()
    for price, row in zip(prices, program.rows, strict=True):
        assert price >= 0 or row.sense != "<="
        assert price <= 0 or row.sense != ">="
    assert all(weight >= 0 for weight in leaf.earlier)
    total = sum((p * r.limit for p, r in zip(prices, program.rows, strict=True)), Fraction(0))
    total -= sum((w * r for w, r in zip(leaf.earlier, reached, strict=True)), Fraction(0))
    for j, domain in enumerate(domains):
        best = None
        for t in domain:
            worth = Fraction(0 if leaf.empty else value(last, j, t))
            for weight, other in zip(leaf.earlier, earlier, strict=True):
                worth += weight * value(other, j, t)
            for price, row in zip(prices, program.rows, strict=True):
                at = row.columns.tolist().index(j) if j in row.columns.tolist() else None
                if at is not None:
                    count = int(row.coefs[at]) * t
                    count += int(row.funded[at]) if row.funded is not None and t else 0
                    worth -= price * count
            best = worth if best is None or worth > best else best
        if best is None:
            return Fraction(-1)  # no point at all
        total += best
    return total


def whole_domain(program: Program) -> list[list[int]]:
    least = [1] * program.size if program.lower is None else program.lower.tolist()
    pairs = zip(least, program.upper.tolist(), strict=True)
    return [[0, *range(max(low, 1), high + 1)] for low, high in pairs]


def tree_bound(
    program: Program, worths: list[Worth], reached: list[int], tree: Tree, domains: list[list[int]]
) -> Fraction | None:
    """Return the greatest bound of the leaves, ``None`` if all of them are empty."""
    if isinstance(tree, Branch):
        below, above = [list(d) for d in domains], [list(d) for d in domains]
        below[tree.column] = [t for t in below[tree.column] if t <= tree.at]
        above[tree.column] = [t for t in above[tree.column] if t > tree.at]
        bounds = [
            tree_bound(program, worths, reached, tree.at_most, below),
            tree_bound(program, worths, reached, tree.beyond, above),
        ]
        return max((b for b in bounds if b is not None), default=None)
    bound = leaf_bound(program, worths, reached, tree, domains)
    if not tree.empty:
        return bound
    assert bound < 0
    return None


def check_level(program: Program, worths: list[Worth], reached: list[int], level: Level) -> None:
    domains = whole_domain(program)
    tree = level.tree or Leaf(level.duals, level.earlier)
    bound = tree_bound(program, worths, reached, tree, domains)
    assert bound is not None
    assert bound <= level.bound


@pytest.mark.parametrize("seed", SEEDS)
def test_every_objective_is_best_in_turn_and_every_bound_holds(seed: int) -> None:
    rng = generator(seed)
    for _ in range(EACH):
        program, worths = draw(rng)
        best = optimise(program, worths, Effort())
        plans = list(points(program))
        if not plans:
            assert best.status is Status.INFEASIBLE
            assert find_plan(program, Effort()) == (Status.INFEASIBLE, None)
            continue
        assert best.units is not None
        assert tuple(best.units.tolist()) in plans
        status, some = find_plan(program, Effort())
        assert status is Status.OPTIMAL
        assert some is not None
        assert tuple(some.tolist()) in plans
        totals = {
            p: tuple(sum(value(w, j, t) for j, t in enumerate(p)) for w in worths) for p in plans
        }
        reached = [level.value for level in best.levels]
        assert tuple(reached) == max(totals.values())
        for k, level in enumerate(best.levels):
            check_level(program, worths[: k + 1], reached[:k], level)
