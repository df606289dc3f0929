"""What held each project back: the limit, rule or decision that its amount stopped at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import Param
from optimizer.formats.problem import AllocationProblem, IntArray, Row
from optimizer.formats.reason import Citation, Reason
from optimizer.formats.solution import Solution
from optimizer.model.members import Selector
from optimizer.policy.call import Law

_SCENARIO = Citation("scenario")
#: Label of a row's narrowest member -> code of the cause, narrowest first.
_KINDS = (("unit", "unit_limit"), ("clause", "clause_pool"), ("article", "article_pool"))


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause: its code, what may be said about it, and whose rule it is."""

    code: str
    params: Mapping[str, Param]
    citation: Citation

    def reason(self, outcome: str) -> Reason:
        """Return the reason ``allocation.<outcome>.<code>``."""
        return Reason(f"allocation.{outcome}.{self.code}", self.citation, self.params)


def causes(law: Law, problem: AllocationProblem, solution: Solution) -> Mapping[int, Cause]:
    """Return, for each project with less than its most, what held it back.

    Tested in this order: lock, below one grid step, pass mark, common ratio of an equal clause,
    unit limit, clause pool, article pool, the method's own ratio, the available budget.
    """
    awards = solution.awards
    if awards is None:
        return {}
    most = problem.entitled // problem.grid * problem.grid
    short = awards < most
    held: dict[int, Cause] = {}
    for layer in (
        _locks(problem, most),
        _grid(problem, most),
        _pass_mark(problem),
        _limits(law, problem, awards, short),
        _method(problem, solution, short),
        _budget(problem, short),
    ):
        for i, cause in layer:
            if short[i] or most[i] == 0:
                held.setdefault(i, cause)
    return held


def _locks(problem: AllocationProblem, most: IntArray) -> Iterator[tuple[int, Cause]]:
    if not problem.rules.locks:
        return
    index = {str(number): i for i, number in enumerate(problem.ids)}
    for number, lock in problem.rules.locks.items():
        i = index[number]
        if lock.to == "refuse" or (isinstance(lock.to, int) and lock.to < most[i]):
            yield i, Cause("lock", {}, _SCENARIO)


def _grid(problem: AllocationProblem, most: IntArray) -> Iterator[tuple[int, Cause]]:
    for i in np.flatnonzero(most == 0):
        params = {"grid_yuan": int(problem.grid[i]), "entitled_yuan": int(problem.entitled[i])}
        yield int(i), Cause("below_grid", params, _SCENARIO)


def _pass_mark(problem: AllocationProblem) -> Iterator[tuple[int, Cause]]:
    mark = problem.rules.pass_mark
    if mark is None:
        return
    below = (problem.merit < mark) & ~equal_members(problem)
    for i in np.flatnonzero(below):
        params = {"mark_score": mark, "merit_score": int(problem.merit[i])}
        yield int(i), Cause("pass_mark", params, _SCENARIO)


def equal_members(problem: AllocationProblem) -> NDArray[np.bool_]:
    """Return which projects belong to clauses with the rule ``equal``."""
    label = problem.labels.get("clause")
    if label is None or not problem.rules.equal:
        return np.zeros(len(problem.ids), dtype=bool)
    wanted = [i for i, name in enumerate(label.names) if name in problem.rules.equal]
    return np.isin(label.codes, wanted)


def _limits(
    law: Law, problem: AllocationProblem, awards: IntArray, short: NDArray[np.bool_]
) -> Iterator[tuple[int, Cause]]:
    """Yield the projects that stopped at a limit with less than one grid step left."""
    select = Selector(problem).select
    for label, code in _KINDS:
        for row in problem.rows:
            if row.at_most is None or _narrowest(row) != label:
                continue
            members = select(row.members)
            left = row.at_most - int(awards[members].sum())
            held = members[short[members] & (problem.grid[members] > left)]
            if len(held):
                params: dict[str, Param] = {"limit_yuan": row.at_most}
                if label != "unit":
                    params["key"] = row.members[label][0]
                cause = Cause(code, params, _citation(law, row, code))
                for i in held:
                    yield int(i), cause


def _narrowest(row: Row) -> str:
    return next((label for label, _ in _KINDS if label in row.members), "")


def _citation(law: Law, row: Row, code: str) -> Citation:
    """Return the article a unit limit of the measures stands in; otherwise the scenario."""
    if code == "unit_limit":
        clauses = set(row.members.get("clause", ()))
        for limit in law.policy.unit_limits:
            if clauses and clauses == set(limit.clauses):
                return limit.citation
        if len(clauses) == 1:
            clause = law.policy.clause(next(iter(clauses)))
            if clause.ceiling_scope != "application":
                return clause.citation
    return _SCENARIO


def _method(
    problem: AllocationProblem, solution: Solution, short: NDArray[np.bool_]
) -> Iterator[tuple[int, Cause]]:
    """Yield what a common ratio cut: equal clauses, same-ratio reduction, score tiers."""
    ratios = solution.certificate.ratios
    label = problem.labels.get("clause")
    if label is not None:
        for i in np.flatnonzero(equal_members(problem) & short):
            name = label.names[label.codes[i]]
            if name in ratios:
                params = {"ratio": f"{ratios[name]}/1000000"}
                yield int(i), Cause("equal_ratio", params, Citation("scenario"))
    if problem.method in {"same_ratio", "tiers"}:
        for i in np.flatnonzero(short):
            yield int(i), Cause(problem.method, {}, _SCENARIO)


def _budget(problem: AllocationProblem, short: NDArray[np.bool_]) -> Iterator[tuple[int, Cause]]:
    cause = Cause("budget", {"available_yuan": problem.budget}, Citation("measures", "2", 1))
    for i in np.flatnonzero(short):
        yield int(i), cause
