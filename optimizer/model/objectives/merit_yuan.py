"""``merit_yuan``: each yuan counts by the merit of its project."""

from __future__ import annotations

from optimizer.model import exact
from optimizer.model.objective_scope import Scope
from optimizer.model.worth import Worth, linear


def merit_yuan(scope: Scope) -> tuple[Worth, int]:
    """Return ``w_i * g_i`` a grid step, and the scale 1."""
    step = exact.wide(scope.merit, exact.greatest(scope.grid)) * scope.grid
    return linear(step, scope.steps), 1
