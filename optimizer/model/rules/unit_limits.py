"""Unit limits: what one unit may get in all, or over chosen clauses.

In a linear program they are rows like pools. In equal clauses a unit limit cuts its own members
from the highest application number down, and leaves the ratio of the others alone.
"""

from __future__ import annotations

from optimizer.formats.problem import AllocationProblem, Row
from optimizer.model.limits import Limit, limit_on_grid
from optimizer.model.members import Selector

#: Labels by which a unit limit selects its members; ``unit`` must be one of them.
LABELS = frozenset({"article", "clause", "unit"})


def is_unit_limit(row: Row) -> bool:
    """Return whether a row counts the yuan of chosen units, or of applications named by id.

    Ids name what one holder shares where no label does: the applications of one project, say.
    """
    labels = set(row.members)
    return row.number is None and (labels == {"id"} or ("unit" in labels and labels <= LABELS))


def unit_limit(problem: AllocationProblem, row: Row, selector: Selector) -> Limit:
    """Return ``at_least <= sum of the unit's awards <= at_most``, on the members' grid."""
    members = selector.select(row.members)
    return limit_on_grid(row.name, members, problem.grid, row.at_most, row.at_least, cuts=True)
