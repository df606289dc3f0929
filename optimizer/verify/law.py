"""START HERE for the law: the auditor's own opinion on every application of the year."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.intake.scenario_types import Scenario
from optimizer.intake.year import Year
from optimizer.money import FEN_PER_YUAN
from optimizer.policy.call import Law, resolve
from optimizer.verify import scopes
from optimizer.verify.amounts import amount, public_room
from optimizer.verify.book import open_book
from optimizer.verify.conditions import (
    NO,
    Desk,
    counted_as,
    gate_column,
    note_negative_facts,
    refusals,
)
from optimizer.verify.merit import merits, on_one_scale, ranks
from optimizer.verify.scopes import Standing
from optimizer.verify.sheet import Sheet, Term, read_sheets, read_term, setting

#: The gate whose requirement also comes from the amount.
SITE_VISIT = "site_visit"


@dataclass(frozen=True, slots=True)
class Opinion:
    """The second reading of a year: one entry of each list an application."""

    law: Law
    term: Term
    desk: Desk
    standings: list[Standing]
    merit: list[int]
    panel: list[str]
    rank: list[int | None]


def read_year(year: Year, scenario: Scenario) -> Opinion:
    """Read law, applications, scores and ledger again."""
    law = resolve(year.policy, year.call, scenario.settings, scenario.weights)
    term = read_term(law)
    desk = Desk(law, open_book(year.applications, year.ledger), term)
    numbers = desk.book.columns["application_no"]
    trim_from = int(str(setting(law, "experts_for_trimming", 5)))
    merit, panel = merits(numbers, year.scores, law.weights, trim_from)
    panel = [
        own or declared for own, declared in zip(panel, desk.book.columns["panel"], strict=True)
    ]
    merit = on_one_scale(merit, panel, str(setting(law, "normalise", "none")))
    standings = _stand(desk, merit)
    groups = [
        (s.clause, panel[i]) if s.stands and s.sheet.clause.scored else None
        for i, s in enumerate(standings)
    ]
    return Opinion(law, term, desk, standings, merit, panel, ranks(groups, merit))


def _stand(desk: Desk, merit: list[int]) -> list[Standing]:
    """Go through the year: conditions, documents, amounts, then one award against another."""
    sheets = read_sheets(desk.law)
    clauses = [sheets[clause] for clause in desk.book.columns["clause"]]
    payees = [_payee(desk, sheet, i) for i, sheet in enumerate(clauses)]
    paid = [usci for usci, _ in payees]
    note_negative_facts(desk, paid)
    refused = refusals(desk, clauses, paid)
    standings = [
        _first_look(desk, sheet, i, payees[i], refused[i]) for i, sheet in enumerate(clauses)
    ]
    scopes.strike_used_documents(desk, standings)
    for i, standing in enumerate(standings):
        _set_amount(desk, standing, i, merit[i])
    scopes.refuse_same_contract(desk, standings)
    scopes.one_time_in_year(desk, standings)
    scopes.one_a_unit(desk, standings)
    scopes.combinations(desk, standings)
    scopes.one_matter_one_clause(desk, standings)
    scopes.one_award_matched_once(desk, standings)
    for standing in standings:
        if not standing.stands:
            standing.entitled = 0
    return standings


def _payee(desk: Desk, sheet: Sheet, i: int) -> tuple[str, str]:
    """Return code and name of who is paid: the applicant, or the unit that it names."""
    code, name = ("payee_usci", "payee_name") if sheet.payee == "named" else ("usci", "unit_name")
    return desk.book.columns[code][i], desk.book.columns[name][i]


def _first_look(
    desk: Desk, sheet: Sheet, i: int, payee: tuple[str, str], refused: set[str]
) -> Standing:
    unit, also = _limit_units(desk, sheet, i, payee[0])
    standing = Standing(sheet.clause.id, sheet, *payee, unit, also, refused)
    standing.incomplete = not payee[0]
    if scopes.once_by_ledger(desk, standing, i):
        standing.refused.add("once")
    return standing


def _limit_units(desk: Desk, sheet: Sheet, i: int, payee: str) -> tuple[str, str]:
    """Return the unit that limits count, and a second one where the call counts both.

    It is the paid one, and its group where affiliates count as one.
    """
    word, applicant = counted_as(desk.law, sheet.clause), desk.book.columns["usci"][i]
    also = desk.group_of(applicant) if word == "both" and payee != applicant else ""
    return desk.group_of(applicant if word == "investor" else payee), also


def _set_amount(desk: Desk, standing: Standing, i: int, merit: int) -> None:
    """Work out the amount; what is refused is still worked out where it can be."""
    sheet = standing.sheet
    before = scopes.already(desk, standing, i)
    if sheet.ceiling * FEN_PER_YUAN - before < FEN_PER_YUAN:
        standing.refused.add("ceiling_used")
    room = public_room(desk, sheet, i)
    own = amount(desk, sheet, i, merit, (before, room))
    standing.verified = own.verified
    if own.below:
        standing.refused.add("threshold")
    if room is not None and room <= 0:
        standing.refused.add("public_money")
    if own.entitled is None:
        standing.incomplete = True
        return
    standing.entitled = own.entitled
    if own.entitled < 1 and standing.payee:
        standing.refused.add("below_one_yuan")
    above = desk.law.call.site_visit_above
    if above is not None and own.entitled > above:
        visited = gate_column(desk, SITE_VISIT)
        if visited is not None and visited[i] == NO:
            standing.refused.add(f"gate:{SITE_VISIT}")
