"""One award against another: a document or contract used twice, one matter, one time only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field

from optimizer.policy.types import value_text
from optimizer.verify.conditions import Desk, counted_rows
from optimizer.verify.sheet import Sheet, setting

#: Scopes of a ceiling that all awards of a unit in a year, or in the term, share.
OVER_UNITS = frozenset({"unit_year", "unit_one", "unit_term"})


@dataclass(slots=True)
class Standing:
    """How one application stands while the auditor goes through the year."""

    clause: str
    sheet: Sheet
    payee: str
    payee_name: str
    limit_unit: str
    also_unit: str = ""  # a second unit that limits count, where the call says both
    refused: set[str] = field(default_factory=set)
    incomplete: bool = False
    entitled: int = 0
    verified: int | None = None

    @property
    def stands(self) -> bool:
        """Say whether it is neither refused nor incomplete."""
        return not self.refused and not self.incomplete

    @property
    def status(self) -> str:
        """Return ``refused``, ``incomplete`` or ``entitled``; a refusal goes first."""
        if self.refused:
            return "refused"
        return "incomplete" if self.incomplete else "entitled"


def once_by_ledger(desk: Desk, standing: Standing, i: int) -> bool:
    """Say whether an earlier year (or batch) already gave what may be had once."""
    sheet = standing.sheet
    frequency = sheet.clause.frequency
    if not sheet.frequency_scope or frequency is None or frequency.per == "document":
        return False
    unit = desk.group_of(desk.book.columns["usci"][i])
    project = desk.book.columns["project_no"][i]
    for entry in desk.by_applicant.get(unit, ()):
        mine = entry.clause == standing.clause and entry.awarded > 0
        if not mine or not _in_scope(desk, sheet, entry.year):
            continue
        if frequency.per == "unit" or (project and entry.project == project):
            return True
    return False


def already(desk: Desk, standing: Standing, i: int) -> int:
    """Return the fen that earlier awards took of a ceiling which runs over several awards."""
    scope, year = standing.sheet.ceiling_scope, desk.term.year
    if scope == "payee_ever":
        return sum(e.kept for e in desk.of_payee(standing.payee, standing.clause))
    if scope == "project_year":
        project, usci = (desk.book.columns[key][i] for key in ("project_no", "usci"))
        entries = desk.by_applicant_alone.get(usci, ()) if project else ()
        mine = (e for e in entries if e.clause == standing.clause and e.project == project)
        return sum(e.kept for e in mine if e.year == year)
    if scope not in OVER_UNITS:
        return 0
    return max(
        taken(desk, standing, standing.limit_unit), taken(desk, standing, standing.also_unit)
    )


def taken(desk: Desk, standing: Standing, unit: str) -> int:
    """Return the fen that earlier awards took of a unit's ceiling over a year or the term."""
    scope, year = standing.sheet.ceiling_scope, desk.term.year
    total = 0
    for entry in desk.of_limit_unit(unit):
        if entry.clause != standing.clause:
            continue
        counts = entry.year == year if scope != "unit_term" else desk.term.covers_year(entry.year)
        total += entry.kept if counts else 0
    return total


def _in_scope(desk: Desk, sheet: Sheet, year: int) -> bool:
    return sheet.frequency_scope == "ever" or desk.term.covers_year(year)


def strike_used_documents(desk: Desk, standings: list[Standing]) -> None:
    """Strike every row whose document was paid before, or stands in an earlier application.

    An application whose rows are all struck is refused.
    """
    used: dict[str, set[str]] = defaultdict(set)
    for entry in desk.book.ledger:
        if entry.document and entry.awarded > 0:
            used[f"{entry.clause} {entry.year}"].add(entry.document)
    years = sorted({entry.year for entry in desk.book.ledger})
    claimed: dict[str, set[str]] = defaultdict(set)
    for i, standing in enumerate(standings):
        sheet = standing.sheet
        frequency = sheet.clause.frequency
        if not sheet.frequency_scope or frequency is None or frequency.per != "document":
            continue
        if not standing.stands:
            continue
        name, _, column = frequency.document.partition(".")
        rows = counted_rows(desk, name, i)
        mine = claimed[standing.clause]
        left = 0
        for row in rows:
            paper = row[column]
            before = any(
                paper in used[f"{standing.clause} {year}"]
                for year in years
                if _in_scope(desk, sheet, year)
            )
            if paper and (before or paper in mine):
                row["struck"] = True
                continue
            mine.add(paper)
            left += 1
        if rows and not left:
            standing.refused.add("document_used")


def refuse_same_contract(desk: Desk, standings: list[Standing]) -> None:
    """Refuse an application that rests on a contract of an earlier one.

    An agreement that a clause supports once is a contract too.
    """
    held: set[str] = set()
    for i, standing in enumerate(standings):
        if standing.refused:
            continue
        contracts = {row["contract_no"] for row in desk.book.rows("contracts", i)}
        frequency = standing.sheet.clause.frequency
        if standing.sheet.frequency_scope and frequency is not None:
            name, _, column = frequency.document.partition(".")
            if name == "agreements":
                contracts |= {row[column] for row in counted_rows(desk, name, i)}
        contracts -= {""}
        if held & contracts:
            standing.refused.add("same_contract")
        else:
            held |= contracts


