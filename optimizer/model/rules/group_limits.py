"""Group limits: what all affiliates of one owner may get together.

A group is one holder as a unit is, so its limit cuts and excuses its members in the same way.
"""

from __future__ import annotations

from optimizer.formats.problem import IntArray, Row
from optimizer.model.limits import Limit, yuan_limits

#: The label that says to which group of affiliates a project belongs.
LABEL = "group"


def is_group_limit(row: Row) -> bool:
    """Return whether a row counts the yuan of chosen groups."""
    return row.number is None and LABEL in row.members


def group_limits(row: Row, members: IntArray) -> list[Limit]:
    """Return ``at_least <= sum of the group's awards <= at_most``."""
    return yuan_limits(row, members, holds=True)
