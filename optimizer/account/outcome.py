"""Solution -> Outcome: every application, refused ones too, with its amount and its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import numpy as np

from optimizer import __version__
from optimizer.account.causes import Cause, causes
from optimizer.account.exception_causes import ExceptionCauses
from optimizer.account.exceptions import rank_exceptions
from optimizer.account.standing import standing
from optimizer.entitlement.types import ENTITLED, INCOMPLETE, Entitlements
from optimizer.formats.outcome import Merits, Outcome, ProjectOutcome, ProjectStatus
from optimizer.formats.problem import AllocationProblem, IntArray
from optimizer.formats.reason import Citation, Reason, Step
from optimizer.formats.solution import Solution
from optimizer.intake.fingerprint import digest, input_digests
from optimizer.intake.scenario import Scenario, scenario_document
from optimizer.intake.tables import MISSING, Applications
from optimizer.intake.year import Year
from optimizer.model.year_rows import available, due
from optimizer.money import FEN_PER_YUAN, floor_to_grid
from optimizer.policy.call import Law

#: Version of what the allocation means; a change that moves any award is a new number.
RULE_SET = "2"

_IN_FULL = Reason("allocation.full", Citation("measures", "2", 1))
_NO_PLAN = Reason("allocation.no_plan", Citation("scenario"))


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
    rows = _Rows(year.applications, law, merits, entitlements, ranks)
    projects = _projects(rows, problem, solution, held)
    return Outcome(
        fingerprint=digest({"inputs": inputs, "program": program, "rule_set": RULE_SET}),
        inputs=inputs,
        policy_version=law.policy.version,
        policy_status=law.policy.status,
        rule_set=RULE_SET,
        scenario=resolved,
        program=program,
        totals=_totals(year, law, scenario, (entitlements, solution), projects),
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


def _projects(
    rows: _Rows, problem: AllocationProblem, solution: Solution, held: Mapping[int, Cause]
) -> tuple[ProjectOutcome, ...]:
    entitled = rows.entitlements.status == ENTITLED
    position = np.full(len(entitled), MISSING, dtype=np.int64)
    position[entitled] = np.arange(len(problem.ids))
    return tuple(
        _project(rows, i, at, solution, held.get(at)) for i, at in enumerate(position.tolist())
    )


class _Rows:
    """The columns that an outcome shows, as plain Python lists (quick to read one by one)."""

    def __init__(
        self,
        applications: Applications,
        law: Law,
        merits: Merits,
        entitlements: Entitlements,
        ranks: IntArray,
    ) -> None:
        keys = ("application_no", "usci", "unit_name", "project_name")
        self.texts = list(zip(*(applications[key].tolist() for key in keys), strict=True))
        self.requested = applications["requested"].tolist()
        self.clauses = [law.policy.clauses[c] for c in entitlements.clause.tolist()]
        self.merit = merits.total.tolist()
        self.ranks = ranks.tolist()
        self.entitlements = entitlements
        self.status = entitlements.status.tolist()
        self.verified = entitlements.verified.tolist()
        self.entitled = entitlements.entitled.tolist()


def _project(
    rows: _Rows, i: int, at: int, solution: Solution, cause: Cause | None
) -> ProjectOutcome:
    entitled = rows.status[i] == ENTITLED
    planned = solution.awards is not None
    suggested = int(solution.awards[at]) if entitled and solution.awards is not None else None
    if not entitled and planned:
        suggested = 0 if rows.status[i] != INCOMPLETE else None
    status, reasons = _conclusion(rows, i, suggested, cause)
    steps = rows.entitlements.derivation(i)
    if entitled and suggested is not None:
        steps = (*steps, *_grid_step(rows, i, cause), _last_step(suggested, cause))
    number, usci, unit_name, project_name = rows.texts[i]
    clause = rows.clauses[i]
    return ProjectOutcome(
        application_no=number,
        usci=usci,
        unit_name=unit_name,
        project_name=project_name,
        article=clause.article,
        clause=clause.id,
        payee_usci=str(rows.entitlements.payee_usci[i]),
        payee_name=str(rows.entitlements.payee_name[i]),
        requested=_yuan(rows.requested[i]),
        verified=None if rows.verified[i] == MISSING else rows.verified[i],
        entitled=rows.entitled[i] if rows.status[i] != INCOMPLETE else None,
        suggested=suggested,
        approved=None,
        merit=None if rows.merit[i] == MISSING else rows.merit[i],
        rank=rows.ranks[i] if rows.ranks[i] > 0 else None,
        status=status,
        reasons=reasons,
        derivation=steps,
        marks=rows.entitlements.marks.get(i, ()),
    )


def _yuan(fen: int) -> int | None:
    return None if fen == MISSING else fen // FEN_PER_YUAN


def _conclusion(
    rows: _Rows, i: int, suggested: int | None, cause: Cause | None
) -> tuple[ProjectStatus, tuple[Reason, ...]]:
    """Return what became of an application, and why."""
    if rows.status[i] != ENTITLED:
        status: ProjectStatus = "incomplete" if rows.status[i] == INCOMPLETE else "refused"
        return status, rows.entitlements.reasons[i]
    if suggested is None:
        return "none", (_NO_PLAN,)
    if cause is None:
        return "full", (_IN_FULL,)
    if suggested == 0:
        return "none", (cause.reason("none"),)
    return "partial", (cause.reason("partial"),)


def _grid_step(rows: _Rows, i: int, cause: Cause | None) -> tuple[Step, ...]:
    """Return the step down to the clause's grid, where it lowers the amount."""
    clause, entitled = rows.clauses[i], rows.entitled[i]
    most = floor_to_grid(entitled, clause.grid)
    if most == entitled or (cause is not None and cause.code == "below_grid"):
        return ()
    params = {"grid_yuan": clause.grid}
    citation = Citation("practice")
    return (
        Step(
            "allocation.step.grid", most * FEN_PER_YUAN, cut=True, citation=citation, params=params
        ),
    )


