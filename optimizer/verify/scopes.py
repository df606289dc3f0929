"""One award against another: a document or contract used twice, one matter, one time only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.intake.tables import Column
from optimizer.policy.types import value_text
from optimizer.verify.book import sums_of
from optimizer.verify.desk import Desk, limit_units
from optimizer.verify.exact import Integers, Mask
from optimizer.verify.sheet import Sheet, setting

#: Scopes of a ceiling that all awards of a unit in a year, or in the term, share.
OVER_UNITS = frozenset({"unit_year", "unit_one", "unit_term"})
STATUS = ("refused", "incomplete", "entitled")
REFUSED, INCOMPLETE, ENTITLED = range(3)


@dataclass(frozen=True, slots=True)
class Standings:
    """How every application stands while the auditor goes through the year, a column each.

    ``limit_unit`` and ``also_unit`` are numbers of the register: whom limits count, and a second
    unit (or 0). ``verified`` is ``MISSING`` where nothing was verified. ``worked_out`` is the yuan
    before any refusal; ``confirm`` says instead of which other application one was kept by choice.
    """

    clause: IntArray
    payee: Column
    payee_name: Column
    limit_unit: IntArray
    also_unit: IntArray
    refused: Mask
    incomplete: Mask
    entitled: IntArray
    verified: IntArray
    worked_out: IntArray
    confirm: dict[int, int] = field(default_factory=dict)

    @property
    def status(self) -> IntArray:
        """The place in ``STATUS`` of each; a refusal goes first."""
        return np.where(self.refused, REFUSED, np.where(self.incomplete, INCOMPLETE, ENTITLED))

    @property
    def stands(self) -> Mask:
        """Which are neither refused nor incomplete."""
        return ~self.refused & ~self.incomplete


def _limited(sheet: Sheet, per: Iterable[str]) -> bool:
    """Say whether something may be had once under a clause, for each of ``per``."""
    frequency = sheet.clause.frequency
    return bool(sheet.frequency_scope) and frequency is not None and frequency.per in per


def _in_scope(desk: Desk, sheet: Sheet) -> Mask:
    """Return which entries of the ledger are in the period of a clause's frequency."""
    year = desk.book.ledger.year
    if sheet.frequency_scope == "ever":
        return np.ones(len(year), dtype=np.bool_)
    return _in_term(desk)


def _in_term(desk: Desk) -> Mask:
    year, term = desk.book.ledger.year, desk.term
    return np.asarray((year >= term.first.year) & (year <= term.last.year), dtype=np.bool_)


def _pairs(desk: Desk, units: IntArray, papers: IntArray) -> IntArray:
    """Return one number for each pair of a unit and a paper (or project)."""
    return units * len(desk.book.papers.numbers) + papers


def once_by_ledger(desk: Desk) -> Mask:
    """Return to whom an earlier year (or batch) already gave what may be had once."""
    ledger, refused = desk.book.ledger, np.zeros(desk.book.count, dtype=np.bool_)
    for k, sheet in enumerate(desk.sheets):
        if not _limited(sheet, ("unit", "unit_project")):
            continue
        members = desk.members(k)
        won = (ledger.clause == k) & (ledger.awarded > 0) & _in_scope(desk, sheet)
        unit, before = desk.group[desk.usci[members]], desk.group[ledger.usci[won]]
        frequency = sheet.clause.frequency
        if frequency is not None and frequency.per == "unit":
            refused[members] = np.isin(unit, before)
        else:
            project = desk.project[members]
            had = np.isin(_pairs(desk, unit, project), _pairs(desk, before, ledger.project[won]))
            refused[members] = had & (project > 0)
    return refused


# --- Ceilings over several awards -----------------------------------------------------------------


def already(desk: Desk, standings: Standings, k: int, members: IntArray) -> Integers:
    """Return the fen that earlier awards took of a ceiling which runs over several awards.

    ``members`` are applications of clause ``k``.
    """
    ledger, scope = desk.book.ledger, desk.sheets[k].ceiling_scope
    mine = ledger.clause == k
    if scope == "payee_ever":
        return sums_of(desk.payee[members], ledger.payee[mine], ledger.kept[mine])
    if scope == "project_year":
        mine &= ledger.year == desk.term.year
        keys = _pairs(desk, ledger.usci[mine], ledger.project[mine])
        wanted = _pairs(desk, desk.usci[members], desk.project[members])
        sums = sums_of(wanted, keys, ledger.kept[mine])
        return np.where(desk.project[members] > 0, sums, 0)
    if scope not in OVER_UNITS:
        return np.zeros(len(members), dtype=np.int64)
    return np.maximum(
        taken(desk, k, standings.limit_unit[members]), taken(desk, k, standings.also_unit[members])
    )


