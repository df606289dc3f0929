"""Ranks: inside a clause and panel, because scores of different panels do not compare."""

from __future__ import annotations

import numpy as np

from optimizer.entitlement.types import ENTITLED, Entitlements
from optimizer.formats.outcome import Merits
from optimizer.formats.problem import IntArray
from optimizer.intake.tables import Applications
from optimizer.policy.law import Law


def rank(
    law: Law, applications: Applications, entitlements: Entitlements, merits: Merits
) -> IntArray:
    """Rank the entitled, scored applications of each clause and panel by merit.

    Returns
    -------
    IntArray
        int64[n]: 1 for the best; equal merits share a rank and the next one counts them (1, 2, 2,
        4); 0 for an application without a rank.
    """
    scored = np.array([clause.scored for clause in law.policy.clauses], dtype=bool)
    ranked = np.flatnonzero(
        scored[entitlements.clause] & (entitlements.status == ENTITLED) & (merits.total >= 0)
    )
    ranks = np.zeros(len(applications), dtype=np.int64)
    if not len(ranked):
        return ranks
    panels = {name: i for i, name in enumerate(dict.fromkeys(merits.panel))}
    panel = np.array([panels[name] for name in merits.panel[ranked]], dtype=np.int64)
    field = entitlements.clause[ranked] * len(panels) + panel
    merit = merits.total[ranked]
    order = np.lexsort((-merit, field))
    field, merit = field[order], merit[order]
    place = np.arange(len(order))
    starts = np.diff(field, prepend=-1) != 0
    first_of_field = np.maximum.accumulate(np.where(starts, place, 0))
    fresh = starts | (np.diff(merit, prepend=-1) != 0)
    first_of_merit = np.maximum.accumulate(np.where(fresh, place, 0))
    ranks[ranked[order]] = first_of_merit - first_of_field + 1
    return ranks