def _last_step(suggested: int, cause: Cause | None) -> Step:
    """Return the step from the entitled amount to the suggested one."""
    if cause is None:
        return Step(
            "allocation.step.full", suggested * FEN_PER_YUAN, cut=False, citation=_IN_FULL.citation
        )
    return Step(
        f"allocation.step.{cause.code}",
        suggested * FEN_PER_YUAN,
        cut=True,
        citation=cause.citation,
        params=cause.params,
    )


def _totals(
    year: Year,
    law: Law,
    scenario: Scenario,
    plan: tuple[Entitlements, Solution],
    projects: tuple[ProjectOutcome, ...],
) -> Mapping[str, Any]:
    """Return the totals of the file format; ``None`` for what an infeasible year has not.

    Of an award in tranches, what is paid in the call's year counts against what is available.
    """
    entitlements, solution = plan
    to_pay = available(law, scenario, year.ledger)
    by_year: Mapping[int, int] = {}
    if solution.awards is not None:
        chosen = np.flatnonzero(entitlements.status == ENTITLED)
        by_year = due(law, year.applications, chosen, solution.awards)
    planned = any(p.suggested is not None for p in projects) or not projects
    given = sum(p.suggested or 0 for p in projects)
    by_article = {clause.article: 0 for clause in law.policy.clauses}
    by_clause = {clause.id: 0 for clause in law.policy.clauses}
    for project in projects:
        by_article[project.article] += project.suggested or 0
        by_clause[project.clause] += project.suggested or 0
    return {
        "budget": scenario.total,
        "available": to_pay,
        "suggested": given if planned else None,
        "unspent": to_pay - by_year.get(law.call.year, 0) if planned else None,
        "by_year": {str(when): paid for when, paid in by_year.items()} if planned else None,
        "by_article": by_article if planned else None,
        "by_clause": by_clause if planned else None,
    }


def _notices(
    law: Law, scenario: Scenario, problem: AllocationProblem, merits: Merits
) -> tuple[Reason, ...]:
    """Return what every page and paper must say of this outcome."""
    notices = []
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
