"""The best plan of a program in whole numbers, without chains: objectives in turn, with proof.

Each objective is searched with the earlier ones as rows "at least what was reached". A search
that closes every part is a proof, a tree of prices that anyone can add up again; where the limit
of work comes first, the prices of the whole say how far from best the plan is at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.integer.closing import TooLargeError, close, front
from optimizer.model.integer.large import search_large
from optimizer.model.integer.pricing import Pricing
from optimizer.model.integer.process import plan_of_solver
from optimizer.model.integer.question import Question, pose
from optimizer.model.integer.search import Found, Search
from optimizer.model.levels import Best, Level
from optimizer.model.meter import Meter
from optimizer.model.program import Program
from optimizer.model.proof import Duals
from optimizer.model.solver import Status
from optimizer.model.tree import Leaf, Tree
from optimizer.model.worth import Worth, linear

#: What of all that may be spent goes into searching; the rest is for the tree that shows it.
SEARCHING = 0.8
#: Variables from which on prices come before parts.
LARGE = 1_000
#: Leaves of a tree that does not close: it only says how far from best the plan is at most.
MOST_LEAVES = 2_000


def optimise(program: Program, worths: Sequence[Worth], meter: Meter) -> Best:
    """Maximise ``worths`` in turn over the points of ``program``.

    Parameters
    ----------
    program
        Rows and domains in grid units; no chains.
    worths
        Objectives, the most important first.
    meter
        What all objectives together may cost.

    Returns
    -------
    Best
        ``OPTIMAL`` with one level an objective, whose bound is the value where it is proven and
        may stand above it elsewhere; ``INFEASIBLE`` only where that is proven; ``NONE`` where the
        work was used up without a plan. Ties are not decided.
    """
    levels: list[Level] = []
    units: IntArray | None = None
    reached: list[int] = []
    for k, worth in enumerate(worths):
        question = pose(program, worth, tuple(worths[:k]), tuple(reached))
        share = meter.share(1 / (len(worths) - k))
        found = _searched(question, share.share(SEARCHING), units)
        units = found.units
        if units is None:
            return Best(Status.INFEASIBLE if found.closed else Status.NONE, None)
        levels.append(_level(question, found, share))
        reached.append(worth.at(units))
    if units is not None:
        # A later plan may be worth more to an earlier objective that was not proven.
        levels = [
            replace(level, value=worth.at(units))
            for level, worth in zip(levels, worths, strict=True)
        ]
    return Best(Status.OPTIMAL, units, tuple(levels))


def _searched(question: Question, meter: Meter, plan: IntArray | None) -> Found:
    """Search one question, with a plan in hand if there is one."""
    if question.program.size >= LARGE:
        found = search_large(question, meter, plan)
        if found is not None:
            return found
    search = Search(question, meter)
    if plan is not None:
        search.offer(plan)
    found = search.run()
    if found.units is None and not found.closed:
        return replace(found, units=plan_of_solver(question))
    return found


def find_plan(program: Program, meter: Meter) -> tuple[Status, IntArray | None]:
    """Look for any point of ``program``.

    Returns
    -------
    Status
        ``OPTIMAL`` with a plan, ``INFEASIBLE`` where it is proven that there is none, ``NONE``
        where the work was used up before either.
    IntArray or None
        The plan in grid units.
    """
    question = pose(program, linear(program.upper * 0, program.upper), (), ())
    found = Search(question, meter.share(SEARCHING), any_plan=True).run()
    units = found.units
    if units is None and not found.closed:
        units = plan_of_solver(question)
    if units is not None:
        return Status.OPTIMAL, units
    return (Status.INFEASIBLE if found.closed else Status.NONE), None


def _level(question: Question, found: Found, meter: Meter) -> Level:
    """Return what the search says of its objective."""
    plan = found.units
    if plan is None or found.root.prices is None:
        raise AssertionError
    prices, factor = found.root.prices, question.factor
    scale = prices.rows.scale
    value = question.worth.at(plan)
    duals = Duals(exact.wide(prices.rows.values, factor) * factor, scale)
    earlier = tuple(Fraction(w * factor, scale) for w in prices.earlier)
    priced = Pricing(question).price(prices, question.whole())
    bound = Fraction(priced.total(), scale)
    if bound < value + 1:
        return Level(value * factor, bound * factor, duals, earlier)
    tree, bound = _tree(question, found, value + 1, meter)
    kept = None if isinstance(tree, Leaf) and not tree.blocks else tree
    return Level(value * factor, bound * factor, duals, earlier, kept)


def _tree(question: Question, found: Found, limit: int, meter: Meter) -> tuple[Tree, Fraction]:
    """Return the tree that shows most: closed, or of the first parts, or the whole as a leaf."""
    if found.closed:
        try:
            return close(question, found.blocks, found.parts, limit, meter)
        except TooLargeError:
            pass
    # The first parts of a closed search would need much the same leaves.
    for leaves in (1,) if found.closed or meter.is_spent else (MOST_LEAVES, MOST_LEAVES // 20, 1):
        parts, reached = front(found.parts, question, found.blocks, leaves)
        try:
            least = None if leaves == 1 else meter
            return close(question, found.blocks, parts, max(limit, reached), least)
        except TooLargeError:
            continue
    raise AssertionError("a single leaf has no cuts")
