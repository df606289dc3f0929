"""Concave worth in pieces is the worth of the whole, and pieces that are alike are one."""

import numpy as np

from optimizer.model.program import Program, ProgramRow
from optimizer.model.tiers import expand
from optimizer.model.worth import Worth, linear


def program() -> Program:
    columns = np.arange(3)
    row = ProgramRow("budget", columns, np.array([1, 1, 2]), "<=", 7)
    return Program(np.arange(3), np.ones(3, dtype=np.int64), np.array([4, 5, 3]), (row,))


def test_pieces_have_the_worth_and_the_rows_of_their_variable() -> None:
    tiered = Worth(
        (np.array([6, 4, 0]), np.array([3, 2, 0])), (np.array([2, 2, 1]), np.array([3, 5, 3]))
    )
    tiers = expand(program(), [tiered, linear(np.array([1, 2, 3]), np.array([9, 9, 9]))])
    assert tiers.owner.tolist() == [0, 0, 0, 1, 1, 2]
    assert np.asarray(tiers.program.upper).tolist() == [2, 1, 1, 2, 3, 3]
    assert [cost.tolist() for cost in tiers.costs] == [[6, 3, 0, 4, 2, 0], [1, 1, 1, 2, 2, 3]]
    (row,) = tiers.program.rows
    assert row.columns.tolist() == [0, 1, 2, 3, 4, 5]
    assert row.coefs.tolist() == [1, 1, 1, 1, 1, 2]


def test_a_variable_that_no_objective_tells_apart_stays_one() -> None:
    flat = Worth((np.array([0, 5, 7]), np.array([0, 5, 7])), (np.ones(3), np.full(3, 9)))
    assert expand(program(), [flat]).owner.tolist() == [0, 1, 2]
