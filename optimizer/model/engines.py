"""Which engine answers a program: the linear one wherever nothing stands against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimizer.model import exact
from optimizer.model.chains import engine as chains
from optimizer.model.feasible import is_feasible
from optimizer.model.integer import engine as integer
from optimizer.model.levels import Best
from optimizer.model.optimum import optimise
from optimizer.model.program import Program
from optimizer.model.proof import Duals
from optimizer.model.solver import Effort, Status
from optimizer.model.tiers import collapse, expand
from optimizer.model.worth import Worth


def best_plan(
    program: Program, worths: Sequence[Worth], own: NDArray[np.bool_], effort: Effort
) -> Best:
    """Maximise ``worths`` in turn over the grid points of ``program``.

    Parameters
    ----------
    program
        Rows, bounds and chains in grid units.
    worths
        One an objective, each over the variables of the program.
    own
        Variables that a tie rule reads; the others only keep later stages possible.
    effort
        Limits of work.
    """
    if all(worth.is_concave for worth in worths):
        best = _by_linear_program(program, worths, own, effort)
        if best is not None:
            return best
    if program.chains:
        return chains.optimise(program, worths, effort.metered)
    return integer.optimise(program, worths, effort.metered)


def _by_linear_program(
    program: Program, worths: Sequence[Worth], own: NDArray[np.bool_], effort: Effort
) -> Best | None:
    """Return the plan of the linear program, where it is on the grid and keeps everything else.

    Without least awards, counts of projects and chains the linear program is the whole. With them
    nothing is better than its plan; where that is the only best one, it is the only one here.
    """
    if program.is_linear:
        return _linear(program, worths, own, effort)
    relaxed, counted = linear_part(program)
    nobody = np.zeros_like(own)
    best: Best | None = None
    for mine in (nobody, own):  # the tie rule is asked only of a plan that is one
        best = _linear(relaxed, worths, mine, effort)
        if best is None or best.units is None or not is_feasible(program, best.units):
            return None
    if best is None:  # pragma: no cover  (two rounds)
        return None
    unique = best.ties == "unique" and best.tie_rule == "none"
    levels = tuple(
        replace(level, duals=spread(level.duals, counted, len(program.rows)))
        for level in best.levels
    )
    return Best(best.status, best.units, levels, "unique" if unique else "unknown")


def _linear(
    program: Program, worths: Sequence[Worth], own: NDArray[np.bool_], effort: Effort
) -> Best | None:
    """Return the answer of the linear program, ``None`` where it leaves the grid."""
    if all(worth.is_linear for worth in worths):
        return optimise(program, [worth.steps[0] for worth in worths], own, effort)
    tiers = expand(program, worths)
    best = optimise(tiers.program, tiers.costs, own[tiers.owner], effort)
    return None if best is None else collapse(best, tiers, program.size)


def linear_part(program: Program) -> tuple[Program, tuple[int, ...]]:
    """Return what is linear of a program, and which of its rows are."""
    counted = tuple(k for k, row in enumerate(program.rows) if row.funded is None)
    rows = tuple(program.rows[k] for k in counted)
    return replace(program, rows=rows, lower=None, chains=()), counted


def spread(duals: Duals, counted: tuple[int, ...], size: int) -> Duals:
    """Return multipliers of some rows as those of all ``size`` rows."""
    values = np.zeros(size, dtype=duals.values.dtype)
    values[list(counted)] = duals.values
    return Duals(values, duals.scale)


def find_plan(program: Program, effort: Effort) -> tuple[Status, exact.Integers | None]:
    """Look for any point of ``program``.

    Returns
    -------
    Status
        ``OPTIMAL`` with a point, ``INFEASIBLE`` where it is proven that there is none, ``NONE``
        where the work was used up before either.
    Integers or None
        The point in grid units.
    """
    if not program.chains:
        return integer.find_plan(program, effort.metered)
    word, units = chains.find_plan(program, effort.metered)
    said = {"plan": Status.OPTIMAL, "none": Status.INFEASIBLE, "unknown": Status.NONE}
    return said[word], units
