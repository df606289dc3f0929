"""Where a policy names its parameters, and which general ones the program itself reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from optimizer.policy.types import (
    Choice,
    Clause,
    Condition,
    Flat,
    Match,
    Policy,
    Share,
)

#: General parameters, by name, and the module that reads each: cross-clause rules, which no
#: clause names. A policy may leave any of them out; the program then acts as if it were off.
READ_BY_CODE: Mapping[str, str] = {
    "same_project_rule": "entitlement",
    "max_projects_per_unit": "model.build",
    "unit_group_key": "entitlement",
    "cooling_off_years": "entitlement",
    "topup_on_upgrade": "entitlement",
    "max_public_share": "entitlement",
    "negative_lookback_years": "entitlement",
    "overdue_obligation": "entitlement",
    "monotone_by_score": "model.build",
    "normalise": "merit",
    "experts_for_trimming": "merit",
}


@dataclass(frozen=True, slots=True)
class Use:
    """One place that names a parameter: of which kinds it may be, which values it is asked for."""

    name: str
    path: str
    kinds: tuple[str, ...]
    values: tuple[str, ...] = ()
    all_values: bool = False  # every allowed value must be among ``values``


def uses(policy: Policy) -> Iterator[Use]:
    """Yield every place of the policy that names a parameter."""
    for number, condition in enumerate(policy.conditions, 1):
        yield from _condition(condition, f"condition[{number}]")
    for number, condition in enumerate(policy.negative_flags, 1):
        yield from _condition(condition, f"negative_flag[{number}]")
    for number, clause in enumerate(policy.clauses, 1):
        yield from _clause(clause, f"clause[{number}]")
    for number, limit in enumerate(policy.unit_limits, 1):
        path = f"unit_limit[{number}]"
        yield from _choice(limit.period, f"{path}.period")
        if limit.parameter:
            yield Use(limit.parameter, f"{path}.parameter", ("money",))
        for name in limit.also.values():
            yield Use(name, f"{path}.also", ("flag",))
    for number, together in enumerate(policy.combinations, 1):
        path = f"combination[{number}].parameter"
        yield Use(together.parameter, path, ("choice",), ("sum", "highest_only"), all_values=True)


def _choice(word: str | Choice, path: str) -> Iterator[Use]:
    if isinstance(word, Choice):
        values = tuple(word.words)
        yield Use(word.parameter, path, ("choice", "flag"), values, all_values=True)


def _condition(condition: Condition, path: str) -> Iterator[Use]:
    if condition.when is not None:
        when = condition.when
        yield Use(when.parameter, f"{path}.when", ("choice", "flag"), when.values)
    if condition.group:
        yield Use(condition.group, f"{path}.group", ("choice",), ("all", "any"), all_values=True)


def _clause(clause: Clause, path: str) -> Iterator[Use]:
    for number, condition in enumerate(clause.conditions, 1):
        yield from _condition(condition, f"{path}.conditions[{number}]")
    for key in ("base", "cost", "ceiling_scope", "payee"):
        yield from _choice(getattr(clause, key), f"{path}.{key}")
    yield from _formula(clause, f"{path}.formula")
    for key, values in (
        ("base_verified", ("verified_else_declared", "verified_only")),
        ("net_of", ("none", "public", "public_and_sponsorship")),
        ("limit_unit", ("payee", "investor", "both")),
    ):
        if name := getattr(clause, key):
            yield Use(name, f"{path}.{key}", ("choice",), values, all_values=True)
    yield from _rows(clause, path)
    if clause.frequency is not None:
        yield from _choice(clause.frequency.scope, f"{path}.frequency.scope")
        if clause.frequency.unless:
            yield Use(clause.frequency.unless, f"{path}.frequency.unless", ("flag",))


def _rows(clause: Clause, path: str) -> Iterator[Use]:
    if clause.base_rows is not None:
        rows = clause.base_rows
        if rows.prorate:
            yield Use(rows.prorate, f"{path}.base_rows.prorate", ("choice",), ("prorate",))
        if rows.limit:
            yield Use(rows.limit, f"{path}.base_rows.limit", ("flag",))
    if clause.row_threshold is not None:
        row = clause.row_threshold
        yield Use(row.parameter, f"{path}.row_threshold.parameter", ("choice",), (row.value,))
        yield from _choice(row.rows, f"{path}.row_threshold.rows")


def _formula(clause: Clause, path: str) -> Iterator[Use]:
    match clause.formula:
        case Flat(amount=name) if name:
            yield Use(name, f"{path}.amount", ("money",))
        case Share(ratio=ratio, variants=variants):
            if isinstance(ratio, str):
                yield Use(ratio, f"{path}.ratio", ("ratio",))
            for name in variants.values():
                yield Use(name, f"{path}.variants", ("ratio",))
        case Match(ratios=ratios, accept=accept):
            for name in ratios.values():
                yield Use(name, f"{path}.ratios", ("ratio",))
            for name in accept.values():
                yield Use(name, f"{path}.accept", ("flag",))
        case _:
            pass
