"""Larger problems have the values that a second formulation finds, or bounds."""

from collections.abc import Iterator

import pytest

from optimizer.formats.solution import Solution
from tests.oracle.brute import Brute
from tests.oracle.definition import Document, Plan
from tests.oracle.instances import instance, larger
from tests.oracle.product import findings, solved
from tests.oracle.second import Second, second_values

#: Numbers left to the long test for their time.
LATER = {24}
#: Stopped at the default work without a plan: a floor, a knapsack of jobs and an order at once.
STOPPED = {310}
#: Relative slack for a bound that HiGHS states in floats.
FLOAT = 1e-7


def faults(document: Document) -> list[str]:
    """Return what the model gets wrong about a problem by the second formulation."""
    answer = solved(document)
    if answer is None:
        return []
    problem, solution = answer
    own = Second(document)
    if solution.awards is None:
        point, _ = own.lay_out({}).maximise({})
        return [] if point is None and solution.status == "infeasible" else [solution.status]
    plan = tuple(solution.awards.tolist())
    out = own.wrong(plan, solution.certificate.ratios)
    out += [f"check: {one}" for one in findings(problem, solution) or ()]
    return out + list(compared(own, plan, solution))


def compared(own: Second, plan: Plan, solution: Solution) -> Iterator[str]:
    """Yield where an entry differs from what the second formulation finds."""
    entries = list(zip(solution.objective, solution.bound, strict=True))
    for number, stage in enumerate(own.stages):
        if not own.counts(stage):
            continue
        size = len(own.document["objective"])
        mine, entries = entries[:size], entries[size:]
        for (value, bound), found in zip(mine, second_values(own, number, plan), strict=False):
            if value > found.bound + FLOAT * abs(found.bound) + 1:
                yield f"{value} is more than the second bound {found.bound}"
            if found.value is not None and found.value > bound:
                yield f"bound {bound}, but the second plan has {found.value}"
            if found.value is not None and value < found.value:
                if solution.status == "optimal":
                    yield f"said optimal at {value}, the second plan has {found.value}"
                break  # what follows in a list depends on this entry


@pytest.mark.parametrize("part", range(3))
def test_two_oracles_agree_on_tiny_problems(part: int) -> None:
    for number in range(part, 150, 3):
        document = instance(number)
        if "equal" in document["rules"]:
            continue
        brute, own = Brute(document), Second(document)
        settled = tuple(brute.locked())
        best = brute.best(0, settled)
        found = second_values(own, 0, settled)
        if best is None or not brute.counts(brute.stages[0]):
            assert best is not None or found[0].value is None
        else:
            assert tuple(one.value for one in found) == best.values, number


@pytest.mark.parametrize("number", sorted(set(range(30)) - LATER))
def test_larger_problems_have_the_value_of_a_second_formulation(number: int) -> None:
    assert faults(larger(number)) == []


@pytest.mark.long
@pytest.mark.parametrize("part", range(10))
def test_many_larger_problems_have_the_value_of_a_second_formulation(part: int) -> None:
    numbers = sorted(set(range(part * 40, part * 40 + 40)) - STOPPED)
    assert {k: found for k in numbers if (found := faults(larger(k)))} == {}
