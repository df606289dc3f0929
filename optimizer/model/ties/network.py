"""The face of equally good plans as a network: every plan is a circulation in whole yuan.

From the ground money runs down the first forest of rows (budget, articles, clauses), through a
project, and back over the second forest (units). A row is an edge that carries what it counts.
Projects between the same two rows form one edge, a bundle.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from optimizer.model import exact
from optimizer.model.program import Mask, Program, row_values
from optimizer.model.ties.bundle import Bundle
from optimizer.model.ties.laminar import Families, two_families


@dataclass(frozen=True, slots=True)
class Network:
    """Edges from ``tail`` to ``head`` with ``low <= flow <= high``; node 0 is the ground.

    Lists have one entry an edge: first the bundles, then one for each helper (a variable that the
    tie rule does not read), then the rows. ``bundles[e]`` are the projects of edge ``e``;
    ``column`` is the variable of a helper; ``row`` of a row edge is its row of the program,
    ``flow`` a plan in whole yuan.
    ``step`` is the grid of an edge's projects, 0 where it has none.
    """

    nodes: int
    tail: list[int]
    head: list[int]
    low: list[int]
    high: list[int]
    flow: list[int]
    step: list[int]
    bundles: list[Bundle]
    helpers: list[int]

    @property
    def first_row(self) -> int:
        """Position of the first row's edge."""
        return len(self.bundles) + len(self.helpers)


def network_of(core: Program, point: exact.Integers, own: Mask) -> Network | None:
    """Return ``core`` as a network with the flow of ``point``, ``None`` if it is not one.

    Parameters
    ----------
    core
        A linear program with entitled amounts; every row has a variable.
    point
        A grid point of it.
    own
        Variables that the tie rule reads, shape (core.size,).
    """
    if core.entitled is None or not core.is_linear or _repeats(core) or not _even(core):
        return None
    families = two_families(core.columns, core.lengths, core.size)
    if families is None:
        return None
    ends = np.where(families.innermost >= 0, families.innermost + 1, 0)
    steps = [int(core.unit[row.columns[0]]) for row in core.rows]
    amounts = (point.astype(object) * core.unit).tolist()
    most = (core.upper.astype(object) * core.unit).tolist()
    own_columns = np.flatnonzero(own & np.asarray(core.upper > 0, dtype=np.bool_))
    bundles, tail, head = _bundles(core, own_columns, ends, most)
    helpers = np.flatnonzero(~own).tolist()
    row_flow = [
        int(v) // int(row.coefs[0]) * step
        for v, row, step in zip(row_values(core, point).tolist(), core.rows, steps, strict=True)
    ]
    row_tail, row_head = _row_ends(families)
    low, high = _row_bounds(core, steps, sum(most))
    return Network(
        nodes=len(core.rows) + 1,
        tail=[*tail, *ends[0, helpers].tolist(), *row_tail],
        head=[*head, *ends[1, helpers].tolist(), *row_head],
        low=[0] * (len(bundles) + len(helpers)) + low,
        high=[*(b.total for b in bundles), *(most[j] for j in helpers), *high],
        flow=[
            *(sum(amounts[j] for j in b.columns) for b in bundles),
            *(amounts[j] for j in helpers),
            *row_flow,
        ],
        step=[
            *(int(core.unit[b.columns[0]]) for b in bundles),
            *core.unit[helpers].tolist(),
            *steps,
        ],
        bundles=bundles,
        helpers=helpers,
    )


def _repeats(core: Program) -> bool:
    """Return whether a project has several variables (tiers), so that ratios are not theirs."""
    return len(np.unique(core.project)) < core.size


def _even(core: Program) -> bool:
    """Return whether each row counts whole steps of one grid, all alike."""
    if not core.rows:
        return True
    first = np.repeat(np.cumsum(core.lengths) - core.lengths, core.lengths)
    unit = core.unit[core.columns]
    return (
        bool((core.coefs > 0).all())
        and bool((core.coefs == core.coefs[first]).all())
        and bool((unit == unit[first]).all())
        and all(row.limit % int(row.coefs[0]) == 0 for row in core.rows)
    )


def _bundles(
    core: Program, columns: exact.Integers, ends: exact.Integers, most: list[int]
) -> tuple[list[Bundle], list[int], list[int]]:
    """Return the bundles of ``columns`` with their tails and heads."""
    if core.entitled is None:  # pragma: no cover  (asked before)
        raise AssertionError
    groups: dict[tuple[int, int], list[int]] = {}
    for j, tail, head in zip(
        columns.tolist(), ends[0, columns].tolist(), ends[1, columns].tolist(), strict=True
    ):
        groups.setdefault((tail, head), []).append(j)
    entitled = core.entitled.tolist()
    bundles = [
        Bundle(mine, [entitled[j] for j in mine], [most[j] for j in mine])
        for mine in groups.values()
    ]
    return bundles, [tail for tail, _ in groups], [head for _, head in groups]


def _row_ends(families: Families) -> tuple[list[int], list[int]]:
    """Return tails and heads of the rows: away from the ground in the first forest."""
    nodes = np.arange(len(families.parent)) + 1
    above = np.where(families.parent >= 0, families.parent + 1, 0)
    second = families.second
    return np.where(second, nodes, above).tolist(), np.where(second, above, nodes).tolist()


def _row_bounds(core: Program, steps: list[int], total: int) -> tuple[list[int], list[int]]:
    """Return what rows must and may carry; a side without a limit is out of reach."""
    far = 4 * total + 1
    limits = [
        row.limit // int(row.coefs[0]) * step for row, step in zip(core.rows, steps, strict=True)
    ]
    low = [
        -far if row.sense == "<=" else limit for row, limit in zip(core.rows, limits, strict=True)
    ]
    high = [
        far if row.sense == ">=" else limit for row, limit in zip(core.rows, limits, strict=True)
    ]
    return low, high


def multiplier_unit(core: Program, row: int) -> Fraction:
    """Return what a multiplier of one yuan of a row's flow is for one step of its limit."""
    first = core.rows[row]
    return Fraction(int(core.unit[first.columns[0]]), int(first.coefs[0]))
