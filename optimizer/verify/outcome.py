"""START HERE for an outcome: every figure of it against a second reading of law and inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from optimizer.errors import Problem
from optimizer.formats.canonical import canonical_json, fingerprint
from optimizer.formats.problem import AllocationProblem
from optimizer.formats.solution import Solution
from optimizer.intake.scenario import scenario_document
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.year import Year
from optimizer.verify.budget import own_problem
from optimizer.verify.exact import by_target
from optimizer.verify.exceptions import Ranked, check_exceptions
from optimizer.verify.findings import finding
from optimizer.verify.law import Opinion, read_year
from optimizer.verify.projects import check_projects, same
from optimizer.verify.read_document import solution_of
from optimizer.verify.scopes import ENTITLED
from optimizer.verify.solution import check_solution
from optimizer.verify.tranches import available, paid_by_year

FORMAT = "outcome/1"
#: Every key of the format: nothing unread may stand beside what was checked.
_KEYS = frozenset({
    "format", "fingerprint", "inputs", "policy_version", "policy_status", "rule_set", "scenario",
    "program", "totals", "exceptions", "solution", "checks", "projects",
})  # fmt: skip
_CHECKS = frozenset({"certificate", "notices", "independent_check", "not_checked_again"})
_STATED = frozenset({"format", "status", "fingerprint"})
_PLAN = _STATED | {"objective", "objective_scale", "bound", "proof", "awards", "ties", "tie_rule",
                   "unspent"}  # fmt: skip
_CLASH = _STATED | {"conflicts", "complete", "repairs", "joint_repair"}


def check_outcome(
    document: Mapping[str, Any],
    year: Year,
    scenario: Scenario,
    digests: Mapping[str, str] | None = None,
) -> tuple[Problem, ...]:
    """Check an ``outcome/1`` document against the year it says it was computed from.

    Parameters
    ----------
    document
        The parsed file, or what is about to be written as one.
    year, scenario
        The inputs, read again; the scenario resolved, with its overrides.
    digests
        SHA-256 of each input by name, where the caller has computed them; compared with
        ``inputs``, and with the fingerprint of the whole.

    Returns
    -------
    tuple of Problem
        Every finding (codes ``verify.*``), with application number or limit, the stated and the
        own figure; empty when the outcome holds.
    """
    year = year.under(scenario.policy_file)
    opinion = read_year(year, scenario)
    problem = own_problem(opinion, scenario)
    solution, problems = solution_of(document, problem)
    return (
        *_unknown_keys(document, _KEYS),
        *_unknown_keys(document.get("checks"), _CHECKS),
        *_unknown_keys(document.get("solution"), _CLASH if solution.awards is None else _PLAN),
        *_head(document, year, scenario, digests),
        *problems,
        *check_solution(problem, solution),
        *check_projects(document, opinion, solution),
        *_totals(document, opinion, solution, scenario),
        *check_exceptions(
            [e for e in document.get("exceptions") or () if isinstance(e, Mapping)],
            _ranked(opinion, problem, solution),
        ),
    )


def _head(
    document: Mapping[str, Any],
    year: Year,
    scenario: Scenario,
    digests: Mapping[str, str] | None,
) -> Iterator[Problem]:
    """Check what the outcome says it rests on: format, policy, scenario, inputs."""
    own: dict[str, object] = {
        "format": FORMAT,
        "policy_version": year.policy.version,
        "policy_status": year.policy.status,
    }
    for key, value in own.items():
        if not same(document.get(key), value):
            yield finding("outcome.head", key, document.get(key), value)
    if not _same_json(document.get("scenario"), scenario_document(scenario)):
        yield finding("outcome.scenario", "scenario")
    stated = document.get("inputs")
    for name, digest in sorted((digests or {}).items()):
        said = stated.get(name) if isinstance(stated, Mapping) else None
        if said != digest:
            yield finding("outcome.input", name, said, digest)
    if digests is not None:
        names = ("program", "rule_set")
        print_ = fingerprint({"inputs": dict(digests), **{k: document.get(k) for k in names}})
        if document.get("fingerprint") != print_:
            yield finding("outcome.head", "fingerprint", document.get("fingerprint"), print_)


def _unknown_keys(part: object, known: frozenset[str]) -> Iterator[Problem]:
    if isinstance(part, Mapping):
        for key in sorted(map(str, part.keys() - known)):
            yield finding("outcome.unknown_key", key, key)


def _same_json(stated: object, own: object) -> bool:
    try:
        return canonical_json(stated) == canonical_json(own)
    except (TypeError, ValueError):
        return False


def _totals(
    document: Mapping[str, Any],
    opinion: Opinion,
    solution: Solution,
    scenario: Scenario,
) -> Iterator[Problem]:
    """Add every total up again from the plan."""
    to_pay = available(opinion, scenario)
    own: dict[str, object] = {"budget": scenario.total, "available": to_pay}
    if solution.awards is None:
        own |= dict.fromkeys(("suggested", "unspent", "by_year", "by_article", "by_clause"))
    else:
        clauses = opinion.law.policy.clauses
        chosen = np.flatnonzero(opinion.standings.status == ENTITLED)
        given = by_target(solution.awards, opinion.standings.clause[chosen], len(clauses)).tolist()
        by_clause = {clause.id: yuan for clause, yuan in zip(clauses, given, strict=True)}
        by_article = {clause.article: 0 for clause in clauses}
        for clause in clauses:
            by_article[clause.article] += by_clause[clause.id]
        by_year = paid_by_year(opinion, chosen, solution.awards)
        own |= {
            "suggested": sum(by_clause.values()),
            "unspent": to_pay - by_year[opinion.term.year],
            "by_year": {str(year): paid for year, paid in by_year.items()},
            "by_article": by_article,
            "by_clause": by_clause,
        }
    totals = document.get("totals")
    for key, value in own.items():
        stated = totals.get(key) if isinstance(totals, Mapping) else None
        if not _same_json(stated, value):
            yield finding("outcome.total", key, stated, value)


def _ranked(
    opinion: Opinion, problem: AllocationProblem, solution: Solution
) -> Mapping[str, Ranked]:
    """Return everybody who was ranked by merit and not locked, by application number."""
    if solution.awards is None:
        return {}
    standings, clauses = opinion.standings, opinion.law.policy.clauses
    chosen = np.flatnonzero(standings.status == ENTITLED)
    most = problem.entitled // problem.grid * problem.grid
    compared = np.array([clause.rule != "equal" for clause in clauses], dtype=np.bool_)
    ranked = {}
    for at in np.flatnonzero(compared[standings.clause[chosen]] & (most > 0)).tolist():
        i, number = chosen[at], problem.ids[at]
        if number not in problem.rules.locks:
            group = (clauses[standings.clause[i]].id, opinion.panel[i])
            ranked[number] = Ranked(
                number, group, max(int(opinion.merit[i]), 0), int(solution.awards[at]),
                int(most[at]), int(problem.grid[at]),
            )  # fmt: skip
    return ranked
