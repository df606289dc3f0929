"""Practice baselines under every rule equal their definitions, gone through plan by plan."""

import json
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from optimizer.formats.problem_json import problem_from_json
from optimizer.formats.solution import Solution
from optimizer.model.solve import solve
from tests.oracle.definition import Definition
from tests.oracle.instances import PAIRS, instance

MILLION = 10**6
BEFORE = ("equal", "monotone", "panel")
#: One instance a pair of rules, without those that do not bind a baseline.
NUMBERS = [k for k in range(len(PAIRS)) if not set(PAIRS[k]) & set(BEFORE)]


def document(number: int, method: str) -> dict[str, Any] | None:
    """Return an instance served by a practice method; none where equal clauses joined it."""
    own = instance(number)
    own["rules"].pop("monotone", None)
    return None if "equal" in own["rules"] else {**own, "method": method}


def answer(own: dict[str, Any]) -> Solution:
    return solve(problem_from_json(json.dumps(own)))


def completions(own: Definition, plan: list[int], still: list[int]) -> Iterator[list[int]]:
    for amounts in product(*(own.domain(i) for i in still)):
        other = list(plan)
        for i, amount in zip(still, amounts, strict=True):
            other[i] = amount
        if not own.broken(other):
            yield other


def by_rank(own: Definition) -> list[int] | None:
    """Serve stage by stage in rank order, each the most that can still be completed."""
    plan = [own.lock.get(i, 0) for i in range(own.n)]
    ranked = [
        i
        for stage in own.stages
        for i in sorted(stage, key=lambda i: (-own.merit[i], i))
        if i not in own.lock
    ]
    if next(completions(own, plan, ranked), None) is None:
        return None
    for k, i in enumerate(ranked):
        for amount in reversed(own.domain(i)):
            plan[i] = amount
            if next(completions(own, plan, ranked[k + 1 :]), None) is not None:
                break
    return plan


@pytest.mark.parametrize("part", range(4))
def test_by_rank_equals_its_definition_under_every_pair_of_rules(part: int) -> None:
    for number in NUMBERS[part::4]:
        own = document(number, "by_rank")
        if own is None:
            continue
        solution, expected = answer(own), by_rank(Definition(own))
        found = None if solution.awards is None else solution.awards.tolist()
        assert (number, found) == (number, expected)
        assert all(b >= v for b, v in zip(solution.bound, solution.objective, strict=True))


def one_ratio(own: Definition, stage: list[int], settled: list[int], k: int) -> list[int]:
    """Return the awards at one ratio: 0 below a least award, and nobody is one project too many."""
    plan = list(settled)
    for i in sorted(stage, key=lambda i: (-own.merit[i], i)):
        if i in own.lock:
            continue
        part = k * own.entitled[i] // (MILLION * own.grid[i]) * own.grid[i]
        plan[i] = part if part in own.domain(i) else 0
        heads = [one for one in own.limits if one.name.startswith("most_projects")]
        if any(not one.kept_by(own.total(one, plan)) for one in heads if i in one.funded):
            plan[i] = 0
    return plan


def ratios(own: Definition, stage: list[int]) -> list[int]:
    """Return every ratio in millionths at which an award of the stage rises, from the highest."""
    points = {0, MILLION}
    for i in stage:
        for step in range(1, own.most[i] // own.grid[i] + 1):
            points.add(min(-(-step * own.grid[i] * MILLION // own.entitled[i]), MILLION))
    return sorted(points, reverse=True)


@pytest.mark.parametrize("part", range(4))
def test_the_same_ratio_is_the_greatest_that_fits_under_every_pair_of_rules(part: int) -> None:
    """Where no limit asks for something; there the greatest ratio is one thing for all to see."""
    for number in NUMBERS[part::4]:
        own = document(number, "same_ratio")
        if own is None:
            continue
        rules = Definition(own)
        if any(
            not one.at_most or min(one.per_step.values(), default=0) < 0 for one in rules.limits
        ):
            continue
        plan: list[int] | None = [rules.lock.get(i, 0) for i in range(rules.n)]
        for stage in rules.stages:
            tried = (one_ratio(rules, stage, plan or [], k) for k in ratios(rules, stage))
            plan = next((one for one in tried if not rules.broken(one)), None)
            if plan is None:
                break
        solution = answer(own)
        found = None if solution.awards is None else solution.awards.tolist()
        assert (number, found) == (number, plan)
