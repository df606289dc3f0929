"""What another text of the measures would mean for a year's applications, before any budget.

Who becomes entitled or no longer is, and by how much; what one award in each clause comes to at
most; and which ceilings bind the demand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.entitlement.entitle import entitle
from optimizer.entitlement.types import ENTITLED, Entitlements
from optimizer.formats.problem import IntArray
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.year import Year
from optimizer.merit.score import score
from optimizer.policy.call import resolve
from optimizer.policy.liability import Liability, maximum_liability


@dataclass(frozen=True, slots=True)
class Change:
    """One application's entitled yuan before and after; 0 where it may not be supported."""

    application_no: str
    clause: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Demand:
    """What one clause is asked for (yuan) beside its ceiling.

    ``at`` awards stand at the ceiling, ``bound`` of them while more was asked; ``over`` is what was
    asked above it in all.
    """

    clause: str
    article: str
    ceiling: int
    applications: int
    entitled: int
    at: int
    bound: int
    over: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What changes from the law of ``before`` to that of ``after``."""

    changes: tuple[Change, ...]
    liability: tuple[Liability, Liability]
    demand: tuple[tuple[Demand, ...], tuple[Demand, ...]]


def effect(before: tuple[Year, Scenario], after: tuple[Year, Scenario]) -> Effect:
    """Return what changes for the same applications between two years with their scenarios.

    The years differ in their law only, as those of ``Year.under`` do.
    """
    first, second = _entitled(*before), _entitled(*after)
    clauses = [clause.id for clause in before[0].policy.clauses]
    second_clauses = [clause.id for clause in after[0].policy.clauses]
    numbers = before[0].applications["application_no"].tolist()
    was, will = _amounts(first), _amounts(second)
    changes = tuple(
        Change(
            str(numbers[i]),
            second_clauses[int(second.clause[i])] if will[i] else clauses[int(first.clause[i])],
            int(was[i]),
            int(will[i]),
        )
        for i in np.flatnonzero(was != will).tolist()
    )
    ordered = tuple(sorted(changes, key=lambda c: (-abs(c.after - c.before), c.application_no)))
    days = [year.call.qualifying_window[1] for year, _ in (before, after)]
    return Effect(
        ordered,
        (maximum_liability(before[0].policy, days[0]), maximum_liability(after[0].policy, days[1])),
        (demand(before[0], first), demand(after[0], second)),
    )


def standing(year: Year, scenario: Scenario) -> tuple[Demand, ...]:
    """Return demand against ceiling under a scenario's law as it stands."""
    held = year.under(scenario.policy_file)
    return demand(held, _entitled(held, scenario))


def _entitled(year: Year, scenario: Scenario) -> Entitlements:
    law = resolve(year.policy, year.call, scenario.settings, scenario.weights)
    merits = score(law, year.applications, year.scores)
    return entitle(law, year.applications, year.ledger, merits.total)


def _amounts(found: Entitlements) -> IntArray:
    out: IntArray = np.where(found.status == ENTITLED, found.entitled, 0)
    return out


def demand(year: Year, found: Entitlements) -> tuple[Demand, ...]:
    """Return demand against ceiling, clause by clause in the policy's order."""
    day = year.call.qualifying_window[1]
    out = []
    for code, clause in enumerate(year.policy.clauses):
        inside = (found.clause == code) & (found.status == ENTITLED)
        ceiling = clause.ceiling.on(day)
        asked = year.applications["requested"][inside] // 100
        amounts = found.entitled[inside]
        at = amounts == ceiling
        bound = at & (asked > ceiling)
        out.append(
            Demand(
                clause.id,
                clause.article,
                ceiling,
                int(inside.sum()),
                int(amounts.sum()),
                int(at.sum()),
                int(bound.sum()),
                int((asked[bound] - ceiling).sum()),
            )
        )
    return tuple(out)
