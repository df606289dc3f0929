"""START HERE for a bare plan: is it lawful under its problem, and proven as it says."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimizer.errors import Problem
from optimizer.formats.problem import AllocationProblem
from optimizer.formats.solution import Solution
from optimizer.verify.equal import check_equal
from optimizer.verify.findings import finding
from optimizer.verify.limits import check_awards, check_limits, check_stage_shares, unread
from optimizer.verify.objective import READ
from optimizer.verify.paper import Paper, lay_out
from optimizer.verify.practice import check_practice
from optimizer.verify.proof import check_proof


def check_solution(problem: AllocationProblem, solution: Solution) -> tuple[Problem, ...]:
    """Check a plan against its problem in exact integers, and its proof in exact fractions.

    Parameters
    ----------
    problem, solution
        As ``allocation-problem/1`` and ``allocation-solution/1`` hold them; awards in the
        problem's order.

    Returns
    -------
    tuple of Problem
        Every finding, each with application number or limit, the stated and the own figure;
        empty when the plan holds.
    """
    return tuple(_findings(problem, solution))


def _findings(problem: AllocationProblem, solution: Solution) -> Iterator[Problem]:
    if solution.awards is None:
        if solution.status in {"optimal", "feasible"}:
            yield finding("solution.no_awards", "status", solution.status)
        return
    if solution.status not in {"optimal", "feasible"}:
        yield finding("solution.awards_without_plan", "status", solution.status)
        return
    if solution.awards.dtype != np.int64 or solution.awards.shape != problem.ids.shape:
        yield finding("solution.not_integers", "awards", str(solution.awards.dtype))
        return
    yield from unread(problem)
    yield from _check_plan(problem, solution, lay_out(problem))


def _check_plan(problem: AllocationProblem, solution: Solution, paper: Paper) -> Iterator[Problem]:
    awards: list[int] = solution.awards.tolist() if solution.awards is not None else []
    yield from check_awards(paper, awards)
    yield from check_limits(paper, awards)
    yield from check_stage_shares(paper, awards)
    yield from check_equal(paper, awards, solution.certificate.ratios)
    if problem.method != "optimum":
        yield from check_practice(paper, problem, awards)
    for name in problem.objective:
        if name not in READ:
            yield finding("rule.unread", name)
    yield from check_proof(paper, solution, awards, problem.objective)
    own = problem.budget - sum(awards)
    if solution.unspent != own:
        yield finding("solution.unspent", "unspent", solution.unspent, own)