def taken(desk: Desk, k: int, units: IntArray) -> Integers:
    """Return the fen that earlier awards took of the ceiling of units over a year or the term."""
    ledger = desk.book.ledger
    over_term = desk.sheets[k].ceiling_scope == "unit_term"
    counts = _in_term(desk) if over_term else ledger.year == desk.term.year
    return kept_by(desk, units, counts & (ledger.clause == k))


def kept_by(desk: Desk, units: IntArray, counts: Mask) -> Integers:
    """Return the fen that some entries of the ledger gave units, as unit limits count."""
    entries, owners = _entries_by_unit(desk, counts)
    return sums_of(units, owners, desk.book.ledger.kept[entries])


def _entries_by_unit(desk: Desk, counts: Mask) -> tuple[IntArray, IntArray]:
    """Return entries of the ledger and the unit that each counts for; some count for two."""
    ledger, entries = desk.book.ledger, np.flatnonzero(counts)
    unit, also = limit_units(
        desk, ledger.clause[entries], ledger.usci[entries], ledger.payee[entries]
    )
    two = (also > 0) & (also != unit)
    return np.concatenate([entries, entries[two]]), np.concatenate([unit, also[two]])


# --- Documents and contracts ----------------------------------------------------------------------


def strike_used_documents(desk: Desk, standings: Standings) -> None:
    """Strike every row whose document was paid before, or stands in an earlier application.

    An application whose rows are all struck is refused.
    """
    ledger, stands = desk.book.ledger, standings.stands
    for k, sheet in enumerate(desk.sheets):
        frequency = sheet.clause.frequency
        if frequency is None or not _limited(sheet, ("document",)):
            continue
        name, _, column = frequency.document.partition(".")
        rows = desk.book.lists[name]
        mine = rows.counted((desk.clause == k) & stands)
        paper = desk.book.papers.of(rows.columns[column][mine])
        won = (ledger.clause == k) & (ledger.awarded > 0) & _in_scope(desk, sheet)
        used = np.isin(paper, ledger.document[won])
        first = np.zeros(len(mine), dtype=np.bool_)
        first[np.flatnonzero(~used)[np.unique(paper[~used], return_index=True)[1]]] = True
        struck = (paper > 0) & (used | ~first)
        rows.struck[mine[struck]] = True
        count = desk.book.count
        left = np.bincount(rows.of[mine[~struck]], minlength=count) > 0
        standings.refused[(np.bincount(rows.of[mine], minlength=count) > 0) & ~left] = True


def refuse_same_contract(desk: Desk, standings: Standings) -> None:
    """Refuse an application that rests on a contract of an earlier one.

    An agreement that a clause supports once is a contract too.
    """
    rows = desk.book.lists["contracts"]
    owners, papers = [rows.of], [desk.book.papers.of(rows.columns["contract_no"])]
    for k, sheet in enumerate(desk.sheets):
        frequency = sheet.clause.frequency
        if frequency is not None and sheet.frequency_scope:
            name, _, column = frequency.document.partition(".")
            if name == "agreements":
                rows = desk.book.lists[name]
                mine = rows.counted(desk.clause == k)
                owners.append(rows.of[mine])
                papers.append(desk.book.papers.of(rows.columns[column][mine]))
    held: set[int] = set()
    for i, mine_ in _shared(np.concatenate(owners), np.concatenate(papers), ~standings.refused):
        if held.isdisjoint(mine_):
            held |= mine_
        else:
            standings.refused[i] = True


def _shared(owner: IntArray, paper: IntArray, counts: Mask) -> list[tuple[int, set[int]]]:
    """Return applications in their order with the papers that more than one of them has."""
    counted = counts[owner] & (paper > 0)
    pairs = np.unique(np.stack([owner[counted], paper[counted]], axis=1), axis=0)
    often = np.bincount(pairs[:, 1])[pairs[:, 1]] > 1 if len(pairs) else np.zeros(0, dtype=bool)
    found: dict[int, set[int]] = {}
    for i, number in pairs[often].tolist():
        found.setdefault(i, set()).add(number)
    return sorted(found.items())


# --- One of several -------------------------------------------------------------------------------


def keep_highest(
    standings: Standings,
    members: IntArray,
    key: IntArray,
    spared: Callable[[IntArray, IntArray], Mask] | None = None,
    *,
    by_number: bool = False,
) -> tuple[IntArray, IntArray]:
    """Keep the highest of each group (of equal ones the earliest number), and refuse the rest.

    Parameters
    ----------
    members, key
        Applications, and the group of each.
    spared
        Of kept ones and others: which pairs do not exclude each other.
    by_number
        Keep the earliest number instead; incomplete applications take part.

    Returns
    -------
    tuple of IntArray
        Who is refused, and for whom.
    """
    counts = (~standings.refused if by_number else standings.stands)[members]
    members, key = members[counts], key[counts]
    first = np.zeros_like(members) if by_number else -standings.entitled[members]
    order = np.lexsort((members, first, key))
    members, key = members[order], key[order]
    starts = np.concatenate([[True], key[1:] != key[:-1]])[: len(key)]
    kept = members[starts][np.cumsum(starts) - 1]
    loses = kept != members
    if spared is not None:
        loses &= ~spared(kept, members)
    standings.refused[members[loses]] = True
    return members[loses], kept[loses]


