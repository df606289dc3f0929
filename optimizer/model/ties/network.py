"""The face of equally good plans as a network: every plan is a circulation in whole yuan.

From the ground money runs down the first forest of rows (budget, articles, clauses), through a
project, and back over the second forest (units). A row is an edge that carries what it counts.
Projects between the same two rows form one edge, a bundle.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.program import Mask, Program, row_values
from optimizer.model.ties.bundle import Bundle
from optimizer.model.ties.laminar import Families, two_families


@dataclass(frozen=True, slots=True)
class Network:
    """Edges from ``tail`` to ``head`` with ``low <= flow <= high``; node 0 is the ground.

    Lists have one entry an edge: first the bundles, then one for each helper (a variable that the
    tie rule does not read), then the rows. ``bundles[e]`` are the projects of edge ``e``;
    ``helpers`` are their variables; ``flow`` is a plan, ``step`` the flow of one grid step.

    Flows are in yuan, and ``has_ratios`` says so. Where variables are not projects with an entitled
    amount, or a row counts steps of several grids, flows are in steps, and bundles have no ratios
    that mean anything; what can change is the same.
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
    has_ratios: bool

    @property
    def first_row(self) -> int:
        """Position of the first row's edge."""
        return len(self.bundles) + len(self.helpers)


def network_of(core: Program, point: exact.Integers, own: Mask) -> Network | None:
    """Return ``core`` as a network with the flow of ``point``, ``None`` if it is not one.

    Parameters
    ----------
    core
        A linear program; every row has a variable.
    point
        A grid point of it.
    own
        Variables that the tie rule reads, shape (core.size,).
    """
    if not core.is_linear or not _counts_steps(core):
        return None
    families = two_families(core.columns, core.lengths, core.size)
    if families is None:
        return None
    ends = np.where(families.innermost >= 0, families.innermost + 1, 0)
    has_ratios = _has_ratios(core)
    size = core.unit if has_ratios else np.ones(core.size, dtype=np.int64)
    most = (core.upper.astype(object) * size).tolist()
    entitled = most if core.entitled is None or not has_ratios else core.entitled.tolist()
    own_columns = np.flatnonzero(own & np.asarray(core.upper > 0, dtype=np.bool_))
    bundles, tail, head = _bundles(own_columns.tolist(), ends, entitled, most)
    helpers = np.flatnonzero(~own).tolist()
    steps = [int(size[row.columns[0]]) for row in core.rows]
    amounts = (point.astype(object) * size).tolist()
    counted = [
        value // int(row.coefs[0]) * step
        for value, row, step in zip(row_values(core, point).tolist(), core.rows, steps, strict=True)
    ]
    row_tail, row_head = _row_ends(families)
    low, high = _row_bounds(core, steps, sum(most))
    of_bundles = [sum(amounts[j] for j in bundle.columns) for bundle in bundles]
    return Network(
        nodes=len(core.rows) + 1,
        tail=[*tail, *ends[0, helpers].tolist(), *row_tail],
        head=[*head, *ends[1, helpers].tolist(), *row_head],
        low=[0] * (len(bundles) + len(helpers)) + low,
        high=[*(bundle.total for bundle in bundles), *(most[j] for j in helpers), *high],
        flow=[*of_bundles, *(amounts[j] for j in helpers), *counted],
        step=[*(int(size[b.columns[0]]) for b in bundles), *size[helpers].tolist(), *steps],
        bundles=bundles,
        helpers=helpers,
        has_ratios=has_ratios,
    )


def _counts_steps(core: Program) -> bool:
    """Return whether every row counts the steps of its variables alike, to a whole limit."""
    first = np.repeat(np.cumsum(core.lengths) - core.lengths, core.lengths)
    return (
        bool((core.coefs > 0).all())
        and bool((core.coefs == core.coefs[first]).all())
        and all(row.limit % int(row.coefs[0]) == 0 for row in core.rows)
    )


def _has_ratios(core: Program) -> bool:
    """Return whether variables are projects with an entitled amount, and rows have one grid."""
    if core.entitled is None or len(set(core.project.tolist())) < core.size:
        return False
    first = np.repeat(np.cumsum(core.lengths) - core.lengths, core.lengths)
    unit = core.unit[core.columns]
    return bool((unit == unit[first]).all())


def _bundles(
    columns: list[int], ends: IntArray, entitled: list[int], most: list[int]
) -> tuple[list[Bundle], list[int], list[int]]:
    """Return the bundles of ``columns`` with their tails and heads."""
    groups: dict[tuple[int, int], list[int]] = {}
    for j, tail, head in zip(
        columns, ends[0, columns].tolist(), ends[1, columns].tolist(), strict=True
    ):
        groups.setdefault((tail, head), []).append(j)
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
    """Return how much of a row's flow is one unit of its limit as people know it: 1 for yuan."""
    first = core.rows[row]
    return Fraction(int(core.unit[first.columns[0]]), int(first.coefs[0]) * first.unit)
