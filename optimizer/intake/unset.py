"""What a year leaves open that its allocation will want: noticed when it is read, not after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from optimizer.errors import Place, Problem
from optimizer.intake.scenario_types import Scenario
from optimizer.policy.law import Call
from optimizer.policy.types import Discretionary, Policy


def unset(policy: Policy, call: Call, scenarios: Mapping[str, Scenario]) -> Iterator[Problem]:
    """Yield a notice for each ratio, tier table and budget that nobody has set.

    A ratio that every scenario sets by itself is not open.
    """
    for name, parameter in policy.parameters.items():
        everywhere = bool(scenarios) and all(name in s.settings for s in scenarios.values())
        if parameter.must_be_set and name not in call.settings and not everywhere:
            yield _notice("year.open_ratio", f"policy.{name}", name)
    for clause in policy.clauses:
        if isinstance(clause.formula, Discretionary) and clause.id not in call.tier_tables:
            yield _notice("year.open_tiers", "tier_table", clause.id)
    for name, scenario in scenarios.items():
        if scenario.total - scenario.reserve == 0:
            yield Problem(
                "year.open_budget", Place(f"{name}.toml", field="budget.total"), level="notice"
            )


def _notice(code: str, field: str, value: str) -> Problem:
    return Problem(code, Place("year.toml", field=field), value, level="notice")