def one_time_in_year(desk: Desk, standings: Standings) -> None:
    """Of several applications for what may be had once, keep the earliest number."""
    for k, sheet in enumerate(desk.sheets):
        frequency = sheet.clause.frequency
        if frequency is None or not _limited(sheet, ("unit", "unit_project")):
            continue
        members = desk.members(k)
        if frequency.per == "unit":
            key = desk.group[desk.usci[members]]
        else:
            members = members[desk.project[members] > 0]
            key = _pairs(desk, desk.group[desk.usci[members]], desk.project[members])
        keep_highest(standings, members, key, by_number=True)


def one_matter_one_clause(desk: Desk, standings: Standings) -> None:
    """One project of one unit is supported under one clause: the highest that was applied for."""
    if setting(desk.law, "same_project_rule", "highest") != "highest":
        return
    names = [sheet.clause.id for sheet in desk.sheets]
    groups = [set(combination.clauses) for combination in desk.law.policy.combinations]
    beside = np.array(
        [[one == two or any({one, two} <= g for g in groups) for two in names] for one in names]
    )
    members = np.flatnonzero(desk.project > 0)
    key = _pairs(desk, desk.usci[members], desk.project[members])
    refused, kept = keep_highest(
        standings,
        members,
        key,
        lambda kept, other: beside[desk.clause[kept], desk.clause[other]],
    )
    judged = np.array([sheet.clause.mode == "competitive" for sheet in desk.sheets])[desk.clause]
    for other, chosen in zip(refused.tolist(), kept.tolist(), strict=True):
        if judged[other] or judged[chosen]:  # a choice that an officer confirms
            standings.confirm[chosen] = min(other, standings.confirm.get(chosen, other))


def one_award_matched_once(desk: Desk, standings: Standings) -> None:
    """Match an award of a higher level once, as one matter: the highest application is kept.

    One document may name many units, so the award is the document and the unit.
    """
    owners, awards = [], []
    for k, sheet in enumerate(desk.sheets):
        if sheet.clause.same_matter == "match":
            rows = desk.book.lists[sheet.base.partition(".")[0]]
            mine = rows.counted(desk.clause == k)
            paper = desk.book.papers.of(rows.columns["doc_no"][mine])
            owners.append(rows.of[mine][paper > 0])
            awards.append(np.stack([desk.usci[rows.of[mine]], paper], axis=1)[paper > 0])
    if not owners:
        return
    owner, award = np.concatenate(owners), np.concatenate(awards)
    matching: dict[tuple[int, int], set[int]] = {}
    _, place, often = np.unique(award, axis=0, return_inverse=True, return_counts=True)
    for e in np.flatnonzero(often[place.ravel()] > 1).tolist():
        unit, paper_ = award[e].tolist()
        matching.setdefault((unit, paper_), set()).add(int(owner[e]))
    units, papers = list(desk.book.units.numbers), list(desk.book.papers.numbers)
    for _, members in sorted(matching.items(), key=lambda x: (units[x[0][0]], papers[x[0][1]])):
        still = np.array(sorted(members), dtype=np.int64)
        keep_highest(standings, still, np.zeros_like(still))


def combinations(desk: Desk, standings: Standings) -> None:
    """Where the call allows only the highest of some clauses to a unit, refuse the others.

    What earlier years gave under another of them counts.
    """
    ledger = desk.book.ledger
    for combination in desk.law.policy.combinations:
        if value_text(desk.law.value(combination.parameter)) != "highest_only":
            continue
        places = [k for k, s in enumerate(desk.sheets) if s.clause.id in combination.clauses]
        for k in places:
            members = desk.members(k)
            others = np.isin(ledger.clause, [p for p in places if p != k]) & (ledger.awarded > 0)
            had = np.isin(desk.group[desk.usci[members]], desk.group[ledger.usci[others]])
            standings.refused[members[had]] = True
        members = np.flatnonzero(np.isin(desk.clause, places))
        keep_highest(standings, members, desk.group[desk.usci[members]])


def one_a_unit(desk: Desk, standings: Standings) -> None:
    """Where a clause takes one application a unit and year, keep the highest.

    What an earlier batch of the year gave counts.
    """
    ledger = desk.book.ledger
    for k, sheet in enumerate(desk.sheets):
        if sheet.ceiling_scope == "unit_one":
            members = desk.members(k)
            won = (ledger.clause == k) & (ledger.year == desk.term.year) & (ledger.awarded > 0)
            unit = standings.limit_unit[members]
            standings.refused[members[np.isin(unit, _entries_by_unit(desk, won)[1])]] = True
            keep_highest(standings, members, unit)
