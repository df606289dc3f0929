"""What a scenario chooses beside the budget, as the auditor reads it: rules, labels, own limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from optimizer.formats.problem import IntArray, Label, Lock, ObjectArray, Row, Rules
from optimizer.intake.scenario_types import Scenario, Where
from optimizer.intake.selectors import COMPUTED, is_money, label_of, words_of
from optimizer.intake.tables import MISSING, Column
from optimizer.money import FEN_PER_YUAN
from optimizer.verify.law import Opinion
from optimizer.verify.sheet import setting

UNIT = "unit"


def own_rules(opinion: Opinion, scenario: Scenario, projects: Column) -> Rules:
    """Return the rules that hold for the ``projects`` that compete."""
    policy = opinion.law.policy
    minimum = scenario.minimum_award
    equal = tuple(c.id for c in policy.clauses if c.rule == "equal")
    monotone = tuple(c.id for c in policy.clauses if c.rule == "monotone")
    if setting(opinion.law, "monotone_by_score") is False:
        monotone = ()
    competing = set(projects)
    return Rules(
        equal=equal if scenario.equal is None else scenario.equal,
        monotone=monotone if scenario.monotone is None else scenario.monotone,
        stages=scenario.stages,
        locks={
            x.application_no: _lock(x.to) for x in scenario.locks if x.application_no in competing
        },
        pass_mark=scenario.pass_mark,
        minimum_award=None
        if minimum is None
        else replace(minimum, members=by_label(minimum.members)),
        indivisible=False if scenario.indivisible is None else by_label(scenario.indivisible),
        most_projects=_most_projects(opinion, scenario),
        diminishing=scenario.diminishing,
        score_tiers=scenario.score_tiers,
    )


def _lock(to: str | int) -> Lock:
    if isinstance(to, int):
        return Lock(to)
    return Lock("full") if to == "full" else Lock("refuse")


def _most_projects(opinion: Opinion, scenario: Scenario) -> tuple[str, int] | None:
    """Return the scenario's count or the call's; of two for units the smaller."""
    own, called = scenario.most_projects, setting(opinion.law, "max_projects_per_unit")
    if not isinstance(called, int) or isinstance(called, bool):
        return None if own is None else (label_of(own[0]), own[1])
    return (UNIT, called if own is None else min(called, own[1]))


def by_label(where: Where) -> Mapping[str, tuple[str, ...]]:
    """Return members as labels of the problem choose them."""
    return {label_of(key): words for key, words in where.items()}


def own_rows(scenario: Scenario) -> Iterator[Row]:
    """Yield the limits of the scenario's own."""
    for limit in scenario.custom_limits:
        yield Row(
            name=limit.name,
            members=by_label(limit.where),
            number=limit.number,
            at_most=limit.at_most,
            at_least=limit.at_least,
            at_most_share=limit.at_most_share,
            at_least_share=limit.at_least_share,
        )


def own_labels(opinion: Opinion, scenario: Scenario, chosen: IntArray) -> dict[str, Label]:
    """Return the labels that limits and rules of the scenario choose by, of the applications."""
    wheres: list[Where] = [limit.where for limit in scenario.custom_limits]
    wheres += [] if scenario.minimum_award is None else [scenario.minimum_award.members]
    wheres += [] if scenario.indivisible is None else [scenario.indivisible]
    wheres += [] if scenario.most_projects is None else [{scenario.most_projects[0]: ()}]
    keys = sorted({key for where in wheres for key in where} - set(COMPUTED))
    return {label_of(key): coded(_words(opinion, key, chosen)) for key in keys}


def _words(opinion: Opinion, key: str, chosen: IntArray) -> Column:
    """Return the word of each application; none where a flag is unchecked or a cell empty."""
    cells = opinion.desk.book.columns[key][chosen]
    if cells.dtype == object:
        return cells
    yes, no = words_of(key)
    return np.select([cells == 1, cells == 0], [yes, no], "").astype(object)


def coded(names: Column) -> Label:
    """Return texts as a label column; an empty one is no label."""
    known = tuple(sorted(set(names) - {""}))
    code = {name: number for number, name in enumerate(known)}
    return Label(known, np.array([code.get(name, -1) for name in names], dtype=np.int64))


def own_numbers(opinion: Opinion, scenario: Scenario, chosen: IntArray) -> dict[str, ObjectArray]:
    """Return the numbers that the scenario's limits count: money in whole yuan, rounded down."""
    names = {limit.number for limit in scenario.custom_limits if limit.number is not None}
    return {name: _numbers(opinion, name, chosen) for name in sorted(names)}


def _numbers(opinion: Opinion, name: str, chosen: IntArray) -> ObjectArray:
    unit = FEN_PER_YUAN if is_money(name) else 1
    cells = opinion.desk.book.columns[name][chosen].tolist()
    return objects([None if cell == MISSING else cell // unit for cell in cells])


def objects(values: list[int | None]) -> ObjectArray:
    """Return a number column."""
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column
