"""Whether a proven best plan is the only one, seen without the tie rule's own work."""

from __future__ import annotations

import numpy as np

from optimizer.model.reduction.certify import Certified
from optimizer.model.reduction.network import NO_UNIT, Network


def is_alone(network: Network, found: Certified) -> bool:
    """Return whether every plan as good as ``found`` is ``found``; ``False`` also where unsure.

    A project with a gain other than 0 is the same in all of them, and a limit with a price is used
    up in all of them. So the last open project of such a limit is the same too, and so on.
    """
    pools, units = network.pools, len(network.unit_cap)
    tight_pools = pools.inside[found.pool_price > 0]
    tight_units = np.append(found.unit_price > 0, False)  # the last stands for no unit
    open_ = np.flatnonzero((found.gain == 0) & (network.steps > 0))
    while len(open_):
        leaf, unit = network.leaf[open_], network.unit[open_]
        unit = np.where(unit == NO_UNIT, units, unit)
        last = tight_units[unit] & (np.bincount(unit, minlength=units + 1)[unit] == 1)
        inside = np.bincount(leaf, minlength=pools.leaves)
        counts = tight_pools.astype(np.int64) @ inside
        last |= tight_pools[counts == 1].any(axis=0)[leaf]
        if not last.any():
            return False
        open_ = open_[~last]
    return True
