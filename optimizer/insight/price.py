"""What a rule, a limit or a decision costs: the plan without it, solved again, beside the plan.

Law is not priced: the budget, and the limits of units that come from the measures, stay. What
cannot be answered is given as unavailable with its reason, never as 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from optimizer.formats.problem import AllocationProblem, Row
from optimizer.formats.solution import Solution
from optimizer.insight.difference import Move, moves
from optimizer.insight.measure import merit_of
from optimizer.insight.parametric import QUICK
from optimizer.insight.variants import without_lock, without_rows, without_rule
from optimizer.model.solve import solve

Kind = Literal["lock", "limit", "rule"]
#: Rules of fairness and order that can be switched off to see what they cost.
RULES = ("equal", "monotone", "minimum_award", "indivisible", "most_projects", "stages")


@dataclass(frozen=True, slots=True)
class Price:
    """What one thing costs.

    ``merit`` is what the plan would gain without it (hundredths of a point times yuan; negative
    where it loses nothing but order), ``money`` the yuan that would be given more. ``moves`` are
    the projects that would get another amount without it: those with more are displaced by it,
    those with less owe it their award. ``exact`` says that both plans are proven best;
    ``unavailable`` is a reason code where there is no answer.
    """

    kind: Kind
    name: str
    merit: int = 0
    money: int = 0
    moves: tuple[Move, ...] = ()
    exact: bool = False
    unavailable: str | None = None


def priced(problem: AllocationProblem) -> tuple[tuple[Kind, str], ...]:
    """Return what can be priced: locks, then limits, then rules, each in the problem's order."""
    locks = [("lock", name) for name in sorted(problem.rules.locks)]
    limits = [("limit", row.name) for row in problem.rows if is_managed(row)]
    rules = [("rule", name) for name in RULES if getattr(problem.rules, name)]
    return (*locks, *limits, *rules)  # type: ignore[arg-type]  # literals in a list are texts


def is_managed(row: Row) -> bool:
    """Return whether a row is a management limit: not one of a single holder."""
    return not {"unit", "id", "group"} & set(row.members)


def prices(
    problem: AllocationProblem,
    solution: Solution,
    *,
    work: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Price]:
    """Yield the price of each lock, management limit and fairness rule of a plan.

    Parameters
    ----------
    problem, solution
        The plan; it must have awards.
    work
        Deterministic limit of each solve; the default is small, as there are many.
    progress
        Called with how many are done, and of how many, before each solve; an exception that it
        raises ends the run.
    """
    todo = priced(problem)
    for done, (kind, name) in enumerate(todo):
        if progress is not None:
            progress(done, len(todo))
        yield price(problem, solution, kind, name, work=work)


def price(
    problem: AllocationProblem,
    solution: Solution,
    kind: Kind,
    name: str,
    *,
    work: int | None = None,
) -> Price:
    """Return the price of one thing, by solving without it."""
    if solution.awards is None:
        return Price(kind, name, unavailable="no_plan")
    if kind == "rule" and name in {"equal", "stages"} and _without_merit(problem):
        return Price(kind, name, unavailable="no_merit")
    variant = _without(problem, kind, name)
    other = solve(variant, work=QUICK if work is None else work)
    if other.awards is None:
        return Price(kind, name, unavailable=other.status)
    return Price(
        kind,
        name,
        merit_of(problem, other.awards) - merit_of(problem, solution.awards),
        int(other.awards.sum()) - int(solution.awards.sum()),
        moves(problem, solution.awards, other.awards),
        exact=solution.status == other.status == "optimal",
    )


def _without(problem: AllocationProblem, kind: Kind, name: str) -> AllocationProblem:
    if kind == "lock":
        return without_lock(problem, name)
    return without_rows(problem, [name]) if kind == "limit" else without_rule(problem, name)


def _without_merit(problem: AllocationProblem) -> bool:
    """Return whether clauses of equal pay-out carry no merit: nothing says what they are worth."""
    if not problem.rules.equal or "clause" not in problem.labels:
        return False
    column = problem.labels["clause"]
    equal = set(problem.rules.equal)
    codes = [code for code, name in enumerate(column.names) if name in equal]
    return any(not problem.merit[column.codes == code].any() for code in codes)
