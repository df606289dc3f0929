"""What a frontier runs along: the total budget, one pool, or a second aim that must be reached."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import Place, Problem, UsageError
from optimizer.formats.outcome import Outcome
from optimizer.formats.problem import AllocationProblem, IntArray, Label, Row
from optimizer.insight.compare.measures import SIZES, SMALL
from optimizer.insight.variants import without_rule

AIMS = ("sme_share", "projects", "units")
#: The limit that a second aim is reached by, and the number column of those that count.
AIM_ROW = "frontier"
#: What one project counts: shares of it are rounded down to whole numbers.
ONE = 10**6
#: Without a range of the caller's own: from half of the budget to one and a half.
_LEAST, _MOST = 1, 3
Kind = Literal["budget", "pool", "aim"]


@dataclass(frozen=True, slots=True)
class Axis:
    """One limit that moves, and the problem in which it does.

    ``over`` is its name as asked (``budget``, ``pool:9``, ``sme_share``). ``now`` is where the
    current plan stands. ``offset`` is what a value has more than the limit's right-hand side (the
    budget: reserve and commitments). ``unit`` says whether values are yuan or a count. ``without``
    are rules of the current plan that its plans leave out: beside an aim that counts projects, an
    order by merit is hardly ever solved.
    """

    over: str
    kind: Kind
    problem: AllocationProblem
    row: str
    now: int
    low: int
    high: int
    offset: int = 0
    unit: Literal["yuan", "count"] = "yuan"
    without: tuple[str, ...] = ()

    def at(self, value: int) -> AllocationProblem:
        """Return the problem with the limit at ``value``."""
        if self.kind == "budget":
            return _with_more(self.problem, value - self.offset - self.problem.budget)
        if self.unit == "count":
            value = max(value * ONE - len(self.problem.ids), 0)
        rows = tuple(
            row
            if row.name != self.row
            else replace(row, at_most=value)
            if self.kind == "pool"
            else replace(row, at_least=value)
            for row in self.problem.rows
        )
        return replace(self.problem, rows=rows)

    def counts(self) -> NDArray[np.bool_]:
        """Return which projects the limit counts."""
        row = next((row for row in self.problem.rows if row.name == self.row), None)
        return np.ones(len(self.problem.ids), np.bool_) if row is None else _members(self, row)

    def reached(self, awards: IntArray) -> int:
        """Return what a plan reaches on this axis: yuan, or projects counted by their share."""
        inside = self.counts()
        if self.unit == "yuan":
            return int(awards[inside].sum())
        most = most_of(self.problem)
        full = inside & (awards > 0) & (awards == most)
        part = np.flatnonzero(inside & (awards > 0) & (awards < most)).tolist()
        return int(full.sum()) + floor(sum(Fraction(int(awards[i]), int(most[i])) for i in part))


def _members(axis: Axis, row: Row) -> NDArray[np.bool_]:
    problem = axis.problem
    inside = np.ones(len(problem.ids), dtype=np.bool_)
    for label, values in row.members.items():
        inside &= has(problem, label, values)
    if row.number is not None:
        inside &= np.array([one is not None for one in problem.numbers[row.number]], dtype=np.bool_)
    return inside


def has(problem: AllocationProblem, label: str, values: tuple[str, ...]) -> NDArray[np.bool_]:
    """Return which projects have one of ``values`` of a label."""
    column = problem.labels.get(label)
    if column is None:
        return np.zeros(len(problem.ids), dtype=np.bool_)
    wanted = [code for code, name in enumerate(column.names) if name in values]
    return np.isin(column.codes, wanted)


def axis_of(outcome: Outcome, over: str) -> Axis:
    """Return the axis that ``over`` names.

    Raises
    ------
    UsageError
        If there is no such axis, no such pool, or nobody whom it counts.
    """
    kind, _, key = over.partition(":")
    if over == "budget":
        return _budget(outcome)
    if kind == "pool" and key:
        return _pool(outcome, over, key)
    if over in AIMS:
        return _aim(outcome, over)
    raise UsageError(Problem("frontier.over", Place(field="--over"), over))


def _budget(outcome: Outcome) -> Axis:
    problem = outcome.problem
    total = int(outcome.scenario["budget"]["total"])
    # What a plan may promise of later years is in the problem's budget, not in the year's total.
    offset = total - problem.budget
    least = total - int(outcome.totals["available"])
    asked = most_of(problem).sum() + offset
    high = max(min(total * _MOST // 2, int(asked)), total)
    return Axis(
        "budget", "budget", problem, "budget", total, max(total // 2, least), high, offset=offset
    )


def most_of(problem: AllocationProblem) -> IntArray:
    """Return the most that each project can get on its grid, yuan."""
    return problem.entitled // problem.grid * problem.grid


def _pool(outcome: Outcome, over: str, key: str) -> Axis:
    problem = outcome.problem
    label = "clause" if "." in key or not has(problem, "article", (key,)).any() else "article"
    inside = has(problem, label, (key,))
    if not inside.any():
        raise UsageError(Problem("frontier.no_pool", Place(field="--over"), over))
    name = f"{label} {key}"
    asked = int(most_of(problem)[inside].sum())
    held = next((row.at_most for row in problem.rows if row.name == name), None)
    if all(row.name != name for row in problem.rows):
        row = Row(name, {label: (key,)}, at_most=asked)
        problem = replace(problem, rows=(*problem.rows, row))
    given = 0 if outcome.solution.awards is None else int(outcome.solution.awards[inside].sum())
    now = given if held is None else held
    return Axis(over, "pool", problem, name, now, 0, max(asked, now))


def _aim(outcome: Outcome, over: str) -> Axis:
    problem, awards = outcome.problem, outcome.solution.awards
    if over == "sme_share":
        sizes = problem.labels.get("size", Label((), np.zeros(0, dtype=np.int64))).names
        words = tuple(word for word in sizes if SIZES.get(word) in SMALL)
        if not words:
            raise UsageError(Problem("frontier.no_sizes", Place(field="--over"), over))
        row = Row(AIM_ROW, {"size": words}, at_least=0)
        problem = replace(problem, rows=(*problem.rows, row))
        made = Axis(over, "aim", problem, AIM_ROW, 0, 0, 0)
        high = min(int(most_of(problem)[made.counts()].sum()), problem.budget)
    else:
        counted = np.ones(len(problem.ids), dtype=np.bool_)
        if over == "units":
            counted = _first_of_unit(problem)
        column = np.array([ONE if one else None for one in counted.tolist()], dtype=object)
        problem = replace(
            problem,
            numbers={**problem.numbers, AIM_ROW: column},
            rows=(*problem.rows, Row(AIM_ROW, {}, AIM_ROW, at_least=0)),
        )
        without = ("monotone",) if problem.rules.monotone else ()
        problem = without_rule(problem, "monotone")
        made = Axis(over, "aim", problem, AIM_ROW, 0, 0, 0, unit="count", without=without)
        cheapest = np.sort(most_of(problem)[counted & (problem.entitled >= problem.grid)])
        high = int(np.searchsorted(np.cumsum(cheapest), problem.budget, side="right"))
    low = 0 if awards is None else made.reached(awards)
    return replace(made, now=low, low=low, high=max(high, low))


def _first_of_unit(problem: AllocationProblem) -> NDArray[np.bool_]:
    """Return one project of each unit: of the highest merit, then the first."""
    unit = problem.labels.get("unit")
    if unit is None:
        return np.ones(len(problem.ids), dtype=np.bool_)
    can = (problem.entitled >= problem.grid) & (problem.merit >= (problem.rules.pass_mark or 0))
    order = np.lexsort((np.arange(len(problem.ids)), -problem.merit, ~can))
    out = np.zeros(len(problem.ids), dtype=np.bool_)
    _, first = np.unique(unit.codes[order], return_index=True)
    out[order[first]] = True
    return out


def _with_more(problem: AllocationProblem, more: int) -> AllocationProblem:
    """Return the problem with ``more`` yuan to promise, paid in the call's own year."""
    years = [row for row in problem.rows if row.number == row.name.replace(" ", "_") != row.name]
    now = min((row.name for row in years), default="")
    rows = tuple(
        replace(row, at_most=(row.at_most or 0) + more) if row.name == now else row
        for row in problem.rows
    )
    return replace(problem, budget=problem.budget + more, rows=rows)
