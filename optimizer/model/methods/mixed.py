"""A stage that mixes equal and scored clauses: one ratio variable for each equal clause.

The linear program chooses the ratios; they are floored to millionths and settled, and the scored
projects are solved again beside them. What that may cost is bounded exactly, so the answer is
``feasible`` unless the bound is met. (Linear ratios often come out as 0 or 1: a property of one
pool for all, and the reason why the baseline serves equal clauses in a stage of their own.)
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.completion import completable, helpers
from optimizer.model.engines import linear_part
from optimizer.model.equal_fill import EqualFill, EqualStage, greatest
from optimizer.model.methods.bounds import bounded
from optimizer.model.objectives import objectives
from optimizer.model.program import Program, ProgramRow
from optimizer.model.rules.equal import ONE, equal_clauses
from optimizer.model.solver import Effort, Status, solve
from optimizer.model.stage import Stage, serve_scored, worth_of
from optimizer.model.stage_outcome import StageOutcome
from optimizer.model.stage_program import build_program
from optimizer.model.worth import Worth

#: Millionths by which floored ratios may have to move to fit whole yuan, in the order tried.
_NUDGES = (0, 1, -1)


def serve_mixed(stage: Stage) -> StageOutcome:
    """Serve a stage that holds open projects of equal and of scored clauses."""
    setting = stage.setting
    equal = stage.free & setting.equal
    others = (stage.free & ~equal) | stage.later

    def possible(awards: IntArray) -> bool | None:
        return completable(setting, others, stage.settled + awards, Effort())

    clauses = equal_clauses(setting.problem, stage.projects)
    later = np.where(others, setting.most, 0)
    inside = EqualStage(np.flatnonzero(equal), clauses, later, possible)
    fill = EqualFill(setting, inside, stage.settled)
    program, cost, codes = ratio_program(stage)
    answer = solve(program, cost, stage.effort)
    ratios = None
    if answer.status is Status.OPTIMAL:
        shares = answer.values[program.size - len(codes) :]
        floors = [int(np.floor(share * ONE + 1e-6)) for share in shares.tolist()]
        wanted = dict.fromkeys(clauses, ONE) | dict(zip(codes, floors, strict=True))
        ratios = _fitting(fill, wanted)
    if ratios is None:  # whole yuan and cuts may fit where the linear program does not
        plan = fill.fill()
        if not plan.found:
            return StageOutcome(plan.status, np.zeros_like(stage.settled), broken=plan.broken)
        ratios = plan.ratios
    return _with_ratios(stage, equal, fill.awards(ratios), ratios)


def _fitting(fill: EqualFill, wanted: dict[int, int]) -> dict[int, int] | None:
    """Return ratios near the ``wanted`` ones that fit in whole yuan and after unit limits' cuts.

    The wanted ones, a millionth more or less (a floor, or a pool filled to the yuan), or raised to
    what floors ask; else the greatest common part of them, after which each clause in turn goes on
    as far as it can.
    """
    tried = [{code: min(max(k + nudge, 0), ONE) for code, k in wanted.items()} for nudge in _NUDGES]
    lifted, _ = fill.lifted()
    tried.append({code: max(k, lifted[code]) for code, k in wanted.items()})
    for ratios in tried:
        if fill.fits(ratios):
            return ratios
    part = greatest(lambda t: fill.fits({code: k * t // ONE for code, k in wanted.items()}))
    ratios = {code: k * part // ONE for code, k in wanted.items()}
    if not fill.fits(ratios):
        return None
    for code, most in wanted.items():
        ratios[code] = _raised_alone(fill, ratios, code, most)
    return ratios


def _raised_alone(fill: EqualFill, ratios: dict[int, int], code: int, most: int) -> int:
    low = ratios[code]
    return greatest(lambda k: k <= low or fill.fits({**ratios, code: k}), most)


def _with_ratios(
    stage: Stage, equal: NDArray[np.bool_], paid: IntArray, ratios: dict[int, int]
) -> StageOutcome:
    """Solve the scored projects beside settled equal ones, and bound the whole."""
    rest = serve_scored(replace(stage, free=stage.free & ~equal, settled=stage.settled + paid))
    awards = paid + rest.awards
    names = stage.setting.problem.labels["clause"].names
    return StageOutcome(
        rest.status,
        awards,
        bounded(stage, awards) if rest.status is Status.OPTIMAL else (),
        "unknown",
        "none",
        {names[code]: k for code, k in ratios.items()},
    )


def ratio_program(stage: Stage) -> tuple[Program, exact.Integers, list[int]]:
    """Return the stage's linear program with one variable in [0, 1] for each equal clause.

    The ratio variables come last, in the order of the clause codes that are returned. A member
    that a unit limit may cut keeps a variable of its own, at most ratio x entitled.
    """
    setting = stage.setting
    free = stage.free | helpers(setting, stage.later, stage.settled)
    base, _ = linear_part(build_program(setting, free, stage.settled))
    cost = _mean(worth_of(base, stage, objectives(setting, stage.projects)[0]), base)
    equal = (stage.free & setting.equal)[base.project]
    loose = equal & ~_in_unit_rows(base)
    keep = np.flatnonzero(~loose)
    position = np.full(base.size, -1, dtype=np.int64)
    position[keep] = np.arange(len(keep))
    clause = setting.problem.labels["clause"].codes[base.project]
    codes = sorted(set(clause[equal].tolist()))
    column = {code: len(keep) + k for k, code in enumerate(codes)}
    rows = [_with_ratio_columns(row, base, loose, position, clause, column) for row in base.rows]
    for j in np.flatnonzero(equal & ~loose).tolist():
        columns = np.array([position[j], column[int(clause[j])]], dtype=np.int64)
        coefs = np.array([1, -int(base.upper[j])], dtype=np.int64)
        rows.append(ProgramRow("", columns, coefs, "<=", 0))
    worth = [
        exact.dot(cost[loose & (clause == code)], base.upper[loose & (clause == code)])
        for code in codes
    ]
    ones = np.ones(len(codes), dtype=np.int64)
    program = Program(
        np.concatenate([base.project[keep], -ones]),
        np.concatenate([base.unit[keep], ones]),
        np.concatenate([base.upper[keep], ones]),
        tuple(rows),
    )
    return program, exact.narrow([*cost[keep].tolist(), *worth]), codes


def _mean(worth: Worth, program: Program) -> exact.Integers:
    """Return what a step is worth on the way to the most: a guide for the ratios, no proof."""
    if worth.is_linear:
        return worth.steps[0]
    none = np.zeros(program.size, dtype=np.int64)
    upper = np.maximum(program.upper, 1)
    total, before = none.astype(object), none
    for step, end in zip(worth.steps, worth.ends, strict=True):
        reached = np.minimum(program.upper, end)
        total, before = total + step * (reached - before), reached
    return exact.narrow((total + (none if worth.funded is None else worth.funded)) // upper)


def _in_unit_rows(program: Program) -> NDArray[np.bool_]:
    """Return which variables stand in a limit of a single unit that may bind."""
    inside = np.zeros(program.size, dtype=np.bool_)
    for row in program.rows:
        if row.holds:
            inside[row.columns] = True
    return inside


def _with_ratio_columns(
    row: ProgramRow,
    base: Program,
    loose: NDArray[np.bool_],
    position: IntArray,
    clause: IntArray,
    column: dict[int, int],
) -> ProgramRow:
    """Return a row with the loose equal members of each clause gathered in its ratio column."""
    gathered = loose[row.columns]
    stay = row.columns[~gathered]
    columns, coefs = position[stay].tolist(), row.coefs[~gathered].tolist()
    total: dict[int, int] = {}
    for j, coef in zip(row.columns[gathered].tolist(), row.coefs[gathered].tolist(), strict=True):
        at = column[int(clause[j])]
        total[at] = total.get(at, 0) + int(coef) * int(base.upper[j])
    return replace(
        row,
        columns=np.array([*columns, *total], dtype=np.int64),
        coefs=exact.narrow([*coefs, *total.values()]),
    )
