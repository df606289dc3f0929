"""The tie rule equals a literal reading of it on tiny networks, whatever the order of rows."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

from optimizer.model.levels import Best
from optimizer.model.optimum import optimise
from optimizer.model.program import Program
from optimizer.model.solver import Effort, Status
from tests.model.ties.networks import networks
from tests.model.ties.reference import Reference

Case = tuple[Program, list[list[int]], list[bool]]


def answer(case: Case) -> Best:
    program, costs, own = case
    best = optimise(program, [np.array(c) for c in costs], np.array(own), Effort())
    assert best is not None  # on the grid
    return best


def agrees(case: Case) -> None:
    program, costs, own = case
    reference, best = Reference(program, costs, own), answer(case)
    if not reference.possible:
        assert best.status is Status.INFEASIBLE
        return
    assert best.units is not None
    assert best.could_differ is not None
    differ = reference.could_differ()
    assert best.could_differ.tolist() == differ
    assert {j: best.units[j] for j in reference.own} == reference.rounded()
    assert best.ties == "unique"
    assert best.tie_rule == ("leximin" if differ else "none")
    ratios = reference.ratios
    for step in best.steps:
        assert sum(step.weights.values()) == 1
        assert {ratios[j] for j in step.weights} == {step.ratio}
    listed = [j for step in best.steps for j in step.weights]
    assert len(listed) == len(set(listed))
    assert set(differ) <= set(listed)


@given(networks())
@settings(max_examples=100)
def test_awards_ratios_and_what_could_differ_equal_a_literal_reading(case: Case) -> None:
    agrees(case)


@given(networks(helpers=True))
@settings(max_examples=60)
def test_projects_of_later_stages_move_freely_and_are_not_read(case: Case) -> None:
    agrees(case)


@given(networks())
@settings(max_examples=60)
def test_the_order_of_rows_changes_nothing(case: Case) -> None:
    program, costs, own = case
    turned = replace(program, rows=tuple(reversed(program.rows)))
    first, second = answer(case), answer((turned, costs, own))
    assert first.status is second.status
    if first.units is None or second.units is None:
        return
    assert first.units.tolist() == second.units.tolist()
    assert _levels(first) == _levels(second)
    assert first.tie_rule == second.tie_rule


def _levels(best: Best) -> dict[int, Fraction]:
    assert best.could_differ is not None
    movable = set(best.could_differ.tolist())
    return {j: step.ratio for step in best.steps for j in step.weights if j in movable}


@pytest.mark.long
@pytest.mark.parametrize("helpers", [False, True])
def test_two_thousand_networks_equal_a_literal_reading(*, helpers: bool) -> None:
    @given(networks(helpers=helpers))
    @settings(max_examples=1000)
    def run(case: Case) -> None:
        agrees(case)

    run()