def keep_highest(
    standings: list[Standing],
    key: Callable[[int], Hashable | None],
    code: str,
    spared: Callable[[int, int], bool] = lambda _kept, _other: False,
    *,
    by_number: bool = False,
) -> None:
    """Keep the highest of each group (of equal ones the earliest number), and refuse the rest.

    ``by_number`` keeps the earliest number instead.

    ``spared(kept, other)`` says that the two do not exclude each other.
    """
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for i, standing in enumerate(standings):
        counts = not standing.refused if by_number else standing.stands
        if counts and (group := key(i)) is not None:
            groups[group].append(i)
    for members in groups.values():
        kept = members[0] if by_number else _highest(standings, members)
        for i in members:
            if i != kept and not spared(kept, i):
                standings[i].refused.add(code)


def _highest(standings: list[Standing], members: list[int]) -> int:
    return min(members, key=lambda i: (-standings[i].entitled, i))


def one_time_in_year(desk: Desk, standings: list[Standing]) -> None:
    """Of several applications for what may be had once, keep the earliest number."""

    def key(i: int) -> Hashable | None:
        sheet = standings[i].sheet
        frequency = sheet.clause.frequency
        if not sheet.frequency_scope or frequency is None or frequency.per == "document":
            return None
        unit = desk.group_of(desk.book.columns["usci"][i])
        project = desk.book.columns["project_no"][i]
        if frequency.per == "unit":
            return (standings[i].clause, unit)
        return (standings[i].clause, unit, project) if project else None

    keep_highest(standings, key, "once", by_number=True)


def one_matter_one_clause(desk: Desk, standings: list[Standing]) -> None:
    """One project of one unit is supported under one clause: the highest that was applied for."""
    if setting(desk.law, "same_project_rule", "highest") != "highest":
        return
    beside = _beside(desk)

    def key(i: int) -> Hashable | None:
        project = desk.book.columns["project_no"][i]
        return (desk.book.columns["usci"][i], project) if project else None

    def spared(kept: int, other: int) -> bool:
        one, two = standings[kept].clause, standings[other].clause
        return one == two or bool(beside.get(one, set()) & beside.get(two, set()))

    keep_highest(standings, key, "same_project", spared)


def one_award_matched_once(desk: Desk, standings: list[Standing]) -> None:
    """Match an award of a higher level once, as one matter: the highest application is kept.

    One document may name many units, so the award is the document and the unit.
    """
    matching: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, standing in enumerate(standings):
        if standing.sheet.clause.same_matter == "match":
            name = standing.sheet.base.partition(".")[0]
            rows = counted_rows(desk, name, i)
            for number in sorted({row["doc_no"] for row in rows} - {""}):
                matching[desk.book.columns["usci"][i], number].append(i)
    for _, members in sorted(matching.items()):
        still = [i for i in members if standings[i].stands]
        kept = _highest(standings, still) if still else -1
        for i in still:
            if i != kept:
                standings[i].refused.add("same_award")


def _beside(desk: Desk) -> Mapping[str, set[int]]:
    """Return which groups of clauses that may stand beside each other each clause is in."""
    groups: dict[str, set[int]] = defaultdict(set)
    for number, combination in enumerate(desk.law.policy.combinations):
        for clause in combination.clauses:
            groups[clause].add(number)
    return groups


def combinations(desk: Desk, standings: list[Standing]) -> None:
    """Where the call allows only the highest of some clauses to a unit, refuse the others."""
    for combination in desk.law.policy.combinations:
        if value_text(desk.law.value(combination.parameter)) == "highest_only":
            _had_before(desk, standings, combination.clauses)
            _highest_of(desk, standings, combination.clauses)


def _had_before(desk: Desk, standings: list[Standing], clauses: Iterable[str]) -> None:
    inside = frozenset(clauses)
    for i, standing in enumerate(standings):
        if standing.clause in inside:
            unit = desk.group_of(desk.book.columns["usci"][i])
            had = (e.clause for e in desk.by_applicant.get(unit, ()) if e.awarded > 0)
            if any(clause in inside and clause != standing.clause for clause in had):
                standing.refused.add("combination")


def _highest_of(desk: Desk, standings: list[Standing], clauses: Iterable[str]) -> None:
    inside = frozenset(clauses)

    def key(i: int) -> Hashable | None:
        if standings[i].clause not in inside:
            return None
        return desk.group_of(desk.book.columns["usci"][i])

    keep_highest(standings, key, "combination")


def one_a_unit(desk: Desk, standings: list[Standing]) -> None:
    """Where a clause takes one application a unit and year, keep the highest.

    What an earlier batch of the year gave counts.
    """
    for standing in standings:
        if standing.sheet.ceiling_scope == "unit_one" and any(
            e.clause == standing.clause and e.year == desk.term.year and e.awarded > 0
            for e in desk.of_limit_unit(standing.limit_unit)
        ):
            standing.refused.add("one_a_unit")

    def key(i: int) -> Hashable | None:
        standing = standings[i]
        if standing.sheet.ceiling_scope != "unit_one":
            return None
        return (standing.clause, standing.limit_unit)

    keep_highest(standings, key, "one_a_unit")
