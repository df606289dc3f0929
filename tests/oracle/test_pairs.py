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
from tests.oracle.instances import PAIRS, RULES, instance
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
    """Return ``solution`` with another plan, all its sums added up again, nothing proven."""
    values = added_up(brute, plan)
    return replace(
        solution,
        status="feasible",
        awards=np.array(plan, dtype=np.int64),
        objective=values,
        bound=tuple(max(pair) for pair in zip(values, solution.bound, strict=True)),
        proof="bound",
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


@pytest.mark.long
@pytest.mark.parametrize("part", range(1, ROUNDS))
def test_ten_thousand_instances_equal_brute_force(part: int) -> None:
    assert not report(range(part * len(PAIRS), (part + 1) * len(PAIRS)))
