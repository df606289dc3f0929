"""Which awards are paid over several years: bases by progress, platforms by plan."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from optimizer.intake.columns import TRANCHES
from optimizer.intake.tables import MISSING
from scenarios.generator.columns import FEN_PER_WAN, Array, Growing, Index

#: From what is asked for on (万元) an award comes in tranches.
LARGE = 200
#: Clause -> per cent of the award in this year and in the next ones.
BY_PROGRESS = {"14": (50, 30, 20)}
#: Clause -> parts of the plan, stated in amounts.
BY_PLAN = {"13": (60, 40)}


def make_tranches(applications: Mapping[str, Array], special: Index, year: int) -> Growing:
    """Return the tranches of large projects, by application and year.

    Parameters
    ----------
    applications
        The columns of the applications, sorted by number.
    special
        Rows made on purpose: they show something else.
    """
    asked, clause = applications["requested"], applications["clause"]
    large = asked >= LARGE * FEN_PER_WAN
    large[special] = False
    rows, years, shares, amounts = [], [], [], []
    for row in np.flatnonzero(large).tolist():
        progress, plan = BY_PROGRESS.get(clause[row], ()), BY_PLAN.get(clause[row], ())
        for later, share in enumerate(progress or plan):
            rows.append(row)
            years.append(year + later)
            shares.append(share if progress else MISSING)
            amounts.append(MISSING if progress else int(asked[row]) * share // 100)
    every = np.arange(len(rows))
    table = Growing.of(TRANCHES, len(rows), np.array(rows, dtype=np.int64))
    columns = {
        "application_no": applications["application_no"][table.parent],
        "year": years,
        "tranche_share": shares,
        "tranche_amount": amounts,
    }
    for key, values in columns.items():
        table.put(key, every, values)
    return table
