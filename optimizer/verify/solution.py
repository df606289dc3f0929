"""START HERE for a bare plan: is it lawful under its problem, and proven as it says."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimizer.errors import Problem
from optimizer.formats.problem import AllocationProblem, IntArray
from optimizer.formats.solution import Solution
from optimizer.verify.equal import check_equal
from optimizer.verify.exact import total
from optimizer.verify.findings import finding
from optimizer.verify.limits import check_awards, check_limits
from optimizer.verify.monotone import check_monotone
from optimizer.verify.paper import Paper, lay_out
from optimizer.verify.practice import check_practice
from optimizer.verify.proof import check_proof, entries_of
from optimizer.verify.ties import check_ties


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
        empty when the plan holds. A finding of level ``notice`` says what was not checked again;
        all others say what does not hold.
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
    yield from _check_plan(lay_out(problem.expanded()), solution, solution.awards)


def _check_plan(paper: Paper, solution: Solution, awards: IntArray) -> Iterator[Problem]:
    yield from check_awards(paper, awards)
    yield from check_limits(paper, awards)
    yield from check_equal(paper, awards, solution.certificate.ratios)
    if paper.problem.method == "optimum":
        yield from check_monotone(paper, awards)
    else:
        yield from check_practice(paper, awards)
    entries = entries_of(paper, awards)
    unproven = list(check_proof(paper, solution, entries))
    yield from unproven
    if not unproven:
        yield from check_ties(paper, solution, entries, awards)
    own = paper.problem.budget - total(awards)
    if solution.unspent != own:
        yield finding("solution.unspent", "unspent", solution.unspent, own)
