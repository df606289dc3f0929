"""Put a year together: clauses and units drawn, special rows written over, numbers given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from optimizer.intake.columns import APPLICATIONS, LISTS
from scenarios.generator.clauses import FILL
from scenarios.generator.columns import Array, Cells, Growing, Index
from scenarios.generator.ledger import make_ledger
from scenarios.generator.ordinary import Draft, counts, identity, numbered, project
from scenarios.generator.scores import Criterion, make_scores
from scenarios.generator.special import Special, resolved
from scenarios.generator.special_projects import SPECIAL
from scenarios.generator.tranches import make_tranches
from scenarios.generator.units import INCUBATED, INTRODUCED, TYPE_SHARES, Units, codes, make_units

#: Units for each application: about 170 for 240.
UNITS_EACH = 170 / 240
SERVING = [kind for kind in TYPE_SHARES if kind != "企业"]


@dataclass(frozen=True)
class MadeYear:
    """A year in memory, applications sorted by number.

    ``places`` maps each phenomenon to its application numbers with the row that made each.
    """

    applications: Growing
    lists: Mapping[str, Growing]
    scores: Growing
    score_values: Mapping[str, Array]
    criteria: tuple[Criterion, ...]
    ledger: Growing
    places: Mapping[str, tuple[tuple[str, Special], ...]]


def _special_units(rng: np.random.Generator) -> tuple[Units, Index]:
    """Return the units of the special rows, and which unit each row has."""
    seen: dict[str, int] = {}
    rows: list[int] = []
    first: list[Special] = []
    for number, special in enumerate(SPECIAL):
        key = special.unit or f"row {number}"
        if key not in seen:
            seen[key] = len(first)
            first.append(special)
        rows.append(seen[key])
    kinds = np.array([s.unit_type for s in first], dtype=object)
    sizes = np.array([s.unit_size for s in first], dtype=object)
    return make_units(rng, len(first), 0, kinds, sizes), np.array(rows)


def _ordinary_units(rng: np.random.Generator, clause: Array, units: Units) -> Index:
    """Return a unit for every row: of a kind that may apply, no clause twice while units last."""
    chosen = np.zeros(len(clause), dtype=np.int64)
    company = units.unit_type == "企业"
    pools = {"8": company & (units.unit_size != "大"), "15.2": np.isin(units.unit_type, SERVING)}
    for key in FILL:
        rows = np.flatnonzero(clause == key)
        pool = np.flatnonzero(pools.get(key, company))
        if len(rows):
            chosen[rows] = np.resize(rng.permutation(pool), len(rows))
    return chosen


def _payees(draft: Draft, rows: Index) -> None:
    """Name a new enterprise for every application whose clause pays one (article 7)."""
    draft.put("payee_name", rows, numbered("新涵养企业", rows) + "（示例）有限公司")
    draft.put("payee_usci", rows, codes(np.full(len(rows), "91", dtype=object), INCUBATED + rows))
    draft.put("account_name", rows, draft.table.columns["payee_name"][rows])


def _introduced(draft: Draft, rows: Index) -> None:
    draft.append("introduced", rows, {
        "introduced_name": numbered("引进企业", rows) + "（示例）有限公司",
        "introduced_usci": codes(np.full(len(rows), "91", dtype=object), INTRODUCED + rows),
        "investment": 2_000 * 1_000_000,
    })  # fmt: skip


def _write_specials(draft: Draft, year: int) -> None:
    sheets = {sheet.key: sheet for sheet in LISTS}
    replaced: dict[str, list[int]] = defaultdict(list)
    added: dict[str, list[tuple[int, Cells]]] = defaultdict(list)
    for row, special in enumerate(SPECIAL):
        draft.table.write(row, resolved(special.cells, year))
        for key, entries in special.lists.items():
            replaced[key].append(row)
            added[key] += [(row, resolved(entry, year)) for entry in entries]
    for key, rows in replaced.items():
        new = Growing.of(sheets[key], len(added[key]), np.array([r for r, _ in added[key]], int))
        for place, (_, entry) in enumerate(added[key]):
            new.write(place, entry)
        old = draft.lists.get(key, Growing.of(sheets[key], 0))
        draft.lists[key] = old.take(np.flatnonzero(~np.isin(old.parent, rows))).add(new)


def _number(draft: Draft, order: Index, year: int) -> None:
    """Shuffle the rows and number them; list rows follow their applications."""
    n = len(order)
    draft.table = draft.table.take(order)
    width = max(4, len(str(n)))
    serial = np.char.zfill(np.arange(1, n + 1).astype("U9"), width).astype(object)
    draft.put("application_no", np.arange(n), f"{year}-" + serial)
    place = np.empty(n, dtype=np.int64)
    place[order] = np.arange(n)
    for key, rows in draft.lists.items():
        rows.parent = place[rows.parent]
        sorted_rows = rows.take(np.argsort(rows.parent, kind="stable"))
        numbers = draft.table.columns["application_no"][sorted_rows.parent]
        sorted_rows.put("application_no", np.arange(len(sorted_rows)), numbers)
        draft.lists[key] = sorted_rows


def make_year(
    year: int,
    seed: int,
    rows: int,
    criteria: tuple[Criterion, ...],
    *,
    in_tranches: bool = False,
) -> MadeYear:
    """Return an invented year of ``rows`` applications, the same for the same seed.

    With ``in_tranches`` large awards are paid over several years.

    Raises
    ------
    ValueError
        If ``rows`` is too few to hold the special applications.
    """
    rng = np.random.default_rng(seed)
    wanted = counts(rows)
    for special in SPECIAL:
        wanted[special.clause] -= 1
    if min(wanted.values()) < 0:
        raise ValueError(rows)
    ordinary = np.repeat(np.array(list(wanted), dtype=object), list(wanted.values()))
    clause = np.concatenate([np.array([s.clause for s in SPECIAL], dtype=object), ordinary])
    special_units, special_rows = _special_units(rng)
    units = make_units(
        rng, max(round(rows * UNITS_EACH) - len(special_units), 8), len(special_units)
    )
    ordinary_rows = _ordinary_units(rng, ordinary, units)
    everyone = special_units.add(units)
    unit_of = np.concatenate([special_rows, len(special_units) + ordinary_rows])

    draft = Draft(Growing.of(APPLICATIONS, rows))
    identity(draft, everyone.take(unit_of), rng, year)
    project(draft, clause, rng, year)
    _payees(draft, np.flatnonzero(clause == "7"))
    _introduced(draft, np.flatnonzero(clause == "15.2"))
    for key, fill in FILL.items():
        fill(draft, np.flatnonzero(clause == key), rng, year)
    _write_specials(draft, year)
    order = rng.permutation(rows)
    _number(draft, order, year)
    place = np.empty(rows, dtype=np.int64)
    place[order] = np.arange(rows)
    specials = dict(zip(place[: len(SPECIAL)].tolist(), SPECIAL, strict=True))

    on_purpose = np.array(list(specials), dtype=np.int64)
    if in_tranches:
        draft.lists["tranches"] = make_tranches(draft.table.columns, on_purpose, year)
    scores, values = make_scores(rng, draft, specials, criteria)
    ledger = make_ledger(rng, draft, specials, units, year)
    places: dict[str, list[tuple[str, Special]]] = defaultdict(list)
    for row, special in sorted(specials.items()):
        places[special.tag].append((str(draft.table.columns["application_no"][row]), special))
    for sheet in LISTS:
        draft.lists.setdefault(sheet.key, Growing.of(sheet, 0))
    found = {tag: tuple(entries) for tag, entries in sorted(places.items())}
    return MadeYear(draft.table, draft.lists, scores, values, criteria, ledger, found)
