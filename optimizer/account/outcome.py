"""Solution -> Outcome: every application, refused ones too, with its amount and its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import numpy as np

from optimizer import __version__
from optimizer.account.causes import causes
from optimizer.account.exception_causes import ExceptionCauses
from optimizer.account.exceptions import rank_exceptions
from optimizer.account.projects import project_columns
from optimizer.account.standing import standing
from optimizer.entitlement.types import ENTITLED, Entitlements
from optimizer.formats.outcome import Merits, Outcome
from optimizer.formats.problem import AllocationProblem, IntArray
from optimizer.formats.reason import Citation, Reason
from optimizer.formats.solution import Solution
from optimizer.intake.fingerprint import digest, input_digests
from optimizer.intake.scenario import Scenario, scenario_document
from optimizer.intake.tables import MISSING
from optimizer.intake.what_if import is_what_if
from optimizer.intake.year import Year
from optimizer.model.year_rows import available, due
from optimizer.policy.call import Law

#: Version of what the allocation means; a change that moves any award is a new number.
RULE_SET = "2"


def outcome(
    *,
    year: Year,
    scenario: Scenario,
    law: Law,
    merits: Merits,
    entitlements: Entitlements,
    ranks: IntArray,
    problem: AllocationProblem,
    solution: Solution,
) -> Outcome:
    """Assemble the Outcome of one allocation; ``checks`` are left to the caller."""
    resolved = scenario_document(scenario)
    inputs = input_digests(year, resolved)
    program = {"optimizer": __version__, "pulp": version("pulp"), "highspy": version("highspy")}
    plan = None if solution.awards is None else standing(problem, solution.awards)
    held = {} if plan is None else causes(law, plan, solution)
    projects = project_columns(
        law, year.applications, (merits, ranks), entitlements, (solution, held)
    )
    return Outcome(
        fingerprint=digest({"inputs": inputs, "program": program, "rule_set": RULE_SET}),
        inputs=inputs,
        policy_version=law.policy.version,
        policy_status=law.policy.status,
        rule_set=RULE_SET,
        scenario=resolved,
        program=program,
        totals=_totals(year, law, scenario, entitlements, solution),
        projects=projects,
        exceptions=()
        if plan is None
        else rank_exceptions(plan, ~plan.setting.equal, ExceptionCauses(plan, solution)),
        solution=solution,
        checks={},
        problem=problem,
        merits=merits,
        notices=_notices(law, scenario, problem, merits),
    )


def _totals(
    year: Year, law: Law, scenario: Scenario, entitlements: Entitlements, solution: Solution
) -> Mapping[str, Any]:
    """Return the totals of the file format; ``None`` for what an infeasible year has not.

    Of an award in tranches, what is paid in the call's year counts against what is available.
    """
    to_pay = available(law, scenario, year.ledger)
    named = ("suggested", "unspent", "by_year", "by_article", "by_clause")
    totals: dict[str, Any] = {"budget": scenario.total, "available": to_pay}
    if solution.awards is None:
        return {**totals, **dict.fromkeys(named)}
    chosen = np.flatnonzero(entitlements.status == ENTITLED)
    by_year = due(law, year.applications, chosen, solution.awards)
    clauses = law.policy.clauses
    given = np.zeros(len(clauses), dtype=np.int64)
    np.add.at(given, entitlements.clause[chosen], solution.awards)
    by_article = {clause.article: 0 for clause in clauses}
    for clause, yuan in zip(clauses, given.tolist(), strict=True):
        by_article[clause.article] += yuan
    return {
        **totals,
        "suggested": int(given.sum()),
        "unspent": to_pay - by_year.get(law.call.year, 0),
        "by_year": {str(when): paid for when, paid in by_year.items()},
        "by_article": by_article,
        "by_clause": {c.id: yuan for c, yuan in zip(clauses, given.tolist(), strict=True)},
    }


def _notices(
    law: Law, scenario: Scenario, problem: AllocationProblem, merits: Merits
) -> tuple[Reason, ...]:
    """Return what every page and paper must say of this outcome."""
    notices = list(is_what_if(scenario, law.call, law.policy))
    if law.policy.status == "draft":
        notices.append(Reason("notice.draft", Citation("measures", "18", 1)))
    assumed = tuple(
        sorted(name for name, setting in law.settings.items() if setting.source == "assumed")
    )
    if assumed:
        notices.append(Reason("notice.assumed", Citation("call"), {"names": assumed}))
    applied = problem.rules.monotone
    monotone = tuple(
        c.id for c in law.policy.clauses if c.rule == "monotone" and c.id not in applied
    )
    if monotone:
        notices.append(
            Reason("notice.monotone_not_applied", Citation("practice"), {"clauses": monotone})
        )
    panels = {str(p) for p in merits.panel[merits.total != MISSING].tolist()}
    normalise = law.settings.get("normalise")
    method = "none" if normalise is None or normalise.value is None else str(normalise.value)
    if method != "none":
        params = {"panels": len(panels)}
        notices.append(Reason(f"notice.normalised.{method}", Citation("scenario"), params))
    elif len(panels) > 1 and scenario.method == "optimum":
        params = {"panels": len(panels), "pools": len(scenario.pools)}
        notices.append(Reason("notice.panels_added", Citation("scenario"), params))
    if len(problem.ids) == 0:
        notices.append(Reason("notice.nothing_entitled", Citation("measures", "4")))
    return tuple(notices)
