"""``[rules]`` of a scenario: the fairness and size rules that a management may choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from optimizer.formats.problem import MinimumAward
from optimizer.intake.scenario_limits import read_where
from optimizer.intake.scenario_types import Scenario, Where
from optimizer.intake.selectors import SELECTORS
from optimizer.policy.call import bands
from optimizer.policy.scores import as_score
from optimizer.policy.toml_table import TomlTable, nearest, written
from optimizer.policy.types import Policy

#: The mode of the clauses that a least award, or whole awards only, may be asked of: the others
#: are owed small sums too.
_COMPETITIVE = "competitive"


def read_rules(table: TomlTable, base: Scenario, policy: Policy) -> dict[str, Any]:
    """Return the fields of the scenario that its ``[rules]`` change; ``false`` takes one away."""
    inner = table.table_or_empty("rules")
    found: dict[str, Any] = {}
    found |= {key: _score(inner, key) for key in ("pass_mark", "unscored_merit") if inner.has(key)}
    found |= {key: _clauses(inner, key, policy) for key in ("equal", "monotone") if inner.has(key)}
    if inner.has("score_tiers"):
        found["score_tiers"] = bands(inner, "score_tiers")
    if inner.has("minimum_award"):
        found["minimum_award"] = _minimum_award(inner, base.minimum_award, policy)
    if inner.has("indivisible"):
        found["indivisible"] = _indivisible(inner, policy)
    if inner.has("most_projects"):
        found["most_projects"] = _most_projects(inner, base.most_projects)
    if inner.has("diminishing"):
        found["diminishing"] = _diminishing(inner)
    inner.done()
    return found


def _score(table: TomlTable, key: str) -> int | None:
    try:
        return as_score(table.values[key])
    except ValueError:
        table.problem("toml.not_score", key, written(table.values[key]))
        return None


def _clauses(table: TomlTable, key: str, policy: Policy) -> tuple[str, ...]:
    """Read the clauses of a rule: the yuan for ``equal``, scores for ``monotone``."""
    known = {one.id: one for one in policy.clauses}
    names = table.texts(key)
    for name in names:
        if name not in known:
            table.problem("scenario.no_clause", key, name, nearest=nearest(name, known))
        elif key == "equal" and known[name].grid != 1:
            table.problem("scenario.equal_grid", key, name)
        elif key == "monotone" and not known[name].scored:
            table.problem("scenario.monotone_unscored", key, name)
    return tuple(dict.fromkeys(names))


def _off(table: TomlTable, key: str) -> bool:
    """Say whether the rule is taken away."""
    return table.values[key] is False


def _minimum_award(
    table: TomlTable, before: MinimumAward | None, policy: Policy
) -> MinimumAward | None:
    if _off(table, "minimum_award"):
        return None
    inner = table.table_or_empty("minimum_award")
    found = before or MinimumAward(members=_competitive({}, policy))
    if inner.has("ratio"):
        ratio = inner.ratio("ratio")
        if ratio > 1:
            inner.problem("scenario.minimum_ratio", "ratio", written(inner.values["ratio"]))
        found = replace(found, ratio=ratio)
    if inner.has("amount"):
        found = replace(found, amount=inner.yuan("amount"))
    if inner.has("members"):
        found = replace(found, members=_members(inner.table("members"), policy))
    inner.done()
    if not found.ratio and not found.amount and not inner.values.keys() - {"members"}:
        inner.problem("scenario.minimum_empty", "ratio")
    return found


def _indivisible(table: TomlTable, policy: Policy) -> Where | None:
    raw = table.values["indivisible"]
    if isinstance(raw, bool):
        return _competitive({}, policy) if raw else None
    return _members(table.table("indivisible"), policy)


def _members(table: TomlTable, policy: Policy) -> Where:
    """Read members among the competitive clauses."""
    where = read_where(table, policy)
    modes = {one.id: one.mode for one in policy.clauses}
    for clause in where.get("clause", ()):
        if modes.get(clause, _COMPETITIVE) != _COMPETITIVE:
            table.problem("scenario.not_competitive", "clause", clause)
    return _competitive(where, policy)


def _competitive(where: Where, policy: Policy) -> Where:
    clauses = tuple(one.id for one in policy.clauses if one.mode == _COMPETITIVE)
    named = where.get("clause", clauses)
    return {**where, "clause": tuple(one for one in clauses if one in named)}


def _most_projects(table: TomlTable, before: tuple[str, int] | None) -> tuple[str, int] | None:
    if _off(table, "most_projects"):
        return None
    inner = table.table_or_empty("most_projects")
    label, count = before or ("unit", 0)
    if inner.has("label"):
        label = inner.text("label")
        if label not in SELECTORS:
            inner.problem("scenario.no_label", "label", label, nearest=nearest(label, SELECTORS))
    if inner.has("count") or before is None:
        count = inner.integer("count")
        if inner.has("count") and count < 1:
            inner.problem("scenario.most_count", "count", count)
    inner.done()
    return label, count


def _diminishing(table: TomlTable) -> tuple[tuple[Fraction, int], ...]:
    """Read tiers: their ends rise to at most 1, their weights do not rise."""
    tiers: list[tuple[Fraction, int]] = []
    for inner in table.tables("diminishing"):
        to, weight = inner.ratio("to"), inner.integer("weight")
        inner.done()
        last = tiers[-1] if tiers else (Fraction(0), weight)
        if inner.has("to") and not last[0] < to <= 1:
            inner.problem("scenario.tier_end", "to", written(inner.values.get("to")))
        if inner.has("weight") and not 1 <= weight <= last[1]:
            inner.problem("scenario.tier_weight", "weight", weight)
        tiers.append((to, weight))
    return tuple(tiers)


def rules_document(scenario: Scenario) -> Mapping[str, Any]:
    """Return the rules of a resolved scenario as plain JSON values."""
    minimum, most = scenario.minimum_award, scenario.most_projects
    return {
        "pass_mark": scenario.pass_mark,
        "unscored_merit": scenario.unscored_merit,
        "score_tiers": [
            {"from": start, "share": str(share)} for start, share in scenario.score_tiers
        ],
        "equal": None if scenario.equal is None else list(scenario.equal),
        "monotone": None if scenario.monotone is None else list(scenario.monotone),
        "minimum_award": None
        if minimum is None
        else {
            "ratio": str(minimum.ratio),
            "amount": minimum.amount,
            "members": where_document(minimum.members),
        },
        "indivisible": None
        if scenario.indivisible is None
        else where_document(scenario.indivisible),
        "most_projects": None if most is None else {"label": most[0], "count": most[1]},
        "diminishing": [{"to": str(to), "weight": weight} for to, weight in scenario.diminishing],
    }


def where_document(where: Where) -> dict[str, list[str]]:
    """Return members as plain JSON values."""
    return {key: list(words) for key, words in sorted(where.items())}
