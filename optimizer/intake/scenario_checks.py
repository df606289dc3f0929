"""What the parts of a resolved scenario must agree on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from optimizer.intake.scenario_limits import clauses_of
from optimizer.intake.scenario_parts import total_share
from optimizer.intake.scenario_types import Scenario
from optimizer.policy.toml_file import Findings
from optimizer.policy.types import Policy

#: End of the code of a sentence that has the line of something said before.
LINE = "_line"


def check_scenario(scenario: Scenario, policy: Policy, findings: Findings) -> None:
    """Add every disagreement to the findings."""
    unread = any(one.place.field == "budget.total" for one in findings.problems)
    if scenario.reserve > scenario.total and not unread:
        findings.add("scenario.reserve", "budget.reserve", scenario.reserve)
    if total_share(scenario.stages) > 1:
        findings.add("scenario.shares_sum", "stages", total_share(scenario.stages))
    if scenario.method == "tiers" and not scenario.score_tiers:
        findings.add("scenario.no_tiers", "rules.score_tiers")
    locked = [one.application_no for one in scenario.locks]
    _once(("lock", "application_no"), locked, "scenario.lock_twice", findings)
    names = [one.name for one in scenario.custom_limits]
    _once(("custom_limit", "name"), names, "scenario.custom_limit_twice", findings)
    years = [str(one.year) for one in scenario.future_limits]
    _once(("future_limit", "year"), years, "scenario.future_limit_twice", findings)
    _rules(scenario, policy, findings)
    _custom_limits(scenario, policy, findings)
    _pools(scenario, policy, findings)
    _unit_limits(scenario, policy, findings)
    _unscored(scenario, policy, findings)


def _once(where: tuple[str, str], names: Sequence[str], code: str, findings: Findings) -> None:
    """Refuse what stands twice; a file's own sentence (``_line``) has the line of the first."""
    table, key = where
    first: dict[str, int] = {}
    for number, name in enumerate(names, 1):
        before = first.setdefault(name, number)
        if before != number and name:
            line = findings.line(f"{table}[{before}]")
            path = f"{table}[{number}].{key}"
            findings.add(code + LINE if line else code, path, name, first=line)


def _rules(scenario: Scenario, policy: Policy, findings: Findings) -> None:
    """Refuse what rules and objectives ask of each other and do not find."""
    own = {"equal": scenario.equal, "monotone": scenario.monotone}
    clauses = {
        rule: {one.id for one in policy.clauses if one.rule == rule}
        if names is None
        else set(names)
        for rule, names in own.items()
    }
    for clause in sorted(clauses["equal"] & clauses["monotone"]):
        key = "rules.monotone" if scenario.monotone is not None else "rules.equal"
        findings.add("scenario.two_rules", key, clause)
    if "diminishing" in scenario.objective and not scenario.diminishing:
        findings.add("scenario.no_diminishing", "rules.diminishing")
    counted = scenario.minimum_award is not None or scenario.indivisible is not None
    if "number_funded" in scenario.objective and not counted:
        findings.add("scenario.no_minimum", "rules.minimum_award")
    minimum = scenario.minimum_award
    if minimum is not None:
        grid = _grid(policy, clauses_of(minimum.members, policy))
        _off_grid(minimum.amount, grid, "rules.minimum_award.amount", findings)


def _custom_limits(scenario: Scenario, policy: Policy, findings: Findings) -> None:
    for number, limit in enumerate(scenario.custom_limits, 1):
        if limit.number is None:
            grid = _grid(policy, clauses_of(limit.where, policy))
            for key in ("at_most", "at_least"):
                path = f"custom_limit[{number}].{key}"
                _off_grid(getattr(limit, key), grid, path, findings)


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
