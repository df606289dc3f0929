"""START HERE. One year's inputs in, one allocation out, with a reason for every yuan.

The procedure, top to bottom:

1. the *law* of the year: the policy version, what the call sets, what the scenario changes;
2. *merit*: the experts' scores condensed to one number a project;
3. *entitlement*: may each application be supported, and up to what amount;
4. the *problem*: who competes for which money under which limits, with no solver in sight;
5. the *solution*, with its proof;
6. the *outcome*: what became of every application, and why;
7. the *check*: an independent reading of law, applications and amounts. A plan that fails it
   never leaves this function.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from optimizer.account import outcome as account
from optimizer.entitlement.entitle import entitle
from optimizer.errors import CheckFailedError
from optimizer.formats.outcome import Outcome
from optimizer.formats.outcome_document import outcome_head
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.year import Year
from optimizer.merit.rank import rank
from optimizer.merit.score import score
from optimizer.model.build import build_problem
from optimizer.model.solve import solve
from optimizer.policy.call import resolve
from optimizer.verify.outcome import check_outcome


def allocate(
    year: Year, scenario: Scenario, *, work: int | None = None, seconds: float | None = None
) -> Outcome:
    """Allocate one year's fund under one scenario.

    Parameters
    ----------
    year
        The year's policy, call, applications, scores and ledger, as read.
    scenario
        Budget, pools, limits, objective and method.
    work
        Deterministic limit for the solver, in nodes or iterations; the default is generous.
    seconds
        Limit by the clock: never for a result that is stored, as it cannot be repeated.

    Returns
    -------
    Outcome
        Every application with its amount and reasons. An infeasible scenario gives an outcome
        without amounts, whose solution names the conflict.

    Raises
    ------
    DataError
        If the scenario does not fit the year (a lock on an unknown application, say).
    CheckFailedError
        If the independent check disagrees with the plan; the plan is not returned.
    LimitReachedError
        If a limit was reached without any plan.
    """
    year = year.under(scenario.policy_file)
    with uncollected():
        law = resolve(year.policy, year.call, scenario.settings, scenario.weights)
        merits = score(law, year.applications, year.scores)
        entitlements = entitle(law, year.applications, year.ledger, merits.total)
        ranks = rank(law, year.applications, entitlements, merits)
        problem = build_problem(law, scenario, year.applications, entitlements, merits, year.ledger)
    solution = solve(problem, work=work, seconds=seconds)
    with uncollected():
        outcome = account.outcome(
            year=year,
            scenario=scenario,
            law=law,
            merits=merits,
            entitlements=entitlements,
            ranks=ranks,
            problem=problem,
            solution=solution,
        )
        document = {**outcome_head(outcome), "projects": outcome.projects}
        findings = check_outcome(document, year, scenario)
    if any(found.level == "error" for found in findings):
        raise CheckFailedError(findings)
    passed: dict[str, Any] = {"independent_check": "passed"}
    if findings:
        passed["not_checked_again"] = sorted({found.code for found in findings})
    return replace(outcome, checks={**outcome.checks, **passed})


@contextmanager
def uncollected() -> Iterator[None]:
    """Let Python not look for unreachable circles of objects meanwhile.

    Millions of reasons and cells are made here and none of them is in a circle, but to go through
    all of them again and again takes as long as the work itself. Solvers do make circles: they are
    left outside.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
