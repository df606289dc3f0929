"""Entitlements, merits and a scenario -> AllocationProblem: who competes, under which limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from optimizer.entitlement.types import ENTITLED, Entitlements
from optimizer.errors import DataError, Place, Problem
from optimizer.formats.outcome import Merits
from optimizer.formats.problem import NO_LABEL, AllocationProblem, IntArray, Label, Lock, Rules
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.tables import Applications, Table
from optimizer.model.limit_rows import committed, limit_rows
from optimizer.policy.law import Law


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
        not be supported, or earlier commitments beyond the budget.
    """
    chosen = np.flatnonzero(entitlements.status == ENTITLED)
    numbers = applications["application_no"]
    problems = list(_misplaced_locks(scenario, numbers, entitlements))
    available = scenario.total - scenario.reserve - committed(law, ledger)
    if available < 0:
        params = {"missing_yuan": -available}
        problems.append(Problem("model.build.budget", Place(field="budget.total"), "", params))
    if problems:
        raise DataError(problems)
    clauses = law.policy.clauses
    grids = np.array([clause.grid for clause in clauses], dtype=np.int64)
    return AllocationProblem(
        ids=numbers[chosen],
        entitled=entitlements.entitled[chosen],
        grid=grids[entitlements.clause[chosen]],
        merit=_merit(law, scenario, entitlements, merits)[chosen],
        budget=available,
        labels=_labels(law, applications, entitlements, merits, chosen),
        rows=limit_rows(
            law,
            scenario,
            applications,
            ledger,
            entitlements,
        ),
        rules=_rules(law, scenario, set(numbers[chosen].tolist())),
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


def _merit(law: Law, scenario: Scenario, entitlements: Entitlements, merits: Merits) -> IntArray:
    scored = np.array([clause.scored for clause in law.policy.clauses], dtype=bool)
    unscored = 0 if scenario.unscored_merit is None else scenario.unscored_merit
    merit = np.where(scored[entitlements.clause], np.maximum(merits.total, 0), unscored)
    return merit.astype(np.int64)


def _labels(
    law: Law,
    applications: Applications,
    entitlements: Entitlements,
    merits: Merits,
    chosen: IntArray,
) -> Mapping[str, Label]:
    clause_ids = [clause.id for clause in law.policy.clauses]
    articles = [clause.article for clause in law.policy.clauses]
    clause = entitlements.clause[chosen].tolist()
    columns: dict[str, Iterable[str]] = {
        "article": [articles[c] for c in clause],
        "clause": [clause_ids[c] for c in clause],
        "unit": entitlements.limit_unit[chosen].tolist(),
        "panel": merits.panel[chosen].tolist(),
        "size": applications["unit_size"][chosen].tolist(),
    }
    labels = {name: _label(list(column)) for name, column in columns.items()}
    return {name: label for name, label in labels.items() if label.names}


def _label(values: Sequence[str]) -> Label:
    """Code a column; an empty value is no label."""
    names = tuple(sorted({value for value in values if value}))
    codes = {name: code for code, name in enumerate(names)}
    return Label(names, np.array([codes.get(v, NO_LABEL) for v in values], dtype=np.int64))


def _rules(law: Law, scenario: Scenario, projects: set[str]) -> Rules:
    """Return the rules; a lock that refuses what is refused anyway needs no row."""
    return Rules(
        equal=tuple(clause.id for clause in law.policy.clauses if clause.rule == "equal"),
        stages=scenario.stages,
        locks={
            lock.application_no: Lock(lock.to)  # type: ignore[arg-type]  # read as full, refuse or yuan
            for lock in scenario.locks
            if lock.application_no in projects
        },
        pass_mark=scenario.pass_mark,
        score_tiers=scenario.score_tiers,
    )
