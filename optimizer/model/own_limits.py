"""A scenario's limits over any members and numbers, as rows, labels and number columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from optimizer.errors import Place, Problem
from optimizer.formats.problem import NO_LABEL, IntArray, Label, ObjectArray, Row
from optimizer.intake.scenario_types import Scenario, Where
from optimizer.intake.selectors import COMPUTED, is_money, label_of, texts
from optimizer.intake.tables import MISSING, Applications
from optimizer.money import FEN_PER_YUAN


def own_rows(scenario: Scenario) -> tuple[Row, ...]:
    """Return the custom limits as rows, in the scenario's order; each keeps its name."""
    return tuple(
        Row(
            limit.name,
            members(limit.where),
            limit.number,
            limit.at_most,
            limit.at_least,
            limit.at_most_share,
            limit.at_least_share,
        )
        for limit in scenario.custom_limits
    )


def members(where: Where) -> Mapping[str, tuple[str, ...]]:
    """Return the members that ``where`` chooses, by labels of the problem."""
    return {label_of(selector): words for selector, words in where.items()}


def label(column: ObjectArray) -> Label:
    """Code a column of texts; an empty one is no label."""
    values = column.tolist()
    names = tuple(sorted({value for value in values if value}))
    codes = {name: code for code, name in enumerate(names)}
    return Label(names, np.array([codes.get(v, NO_LABEL) for v in values], dtype=np.int64))


def own_labels(
    scenario: Scenario, applications: Applications, chosen: IntArray
) -> dict[str, Label]:
    """Return the labels that the scenario's limits and rules name, of the projects ``chosen``."""
    wanted = dict.fromkeys(name for name, _ in _selectors(scenario) if name not in COMPUTED)
    return {label_of(name): label(texts(applications, name)[chosen]) for name in wanted}


def own_numbers(
    scenario: Scenario, applications: Applications, chosen: IntArray
) -> dict[str, ObjectArray]:
    """Return the number columns of custom limits: money in whole yuan, ``None`` where empty."""
    wanted = dict.fromkeys(one.number for one in scenario.custom_limits if one.number is not None)
    return {name: _number(applications, name)[chosen] for name in wanted}


def _number(applications: Applications, name: str) -> ObjectArray:
    column = applications[name]
    found = np.asarray(column // FEN_PER_YUAN if is_money(name) else column).astype(object)
    found[column == MISSING] = None
    return found


def _selectors(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield (selector, key path) wherever limits and rules choose by one."""
    for k, limit in enumerate(scenario.custom_limits, 1):
        for name in limit.where:
            yield name, f"custom_limit[{k}].where.{name}"
    minimum = scenario.minimum_award
    for name in minimum.members if minimum is not None else ():
        yield name, f"rules.minimum_award.members.{name}"
    for name in scenario.indivisible or ():
        yield name, f"rules.indivisible.{name}"
    if scenario.most_projects is not None:
        yield scenario.most_projects[0], "rules.most_projects.label"


def without_value(
    scenario: Scenario, labels: Mapping[str, Label], numbers: Mapping[str, ObjectArray]
) -> Iterator[Problem]:
    """Yield a problem for every label and number that a limit names and no project has."""

    def problem(code: str, path: str, name: str) -> Problem:
        return Problem(code, Place(source=scenario.name, field=path), name)

    for name, path in _selectors(scenario):
        found = labels.get(label_of(name))
        if found is None or not found.names:
            yield problem("model.build.no_label", path, name)
    for k, limit in enumerate(scenario.custom_limits, 1):
        column = numbers.get(limit.number or "")
        if column is not None and all(value is None for value in column.tolist()):
            path = f"custom_limit[{k}].number"
            yield problem("model.build.no_number", path, limit.number or "")
