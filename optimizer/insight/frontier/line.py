"""The exact line of merit along an axis: its breaks, what a yuan more is worth, who comes and goes.

One case only, said with every result: merit by yuan is the objective, and one stage of scored
clauses is served after the clauses of equal pay-out have taken what they get. The line begins where
nothing is left for the scored stage, and the equal ones stay as they are along it. Rules that ask
for whole numbers or an order (``LEFT_OUT``) are left out: with them plans are single points, and
none of them lies above the line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import AllocationProblem, IntArray, Rules
from optimizer.formats.solution import Solution
from optimizer.insight.difference import Move, moves
from optimizer.insight.frontier.axis import Axis, has, most_of
from optimizer.insight.frontier.envelope import Support, envelope
from optimizer.insight.measure import merit_of
from optimizer.insight.parametric import QUICK
from optimizer.model.reduction.series import Series
from optimizer.model.solve import solve

#: Rules that a line cannot have.
LEFT_OUT = ("monotone", "minimum_award", "indivisible", "most_projects")
#: Solves of one line at most; doubts beyond are said.
MOST_SOLVES = 1_000
#: Projects from which the tie rule is not asked of the plans of a line.
LARGE = 2_000


@dataclass(frozen=True, slots=True)
class Break:
    """A break of the line: the limit's value, and merit (hundredths of a point times yuan).

    ``slope`` is what a yuan more is worth up to the next break (``None`` at the end, and where that
    is in doubt); ``came`` lists who gets more or less than at the break before.
    """

    value: int
    merit: int
    slope: Fraction | None
    suggested: int
    projects: int
    units: int
    came: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The line from its first break to its last; ``gaps`` are pieces that may hold more breaks.

    ``left_out`` are the problem's rules that the line does without. ``why`` is a reason code where
    there is no line.
    """

    breaks: tuple[Break, ...] = ()
    gaps: tuple[tuple[int, int], ...] = ()
    left_out: tuple[str, ...] = ()
    why: str = ""

    @property
    def is_exact(self) -> bool:
        """Whether plans under all rules lie on the line, every break known."""
        return bool(self.breaks) and not self.gaps and not self.left_out

    def elbows(self, count: int = 3) -> tuple[Break, ...]:
        """Return the breaks where a yuan more loses most of its worth, the greatest first."""
        bends = [
            (before.slope - here.slope, -here.value, here)
            for before, here in pairwise(self.breaks)
            if before.slope is not None and here.slope is not None
        ]
        bends.sort(key=lambda bend: (-bend[0], -bend[1]))
        return tuple(here for _, _, here in bends[:count])


def line(
    axis: Axis,
    *,
    work: int | None = None,
    most: int = MOST_SOLVES,
    tick: Callable[[], None] = lambda: None,
) -> Line:
    """Return the exact line along ``axis``, or why there is none.

    Parameters
    ----------
    work
        Deterministic limit of each solve.
    most
        Solves at most.
    tick
        Called before every solve; what it raises ends the run.
    """
    rules = axis.problem.rules
    left_out = axis.without + tuple(name for name in LEFT_OUT if getattr(rules, name))
    default = Rules()
    linear = {name: getattr(default, name) for name in LEFT_OUT}
    axis = replace(axis, problem=replace(axis.problem, rules=replace(rules, **linear)))
    run = _Run(axis, QUICK if work is None else work, tick)
    why = _unfit(axis)
    if why:
        return Line(left_out=left_out, why=why)
    ends = run.ends()
    if ends is None:
        return Line(left_out=left_out, why="not_proven")
    found = envelope(run.support, *ends, run.step, most)
    if found is None or not run.keeps_equal(ends[0]):
        return Line(left_out=left_out, why="not_proven")
    return Line(tuple(run.breaks(found.supports, found.gaps)), found.gaps, left_out)


def _unfit(axis: Axis) -> str:
    """Return why there can be no line, empty where there can."""
    problem = axis.problem
    rules = problem.rules
    scored = ~_fixed(problem)
    if problem.method != "optimum":
        return "method"
    if problem.objective != ("merit_yuan",):
        return "objective"
    if axis.unit != "yuan":
        return "count"
    if any(stage.share is not None for stage in rules.stages):
        return "shares"
    if any(row.number is not None and row.name.startswith("year ") for row in problem.rows):
        return "tranches"
    if sum(bool((has(problem, "clause", s.clauses) & scored).any()) for s in rules.stages) > 1:
        return "stages"
    if len(np.unique(problem.grid[scored])) != 1:
        return "grids" if scored.any() else "nobody"
    return ""


def _fixed(problem: AllocationProblem) -> NDArray[np.bool_]:
    """Return who does not take part: projects of equal clauses, and locked ones."""
    locked = np.array([str(i) in problem.rules.locks for i in problem.ids], dtype=np.bool_)
    return locked | has(problem, "clause", problem.rules.equal)


