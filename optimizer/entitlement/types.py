"""What entitlement answers for every application: may it be supported, up to what, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.entitlement.findings import ByRow
from optimizer.formats.problem import IntArray, ObjectArray
from optimizer.formats.reason import Step

REFUSED, INCOMPLETE, ENTITLED = 0, 1, 2
#: Marks whose code starts so block a final decision; all others are for information.
OPEN_MARK = "entitlement.open."


@dataclass(frozen=True, slots=True)
class Entitlements:
    """Columnar, rows as in the applications (sorted by application number).

    Parameters
    ----------
    status
        int8[n]: ``REFUSED``, ``INCOMPLETE`` (a ratio, base or score is missing), ``ENTITLED``.
    clause
        int64[n], index into ``policy.clauses``.
    verified
        int64[n], yuan rounded down, -1 where there is none (catalogue section 8).
    entitled
        int64[n], whole yuan; 0 unless ``ENTITLED``.
    payee_usci, payee_name, limit_unit
        object[n]: who is paid, and the unit code that unit limits count (article 7: the payee).
    also_unit
        object[n]: a second unit that limits count, where a parameter says both; ``""`` for none.
    reasons, marks
        Sparse: index -> every failed condition / every mark, in the policy's order.
    derivation
        Steps of one application, made when asked for.
    """

    status: NDArray[np.int8]
    clause: IntArray
    verified: IntArray
    entitled: IntArray
    payee_usci: ObjectArray
    payee_name: ObjectArray
    limit_unit: ObjectArray
    reasons: ByRow
    marks: ByRow
    derivation: Callable[[int], tuple[Step, ...]]
    also_unit: ObjectArray | None = None
