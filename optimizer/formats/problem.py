"""``allocation-problem/1`` in memory: who may get how much, under which limits. Plain data.

Columnar: one read-only array a property, one entry a project, rows sorted by project id
(code points). Money is integer yuan. Nothing here knows a solver or a law.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
ObjectArray = NDArray[np.object_]
Method = Literal["optimum", "by_rank", "same_ratio", "tiers"]

#: Code of a label that a project does not have.
NO_LABEL = -1


@dataclass(frozen=True, slots=True)
class Label:
    """One label column: ``names[codes[i]]`` is the label of project ``i``, ``NO_LABEL`` for none.

    ``names`` are sorted; ``codes`` is int64 of length n.
    """

    names: tuple[str, ...]
    codes: IntArray


@dataclass(frozen=True, slots=True)
class Row:
    """One linear limit over the projects that ``members`` selects.

    ``members`` maps a label (or ``"id"``) to the values it may have; all must hold; empty: every
    project. ``number`` is a numeric column scaled by the funded share, ``None`` for yuan.
    """

    name: str
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    number: str | None = None
    at_most: int | None = None
    at_least: int | None = None
    at_most_share: Fraction | None = None
    at_least_share: Fraction | None = None


#: A value of a label without a limit in :class:`LabelLimits`.
NO_LIMIT = -1


@dataclass(frozen=True, slots=True)
class LabelLimits:
    """At-most rows in yuan for the values of one label, as a column: hundred thousands of them.

    The row of the value ``labels[label].names[k]`` is named ``prefix`` and that value, and has
    ``at_most[k]`` (int64; ``NO_LIMIT``: no row). ``scope`` maps further labels to the values that
    its members must have.
    """

    label: str
    at_most: IntArray
    prefix: str
    scope: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def rows(self, names: tuple[str, ...]) -> tuple[Row, ...]:
        """Return the same limits as rows; ``names`` are those of the label."""
        return tuple(
            Row(f"{self.prefix}{name}", {self.label: (name,), **self.scope}, at_most=limit)
            for name, limit in zip(names, self.at_most.tolist(), strict=True)
            if limit != NO_LIMIT
        )


@dataclass(frozen=True, slots=True)
class Lock:
    """A decision taken outside the model: ``to`` is ``"full"``, ``"refuse"`` or yuan."""

    to: Literal["full", "refuse"] | int


@dataclass(frozen=True, slots=True)
class Stage:
    """Clauses served together; ``share`` of the budget, ``None`` for all that is left."""

    clauses: tuple[str, ...]
    share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class MinimumAward:
    """Funded means at least ``ratio`` of the entitled amount and at least ``amount`` yuan."""

    ratio: Fraction = Fraction(0)
    amount: int = 0
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rules:
    """The ``rules`` of an allocation problem; empty or ``None`` means the rule is off."""

    equal: tuple[str, ...] = ()
    monotone: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()
    locks: Mapping[str, Lock] = field(default_factory=dict)
    pass_mark: int | None = None  # hundredths of a point
    minimum_award: MinimumAward | None = None
    indivisible: bool | Mapping[str, tuple[str, ...]] = False
    most_projects: tuple[str, int] | None = None  # (label, count)
    diminishing: tuple[tuple[Fraction, int], ...] = ()  # (to, weight)
    score_tiers: tuple[tuple[int, Fraction], ...] = ()  # (from, share)


@dataclass(frozen=True, slots=True)
class AllocationProblem:
    """An allocation problem over ``n`` projects.

    Parameters
    ----------
    ids
        n unique texts (object array), sorted by code points.
    entitled, grid, merit
        int64 arrays of length n: yuan, yuan, and hundredths of a point (0 for unscored).
    labels, numbers
        Label columns and integer columns by name. A number column is an object array of Python
        integers, ``None`` where the project lacks it.
    budget
        Yuan that may be given in all.
    rows
        Limits beside the budget, in the file's order.
    label_limits
        Further rows of the file, after ``rows``, as columns; :meth:`expanded` turns them into
        rows, for every reader that takes rows one by one.
    """

    ids: ObjectArray
    entitled: IntArray
    grid: IntArray
    merit: IntArray
    budget: int
    labels: Mapping[str, Label] = field(default_factory=dict)
    numbers: Mapping[str, ObjectArray] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    rules: Rules = field(default_factory=Rules)
    objective: tuple[str, ...] = ("merit_yuan",)
    method: Method = "optimum"
    label_limits: tuple[LabelLimits, ...] = ()

    def expanded(self) -> AllocationProblem:
        """Return the same problem with all its limits in ``rows``."""
        if not self.label_limits:
            return self
        more = (
            row for block in self.label_limits for row in block.rows(self.labels[block.label].names)
        )
        return replace(self, rows=(*self.rows, *more), label_limits=())
