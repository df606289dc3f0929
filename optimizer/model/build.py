"""Entitlements, merits and a scenario -> AllocationProblem: who competes, under which limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimizer.entitlement.types import ENTITLED, Entitlements
from optimizer.errors import DataError, Place, Problem
from optimizer.formats.outcome import Merits
from optimizer.formats.problem import AllocationProblem, IntArray, Label, Lock, Rules
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.selectors import label_of, texts
from optimizer.intake.tables import Applications, Table
from optimizer.model.limit_rows import limit_rows
from optimizer.model.own_limits import (
    label,
    members,
    own_labels,
    own_numbers,
    own_rows,
    without_value,
)
from optimizer.model.year_rows import available, years
from optimizer.policy.law import Law

_UNIT = "unit"


def build_problem(
    law: Law,
    scenario: Scenario,
    applications: Applications,
    entitlements: Entitlements,
    merits: Merits,
    ledger: Table,
) -> AllocationProblem:
    """Build the allocation problem of one year and scenario.

    Only entitled applications are projects; their ids are the application numbers. Clauses with the
    rule ``equal`` carry merit 0, or the scenario's ``unscored_merit`` where it gives one.

    Raises
    ------
    DataError
        If the scenario does not fit the year: a lock on an application that is not there or may
        not be supported, a limit over a label or a number that no project has, or earlier
        commitments beyond the budget.
    """
    chosen = np.flatnonzero(entitlements.status == ENTITLED)
    numbers = applications["application_no"]
    problems = list(_misplaced_locks(scenario, numbers, entitlements))
    if (short := available(law, scenario, ledger)) < 0:
        params = {"missing_yuan": -short}
        problems.append(Problem("model.build.budget", Place(field="budget.total"), "", params))
    labels = _labels(law, scenario, applications, entitlements, merits, chosen)
    counted = own_numbers(scenario, applications, chosen)
    if len(chosen):
        problems += without_value(scenario, labels, counted)
    most_projects, clash = _most_projects(law, scenario)
    problems += clash
    if problems:
        raise DataError(problems)
    grids = np.array([clause.grid for clause in law.policy.clauses], dtype=np.int64)
    entitled, grid = entitlements.entitled[chosen], grids[entitlements.clause[chosen]]
    in_time = years(law, scenario, applications, ledger, chosen, entitled // grid * grid)
    return AllocationProblem(
        ids=numbers[chosen],
        entitled=entitled,
        grid=grid,
        merit=merit_of(law, scenario, entitlements, merits)[chosen],
        budget=in_time.budget,
        labels={name: label for name, label in labels.items() if label.names},
        numbers={**counted, **in_time.numbers},
        rows=(
            *limit_rows(law, scenario, applications, ledger, entitlements),
            *own_rows(scenario),
            *in_time.rows,
        ),
        rules=_rules(law, scenario, set(numbers[chosen].tolist()), most_projects),
        objective=scenario.objective,
        method=scenario.method,
    )


def _misplaced_locks(
    scenario: Scenario, numbers: NDArray[np.object_], entitlements: Entitlements
) -> Iterator[Problem]:
    """Name each lock whose application is not there, or may not be supported."""
    index = {number: i for i, number in enumerate(numbers.tolist())}
    for position, lock in enumerate(scenario.locks):
        place = Place(source=scenario.name, field=f"lock[{position}].application_no")
        if lock.application_no not in index:
            yield Problem("model.build.lock_unknown", place, lock.application_no)
            continue
        i = index[lock.application_no]
        if lock.to != "refuse" and entitlements.status[i] != ENTITLED:
            yield Problem("model.build.lock_not_entitled", place, lock.application_no)


def merit_of(law: Law, scenario: Scenario, entitlements: Entitlements, merits: Merits) -> IntArray:
    """Return the merit that the problem gives each application, hundredths of a point."""
    scored = np.array([clause.scored for clause in law.policy.clauses], dtype=bool)
    unscored = 0 if scenario.unscored_merit is None else scenario.unscored_merit
    merit = np.where(scored[entitlements.clause], np.maximum(merits.total, 0), unscored)
    return merit.astype(np.int64)


def _labels(
    law: Law,
    scenario: Scenario,
    applications: Applications,
    entitlements: Entitlements,
    merits: Merits,
    chosen: IntArray,
) -> Mapping[str, Label]:
    """Return the labels that every problem has, and those that the scenario names."""
    clauses = law.policy.clauses
    ids = np.array([clause.id for clause in clauses], dtype=object)
    articles = np.array([clause.article for clause in clauses], dtype=object)
    clause = entitlements.clause[chosen]
    return {
        "size": label(texts(applications, "unit_size")[chosen]),
        **own_labels(scenario, applications, chosen),
        "article": label(articles[clause]),
        "clause": label(ids[clause]),
        "unit": label(entitlements.limit_unit[chosen]),
        "panel": label(merits.panel[chosen]),
    }


def _rules(
    law: Law,
    scenario: Scenario,
    projects: set[str],
    most_projects: tuple[str, int] | None,
) -> Rules:
    """Return the rules; a lock that refuses what is refused anyway needs no row."""
    minimum = scenario.minimum_award
    return Rules(
        equal=_with_rule(law, "equal") if scenario.equal is None else scenario.equal,
        monotone=_monotone(law, scenario),
        stages=scenario.stages,
        locks={
            lock.application_no: Lock(lock.to)  # type: ignore[arg-type]  # read as full, refuse or yuan
            for lock in scenario.locks
            if lock.application_no in projects
        },
        pass_mark=scenario.pass_mark,
        minimum_award=None
        if minimum is None
        else replace(minimum, members=members(minimum.members)),
        indivisible=False if scenario.indivisible is None else members(scenario.indivisible),
        most_projects=most_projects,
        diminishing=scenario.diminishing,
        score_tiers=scenario.score_tiers,
    )


def _with_rule(law: Law, rule: str) -> tuple[str, ...]:
    return tuple(clause.id for clause in law.policy.clauses if clause.rule == rule)


def _monotone(law: Law, scenario: Scenario) -> tuple[str, ...]:
    """Return the clauses where a higher score gets no lower share: the scenario's or the policy's.

    A call may lift the policy's rule (``monotone_by_score``).
    """
    if scenario.monotone is not None:
        return scenario.monotone
    setting = law.settings.get("monotone_by_score")
    lifted = setting is not None and setting.value is False
    return () if lifted else _with_rule(law, "monotone")


def _most_projects(law: Law, scenario: Scenario) -> tuple[tuple[str, int] | None, list[Problem]]:
    """Return how many projects may be funded at most, of each unit or of another label.

    The call's number (``max_projects_per_unit``) holds for units; a scenario may lower it, and may
    not count by another label beside it.
    """
    own = scenario.most_projects
    setting = law.settings.get("max_projects_per_unit")
    count = None if setting is None else setting.value
    if not isinstance(count, int):
        return (None if own is None else (label_of(own[0]), own[1])), []
    if own is None:
        return (_UNIT, count), []
    if own[0] != _UNIT:
        place = Place(source=scenario.name, field="rules.most_projects.label")
        return None, [Problem("model.build.two_most_projects", place, own[0], {"count": count})]
    return (_UNIT, min(count, own[1])), []
