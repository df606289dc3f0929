"""Unit limits: what one unit may get in all, or over chosen clauses.

In a linear program they are rows like pools. In equal clauses a unit limit cuts its own members
from the highest application number down, and leaves the ratio of the others alone; in monotone
ones it excuses a member that it leaves no room for.
"""

from __future__ import annotations

from optimizer.formats.problem import IntArray, Row
from optimizer.model.limits import Limit, yuan_limits

#: Labels of one holder. Ids name what one holder shares where no label does.
LABELS = frozenset({"unit", "id"})


def is_unit_limit(row: Row) -> bool:
    """Return whether a row counts the yuan of chosen units, or of applications named by id."""
    return row.number is None and not LABELS.isdisjoint(row.members)


def unit_limits(row: Row, members: IntArray) -> list[Limit]:
    """Return ``at_least <= sum of the unit's awards <= at_most``."""
    return yuan_limits(row, members, holds=True)
