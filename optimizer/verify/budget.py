"""The limits as the auditor writes them: what is available, what pools and units may still get."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from optimizer.formats.problem import AllocationProblem, Row
from optimizer.intake.scenario_types import Pool, Scenario
from optimizer.money import FEN_PER_YUAN
from optimizer.policy.types import UnitLimit
from optimizer.verify.book import Entry
from optimizer.verify.choices import coded, own_labels, own_numbers, own_rows, own_rules
from optimizer.verify.law import Opinion
from optimizer.verify.scopes import already, taken
from optimizer.verify.sheet import setting
from optimizer.verify.tranches import in_time


def own_problem(opinion: Opinion, scenario: Scenario) -> AllocationProblem:
    """Write down who competes for what under which limits, from this reading alone."""
    chosen = [i for i, standing in enumerate(opinion.standings) if standing.status == "entitled"]
    standings = [opinion.standings[i] for i in chosen]
    numbers = [opinion.desk.book.columns["application_no"][i] for i in chosen]
    entitled = np.array([s.entitled for s in standings], dtype=np.int64)
    grid = np.array([s.sheet.clause.grid for s in standings], dtype=np.int64)
    time = in_time(opinion, scenario, chosen, (entitled // grid * grid).tolist())
    return AllocationProblem(
        ids=np.array(numbers, dtype=object),
        entitled=entitled,
        grid=grid,
        merit=np.array([_merit(opinion, scenario, i) for i in chosen], dtype=np.int64),
        budget=time.budget,
        labels={
            **own_labels(opinion, scenario, chosen),
            "article": coded([s.sheet.clause.article for s in standings]),
            "clause": coded([s.clause for s in standings]),
            "unit": coded([s.limit_unit for s in standings]),
            "panel": coded([opinion.panel[i] for i in chosen]),
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


def _merit(opinion: Opinion, scenario: Scenario, i: int) -> int:
    if opinion.standings[i].sheet.clause.scored:
        return max(opinion.merit[i], 0)
    return scenario.unscored_merit or 0


def _tightest(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield one row a name: of two unit limits with one name the tighter one."""
    found: dict[str, Row] = {}
    for row in rows:
        before = found.get(row.name)
        if before is None or (before.at_most or 0) > (row.at_most or 0):
            found[row.name] = row
    yield from found.values()


def _rows(opinion: Opinion, scenario: Scenario, chosen: list[int]) -> Iterator[Row]:
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
        yield from _over_units(opinion, over, own.at_most, "annual", chosen)
    yield from _ceilings(opinion, chosen)


def _in_pool(opinion: Opinion, pool: Pool) -> int:
    """Return the yuan (rounded up) that earlier batches of the year took out of a pool."""
    inside = {
        clause.id
        for clause in opinion.law.policy.clauses
        if pool.key == (clause.article if pool.over == "article" else clause.id)
    }
    taken = sum(
        entry.kept
        for entry in opinion.desk.book.ledger
        if entry.clause in inside and entry.year == opinion.term.year
    )
    return -(-max(taken, 0) // FEN_PER_YUAN)


def _law_limit(opinion: Opinion, limit: UnitLimit, chosen: list[int]) -> Iterator[Row]:
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
    yield from _over_units(opinion, clauses, amount, law.pick(limit.period), chosen)


def _over_units(
    opinion: Opinion,
    clauses: tuple[str, ...] | None,
    amount: int,
    period: str,
    chosen: list[int],
) -> Iterator[Row]:
    members: dict[str, list[int]] = defaultdict(list)
    for i in chosen:
        standing = opinion.standings[i]
        if clauses is None or standing.clause in clauses:
            for unit in (standing.limit_unit, standing.also_unit):
                if unit:
                    members[unit].append(i)
    for unit, mine in sorted(members.items()):
        before = sum(
            entry.kept
            for entry in opinion.desk.of_limit_unit(unit)
            if (clauses is None or entry.clause in clauses) and _counts(opinion, entry, period)
        )
        left = max((amount * FEN_PER_YUAN - max(before, 0)) // FEN_PER_YUAN, 0)
        if _never_reached(opinion, mine, left):
            continue
        name = f"unit {unit}" if clauses is None else f"unit {unit} clause {','.join(clauses)}"
        yield _unit_row(opinion, name, unit, clauses, mine, left)


def _never_reached(opinion: Opinion, members: list[int], left: int) -> bool:
    """Say whether a limit is none: its members may not get as much, whatever the plan."""
    return sum([opinion.standings[i].entitled for i in members]) <= left


def _unit_row(
    opinion: Opinion,
    name: str,
    unit: str,
    clauses: tuple[str, ...] | None,
    members: list[int],
    left: int,
) -> Row:
    """Return a row by the unit's label, or by numbers where it counts what another is paid."""
    if any(opinion.standings[i].limit_unit != unit for i in members):
        numbers = opinion.desk.book.columns["application_no"]
        return Row(name, {"id": tuple(numbers[i] for i in members)}, at_most=left)
    by_clause = {} if clauses is None else {"clause": clauses}
    return Row(name, {"unit": (unit,), **by_clause}, at_most=left)


def _counts(opinion: Opinion, entry: Entry, period: str) -> bool:
    if period == "policy_term":
        return opinion.term.covers_year(entry.year)
    return entry.year == opinion.term.year


def _ceilings(opinion: Opinion, chosen: list[int]) -> Iterator[Row]:
    """Yield the ceilings that run over several awards of one unit, payee or project."""
    for holder, members in sorted(_holders(opinion, chosen).items()):
        scope, clause, unit, project = holder
        first = opinion.standings[members[0]]
        by_unit = scope in {"unit_year", "unit_term"}
        used = (
            taken(opinion.desk, first, unit)
            if by_unit
            else already(opinion.desk, first, members[0])
        )
        left = max((first.sheet.ceiling * FEN_PER_YUAN - used) // FEN_PER_YUAN, 0)
        if _never_reached(opinion, members, left):
            continue
        if scope == "project_year":
            numbers = opinion.desk.book.columns["application_no"]
            name = f"project {unit} {project} clause {clause}"
            yield Row(name, {"id": tuple(numbers[i] for i in members)}, at_most=left)
        else:
            name = f"unit {unit} clause {clause}"
            yield _unit_row(opinion, name, unit, (clause,), members, left)


def _holders(opinion: Opinion, chosen: list[int]) -> Mapping[tuple[str, str, str, str], list[int]]:
    """Return (scope, clause, unit, project) -> applications that share one ceiling."""
    groups: dict[tuple[str, str, str, str], list[int]] = defaultdict(list)
    for i in chosen:
        standing = opinion.standings[i]
        scope = standing.sheet.ceiling_scope
        project = opinion.desk.book.columns["project_no"][i]
        if scope in {"unit_year", "unit_term"}:
            for unit in (standing.limit_unit, standing.also_unit):
                if unit:
                    groups[scope, standing.clause, unit, ""].append(i)
        elif scope == "payee_ever":
            groups[scope, standing.clause, standing.payee, ""].append(i)
        elif scope == "project_year" and project:
            usci = opinion.desk.book.columns["usci"][i]
            groups[scope, standing.clause, usci, project].append(i)
    return groups
