"""The one place that talks to a solver: PuLP as the modelling layer, HiGHS behind it.

It owns the call, the meaning of every status, the sign of the duals, the thread setting and the
numbered variables. What it returns are floats, and nobody believes them before an exact check.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import highspy
import numpy as np
import pulp
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.exact import Integers
from optimizer.model.meter import Meter, meter_of
from optimizer.model.program import Program

FloatArray = NDArray[np.float64]

#: One setting for the whole process: HiGHS refuses a second thread count in the same process.
THREADS = 1
#: What handing over an entry of a model, asking again for a variable, and a step of the simplex
#: method cost (a step costs 1 more for every thousand rows).
BUILDING, ASKING, ITERATION = 9, 1, 12
#: Coefficients up to this are handed over as they are.
_LARGE = 2.0**30
_SENSES = {"<=": pulp.LpConstraintLE, ">=": pulp.LpConstraintGE, "=": pulp.LpConstraintEQ}


class Status(enum.Enum):
    """What the solver says, before any exact check."""

    OPTIMAL = "optimal"
    AT_LIMIT = "at_limit"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Effort:
    """How long the solver may work.

    ``work`` counts nodes (integer models) or simplex iterations, and is deterministic;
    ``seconds`` is for people who wait, never for a result that is kept. ``None``: no limit.
    ``meter`` is what the whole solve may still cost, where several runs share that.
    """

    work: int | None = None
    seconds: float | None = None
    meter: Meter | None = field(default=None, compare=False)

    @property
    def metered(self) -> Meter:
        """The meter of the whole solve, a new one where there is none yet."""
        return meter_of(self.work) if self.meter is None else self.meter


@dataclass(frozen=True, slots=True)
class Answer:
    """A point in grid units, row duals in the sign of a maximisation, and the basis.

    ``values`` has one entry a variable, ``duals`` one a row (0 or more for ``<=`` rows).
    The duals are those of the objective divided by ``factor``, its greatest common divisor.
    ``basic_columns`` and ``basic_rows`` are boolean; empty for integer models. ``ray`` has one
    entry a row where the program has no point and the solver says why (either sign), else none.
    """

    status: Status
    values: FloatArray
    duals: FloatArray
    basic_columns: NDArray[np.bool_]
    basic_rows: NDArray[np.bool_]
    factor: int = 1
    ray: FloatArray = field(default_factory=lambda: np.zeros(0))


def row_scales(program: Program) -> FloatArray:
    """Return the power of two by which each row is divided before the solver sees it.

    1 but for rows whose coefficients are far beyond what the solver takes (numbers scaled to
    integers); those are brought around 1.
    """
    scales = np.ones(len(program.rows))
    if exact.greatest(program.coefs) <= _LARGE:
        return scales
    for k, row in enumerate(program.rows):
        scales[k] = _scale(row.coefs)
    return scales


def _scale(coefs: Integers) -> float:
    """Return the power of two that brings coefficients around 1 if any is very large, else 1."""
    size = np.abs(coefs[coefs != 0].astype(np.float64))
    if not len(size) or size.max() <= _LARGE:
        return 1.0
    return float(2.0 ** round(float(np.log2(size.max()) + np.log2(size.min())) / 2))


def build(
    program: Program, cost: Integers, *, integer: bool = False
) -> tuple[pulp.LpProblem, list[pulp.LpVariable]]:
    """Return the PuLP model of a program; variables ``u_0 ...`` and rows ``r_0 ...`` are numbered.

    Parameters
    ----------
    program
        The rows, in grid units.
    cost
        Integer objective coefficient for each grid step, shape (program.size,).
    integer
        Declare the variables integer.
    """
    model = pulp.LpProblem("allocation", pulp.LpMaximize)
    category = pulp.LpInteger if integer else pulp.LpContinuous
    variables = [
        model.add_variable(f"u_{j}", 0, upper, category)
        for j, upper in enumerate(program.upper.tolist())
    ]
    # Zero coefficients stay in, so that the model holds every variable, in our order.
    model.setObjective(pulp.LpAffineExpression(dict(zip(variables, cost.tolist(), strict=True))))
    for k, (row, scale) in enumerate(zip(program.rows, row_scales(program).tolist(), strict=True)):
        names = [variables[j] for j in row.columns.tolist()]
        coefs, limit = row.coefs.tolist(), row.limit
        if scale != 1:
            coefs, limit = [coef / scale for coef in coefs], limit / scale
        terms = pulp.LpAffineExpression(dict(zip(names, coefs, strict=True)))
        model.addConstraint(pulp.LpConstraint(terms, _SENSES[row.sense], f"r_{k}", limit))
    return model, variables


def write_lp(program: Program, cost: Integers, path: Path, *, integer: bool = False) -> None:
    """Write the program as an LP file, as the golden files of the tests have it."""
    model, _ = build(program, cost, integer=integer)
    model.writeLP(str(path))


def _backend(effort: Effort, *, integer: bool) -> Any:  # noqa: ANN401  PuLP has no type for its solvers
    options: dict[str, Any] = {"mip_feasibility_tolerance": 1e-9, "random_seed": 0}
    if not integer:
        # These programs are sparse and small a row: presolve costs more than it saves.
        options["presolve"] = "off"
    if effort.work is not None:
        options["mip_max_nodes" if integer else "simplex_iteration_limit"] = effort.work
    return pulp.HiGHS(
        mip=integer,
        msg=False,
        gapRel=0,
        gapAbs=0,
        threads=THREADS,
        timeLimit=effort.seconds,
        **options,
    )


def _status(model: pulp.LpProblem) -> Status:
    """Trust nothing but both voices together: PuLP says Optimal after a limit, too."""
    highs = model.solverModel.getModelStatus()
    if highs == highspy.HighsModelStatus.kOptimal and model.sol_status == pulp.LpSolutionOptimal:
        return Status.OPTIMAL
    if highs in {
        highspy.HighsModelStatus.kInfeasible,
        highspy.HighsModelStatus.kUnboundedOrInfeasible,
    }:
        return Status.INFEASIBLE
    if highs == highspy.HighsModelStatus.kUnbounded:
        return Status.UNBOUNDED
    has_point = model.solverModel.getInfo().primal_solution_status == 2  # noqa: PLR2004  kSolutionStatusFeasible
    return Status.AT_LIMIT if has_point else Status.NONE


def _empty(program: Program) -> Answer:
    """Answer a program without variables: nothing to choose, so only the rows decide."""
    fits = all(
        (r.sense == "<=" and r.limit >= 0) or (r.sense == ">=" and r.limit <= 0) or r.limit == 0
        for r in program.rows
    )
    none = np.zeros(0, dtype=np.bool_)
    status = Status.OPTIMAL if fits else Status.INFEASIBLE
    return Answer(
        status,
        np.zeros(0),
        np.zeros(len(program.rows)),
        none,
        np.ones(len(program.rows), dtype=np.bool_),
    )


def _read(
    model: pulp.LpProblem, variables: list[pulp.LpVariable], status: Status, *, integer: bool
) -> Answer:
    highs = model.solverModel
    solution = highs.getSolution()
    # PuLP orders the variables as they came up; ``index`` says which is which.
    order = np.array([v.index for v in variables], dtype=np.int64)
    values = np.array(solution.col_value)[order]
    none = np.zeros(0, dtype=np.bool_)
    if integer:
        return Answer(status, values, np.zeros(0), none, none)
    basis = highs.getBasis()
    basic = highspy.HighsBasisStatus.kBasic
    return Answer(
        status,
        values,
        # PuLP hands a maximisation over as the minimisation of the negative.
        -np.array(solution.row_dual),
        np.array([s == basic for s in basis.col_status], dtype=np.bool_)[order],
        np.array([s == basic for s in basis.row_status], dtype=np.bool_),
    )


def solve(program: Program, cost: Integers, effort: Effort, *, integer: bool = False) -> Answer:
    """Maximise ``cost`` over ``program``.

    Parameters
    ----------
    program, cost, integer
        As :func:`build`.
    effort
        Limits of work.

    Returns
    -------
    Answer
        Floats of HiGHS with the meaning of its status; to be checked exactly by the caller.
    """
    if not program.size:
        return _empty(program)
    factor = int(np.gcd.reduce(cost)) or 1
    cost = cost // factor
    scale = 1.0 if integer else _scale(cost)
    model, variables = build(program, cost if scale == 1 else cost / scale, integer=integer)
    model.solve(_backend(effort, integer=integer))
    answer = replace(_read(model, variables, _status(model), integer=integer), factor=factor)
    return answer if integer else replace(answer, duals=answer.duals * scale / row_scales(program))


class Resolver:
    """One linear program kept in the solver, re-solved from where it stands.

    For long runs of small questions over the same rows, such as the tie rule or a tree.

    Parameters
    ----------
    program
        The rows; it has variables.
    effort
        Limits of work for each question.
    cost
        Integer objective to begin with; 0 where left out.
    """

    def __init__(self, program: Program, effort: Effort, cost: Integers | None = None) -> None:
        cost = np.zeros(program.size, dtype=np.int64) if cost is None else cost
        self._model, variables = build(program, cost)
        backend = _backend(effort, integer=False)
        backend.createAndConfigureSolver(self._model)
        backend.buildSolverModel(self._model)
        self._order = np.array([v.index for v in variables], dtype=np.int64)
        self._highs = self._model.solverModel
        self._highs.setOptionValue("presolve", "off")
        self._cost = cost.astype(np.float64)
        self._scales = row_scales(program)
        self._meter = effort.meter
        self._spend(BUILDING * (len(program.columns) + program.size))

    def bound(self, column: int, lower: int, upper: int) -> None:
        """Set the bounds of one variable."""
        self._highs.changeColBounds(int(self._order[column]), float(lower), float(upper))

    def between(self, columns: IntArray, lower: FloatArray, upper: FloatArray) -> None:
        """Set the bounds of several variables."""
        index = self._order[columns].astype(np.int32)
        self._highs.changeColsBounds(len(index), index, lower, upper)

    def demand(self, row: int, lower: float, upper: float) -> None:
        """Set the bounds of one row."""
        scale = float(self._scales[row])
        self._highs.changeRowBounds(row, lower / scale, upper / scale)

    def add(self, cost: int, entries: list[tuple[int, int]]) -> None:
        """Add a variable of 0 to 1 with its coefficient in some rows, as the last one."""
        rows = np.array([row for row, _ in entries], dtype=np.int32)
        values = np.array([value for _, value in entries], dtype=np.float64) / self._scales[rows]
        # PuLP hands a maximisation over as the minimisation of the negative.
        self._highs.addCol(-float(cost), 0.0, 1.0, len(rows), rows, values)
        self._order = np.append(self._order, len(self._order))
        self._cost = np.append(self._cost, float(cost))

    def answer(self) -> Answer:
        """Return what the solver says of the objective and the bounds as they stand."""
        self._highs.run()
        iterations = max(int(self._highs.getInfo().simplex_iteration_count), 0)
        rows = len(self._scales) / 1000
        self._spend(ASKING * len(self._cost) + iterations * (ITERATION + rows))
        said, none = self._highs.getModelStatus(), np.zeros(0)
        basis = none.astype(np.bool_)
        if said == highspy.HighsModelStatus.kOptimal:
            solution = self._highs.getSolution()
            values = np.array(solution.col_value)[self._order]
            # PuLP hands a maximisation over as the minimisation of the negative.
            duals = -np.array(solution.row_dual) / self._scales
            return Answer(Status.OPTIMAL, values, duals, basis, basis)
        if said != highspy.HighsModelStatus.kInfeasible:
            return Answer(Status.NONE, none, none, basis, basis)
        has_ray, ray = self._highs.getDualRay()[1:]
        ray = np.array(ray) / self._scales if has_ray else none
        return Answer(Status.INFEASIBLE, none, none, basis, basis, ray=ray)

    def _spend(self, cost: float) -> None:
        if self._meter is not None:
            self._meter.spend(cost)

    @property
    def cost(self) -> FloatArray:
        """The objective as it stands, one coefficient a variable."""
        return self._cost

    def maximise(self, cost: FloatArray) -> FloatArray | None:
        """Return an optimal vertex for ``cost``, ``None`` when the solver does not say optimal."""
        for column in np.flatnonzero(cost != self._cost).tolist():
            self._highs.changeColCost(int(self._order[column]), -float(cost[column]))
        self._cost = cost.copy()
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.array(self._highs.getSolution().col_value)[self._order]
