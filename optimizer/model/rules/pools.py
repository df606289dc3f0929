"""Article and clause pools: a cap, and a floor if wanted, on all awards of an article or clause."""

from __future__ import annotations

from optimizer.formats.problem import AllocationProblem, Row
from optimizer.model.limits import Limit, limit_on_grid
from optimizer.model.members import Selector

#: Labels by which a pool selects its members.
LABELS = frozenset({"article", "clause"})


def is_pool(row: Row) -> bool:
    """Return whether a row counts yuan over articles and clauses (or over everything)."""
    return row.number is None and set(row.members) <= LABELS


def pool_limit(problem: AllocationProblem, row: Row, selector: Selector) -> Limit:
    """Return ``at_least <= sum of the members' awards <= at_most``, on the members' grid."""
    return limit_on_grid(
        row.name, selector.select(row.members), problem.grid, row.at_most, row.at_least
    )
