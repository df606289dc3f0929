"""Conditions of the measures: one column, one test, three answers (pass, fail, open).

An open condition lets the calculation go on and is marked; a soft one refuses nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from operator import not_

import numpy as np
from numpy.typing import NDArray

from optimizer.entitlement.case import Case, Group
from optimizer.entitlement.exact import is_one_of
from optimizer.entitlement.history import awarded_before
from optimizer.entitlement.term import policy_term
from optimizer.intake.tables import Column
from optimizer.policy.law import Law
from optimizer.policy.types import Condition

PASS, FAIL, OPEN = 1, 0, -1
States = NDArray[np.int8]


def examine(case: Case) -> None:
    """Test every condition of every clause, the general ones first."""
    for group in case.groups:
        single, joined, listed = _sorted_out(case, group)
        for condition in single:
            _report(case, group, condition, _states(case, group, condition))
        for members in joined.values():
            _join(case, group, members)
        _lists(case, group, listed)


def _active(case: Case, group: Group) -> Iterator[Condition]:
    """Yield what applies to a clause: its own condition replaces the general one of its code."""
    own = [c for c in group.clause.conditions if case.law.holds(c.when)]
    replaced = {c.code for c in own}
    for condition in case.law.policy.conditions:
        if condition.code not in replaced and case.law.holds(condition.when):
            yield condition
    yield from own


def _sorted_out(
    case: Case, group: Group
) -> tuple[list[Condition], dict[str, list[Condition]], dict[str, list[Condition]]]:
    """Return single conditions, those joined by a group, and those on the rows of a list."""
    single: list[Condition] = []
    joined: dict[str, list[Condition]] = {}
    listed: dict[str, list[Condition]] = {}
    for condition in _active(case, group):
        name, dot, _ = condition.field.partition(".")
        if dot:
            listed.setdefault(name, []).append(condition)
        elif condition.group:
            joined.setdefault(condition.group, []).append(condition)
        else:
            single.append(condition)
    return single, joined, listed


# --- One column -----------------------------------------------------------------------------------


def states(law: Law, condition: Condition, column: Column) -> States:
    """Return int8 for each cell: ``PASS``, ``FAIL`` or ``OPEN``."""
    match condition.test:
        case "true":
            found = column.astype(np.int8)
        case "false":
            found = np.where(column < 0, OPEN, 1 - column).astype(np.int8)
        case "zero":
            found = (column <= 0).astype(np.int8)
        case "one_of":
            found = np.where(_empty(column), OPEN, is_one_of(column, condition.values))
        case "given":
            found = np.where(_empty(column), OPEN, PASS)
        case "in_window":
            found = _within(column, law.call.qualifying_window)
        case "in_term":
            found = _within(column, policy_term(law))
        case _:
            raise ValueError(condition.test)
    if condition.hard_when_empty:
        found = np.where(found == OPEN, FAIL, found)
    return found.astype(np.int8)


def _empty(column: Column) -> NDArray[np.bool_]:
    if column.dtype.kind == "M":
        return np.isnat(column)
    if column.dtype.kind == "O":
        return np.fromiter(map(not_, column), dtype=bool, count=len(column))
    return column < 0


def _within(column: Column, days: tuple[date, date]) -> States:
    first, last = (np.datetime64(day, "D") for day in days)
    inside = (column >= first) & (column <= last)
    return np.where(np.isnat(column), OPEN, inside).astype(np.int8)


def _states(case: Case, group: Group, condition: Condition) -> States:
    """Return the states of a clause's applications."""
    if condition.test == "at_least":
        _, _, parent = case.rows_of(group, condition.field)
        count = np.bincount(parent, minlength=len(case))[group.rows]
        return (count >= int(condition.values[0])).astype(np.int8)
    found = states(case.law, condition, case.applications[condition.field][group.rows])
    if condition.unless_awarded:
        found = np.where(awarded_before(case, group), np.int8(PASS), found)
    return found


def _report(case: Case, group: Group, condition: Condition, found: States) -> None:
    _fail(case, condition, group.rows[found == FAIL])
    _open(case, condition, group.rows[found == OPEN])


def _fail(case: Case, condition: Condition, rows: NDArray[np.int64]) -> None:
    to, code = (
        (case.marks, "entitlement.note.condition")
        if condition.soft
        else (case.failed, "entitlement.failed.condition")
    )
    to.add(code, condition.citation, rows, condition=condition.code, field=condition.field)


def _open(case: Case, condition: Condition, rows: NDArray[np.int64]) -> None:
    code = "entitlement.note.unchecked" if condition.soft else "entitlement.open.condition"
    case.marks.add(code, condition.citation, rows, condition=condition.code, field=condition.field)


# --- Conditions joined by all or any --------------------------------------------------------------


def _join(case: Case, group: Group, members: list[Condition]) -> None:
    """Test conditions of one group: all of them must pass, or (``any``) one of them."""
    found = [_states(case, group, condition) for condition in members]
    word = case.option(members[0].group, members[0].group)
    if word != "any":
        for condition, each in zip(members, found, strict=True):
            _report(case, group, condition, each)
        return
    table = np.stack(found)
    joined = table.max(axis=0)
    undecided = (joined != PASS) & (table == OPEN).any(axis=0)
    refused = (table == FAIL).all(axis=0)
    for condition, each in zip(members, found, strict=True):
        _fail(case, condition, group.rows[refused])
        _open(case, condition, group.rows[undecided & (each == OPEN)])


# --- Rows of a list -------------------------------------------------------------------------------


def _lists(case: Case, group: Group, listed: dict[str, list[Condition]]) -> None:
    """Test the rows of each list: one that fails does not count; with none left, refuse."""
    for name, conditions in listed.items():
        table, rows, parent = case.rows_of(group, name)
        found = {}
        for condition in conditions:
            column = table[condition.field.partition(".")[2]]
            found[condition] = states(case.law, condition, column[rows])
            if not condition.soft:
                case.alive[name][rows[found[condition] == FAIL]] = False
        left = np.bincount(parent[case.alive[name][rows]], minlength=len(case))[group.rows]
        for condition, each in found.items():
            failing = np.bincount(parent[each == FAIL], minlength=len(case))[group.rows]
            unknown = np.bincount(parent[each == OPEN], minlength=len(case))[group.rows]
            _report_rows(case, group, condition, (failing, unknown, left))
        _none_at_all(case, group, conditions, parent)


def _report_rows(
    case: Case, group: Group, condition: Condition, counts: tuple[NDArray[np.int64], ...]
) -> None:
    failing, unknown, left = counts
    _open(case, condition, group.rows[unknown > 0])
    if condition.soft:
        _fail(case, condition, group.rows[failing > 0])
        return
    _fail(case, condition, group.rows[(failing > 0) & (left == 0)])
    partly = (failing > 0) & (left > 0)
    case.marks.add(
        "entitlement.note.rows_left_out",
        condition.citation,
        group.rows[partly],
        condition=condition.code,
        count=failing[partly],
    )


def _none_at_all(
    case: Case, group: Group, conditions: Iterable[Condition], parent: NDArray[np.int64]
) -> None:
    """Refuse by every hard condition on a list where the application has no row of it."""
    has_rows = np.bincount(parent, minlength=len(case))[group.rows] > 0
    for condition in conditions:
        if not condition.soft:
            _fail(case, condition, group.rows[~has_rows])
