"""Which rule chose, what could differ, and what happens past the work limit or off the network."""

from dataclasses import replace
from fractions import Fraction

import numpy as np

from optimizer.model.program import Program, ProgramRow, Sense
from optimizer.model.solver import Effort
from optimizer.model.ties import Choice, choose
from optimizer.model.ties.work import MOST_STEPS

GRID = 10


def row(members: list[int], limit: int, sense: Sense = "=") -> ProgramRow:
    ones = np.ones(len(members), dtype=np.int64)
    return ProgramRow(f"row {members}", np.array(members), ones, sense, limit, GRID)


def face(upper: list[int], *rows: ProgramRow, entitled: list[int] | None = None) -> Program:
    return Program(
        np.arange(len(upper)),
        np.full(len(upper), GRID),
        np.array(upper),
        rows,
        entitled=np.array(entitled or [GRID * u for u in upper]),
    )


def chosen(core: Program, point: list[int], most_steps: int = MOST_STEPS) -> Choice:
    own = np.ones(core.size, dtype=np.bool_)
    return choose(core, np.array(point), own, Effort(), most_steps)


def test_the_worst_off_comes_first_and_then_the_next() -> None:
    # The first two share 2 steps of theirs, whatever the others have.
    core = face([4, 4, 4, 4], row([0, 1, 2, 3], 8), row([0, 1], 2))
    choice = chosen(core, [2, 0, 4, 2])
    assert choice.units.tolist() == [1, 1, 3, 3]
    assert [step.ratio for step in choice.steps] == [Fraction(1, 4), Fraction(3, 4)]
    assert (choice.ties, choice.rule) == ("unique", "leximin")


def test_the_greatest_remainder_is_rounded_up_first_then_the_lowest_number() -> None:
    # Half of 30, 50, 50 and 70 yuan is 1.5, 2.5, 2.5 and 3.5 steps: all alike, so by number.
    alike = chosen(face([3, 5, 5, 7], row([0, 1, 2, 3], 10)), [3, 5, 2, 0])
    assert alike.units.tolist() == [2, 3, 2, 3]
    # 8 of 18 steps: 4/9 of 4, 5 and 9 steps is 1.78, 2.22 and 4.
    other = chosen(face([5, 4, 9], row([0, 1, 2], 8)), [5, 3, 0])
    assert other.units.tolist() == [2, 2, 4]


def test_ratios_are_of_the_entitled_amount_not_of_what_the_grid_leaves() -> None:
    core = face([2, 2], row([0, 1], 3), entitled=[20, 29])
    # 30 yuan over 49: 12.2 and 17.8 yuan.
    assert chosen(core, [2, 1]).units.tolist() == [1, 2]


def test_a_project_alone_in_a_tight_row_has_no_choice() -> None:
    core = face([4, 4, 4], row([0], 3), row([0, 1, 2], 5))
    choice = chosen(core, [3, 2, 0])
    assert choice.could_differ is not None
    assert choice.could_differ.tolist() == [1, 2]
    assert choice.units.tolist() == [3, 1, 1]


def test_without_a_choice_no_rule_is_named() -> None:
    choice = chosen(face([4, 4], row([0], 3), row([0, 1], 5)), [3, 2])
    assert (choice.ties, choice.rule, choice.steps) == ("unique", "none", ())
    assert choice.could_differ is not None
    assert not len(choice.could_differ)


def test_past_the_work_limit_the_greatest_awards_by_number_are_chosen() -> None:
    core = face([4, 4, 4], row([0, 1, 2], 6))
    assert chosen(core, [2, 2, 2]).units.tolist() == [2, 2, 2]
    choice = chosen(core, [2, 2, 2], most_steps=17)  # what could differ, no more
    assert choice.units.tolist() == [4, 2, 0]
    assert (choice.ties, choice.rule, choice.steps) == ("unique", "number", ())
    assert choice.could_differ is not None
    assert choice.could_differ.tolist() == [0, 1, 2]
    assert chosen(core, [2, 2, 2], most_steps=0).could_differ is None


def test_rows_that_cross_three_ways_are_settled_by_number() -> None:
    core = face([2, 2, 2], row([0, 1], 2), row([1, 2], 2), row([0, 2], 2, "<="))
    choice = chosen(core, [2, 0, 2])
    assert choice.rule in {"number", "none"}
    free = face([2] * 4, row([0, 1], 2), row([1, 2], 2), row([0, 2], 2, "<="), row([0, 1, 2, 3], 4))
    settled = chosen(free, [1, 1, 1, 1])
    assert settled.rule in {"number", "none"}
    assert settled.steps == ()


def test_without_entitled_amounts_ratios_are_not_asked_for() -> None:
    core = replace(face([4, 4], row([0, 1], 4)), entitled=None)
    choice = chosen(core, [2, 2])
    assert (choice.units.tolist(), choice.rule) == ([4, 0], "number")
    assert choice.could_differ is not None
    assert choice.could_differ.tolist() == [0, 1]


def test_several_variables_of_one_project_are_settled_by_number() -> None:
    core = replace(face([4, 4], row([0, 1], 4)), project=np.array([7, 7]))
    assert chosen(core, [2, 2]).rule == "number"


def test_what_no_row_counts_gets_its_most() -> None:
    choice = chosen(face([4, 3]), [0, 1])
    assert choice.units.tolist() == [4, 3]
    assert choice.rule == "leximin"


def test_a_row_that_counts_two_grids_has_no_ratios() -> None:
    core = face([4, 4], row([0, 1], 4))
    mixed = replace(core, unit=np.array([10, 5]))
    assert chosen(mixed, [2, 2]).rule == "number"
