"""What one more step of the budget is worth, who gets it, and up to where that stays so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from optimizer.formats.problem import AllocationProblem
from optimizer.formats.solution import Solution
from optimizer.insight.difference import Move, moves
from optimizer.insight.measure import merit_of
from optimizer.insight.parametric import Run, is_one_linear_program, line_end
from optimizer.insight.variants import with_budget

#: One more 万元.
MORE = 10_000


@dataclass(frozen=True, slots=True)
class Marginal:
    """The value of ``MORE`` yuan more.

    ``merit`` is gained (hundredths of a point times yuan); ``moves`` say who gets what;
    ``until`` is the budget up to which each further step is worth as much (``None``: known for
    this step only). ``unavailable`` is a reason code.
    """

    merit: int = 0
    moves: tuple[Move, ...] = ()
    until: int | None = None
    exact: bool = False
    unavailable: str | None = None


def marginal(
    problem: AllocationProblem,
    solution: Solution,
    *,
    work: int | None = None,
    tick: Callable[[], None] = lambda: None,
) -> Marginal:
    """Return what ``MORE`` yuan more in the budget would bring, by solving again."""
    if solution.awards is None:
        return Marginal(unavailable="no_plan")
    run = Run(partial(with_budget, problem), work, tick, {problem.budget: solution})
    there = run.at(problem.budget + MORE)
    if there.awards is None:
        return Marginal(unavailable=there.status)
    until = None
    demand = int((problem.entitled // problem.grid * problem.grid).sum())
    if is_one_linear_program(problem, solution) and problem.budget + MORE <= demand:
        piece = line_end(run, problem.budget, MORE, demand)
        until = None if piece is None else piece[0]
    return Marginal(
        merit_of(problem, there.awards) - merit_of(problem, solution.awards),
        moves(problem, solution.awards, there.awards),
        until,
        exact=solution.status == there.status == "optimal",
    )
