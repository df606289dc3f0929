"""By rank until the money ends (按分择优).

By falling merit, then number, each project gets the most of what it may get that every limit still
allows, the last one partly; what gets nothing is passed over. That plan is the lexicographically
greatest in rank order. Where a limit still asks for something, "allows" includes that it can be
met.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.errors import DataError, Place, Problem
from optimizer.formats.problem import IntArray
from optimizer.formats.solution import TieRule
from optimizer.model import exact
from optimizer.model.completion import helpers
from optimizer.model.feasible import is_feasible
from optimizer.model.integer import engine
from optimizer.model.methods.bounds import bounded
from optimizer.model.program import Program, ProgramRow
from optimizer.model.solver import Effort, Status, solve
from optimizer.model.stage import Stage
from optimizer.model.stage_outcome import StageOutcome
from optimizer.model.stage_program import build_program
from optimizer.model.ties import greatest_by_number, on_grid
from optimizer.model.worth import linear

#: Variables squared up to which integers are declared one project after the other.
_MOST_INTEGER_WORK = 40_000


def serve_by_rank(stage: Stage) -> StageOutcome:
    """Serve a stage of scored clauses by rank.

    Raises
    ------
    DataError
        When the stage mixes equal and scored clauses: a rank says nothing about equal ones.
    """
    setting = stage.setting
    if (stage.free & setting.equal).any():
        raise DataError([Problem("model.by_rank.mixed", Place(field="rules.stages"))])
    nothing = np.zeros_like(stage.settled)
    program = build_program(
        setting, stage.free | helpers(setting, stage.later, stage.settled), stage.settled
    )
    own = stage.free[program.project]
    merit = setting.problem.merit[program.project]
    order = [j for j in np.lexsort((np.arange(program.size), -merit)).tolist() if own[j]]
    # What the at-most limits allow is the answer whenever it happens to meet the floors too.
    units = _greedy(program, order)
    if units is None:
        units = _by_network(program, order, stage.effort)
    if units is None:
        units = _one_by_one(program, order, stage.effort)
    if units is None:
        return StageOutcome(Status.NONE, nothing)
    nothing[program.project[own]] = (units * program.unit)[own]
    rule = _rule(merit[own], nothing[program.project[own]], setting.most[program.project[own]])
    return StageOutcome(Status.OPTIMAL, nothing, bounded(stage, nothing), "unique", rule)


def _by_network(program: Program, order: list[int], effort: Effort) -> exact.Integers | None:
    """Raise each variable in turn where linear programs answer on the grid, else ``None``."""
    if not program.is_linear:
        return None
    answer = solve(program, np.zeros(program.size, dtype=np.int64), effort)
    start = on_grid(answer.values) if answer.status is Status.OPTIMAL else None
    if start is None or not is_feasible(program, start):
        return None
    return greatest_by_number(program, start, order, effort)


def _greedy(program: Program, order: list[int]) -> exact.Integers | None:
    """Give each variable in turn what its at-most rows have left, in whole grid steps.

    ``None`` where that misses something, or where one variable's steps make room for others'.
    """
    counts = exact.wide(program.coefs) + (0 if program.funded is None else program.funded)
    if bool((counts[np.repeat(program.at_most, program.lengths)] < 0).any()):
        return None
    rows_of: list[list[tuple[int, int, int]]] = [[] for _ in range(program.size)]
    for k, row in enumerate(program.rows):
        if row.sense == "<=":
            funded = [0] * len(row.columns) if row.funded is None else row.funded.tolist()
            for j, coef, once in zip(row.columns.tolist(), row.coefs.tolist(), funded, strict=True):
                rows_of[j].append((k, coef, once))
    left = program.limits.tolist()
    lower = [1] * program.size if program.lower is None else program.lower.tolist()
    units = np.zeros(program.size, dtype=np.int64)
    for j in order:
        room = [(left[k] - once) // coef for k, coef, once in rows_of[j] if coef > 0]
        amount = min([int(program.upper[j]), *room])
        if amount < max(lower[j], 1) or any(
            coef * amount + once > left[k] for k, coef, once in rows_of[j]
        ):
            continue
        units[j] = amount
        for k, coef, once in rows_of[j]:
            left[k] -= amount * coef + once
    return units if is_feasible(program, units) else None


def _one_by_one(program: Program, order: list[int], effort: Effort) -> exact.Integers | None:
    """Raise each variable in turn over the grid points, where no linear program has the answer.

    ``None`` beyond the work allowed, or when a step has no proven answer.
    """
    units: exact.Integers | None = None if order else np.zeros(program.size, dtype=np.int64)
    if len(order) * program.size > _MOST_INTEGER_WORK:
        return None
    for j in order:
        cost = np.zeros(program.size, dtype=np.int64)
        cost[j] = 1
        best = engine.optimise(program, [linear(cost, program.upper)], effort.metered)
        if best.units is None or best.levels[0].bound - best.levels[0].value >= 1:
            return None
        units = best.units
        program = _at_least(program, j, int(units[j]))
    return units


def _at_least(program: Program, j: int, units: int) -> Program:
    """Return the program in which variable ``j`` keeps the most that it can have."""
    upper = program.upper.copy()
    upper[j] = units
    kept = ProgramRow("", np.array([j]), np.ones(1, dtype=np.int64), ">=", units)
    return replace(program, upper=upper, rows=(*program.rows, *([kept] if units else [])))


def _rule(merit: IntArray, awards: IntArray, most: IntArray) -> TieRule:
    """Return ``number`` when projects of the same merit were told apart by their numbers."""
    values, counts = np.unique(merit, return_counts=True)
    told_apart = (
        np.isin(values, merit[awards < most]) & np.isin(values, merit[awards > 0]) & (counts > 1)
    )
    return "number" if told_apart.any() else "none"
