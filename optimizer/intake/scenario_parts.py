"""The parts of a scenario file, each read over what the parent has."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from optimizer.formats.problem import Stage
from optimizer.intake.scenario_limits import custom_limit, future_limit
from optimizer.intake.scenario_rules import read_rules
from optimizer.intake.scenario_types import AnnualUnitLimit, Pool, Scenario, ScenarioLock
from optimizer.policy.call import Call, weights
from optimizer.policy.settings import read_settings
from optimizer.policy.toml_table import TomlTable, as_yuan, nearest, written
from optimizer.policy.types import Policy, Text

METHODS = ("optimum", "by_rank", "same_ratio", "tiers")
OBJECTIVES = ("merit_yuan", "merit_projects", "diminishing", "number_funded")
#: Keys of ``[policy]``, or a text in its place: a what-if with another version of the measures.
_OTHER_POLICY = ("file", "version")
_ROOT = Scenario("", Text("", ""), (), "optimum", ("merit_yuan",), (), 0)


def apply(
    table: TomlTable,
    parent: Scenario | None,
    policy: Policy,
    call: Call,
    *,
    must_have_total: bool = True,
) -> Scenario:
    """Return the parent with what the table says; lists that it names replace the parent's.

    A root scenario (no parent) must say its budget, and has the call's pass mark.
    """
    base = parent if parent is not None else replace(_ROOT, pass_mark=call.pass_mark)
    changes: dict[str, Any] = {}
    if table.has("method"):
        changes["method"] = table.one_of("method", METHODS)
    if table.has("objective"):
        changes["objective"] = _objective(table)
    if table.has("stages"):
        changes["stages"] = _stages(table, policy)
    changes |= _budget(table, must_have_total=must_have_total and parent is None)
    changes |= read_rules(table, base, policy)
    changes["settings"] = {**base.settings, **_settings(table, policy)}
    if table.has("weights"):
        before = base.weights or call.weights
        changes["weights"] = weights(table.table("weights"), policy, before)
    if table.has("pool"):
        changes["pools"] = tuple(_pool(inner, policy) for inner in table.tables("pool"))
    if table.has("unit_limit"):
        limits = table.tables("unit_limit")
        changes["unit_limits"] = tuple(_unit_limit(inner, policy) for inner in limits)
    if table.has("lock"):
        changes["locks"] = tuple(_lock(inner) for inner in table.tables("lock"))
    if table.has("custom_limit"):
        own = table.tables("custom_limit")
        changes["custom_limits"] = tuple(custom_limit(inner, policy) for inner in own)
    if table.has("future_limit"):
        years = table.tables("future_limit")
        changes["future_limits"] = tuple(future_limit(inner, call.year) for inner in years)
    return replace(base, **changes)


def policy_named(table: TomlTable) -> str:
    """Return the policy version that a what-if names, as text or inside ``[policy]``."""
    raw = table.values.get("policy") if table.has("policy") else None
    if isinstance(raw, str):
        return table.text("policy")
    inner = TomlTable(raw if isinstance(raw, dict) else {}, table.at("policy"), table.findings)
    named = [inner.text(key) for key in _OTHER_POLICY if inner.has(key)]
    if len(named) > 1:
        inner.problem("scenario.two_versions", _OTHER_POLICY[1], named[1])
    return named[0] if named else ""


def known_clause(table: TomlTable, key: str, clause: str, policy: Policy) -> None:
    """Refuse a clause that the policy does not have."""
    known = [one.id for one in policy.clauses]
    if clause not in known:
        table.problem("scenario.no_clause", key, clause, nearest=nearest(clause, known))


def _objective(table: TomlTable) -> tuple[str, ...]:
    names = table.texts("objective")
    for name in names:
        if name not in OBJECTIVES:
            near = nearest(name, OBJECTIVES)
            table.problem("scenario.no_objective", "objective", name, nearest=near)
    if len(set(names)) < len(names) or not names:
        table.problem("scenario.objective_once", "objective", ", ".join(names))
    return names


def _stages(table: TomlTable, policy: Policy) -> tuple[Stage, ...]:
    raw = table.values["stages"]
    if not isinstance(raw, list):
        table.problem("toml.not_tables", "stages", written(raw))
        return ()
    found: list[Stage] = []
    seen: set[str] = set()
    for number, one in enumerate(raw, 1):
        inner = TomlTable(
            one if isinstance(one, dict) else {"clauses": one},
            f"{table.at('stages')}[{number}]",
            table.findings,
        )
        clauses = inner.texts("clauses")
        for clause in clauses:
            known_clause(inner, "clauses", clause, policy)
            if clause in seen:
                inner.problem("scenario.clause_twice", "clauses", clause)
            seen.add(clause)
        share = inner.ratio("share") if inner.has("share") else None
        if share is not None and share > 1:
            inner.problem("scenario.share", "share", written(inner.values["share"]))
        inner.done()
        found.append(Stage(clauses, share))
    return tuple(found)


def _budget(table: TomlTable, *, must_have_total: bool) -> dict[str, Any]:
    inner = table.table("budget") if must_have_total else table.table_or_empty("budget")
    found: dict[str, Any] = {}
    if must_have_total or inner.has("total"):
        found["total"] = inner.yuan("total")
    if inner.has("reserve"):
        found["reserve"] = inner.yuan("reserve")
    inner.done()
    return found


def _settings(table: TomlTable, policy: Policy) -> dict[str, Any]:
    if isinstance(table.values.get("policy"), str):
        return {}
    inner = table.table_or_empty("policy")
    values = {key: raw for key, raw in inner.values.items() if key not in _OTHER_POLICY}
    rest = TomlTable(values, inner.path, inner.findings)
    return dict(read_settings(rest, policy.parameters, "scenario"))


def _pool(table: TomlTable, policy: Policy) -> Pool:
    over = table.one_of("over", ("article", "clause"))
    key = table.text("key")
    if over == "clause":
        known_clause(table, "key", key, policy)
    else:
        articles = {one.article for one in policy.clauses}
        if key not in articles:
            table.problem("scenario.no_article", "key", key, nearest=nearest(key, articles))
    found = Pool(over, key, table.yuan_or_none("at_most"), table.yuan_or_none("at_least"))
    table.done()
    if found.at_most is None and found.at_least is None:
        table.problem("scenario.pool_without_amount", "at_most", key)
    elif found.at_most is not None and (found.at_least or 0) > found.at_most:
        table.problem("scenario.pool_crossed", "at_least", table.values["at_least"])
    return found


def _unit_limit(table: TomlTable, policy: Policy) -> AnnualUnitLimit:
    found = AnnualUnitLimit(table.yuan("at_most"), table.texts("over", ()))
    for clause in found.over:
        known_clause(table, "over", clause, policy)
    table.done()
    return found


def _lock(table: TomlTable) -> ScenarioLock:
    word = table.text("to")
    to: str | int = word
    if word not in ("full", "refuse"):
        try:
            to = as_yuan(word)
        except ValueError:
            table.problem("scenario.lock_to", "to", word)
    found = ScenarioLock(table.text("application_no"), to, table.text("reason").strip())
    if table.has("reason") and not found.reason:
        table.problem("scenario.lock_reason", "reason", found.application_no)
    table.done()
    return found


def total_share(stages: tuple[Stage, ...]) -> Fraction:
    """Return what the stages' shares add up to."""
    return sum((one.share for one in stages if one.share is not None), Fraction(0))
