"""The limits as the auditor writes them: what is available, what pools and units may still get."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from optimizer.formats.problem import AllocationProblem, IntArray, Row
from optimizer.formats.project_columns import texts
from optimizer.intake.scenario_types import Pool, Scenario
from optimizer.money import FEN_PER_YUAN
from optimizer.policy.types import UnitLimit
from optimizer.verify.choices import coded, own_labels, own_numbers, own_rows, own_rules
from optimizer.verify.exact import total
from optimizer.verify.law import Opinion
from optimizer.verify.scopes import ENTITLED
from optimizer.verify.sheet import setting
from optimizer.verify.tranches import in_time
from optimizer.verify.unit_rows import ceilings, over_units


def own_problem(opinion: Opinion, scenario: Scenario) -> AllocationProblem:
    """Write down who competes for what under which limits, from this reading alone."""
    standings, desk = opinion.standings, opinion.desk
    chosen = np.flatnonzero(standings.status == ENTITLED)
    clauses = opinion.law.policy.clauses
    clause, entitled = standings.clause[chosen], standings.entitled[chosen]
    grid = np.array([one.grid for one in clauses], dtype=np.int64)[clause]
    numbers = desk.book.columns["application_no"][chosen]
    time = in_time(opinion, scenario, chosen, entitled // grid * grid)
    return AllocationProblem(
        ids=numbers,
        entitled=entitled,
        grid=grid,
        merit=_merit(opinion, scenario)[chosen],
        budget=time.budget,
        labels={
            **own_labels(opinion, scenario, chosen),
            "article": coded(texts([one.article for one in clauses], clause)),
            "clause": coded(texts([one.id for one in clauses], clause)),
            "unit": coded(desk.book.units.texts(standings.limit_unit[chosen])),
            "panel": coded(opinion.panel[chosen]),
        },
        numbers={**own_numbers(opinion, scenario, chosen), **time.numbers},
        rows=(
            *_tightest(_rows(opinion, scenario, chosen)),
            *own_rows(scenario),
            *time.rows,
        ),
        rules=own_rules(opinion, scenario, numbers),
        objective=scenario.objective,
        method=scenario.method,
    )


def _merit(opinion: Opinion, scenario: Scenario) -> IntArray:
    scored = np.array([one.scored for one in opinion.law.policy.clauses], dtype=np.bool_)
    merit = np.maximum(opinion.merit, 0)
    return np.where(scored[opinion.standings.clause], merit, scenario.unscored_merit or 0)


def _tightest(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield one row a name: of two unit limits with one name the tighter one."""
    found: dict[str, Row] = {}
    for row in rows:
        before = found.get(row.name)
        if before is None or (before.at_most or 0) > (row.at_most or 0):
            found[row.name] = row
    yield from found.values()


def _rows(opinion: Opinion, scenario: Scenario, chosen: IntArray) -> Iterator[Row]:
    for pool in scenario.pools:
        name, before = f"{pool.over} {pool.key}", _in_pool(opinion, pool)
        most, least = (
            None if target is None else max(target - before, 0)
            for target in (pool.at_most, pool.at_least)
        )
        yield Row(name, {pool.over: (pool.key,)}, at_most=most, at_least=least)
    for limit in opinion.law.policy.unit_limits:
        yield from _law_limit(opinion, limit, chosen)
    for own in scenario.unit_limits:
        over = own.over or None
        yield from over_units(opinion, over, own.at_most, "annual", chosen)
    yield from ceilings(opinion, chosen)


def _in_pool(opinion: Opinion, pool: Pool) -> int:
    """Return the yuan (rounded up) that earlier batches of the year took out of a pool."""
    inside = {
        clause.id
        for clause in opinion.law.policy.clauses
        if pool.key == (clause.article if pool.over == "article" else clause.id)
    }
    ledger = opinion.desk.book.ledger
    places = [k for k, one in enumerate(opinion.law.policy.clauses) if one.id in inside]
    mine = np.isin(ledger.clause, places) & (ledger.year == opinion.term.year)
    taken = total(ledger.kept[mine])
    return -(-max(taken, 0) // FEN_PER_YUAN)


def _law_limit(opinion: Opinion, limit: UnitLimit, chosen: IntArray) -> Iterator[Row]:
    """Yield what one limit of the measures over several awards leaves to each unit."""
    law = opinion.law
    amount = None if limit.amount is None else limit.amount.on(law.day)
    if amount is None and limit.parameter and setting(law, limit.parameter) is not None:
        amount = int(str(setting(law, limit.parameter)))
    if amount is None:
        return
    further = {clause for clause, flag in limit.also.items() if setting(law, flag) is True}
    inside = {*limit.clauses, *further}
    clauses = tuple(c.id for c in law.policy.clauses if c.id in inside)
    yield from over_units(opinion, clauses, amount, law.pick(limit.period), chosen)
