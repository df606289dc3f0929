"""The levels of the tie rule by the names that people know: projects by id, limits by name."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from optimizer.formats.problem import ObjectArray
from optimizer.formats.solution import TieLevel
from optimizer.model.levels import TieStep
from optimizer.model.program import Program
from optimizer.model.stage_certificate import by_limit


def published_levels(
    program: Program, ids: ObjectArray, steps: Sequence[TieStep]
) -> tuple[TieLevel, ...]:
    """Return ``steps`` over a stage's program as levels of a certificate.

    Parameters
    ----------
    program
        The program of the stage.
    ids
        Ids of all projects, shape (n,).
    steps
        Levels by variable and row.
    """
    names = ids[program.project].tolist() if steps else []
    return tuple(
        TieLevel(
            step.ratio,
            {names[j]: weight for j, weight in sorted(step.weights.items())},
            _by_name(program, step),
        )
        for step in steps
    )


def _by_name(program: Program, step: TieStep) -> dict[str, Fraction]:
    """Return multipliers by the names of limits."""
    return by_limit([(program.rows[k], value) for k, value in sorted(step.multipliers.items())])