@dataclass
class _Run:
    """The plans of a line, each made once."""

    axis: Axis
    work: int
    tick: Callable[[], None]
    plans: dict[int, tuple[Support, IntArray] | None] = field(default_factory=dict)
    series: Series = field(default_factory=Series)

    def __post_init__(self) -> None:
        problem = self.axis.problem
        self.fixed = _fixed(problem)
        self.step = int(problem.grid[~self.fixed][0]) if (~self.fixed).any() else 1
        self.sign = -1 if self.axis.kind == "aim" else 1

    def support(self, value: int) -> Support | None:
        """Return the point of the line at ``value`` with its tangent."""
        if value not in self.plans:
            self.tick()
            self.plans[value] = self._planned(value)
        found = self.plans[value]
        return None if found is None else found[0]

    def _planned(self, value: int) -> tuple[Support, IntArray] | None:
        problem = self.axis.at(value)
        if len(problem.ids) >= LARGE:
            quick = self.series.plan(problem)
            if quick is not None:
                merit = merit_of(problem, quick.awards)
                slope = quick.prices.get(self.axis.row, Fraction(0))
                return Support(value, merit, slope), quick.awards
        plan = solve(problem, work=self.work)
        if plan.awards is None or not _is_proven(plan):
            return None
        slope = plan.certificate.multipliers[-1].get(self.axis.row, Fraction(0))
        return Support(value, merit_of(problem, plan.awards), slope), plan.awards

    def ends(self) -> tuple[int, int] | None:
        """Return where the line begins and ends, a whole number of steps apart."""
        axis = self.axis
        inside = axis.counts()
        asked = most_of(axis.problem)
        if axis.kind == "aim":
            return self._aim_ends()
        top = self.support(axis.offset + int(asked[inside].sum()))
        if top is None:
            return None
        awards = self._awards(top.value)
        base = int(awards[inside & self.fixed].sum())
        room = int(asked[inside & ~self.fixed].sum())
        low = axis.offset + base
        self.plans.pop(top.value)
        return low, low + room // self.step * self.step

    def _aim_ends(self) -> tuple[int, int] | None:
        """Return from what the best plan reaches to the most that any plan can reach."""
        axis = self.axis
        free = self.support(0)
        inside = axis.counts()
        wanted = replace(axis.at(0), merit=np.where(inside, 1, 0).astype(np.int64))
        wanted = replace(wanted, rules=replace(wanted.rules, pass_mark=None), entitled=self._able())
        self.tick()
        top = solve(wanted, work=self.work)
        if free is None or top.awards is None or not _is_proven(top):
            return None
        low, high = axis.reached(self._awards(0)), axis.reached(top.awards)
        self.plans.pop(0)
        return low, low + max(high - low, 0) // self.step * self.step

    def _able(self) -> IntArray:
        """Return what each project may get, nothing where the pass mark keeps it out."""
        problem = self.axis.problem
        mark = problem.rules.pass_mark
        if mark is None:
            return problem.entitled
        out: IntArray = np.where((problem.merit < mark) & ~self.fixed, 0, problem.entitled)
        return out

    def _awards(self, value: int) -> IntArray:
        found = self.plans[value]
        if found is None:
            raise KeyError(value)
        return found[1]

    def keeps_equal(self, low: int) -> bool:
        """Return whether who does not take part gets the same at every point of the line."""
        first = self._awards(low)[self.fixed]
        return all(
            found is None or bool((found[1][self.fixed] == first).all())
            for found in self.plans.values()
        )

    def breaks(
        self, supports: tuple[Support, ...], gaps: tuple[tuple[int, int], ...]
    ) -> list[Break]:
        """Return the breaks with what changes from one to the next."""
        doubtful = {left for left, _ in gaps}
        out: list[Break] = []
        before: IntArray | None = None
        for k, here in enumerate(supports):
            awards = self._awards(here.value)
            slope = None
            if k + 1 < len(supports) and here.value not in doubtful:
                after = supports[k + 1]
                slope = Fraction(after.best - here.best, after.value - here.value)
            came = () if before is None else moves(self.axis.problem, before, awards)
            out.append(
                Break(here.value, here.best, slope, *figures(self.axis.problem, awards), came)
            )
            before = awards
        return out


def _is_proven(plan: Solution) -> bool:
    return plan.status == "optimal" and plan.proof == "dual" and len(plan.objective) == 1


def figures(problem: AllocationProblem, awards: IntArray) -> tuple[int, int, int]:
    """Return yuan suggested, projects funded and units funded by a plan."""
    funded = awards > 0
    unit = problem.labels.get("unit")
    units = 0 if unit is None else len(np.unique(unit.codes[funded]))
    return int(awards.sum()), int(funded.sum()), units
