"""A linear program handed to HiGHS as arrays: for cores, where building a model costs more.

The same solver, thread setting and meaning of statuses as in ``model/solver.py``; floats come back,
and nobody believes them before the exact check.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model.solver import THREADS, FloatArray


@dataclass(frozen=True, slots=True)
class MatrixRows:
    """Rows ``sum(x) <= limit``: entry ``e`` says that ``row[e]`` counts variable ``column[e]``."""

    row: IntArray
    column: IntArray
    limit: IntArray


class Maximiser:
    """A solver that answers one linear program after the other; each starts from nothing."""

    def __init__(self) -> None:
        self._highs = highspy.Highs()
        for name, value in _OPTIONS.items():
            self._highs.setOptionValue(name, value)

    def maximise(
        self, worth: IntArray, upper: IntArray, rows: MatrixRows
    ) -> tuple[FloatArray, FloatArray] | None:
        """Return an optimal vertex and the multipliers of the rows, ``None`` without one.

        Parameters
        ----------
        worth, upper
            Of each variable, which starts at 0; shape (variables,).
        rows
            What limits them.
        """
        self._highs.passModel(_model(worth, upper, rows))
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = self._highs.getSolution()
        return np.array(solution.col_value), np.array(solution.row_dual)


def _model(worth: IntArray, upper: IntArray, rows: MatrixRows) -> Any:  # noqa: ANN401  HiGHS has no types
    order = np.argsort(rows.column, kind="stable")
    counts = np.bincount(rows.column, minlength=len(worth))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(worth), len(rows.limit)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = worth.astype(np.float64)
    lp.col_lower_ = np.zeros(len(worth))
    lp.col_upper_ = upper.astype(np.float64)
    lp.row_lower_ = np.full(len(rows.limit), -highspy.kHighsInf)
    lp.row_upper_ = rows.limit.astype(np.float64)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(counts)])
    lp.a_matrix_.index_ = rows.row[order]
    lp.a_matrix_.value_ = np.ones(len(order))
    return lp


#: Cores are small, all coefficients 1 and nothing at all is a plan: primal steps by the plainest
#: rule, with neither presolve nor scaling, are quickest.
_OPTIONS = {
    "output_flag": False,
    "threads": THREADS,
    "random_seed": 0,
    "presolve": "off",
    "simplex_strategy": 4,
    "simplex_primal_edge_weight_strategy": 0,
    "simplex_scale_strategy": 0,
}
