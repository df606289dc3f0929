"""The measures as data: a policy version, its clauses, and the parameters that it leaves open.

Everything here is frozen and holds numbers and names, no sentences but the titles that the policy
file itself gives in both languages. Money is integer yuan, thresholds are integer fen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Generic, Literal, TypeVar

from optimizer.formats.reason import Citation

T = TypeVar("T")
Status = Literal["draft", "in_force", "expired"]
Mode = Literal["recognition", "formula", "matching", "competitive"]
Rule = Literal["equal", "monotone", "none"]
#: A value of a parameter: what its ``kind`` says. ``None`` is "not set".
Value = bool | int | str | Fraction | date | None


@dataclass(frozen=True, slots=True)
class Text:
    """One title in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """Values with the day from which each holds, rising by day."""

    values: tuple[tuple[date, T], ...]

    def on(self, day: date) -> T:
        """Return the value that holds on ``day``; the first one before any holds."""
        held = self.values[0][1]
        for start, value in self.values:
            if start <= day:
                held = value
        return held


# --- the closed set of money formulas -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Flat:
    """Every eligible application may reach the same amount: the ceiling, or ``amount`` (a parameter)."""

    amount: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """``ratio`` x base, at most the ceiling.

    ``ratio`` is a number that the measures give, or the name of the parameter that sets it;
    ``variants`` maps a flag column of the application to the parameter that replaces the ratio
    when that flag is true and the parameter is set.
    """

    ratio: Fraction | str
    variants: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """A ratio of the awards of higher levels, at most the ceiling.

    ``ratios`` maps a level (choice of the list ``higher_awards``) to the parameter with its ratio;
    ``kinds`` are the kinds of award that count (empty: those that ``accept`` decides).
    """

    ratios: Mapping[str, str]
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Discretionary:
    """No formula: at most the ceiling. With a tier table of the call it is ``Tiered``."""


Formula = Flat | Share | Match | Discretionary


@dataclass(frozen=True, slots=True)
class TierTable:
    """Score band -> share of the ceiling or of the verified amount (a call sets it).

    ``bands`` are (from, share), ``from`` in hundredths of a point, closed below, falling.
    """

    clause: str
    of: Literal["ceiling", "verified"]
    bands: tuple[tuple[int, Fraction], ...]
    source: str


# --- conditions, parameters, clauses ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class When:
    """Something holds only while parameter ``parameter`` has one of ``values`` (as text)."""

    parameter: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of one column of an application.

    ``test``:
    ``true`` / ``false`` - a flag column is yes / no; ``one_of`` - a choice (or any of several
    choices) is among ``values``; ``given`` - a text or date is not empty; ``in_window`` - a date
    lies in the call's qualifying window; ``at_least`` - a list has at least ``values[0]`` rows;
    An empty cell is open (marked unchecked) unless ``hard_when_empty``.

    ``group`` names a parameter with the value ``all`` or ``any``: conditions of one clause and
    group are joined by it. ``soft`` conditions are shown and refuse nobody.
    """

    code: str
    field: str
    test: Literal["true", "false", "one_of", "given", "in_window", "at_least"]
    citation: Citation
    values: tuple[str, ...] = ()
    when: When | None = None
    group: str = ""
    soft: bool = False
    hard_when_empty: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """One ambiguity of the text, or one value that it leaves to the call.

    ``kind``: ``choice``, ``flag``, ``integer``, ``ratio``, ``money`` (yuan), ``date``. ``allowed``
    are the choices as text; ``low``/``high`` bound ratios, integers and money, inclusive.
    ``must_be_set`` parameters have no default: unset, the clause stops with "a ratio must be set".
    """

    name: str
    kind: Literal["choice", "flag", "integer", "ratio", "money", "date"]
    default: Value
    citation: Citation
    question: Text
    reason: Text
    allowed: tuple[str, ...] = ()
    low: Fraction | None = None
    high: Fraction | None = None
    must_be_set: bool = False
    needs_citation: tuple[str, ...] = ()  # values lawful only with the call's own citation


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often one may get a clause: ``scope`` once ``per`` ``unit``/``project``/``document``.

    ``scope``: ``ever``, ``term`` (policy term), ``repeat`` (no limit), or the name of a parameter
    whose value is ``ever``/``policy_term``. ``per`` may name a parameter too.
    """

    scope: str
    per: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class UnitLimit:
    """A limit of the measures over several awards of one unit (yuan), over ``period``.

    ``period`` is a parameter name whose value is ``policy_term``, ``annual`` or ``single_call``.
    """

    clauses: tuple[str, ...]
    amount: Dated[int]
    period: str
    citation: Citation
    also: Mapping[str, str] = field(default_factory=dict)  # further clause -> flag parameter


@dataclass(frozen=True, slots=True)
class Clause:
    """One award clause of the measures."""

    id: str
    article: str
    title: Text
    mode: Mode
    rule: Rule
    grid: int
    formula: Formula
    ceiling: Dated[int]
    citation: Citation
    unit_types: tuple[str, ...]
    base: str = ""  # money column, or "list.column" for a sum over a list; empty: no base
    cost: str = ""  # money column that public money may not exceed (times max_public_share)
    net_of: str = ""  # flag/choice parameter: net the base of other public money
    threshold: Dated[int] | None = None  # fen, inclusive, on the base
    ceiling_scope: str = (
        "application"  # application | unit_year | unit_term | payee_ever, or parameter
    )
    frequency: Frequency | None = None
    payee: Literal["applicant", "named"] = "applicant"
    limit_unit: str = ""  # parameter: payee | investor | both; empty: the paid unit
    conditions: tuple[Condition, ...] = ()
    window: str = "received_date"  # the date that the qualifying window binds
    needs: tuple[str, ...] = ()  # columns without which a file cannot carry this clause
    scored: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of the experts' rubric with its integer weight (the weights add up to 100)."""

    key: str
    title: Text
    weight: int


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the measures."""

    version: str
    title: Text
    status: Status
    document_no: str
    published: date | None
    term_years: int
    clauses: tuple[Clause, ...]
    parameters: Mapping[str, Parameter]
    conditions: tuple[Condition, ...]  # articles 3 and 4, for every clause
    negative_flags: tuple[Condition, ...]  # article 4 (4): test "false"
    unit_limits: tuple[UnitLimit, ...]
    criteria: tuple[Criterion, ...]
    gates: tuple[str, ...]  # gate columns that a call's gate table may require, in order
    article_titles: Mapping[str, Text]

    def clause(self, clause_id: str) -> Clause:
        """Return the clause with this id (KeyError if there is none)."""
        return next(c for c in self.clauses if c.id == clause_id)
