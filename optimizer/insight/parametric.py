"""One number of a problem moved, and the plan followed: exact for the linear program.

With one proven linear program the best value is concave in a limit's amount, so three points on
one line are a line in between; and the award of a project never falls while its own merit rises.
With integer rules nothing of the sort holds (A needs 100, B needs 60: B is funded at 60 and loses
at 100), so values are tried in order, and what lies between them is not claimed.
Source: Gal, Greenberg (eds.), "Advances in Sensitivity Analysis and Parametric Programming" (1997).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from optimizer.formats.problem import AllocationProblem, IntArray
from optimizer.formats.solution import Solution
from optimizer.model.solve import solve

#: Work of one solve where nobody set it: a question of many solves takes plans that are not proven.
QUICK = 20
#: A published ratio of 1, in millionths.
_WHOLE = 10**6


def is_one_linear_program(problem: AllocationProblem, solution: Solution) -> bool:
    """Return whether a plan is one proven linear program whose limits may move.

    One objective over one stage, proven by multipliers alone, and no rule that asks for whole
    numbers or an order; equal clauses served in full, so that more money is more money for that
    stage; no stage share that moves with the budget.
    """
    rules = problem.rules
    integer = (rules.monotone, rules.minimum_award, rules.indivisible, rules.most_projects)
    return (
        not any(integer)
        and solution.status == "optimal"
        and solution.proof == "dual"
        and len(solution.objective) == 1
        and all(ratio == _WHOLE for ratio in solution.certificate.ratios.values())
        and all(stage.share is None for stage in problem.rules.stages)
    )


class Stopped(Exception):  # noqa: N818  not an error: whoever asked has stopped asking
    """The person who waits has cancelled."""


@dataclass
class Run:
    """Plans of a problem at different values of one number, each solved once.

    ``variant`` gives the problem at a value. ``tick`` is called before every solve and may raise
    :class:`Stopped`.
    """

    variant: Callable[[int], AllocationProblem]
    work: int | None = None
    tick: Callable[[], None] = lambda: None
    known: dict[int, Solution] = field(default_factory=dict)

    def at(self, value: int) -> Solution:
        """Return the plan at a value."""
        if value not in self.known:
            self.tick()
            work = QUICK if self.work is None else self.work
            self.known[value] = solve(self.variant(value), work=work)
        return self.known[value]

    def awards(self, value: int) -> IntArray | None:
        """Return the awards at a value, ``None`` where there is no plan."""
        return self.at(value).awards

    def best(self, value: int) -> int | None:
        """Return the proven value of the one objective, ``None`` where it is not proven."""
        plan = self.at(value)
        if plan.status != "optimal" or plan.proof != "dual" or len(plan.objective) != 1:
            return None
        return plan.objective[0]


def last_true(holds: Callable[[int], bool], low: int, high: int, step: int) -> int:
    """Return the greatest ``low + k * step`` up to ``high`` that holds, of a run that ends once.

    ``low`` is taken to hold. Doubles first, so near ends cost little.
    """
    reach = 1
    while low + reach * step <= high and holds(low + reach * step):
        low, reach = low + reach * step, reach * 2
    top = min(reach, (high - low) // step + 1)
    below = 0
    while top - below > 1:
        middle = (below + top) // 2
        below, top = (middle, top) if holds(low + middle * step) else (below, middle)
    return low + below * step


def line_end(run: Run, start: int, step: int, limit: int) -> tuple[int, int] | None:
    """Return up to where the best value runs on one line from ``start``, and what a step is worth.

    ``None`` where a plan on the way is not proven.
    """
    here, there = run.best(start), run.best(start + step)
    if here is None or there is None:
        return None
    slope = there - here

    def on_line(value: int) -> bool:
        return run.best(value) == here + slope * ((value - start) // step)

    return last_true(on_line, start + step, limit, step), slope
