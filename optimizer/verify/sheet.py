"""One clause as it applies this year: every choice of the call made, every number looked up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from optimizer.policy.call import Law
from optimizer.policy.types import Clause, Condition, Value, value_text


@dataclass(frozen=True, slots=True)
class Term:
    """The days that the year's conditions are measured by, and the call's year."""

    year: int
    first: date
    last: date
    window: tuple[date, date]

    def covers_year(self, year: int) -> bool:
        """Say whether a budget year touches the policy's term."""
        return self.first.year <= year <= self.last.year


@dataclass(frozen=True, slots=True)
class Sheet:
    """A clause with its choices made."""

    clause: Clause
    conditions: tuple[Condition, ...]  # in force, the clause's own instead of the general ones
    groups_any: frozenset[str]  # groups of which one condition is enough
    ceiling: int  # yuan
    ceiling_scope: str
    threshold: int | None  # fen
    base: str
    cost: str
    payee: str
    net_of: str
    gates: tuple[str, ...]
    frequency_scope: str  # "" where nothing is limited


def setting(law: Law, name: str, default: Value = None) -> Value:
    """Return a parameter's value, or ``default`` where the policy has no such parameter."""
    return law.value(name) if name in law.settings else default


def read_term(law: Law) -> Term:
    """Return the term: its years from the first day on, ending the day before the anniversary."""
    first = law.call.policy_start
    return Term(
        law.call.year, first, _day_before(first, law.policy.term_years), law.call.qualifying_window
    )


def _day_before(first: date, years: int) -> date:
    try:
        end = first.replace(year=first.year + years)
    except ValueError:  # 29 February: the term ends with that month
        end = date(first.year + years, 3, 1)
    return date.fromordinal(end.toordinal() - 1)


def read_sheets(law: Law) -> tuple[Sheet, ...]:
    """Return the sheet of every clause of the policy."""
    return tuple(_sheet(law, clause) for clause in law.policy.clauses)


def _sheet(law: Law, clause: Clause) -> Sheet:
    own = {condition.code for condition in clause.conditions}
    general = (c for c in law.policy.conditions if c.code not in own)
    conditions = tuple(c for c in (*general, *clause.conditions) if law.holds(c.when))
    groups = {c.group for c in conditions if c.group}
    frequency = clause.frequency
    limited = frequency is not None and setting(law, frequency.unless or "", False) is not True  # noqa: FBT003
    return Sheet(
        clause=clause,
        conditions=conditions,
        groups_any=frozenset(g for g in groups if value_text(law.value(g)) == "any"),
        ceiling=clause.ceiling.on(law.day),
        ceiling_scope=law.pick(clause.ceiling_scope),
        threshold=None if clause.threshold is None else clause.threshold.on(law.day),
        base=law.pick(clause.base),
        cost=law.pick(clause.cost),
        payee=law.pick(clause.payee),
        net_of=value_text(law.value(clause.net_of)) if clause.net_of else "none",
        gates=law.call.gates.get(clause.mode, ()),
        frequency_scope=law.pick(frequency.scope) if limited and frequency is not None else "",
    )


def ratio_of(law: Law, name: str) -> Fraction | None:
    """Return a ratio that the call sets, ``None`` while it is open."""
    value = setting(law, name)
    if value is None:
        return None
    return value if isinstance(value, Fraction) else Fraction(value)  # type: ignore[arg-type]  # a ratio parameter holds a Fraction
