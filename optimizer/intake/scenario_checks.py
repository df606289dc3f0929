"""What the parts of a resolved scenario must agree on."""

from __future__ import annotations

import math
from collections.abc import Iterable

from optimizer.intake.scenario_parts import total_share
from optimizer.intake.scenario_types import Scenario
from optimizer.policy.toml_file import Findings
from optimizer.policy.types import Policy


def check_scenario(scenario: Scenario, policy: Policy, findings: Findings) -> None:
    """Add every disagreement to the findings."""
    if scenario.reserve > scenario.total:
        findings.add("scenario.reserve", "budget.reserve", scenario.reserve)
    if total_share(scenario.stages) > 1:
        findings.add("scenario.shares_sum", "stages", total_share(scenario.stages))
    if scenario.method == "tiers" and not scenario.score_tiers:
        findings.add("scenario.no_tiers", "rules.score_tiers")
    numbers = [one.application_no for one in scenario.locks]
    for number in sorted({number for number in numbers if numbers.count(number) > 1}):
        findings.add("scenario.lock_twice", "lock", number)
    _pools(scenario, policy, findings)
    _unit_limits(scenario, policy, findings)
    _unscored(scenario, policy, findings)


def _grid(policy: Policy, clauses: Iterable[str]) -> int:
    """Return the greatest step on which every sum over these clauses lies."""
    wanted = set(clauses)
    return math.gcd(*(one.grid for one in policy.clauses if one.id in wanted))


def _off_grid(amount: int | None, grid: int, path: str, findings: Findings) -> None:
    if amount is not None and grid and amount % grid:
        findings.add("scenario.off_grid", path, amount, amount_yuan=amount, grid_yuan=grid)


def _pools(scenario: Scenario, policy: Policy, findings: Findings) -> None:
    seen: set[tuple[str, str]] = set()
    for number, pool in enumerate(scenario.pools, 1):
        path = f"pool[{number}]"
        if (pool.over, pool.key) in seen:
            findings.add("scenario.pool_twice", path, pool.key)
        seen.add((pool.over, pool.key))
        members = [
            one.id
            for one in policy.clauses
            if pool.key == (one.article if pool.over == "article" else one.id)
        ]
        grid = _grid(policy, members)
        _off_grid(pool.at_most, grid, f"{path}.at_most", findings)
        _off_grid(pool.at_least, grid, f"{path}.at_least", findings)


def _unit_limits(scenario: Scenario, policy: Policy, findings: Findings) -> None:
    for number, limit in enumerate(scenario.unit_limits, 1):
        grid = _grid(policy, limit.over or [one.id for one in policy.clauses])
        _off_grid(limit.at_most, grid, f"unit_limit[{number}].at_most", findings)


def _unscored(scenario: Scenario, policy: Policy, findings: Findings) -> None:
    """Scored and unscored clauses in one stage need a merit for the unscored ones."""
    if scenario.unscored_merit is not None or scenario.method == "same_ratio":
        return
    named = {clause for stage in scenario.stages for clause in stage.clauses}
    rest = tuple(one.id for one in policy.clauses if one.id not in named)
    for members in (*(stage.clauses for stage in scenario.stages), rest):
        scored = {one.scored for one in policy.clauses if one.id in members}
        if len(scored) > 1:
            findings.add("scenario.unscored_merit", "rules.unscored_merit")
            return
