"""Every pair of rules on tiny problems: the model equals brute force, and the check sees faults."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from optimizer.formats.problem import AllocationProblem
from optimizer.formats.solution import Solution
from tests.oracle.brute import Brute
from tests.oracle.definition import Document, Plan
from tests.oracle.instances import PAIRS, RULES, instance, two_sided
from tests.oracle.judge import added_up, judge, mutants
from tests.oracle.product import findings, solved

#: Instances of the long test that were wrong once.
MENDED = (667, 4940, 5991, 7705, 8189, 8847, 9869, 10829)
#: Times that each pair comes up in the long test, the quick one included.
ROUNDS = 22


def faults(document: Document, *, mutate: bool) -> list[str]:
    """Return what model or check get wrong about a problem, and (``mutate``) about wrong plans."""
    answer = solved(document)
    if answer is None:
        return []
    problem, solution = answer
    found = judge(document, solution)
    checked = findings(problem, solution)
    found += [f"check: {one}" for one in checked or ()]
    if mutate and solution.awards is not None and not found and checked is not None:
        found += unseen(Brute(document), problem, solution)
    return found


def restated(brute: Brute, solution: Solution, plan: Plan) -> Solution:
    """Return ``solution`` with another plan, all sums added up again, no more said than holds."""
    values = added_up(brute, plan)
    bound = tuple(max(pair) for pair in zip(values, solution.bound, strict=True))
    proven = values == bound == solution.bound and solution.status == "optimal"
    return replace(
        solution,
        status="optimal" if proven else "feasible",
        awards=np.array(plan, dtype=np.int64),
        objective=values,
        bound=bound,
        proof=solution.proof if proven else "bound",
        ties="unknown",
        tie_rule="none",
        unspent=brute.budget - sum(plan),
        certificate=replace(solution.certificate, levels=(), could_differ=None),
    )


def unseen(brute: Brute, problem: AllocationProblem, solution: Solution) -> Iterator[str]:
    """Yield what the check does not see, or sees where nothing is."""
    assert solution.awards is not None
    plan = tuple(solution.awards.tolist())
    plain = len(brute.stages) == 1 and len(solution.objective) == 1 and not any(brute.equal)
    for other in mutants(brute, plan):
        again = restated(brute, solution, other)
        wrong = brute.wrong(other, solution.certificate.ratios)
        found = findings(problem, again)
        if wrong and not found:
            yield f"check: does not see that {other} is wrong: {wrong}"
        if plain and not wrong and found:
            yield f"check: {found[0]} in the lawful plan {other}"
        worse = solution.status == "optimal" and again.objective < solution.objective
        if plain and not wrong and worse:
            claim = replace(again, status="optimal", bound=again.objective, proof="dual")
            if not findings(problem, claim):
                yield f"check: takes {other} for optimal"


def report(numbers: Iterable[int]) -> str:
    """Return the faults of many instances, at most forty."""
    lines = []
    for number in numbers:
        document = instance(number)
        pair = PAIRS[number % len(PAIRS)]
        found = faults(document, mutate=number >= len(PAIRS) or number % 3 == 0)
        lines += [f"instance {number} {pair}: {fault}" for fault in found]
    return "\n".join(lines[:40])


def test_the_instances_cover_every_pair_of_rules() -> None:
    assert ROUNDS * len(PAIRS) >= 10_000
    assert len(PAIRS) == len(RULES) * (len(RULES) - 1) // 2
    assert len({json.dumps(instance(k)) for k in range(len(PAIRS))}) == len(PAIRS)


@pytest.mark.parametrize("part", range(5))
def test_every_pair_of_rules_equals_brute_force(part: int) -> None:
    assert not report(range(part, len(PAIRS), 5))


def test_instances_that_were_wrong_once_equal_brute_force() -> None:
    assert not report(MENDED)


def two_sided_faults(numbers: Iterable[int]) -> list[str]:
    documents = [(number, two_sided(number)) for number in numbers]
    return [
        f"instance {number}: {fault}"
        for number, document in documents
        if document is not None
        for fault in faults(document, mutate=number % 3 == 0)
    ]


def test_limits_held_from_both_sides_equal_brute_force() -> None:
    assert not two_sided_faults(range(0, 900, 2))


@pytest.mark.long
def test_many_limits_held_from_both_sides_equal_brute_force() -> None:
    assert not two_sided_faults(range(1, 12_000))


def test_a_share_rounded_apart_in_its_two_directions_is_proven() -> None:
    """Both multipliers count: as one of their sum they prove less than is true."""
    document: Document = {
        "format": "allocation-problem/1",
        "objective": ["merit_yuan"],
        "budget": 3,
        "projects": [
            _project("1", (6, 2, 2), "6", 1000),
            _project("2", (3, 3, 7), "7", 2),
        ],
        "rows": [_close("7")],
        "rules": {},
    }
    assert not faults(document, mutate=True)


def test_the_check_lets_later_equal_clauses_complete_a_plan_by_one_ratio_only() -> None:
    document: Document = {
        "format": "allocation-problem/1",
        "objective": ["merit_yuan"],
        "budget": 6,
        "projects": [
            _project("1", (2, 1, 5), "5", -1),
            _project("2", (2, 1, 1), "7", 1000),
            _project("3", (4, 1, 100), "7", -1),
        ],
        "rows": [{**_close("7"), "members": {"id": ["1", "2"]}}],
        "rules": {"equal": ["5", "7"], "stages": [["5"], ["7"]]},
    }
    assert not faults(document, mutate=False)


def test_a_share_of_nothing_holds_its_members_only_when_ties_are_looked_at() -> None:
    document: Document = {
        "format": "allocation-problem/1",
        "objective": ["merit_yuan"],
        "budget": 9,
        "projects": [
            _project("1", (3, 1, 0), "6", 1),
            _project("2", (3, 1, 0), "7", 1),
        ],
        "rows": [{"name": "none", "members": {"clause": "7"}, "at_most_share": "0"}],
        "rules": {},
    }
    answer = solved(document)
    assert answer is not None
    assert answer[1].certificate.could_differ == ("1",)
    assert not faults(document, mutate=True)


def _project(number: str, amounts: tuple[int, int, int], clause: str, jobs: int) -> Document:
    entitled, grid, merit = amounts
    return {
        "id": number,
        "entitled": entitled,
        "grid": grid,
        "merit": merit,
        "labels": {"clause": clause},
        "numbers": {"jobs": jobs},
    }


def _close(clause: str) -> Document:
    """Return a row "exactly a third of all jobs" over a clause."""
    third = {"at_least_share": "1/3", "at_most_share": "1/3"}
    return {"name": "close", "members": {"clause": clause}, "number": "jobs", **third}


@pytest.mark.long
@pytest.mark.parametrize("part", range(1, ROUNDS))
def test_ten_thousand_instances_equal_brute_force(part: int) -> None:
    assert not report(range(part * len(PAIRS), (part + 1) * len(PAIRS)))
