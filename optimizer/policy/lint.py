"""``policy lint``: what is wrong with a policy (errors), and what one should know (notices)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from optimizer.errors import Level, Param, Place, Problem
from optimizer.formats.reason import Citation
from optimizer.money import FEN_PER_YUAN
from optimizer.policy.law import Call
from optimizer.policy.types import (
    Clause,
    Condition,
    Dated,
    Discretionary,
    Policy,
    Share,
    Value,
    value_text,
)
from optimizer.policy.uses import READ_BY_CODE, uses

#: Values with which a general rule is off, or only shown.
_OFF = ("", "false", "0", "off", "none", "allow")


def lint(policy: Policy, call: Call | None = None) -> tuple[Problem, ...]:
    """Return every finding: errors first, each in the policy's order.

    Parameters
    ----------
    call
        Where given, what it sets counts: which ratios are open, which conditions are active.
    """
    found = [
        *_not_cited(policy),
        *_dates(policy),
        *_ceilings(policy),
        *_unused(policy),
        *_open(policy, call),
        *_not_in_measures(policy, call),
        *_gaps(policy, call),
    ]
    return tuple(sorted(found, key=lambda problem: problem.level != "error"))


def _problem(
    policy: Policy,
    code: str,
    where: str,
    value: object = "",
    level: Level = "error",
    **params: Param,
) -> Problem:
    return Problem(code, Place(source=policy.version, field=where), str(value), params, level)


# --- errors ---


def _cited(policy: Policy) -> Iterator[tuple[str, Citation]]:
    """Yield (where, citation) of everything that must have one."""
    for clause in policy.clauses:
        yield f"clause {clause.id}", clause.citation
        if clause.frequency is not None:
            yield f"clause {clause.id} frequency", clause.frequency.citation
    for where, condition in _conditions(policy):
        yield where, condition.citation
    for name, parameter in policy.parameters.items():
        yield f"parameter {name}", parameter.citation
    for number, limit in enumerate(policy.unit_limits, 1):
        yield f"unit_limit {number}", limit.citation
    for number, together in enumerate(policy.combinations, 1):
        yield f"combination {number}", together.citation
    for reading in policy.readings:
        yield f"reading {reading.name}", reading.citation


def _conditions(policy: Policy) -> Iterator[tuple[str, Condition]]:
    for condition in (*policy.conditions, *policy.negative_flags):
        yield f"condition {condition.code}", condition
    for clause in policy.clauses:
        for condition in clause.conditions:
            yield f"clause {clause.id} condition {condition.code}", condition


def _not_cited(policy: Policy) -> Iterator[Problem]:
    for where, citation in _cited(policy):
        if citation.source == "measures" and not citation.article:
            yield _problem(policy, "policy.no_citation", where)


def _all_dated(policy: Policy) -> Iterator[tuple[str, Dated[Any]]]:
    for clause in policy.clauses:
        yield f"clause {clause.id} ceiling", clause.ceiling
        if clause.threshold is not None:
            yield f"clause {clause.id} threshold", clause.threshold
        if isinstance(clause.formula, Share) and isinstance(clause.formula.ratio, Dated):
            yield f"clause {clause.id} ratio", clause.formula.ratio
    for number, limit in enumerate(policy.unit_limits, 1):
        if limit.amount is not None:
            yield f"unit_limit {number} amount", limit.amount


def _dates(policy: Policy) -> Iterator[Problem]:
    for where, dated in _all_dated(policy):
        days = [start for start, _ in dated.values]
        if not days or any(later <= first for first, later in pairwise(days)):
            yield _problem(policy, "policy.dates_overlap", where)


def _ceilings(policy: Policy) -> Iterator[Problem]:
    """Report a ceiling that never lets the formula speak: below what it gives at the threshold."""
    for clause in policy.clauses:
        for day in _days(clause):
            if clause.threshold is None or not isinstance(clause.formula, Share):
                continue
            ratio = clause.formula.ratio
            if isinstance(ratio, str):
                continue
            least = ratio.on(day) * clause.threshold.on(day)
            ceiling = clause.ceiling.on(day)
            if ceiling * FEN_PER_YUAN < least:
                yield _problem(
                    policy,
                    "policy.ceiling_below_threshold",
                    f"clause {clause.id} ceiling",
                    day.isoformat(),
                    ceiling_yuan=ceiling,
                    least_yuan=int(least // FEN_PER_YUAN),
                )


def _days(clause: Clause) -> tuple[date, ...]:
    """Return the days on which a number of the clause changes."""
    dated: list[Dated[Any]] = [clause.ceiling]
    if clause.threshold is not None:
        dated.append(clause.threshold)
    if isinstance(clause.formula, Share) and isinstance(clause.formula.ratio, Dated):
        dated.append(clause.formula.ratio)
    return tuple(sorted({start for one in dated for start, _ in one.values}))


def _unused(policy: Policy) -> Iterator[Problem]:
    used = {use.name for use in uses(policy)} | READ_BY_CODE.keys()
    for name in policy.parameters:
        if name not in used:
            yield _problem(policy, "policy.unused_parameter", f"parameter {name}", name)


# --- notices ---


def _value(policy: Policy, call: Call | None, name: str) -> Value:
    if call is not None and name in call.settings:
        return call.settings[name].value
    return policy.parameters[name].default if name in policy.parameters else None


def _open(policy: Policy, call: Call | None) -> Iterator[Problem]:
    for name, parameter in policy.parameters.items():
        if parameter.must_be_set and _value(policy, call, name) is None:
            yield _problem(policy, "policy.open_ratio", f"parameter {name}", name, "notice")


def _not_in_measures(policy: Policy, call: Call | None) -> Iterator[Problem]:
    """Name every condition in force that the measures do not have (非条文条件)."""
    code = "policy.not_in_measures"
    for where, condition in _conditions(policy):
        when = condition.when
        holds = when is None or value_text(_value(policy, call, when.parameter)) in when.values
        if condition.citation.source != "measures" and holds:
            yield _problem(policy, code, where, condition.code, "notice")
    for clause in policy.clauses:
        often = clause.frequency
        if often is not None and often.citation.source != "measures":
            lifted = often.unless and _value(policy, call, often.unless) is True
            if not lifted:
                where = f"clause {clause.id} frequency"
                yield _problem(policy, code, where, f"once_{often.per}", "notice")
    for name, parameter in policy.parameters.items():
        word = value_text(_value(policy, call, name))
        if parameter.citation.source == "measures" or word in _OFF or _asked(policy, name):
            continue
        code = "policy.set_by_practice"
        yield _problem(policy, code, f"parameter {name}", name, "notice", word=word)


def _asked(policy: Policy, name: str) -> bool:
    """Say whether a parameter only switches conditions, which are named themselves."""
    return any(
        condition.when is not None and condition.when.parameter == name
        for _, condition in _conditions(policy)
    )


def _gaps(policy: Policy, call: Call | None) -> Iterator[Problem]:
    if policy.published is None:
        yield _problem(policy, "policy.not_published", "published", "", "notice")
    if call is None:
        return
    if policy.status == "draft" and not call.exercise:
        yield _problem(policy, "policy.draft_without_exercise", "status", call.year, "notice")
    for clause in policy.clauses:
        if isinstance(clause.formula, Discretionary) and clause.id not in call.tier_tables:
            where = f"clause {clause.id}"
            yield _problem(policy, "policy.no_tier_table", where, clause.id, "notice")
