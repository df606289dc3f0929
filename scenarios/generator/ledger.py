"""The ledger of the two years before: ordinary awards, and what the special rows need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from optimizer.intake.columns import LEDGER
from scenarios.generator.columns import Cells, Growing
from scenarios.generator.ordinary import RECOGNITION, Draft, fen, numbered, skewed
from scenarios.generator.special import WRITTEN_FOR, Special, resolved
from scenarios.generator.units import Units

#: Earlier awards for each application of this year.
AWARDS_EACH = 0.5
#: Clause -> span of its earlier awards in 万元.
SPANS = {
    "8": (1, 40),
    "9.2": (30, 100),
    "10": (10, 120),
    "11": (30, 300),
    "12": (3, 12),
    "15.1": (5, 80),
}
#: Promised last year, due this year: it leaves less to give.
COMMITTED: Cells = {
    "year": WRITTEN_FOR - 1,
    "due_year": WRITTEN_FOR,
    "clause": "13",
    "awarded": "60万元",
    "paid": "0元",
    "project_no": "XM-C001",
}
#: Promised last year, due next year: it leaves less to promise of that year.
PROMISED: Cells = {
    **COMMITTED,
    "due_year": WRITTEN_FOR + 1,
    "awarded": "40万元",
    "project_no": "XM-C002",
}


def _ordinary(rng: np.random.Generator, draft: Draft, units: Units, year: int) -> Growing:
    n = round(len(draft.table) * AWARDS_EACH)
    table = Growing.of(LEDGER, n)
    every = np.arange(n)
    who = units.take(rng.integers(0, len(units), n))
    clause = rng.choice(np.array(list(SPANS), dtype=object), n)
    awarded = np.zeros(n, dtype=np.int64)
    for key, span in SPANS.items():
        rows = np.flatnonzero(clause == key)
        awarded[rows] = fen(np.rint(skewed(rng, len(rows), *span)))
    # One-time clauses, for units that do not ask for one again.
    clauses = draft.table.columns["clause"]
    asking = set(draft.table.columns["usci"][np.isin(clauses, RECOGNITION)].tolist())
    again = np.array([code in asking for code in who.usci.tolist()], dtype=bool)
    once = ~again & (rng.random(n) < 0.1)
    first = np.flatnonzero(once)[np.unique(who.usci[once].astype(str), return_index=True)[1]]
    clause[first], awarded[first] = "5.1", fen(50)
    years = rng.integers(year - 2, year, n)
    for key, values in {
        "clause": clause, "usci": who.usci, "unit_name": who.name, "payee_usci": who.usci,
        "year": years, "awarded": awarded, "paid": awarded, "returned": 0, "demanded_back": 0,
        "violation": 0, "batch": 1,
        "application_no": years.astype("U4").astype(object) + numbered("-", every + 1),
        "project_no": "XM" + years.astype("U4").astype(object) + numbered("-", every + 1),
        "document_no": "WH" + years.astype("U4").astype(object) + numbered("-", every + 1),
    }.items():  # fmt: skip
        table.put(key, every, values)
    return table


def _row(usci: str, name: str, payee: str, given: Cells) -> dict[str, Any]:
    return {
        "usci": usci, "unit_name": name, "payee_usci": payee, "paid": given["awarded"],
        "returned": "0元", "demanded_back": "0元", "violation": False, "batch": 1, **given,
    }  # fmt: skip


def make_ledger(
    rng: np.random.Generator,
    draft: Draft,
    specials: Mapping[int, Special],
    units: Units,
    year: int,
) -> Growing:
    """Return the ledger of the two years before ``year``, sorted by year."""
    columns = draft.table.columns
    first = (units.usci[0], units.name[0], units.usci[0])
    rows = [_row(*first, COMMITTED), _row(*first, PROMISED)]
    for row, special in sorted(specials.items()):
        usci, name, payee, project_no = (
            columns[key][row] for key in ("usci", "unit_name", "payee_usci", "project_no")
        )
        for given in special.ledger:
            same = given.get("project_no") == "="
            number = project_no if same else f"XM-S{len(rows):04d}"
            cells = {"clause": special.clause, **given, "project_no": number}
            rows.append(_row(usci, name, payee or usci, cells))
    added = Growing.of(LEDGER, len(rows))
    for place, cells in enumerate(rows):
        added.write(place, resolved(cells, year))
    table = _ordinary(rng, draft, units, year).add(added)
    return table.take(np.argsort(table.columns["year"], kind="stable"))
