"""Article and clause pools: a cap, and a floor if wanted, on all awards of an article or clause."""

from __future__ import annotations

from optimizer.formats.problem import IntArray, Row
from optimizer.model.limits import Limit, yuan_limits

#: Labels by which a pool selects its members.
LABELS = frozenset({"article", "clause"})


def is_pool(row: Row) -> bool:
    """Return whether a row counts yuan over articles and clauses (or over everything)."""
    return row.number is None and set(row.members) <= LABELS


def pool_limits(row: Row, members: IntArray) -> list[Limit]:
    """Return ``at_least <= sum of the members' awards <= at_most``."""
    return yuan_limits(row, members)
