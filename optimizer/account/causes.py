"""What held each project back: the limit, rule or decision that its amount stopped at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from optimizer.account.standing import YEAR_ROW, Standing
from optimizer.errors import Param
from optimizer.formats.problem import AllocationProblem, IntArray
from optimizer.formats.reason import Citation, Reason
from optimizer.formats.solution import Solution
from optimizer.model.rules.equal import part_of
from optimizer.model.rules.monotone import NO_GROUP
from optimizer.policy.call import Law

_SCENARIO = Citation("scenario")
#: Kinds of limits in the order in which they are named, those of single owners first.
_KINDS = (
    "unit_limit",
    "group_limit",
    "most_projects",
    "clause_pool",
    "article_pool",
    "custom_limit",
)
#: Kinds of limits over everything: what is left of them is told last.
_TOTALS = ("year_budget", "stage_share", "budget")


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause: its code, what may be said about it, and whose rule it is."""

    code: str
    params: Mapping[str, Param]
    citation: Citation

    def reason(self, outcome: str) -> Reason:
        """Return the reason ``allocation.<outcome>.<code>``."""
        return Reason(f"allocation.{outcome}.{self.code}", self.citation, self.params)


def causes(law: Law, plan: Standing, solution: Solution) -> Mapping[int, Cause]:
    """Return, for each project with less than its most, what held it back.

    Tested in this order: lock, below one grid step, pass mark, least award above the most, the
    limit that has no room for the next step (unit, group, most projects, clause pool, article
    pool, custom), common ratio of an equal clause, least award or indivisible, the method's own
    ratio, the budget (of a year, of a stage, of all), the order of merit; what remains is the
    objective.
    """
    problem = plan.problem
    most = problem.entitled // problem.grid * problem.grid
    held: dict[int, Cause] = {}
    for layer in (
        _locks(problem, most),
        _grid(problem, most),
        _pass_mark(plan),
        _below_minimum(plan, most),
        _limits(law, plan, _KINDS),
        _equal(plan, solution),
        _least(plan),
        _method(plan),
        _limits(law, plan, _TOTALS),
        _order(plan, solution),
    ):
        for i, cause in layer:
            if plan.short[i] or most[i] == 0:
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


def _pass_mark(plan: Standing) -> Iterator[tuple[int, Cause]]:
    mark = plan.problem.rules.pass_mark
    for i in np.flatnonzero(plan.setting.below_mark).tolist():
        params = {"mark_score": mark or 0, "merit_score": int(plan.problem.merit[i])}
        yield i, Cause("pass_mark", params, _SCENARIO)


def _below_minimum(plan: Standing, most: IntArray) -> Iterator[tuple[int, Cause]]:
    for i in np.flatnonzero(plan.setting.below_minimum).tolist():
        yield i, Cause("below_minimum", {"most_yuan": int(most[i])}, _SCENARIO)


def _limits(law: Law, plan: Standing, kinds: tuple[str, ...]) -> Iterator[tuple[int, Cause]]:
    """Yield the projects that a limit of these kinds has no room for, kind by kind."""
    rise = np.where(plan.short, plan.problem.grid, 0)
    found = plan.stopped(rise)
    for kind in kinds:
        for k, projects in found:
            if plan.kind(k) == kind:
                cause = Cause(kind, _params(plan, k, kind), _citation(law, plan, k, kind))
                for i in projects.tolist():
                    yield i, cause


def _params(plan: Standing, k: int, kind: str) -> dict[str, Param]:
    """Return what may be said of a limit."""
    if kind == "budget":
        return {"available_yuan": plan.problem.budget}
    row = plan.row(k)
    if kind == "year_budget" and row is not None:
        return {"year": row.name.removeprefix(YEAR_ROW), "limit_yuan": row.at_most or 0}
    if row is None:
        name = plan.setting.limits.rows[k]
        return {"name": name, "count": int(plan.setting.limits.limit[k])}
    if kind in {"clause_pool", "article_pool"}:
        label = "clause" if kind == "clause_pool" else "article"
        return {"limit_yuan": row.at_most or 0, "key": row.members[label][0]}
    if kind in {"unit_limit", "group_limit"}:
        return {"limit_yuan": row.at_most or 0}
    return {"name": row.name}


def _citation(law: Law, plan: Standing, k: int, kind: str) -> Citation:
    """Return the article a unit limit of the measures stands in; otherwise the scenario."""
    if kind == "budget":
        return Citation("measures", "2", 1)
    row = plan.row(k)
    if kind == "unit_limit" and row is not None:
        clauses = set(row.members.get("clause", ()))
        for limit in law.policy.unit_limits:
            if clauses and clauses == set(limit.clauses):
                return limit.citation
        if len(clauses) == 1:
            clause = law.policy.clause(next(iter(clauses)))
            if clause.ceiling_scope != "application":
                return clause.citation
    return _SCENARIO


def _equal(plan: Standing, solution: Solution) -> Iterator[tuple[int, Cause]]:
    """Yield what the common ratio of an equal clause cut, or left below its least award."""
    problem, ratios = plan.problem, solution.certificate.ratios
    label = problem.labels.get("clause")
    if label is None:
        return
    for i in np.flatnonzero(plan.setting.equal & plan.short).tolist():
        name = label.names[label.codes[i]]
        if name not in ratios:
            continue
        part = int(part_of(problem.entitled[i : i + 1], ratios[name])[0])
        least = int(plan.setting.least[i])
        if 0 < part < least and not plan.awards[i]:
            yield i, Cause(_least_code(plan, i), {"least_yuan": least}, _SCENARIO)
        else:
            yield i, Cause("equal_ratio", {"ratio": f"{ratios[name]}/1000000"}, _SCENARIO)


def _least(plan: Standing) -> Iterator[tuple[int, Cause]]:
    """Yield who gets nothing where some limit has room for a step but not for the least award."""
    waiting = plan.short & (plan.awards == 0) & (plan.setting.least > plan.problem.grid)
    for _, projects in plan.stopped(np.where(waiting, plan.up, 0)):
        for i in projects.tolist():
            params = {"least_yuan": int(plan.setting.least[i])}
            yield i, Cause(_least_code(plan, i), params, _SCENARIO)


def _least_code(plan: Standing, i: int) -> str:
    return "indivisible" if plan.setting.indivisible[i] else "minimum_award"


def _method(plan: Standing) -> Iterator[tuple[int, Cause]]:
    if plan.problem.method in {"same_ratio", "tiers"}:
        for i in np.flatnonzero(plan.short).tolist():
            yield i, Cause(plan.problem.method, {}, _SCENARIO)


def _order(plan: Standing, solution: Solution) -> Iterator[tuple[int, Cause]]:
    """Yield whom no limit stops: the order of merit does, or nothing better was looked for."""
    for i in np.flatnonzero(plan.short).tolist():
        if plan.setting.group[i] != NO_GROUP:
            yield i, Cause("monotone", {}, _SCENARIO)
        else:
            code = "objective" if solution.status == "optimal" else "not_proven"
            yield i, Cause(code, {}, _SCENARIO)
