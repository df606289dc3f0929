"""START HERE for the law: the auditor's own opinion on every application of the year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.tables import MISSING, Column
from optimizer.intake.year import Year
from optimizer.money import FEN_PER_YUAN
from optimizer.policy.call import Law, resolve
from optimizer.verify import scopes
from optimizer.verify.amounts import amounts
from optimizer.verify.conditions import NO, gate_column, refusals
from optimizer.verify.desk import Desk, limit_units, sit_down
from optimizer.verify.merit import merits, on_one_scale, ranks
from optimizer.verify.scopes import Standings
from optimizer.verify.sheet import Term, setting

#: The gate whose requirement also comes from the amount.
SITE_VISIT = "site_visit"


@dataclass(frozen=True, slots=True)
class Opinion:
    """The second reading of a year: one entry of each column an application.

    ``merit`` is in hundredths; it and ``rank`` are ``MISSING`` where there is none.
    """

    law: Law
    term: Term
    desk: Desk
    standings: Standings
    merit: IntArray
    panel: Column
    rank: IntArray


def read_year(year: Year, scenario: Scenario) -> Opinion:
    """Read law, applications, scores and ledger again."""
    law = resolve(year.policy, year.call, scenario.settings, scenario.weights)
    desk = sit_down(law, year.applications, year.ledger)
    columns = desk.book.columns
    trim_from = int(str(setting(law, "experts_for_trimming", 5)))
    merit, panel = merits(columns["application_no"], year.scores, law.weights, trim_from)
    panel = np.where(panel == "", columns["panel"], panel)
    method = str(setting(law, "normalise", "none"))
    if method != "none":
        merit = np.array(on_one_scale(merit.tolist(), panel.tolist(), method), dtype=np.int64)
    standings = _stand(desk, merit)
    scored = np.array([sheet.clause.scored for sheet in desk.sheets], dtype=np.bool_)
    ranked = standings.stands & scored[desk.clause] & (merit != MISSING)
    return Opinion(
        law, desk.term, desk, standings, merit, panel, ranks(desk.clause, panel, merit, ranked)
    )


def _stand(desk: Desk, merit: IntArray) -> Standings:
    """Go through the year: conditions, documents, amounts, then one award against another."""
    limit_unit, also_unit = limit_units(desk, desk.clause, desk.usci, desk.payee)
    standings = Standings(
        clause=desk.clause,
        payee=desk.book.units.texts(desk.payee),
        payee_name=desk.payee_name,
        limit_unit=limit_unit,
        also_unit=also_unit,
        refused=refusals(desk) | scopes.once_by_ledger(desk),
        incomplete=desk.payee == 0,
        entitled=np.zeros(desk.book.count, dtype=np.int64),
        verified=np.full(desk.book.count, MISSING, dtype=np.int64),
        worked_out=np.zeros(desk.book.count, dtype=np.int64),
    )
    scopes.strike_used_documents(desk, standings)
    for k in range(len(desk.sheets)):
        members = desk.members(k)
        if len(members):
            _set_amounts(desk, standings, k, members, merit[members])
    scopes.refuse_same_contract(desk, standings)
    scopes.one_time_in_year(desk, standings)
    scopes.one_a_unit(desk, standings)
    scopes.combinations(desk, standings)
    scopes.one_matter_one_clause(desk, standings)
    scopes.one_award_matched_once(desk, standings)
    standings.entitled[~standings.stands] = 0
    return standings


def _set_amounts(
    desk: Desk, standings: Standings, k: int, members: IntArray, merit: IntArray
) -> None:
    """Work out the amounts of a clause; what is refused is still worked out where it can be."""
    sheet = desk.sheets[k]
    before = scopes.already(desk, standings, k, members)
    own = amounts(desk, sheet, members, merit, before)
    standings.verified[members] = own.verified
    refused = own.below | own.covered
    refused |= np.asarray(sheet.ceiling * FEN_PER_YUAN - before < FEN_PER_YUAN, dtype=np.bool_)
    refused |= ~own.missing & (own.entitled < 1) & (desk.payee[members] > 0)
    above, visited = desk.law.call.site_visit_above, gate_column(desk, SITE_VISIT)
    if above is not None and visited is not None:
        refused |= ~own.missing & (own.entitled > above) & (visited[members] == NO)
    standings.refused[members] |= refused
    standings.incomplete[members] |= own.missing
    standings.worked_out[members] = np.where(own.missing, 0, own.entitled)
    standings.entitled[members] = standings.worked_out[members]
