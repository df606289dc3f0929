"""The measures as data: a policy version, its clauses, and the parameters that it leaves open.

Everything here is frozen and holds numbers and names, no sentences but the titles that the policy
file itself gives in both languages. Money is integer yuan, thresholds are integer fen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from optimizer.formats.reason import Citation
from optimizer.policy.basics import (
    Choice,
    Dated,
    Discretionary,
    Flat,
    Formula,
    Match,
    Share,
    Text,
    TierTable,
    Value,
    value_text,
)

__all__ = [
    "CEILING_SCOPES",
    "Article",
    "BaseRows",
    "Choice",
    "Clause",
    "Combination",
    "Condition",
    "Criterion",
    "Dated",
    "Discretionary",
    "Flat",
    "Formula",
    "Frequency",
    "Match",
    "Mode",
    "Parameter",
    "Policy",
    "Reading",
    "RowThreshold",
    "Rule",
    "Share",
    "Status",
    "Test",
    "Text",
    "TierTable",
    "UnitLimit",
    "Value",
    "When",
    "value_text",
]

Status = Literal["draft", "in_force", "expired"]
Mode = Literal["recognition", "formula", "matching", "competitive"]
Rule = Literal["equal", "monotone", "none"]
Test = Literal["true", "false", "one_of", "given", "in_window", "in_term", "at_least", "zero"]

# --- conditions, parameters, clauses --------------------------------------------------------------


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
    lies in the call's qualifying window; ``in_term`` - a date lies in the policy term;
    ``at_least`` - the list ``field`` has at least ``values[0]`` rows; ``zero`` - money is zero or
    empty. An empty cell is open (marked unchecked) unless ``hard_when_empty``.

    ``field`` is a column of the applications, a list (``at_least``), or ``list.column``: then a row
    of the list that fails does not count, and where no row is left the application is refused
    (a soft one only marks).

    ``group`` names a parameter with the value ``all`` or ``any``: conditions of one clause and
    group are joined by it. ``soft`` conditions are shown and refuse nobody. A clause's own
    condition replaces the general one (``Policy.conditions``) of the same ``code``.
    ``unless_awarded``: waived where the ledger has an earlier award of this clause to the payee.

    A negative flag (``Policy.negative_flags``) has in ``values`` its word in the list
    ``negative_events``, ``party`` whom it concerns (``payee``: only where somebody else than the
    applicant is paid), and ``until_cleared`` when its date does not matter.
    """

    code: str
    field: str
    test: Test
    citation: Citation
    values: tuple[str, ...] = ()
    when: When | None = None
    group: str = ""
    soft: bool = False
    hard_when_empty: bool = False
    unless_awarded: bool = False
    party: Literal["applicant", "payee"] = "applicant"
    until_cleared: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """One ambiguity of the text, or one value that it leaves to the call.

    ``kind``: ``choice``, ``flag``, ``integer``, ``ratio``, ``money`` (yuan), ``date``. ``allowed``
    are the choices as text; ``low``/``high`` bound ratios, integers and money, inclusive; a ratio
    of zero is always refused. ``must_be_set`` parameters have no default: unset, the clause stops
    with "a ratio must be set". ``later`` are values that this release refuses by name.
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
    later: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often one may get a clause: once in ``scope`` for each ``per``.

    ``scope``: ``ever``, ``policy_term``, or a choice of these by parameter. ``per``: ``unit``,
    ``unit_project`` (the same project of the same unit), or ``document`` (the same row of a list
    by its column ``document``, such as ``agreements.agreement_no``: looked up in the ledger's
    ``document_no`` and among the year's other applications; only that row does not count).
    ``unless`` names a flag parameter: while it is true nothing is limited.
    """

    scope: str | Choice
    per: Literal["unit", "unit_project", "document"]
    citation: Citation
    document: str = ""
    unless: str = ""


@dataclass(frozen=True, slots=True)
class BaseRows:
    """What is done to each row of the list that ``base`` sums, before the sum.

    ``prorate``: choice parameter; at its value ``prorate`` only the days of the call year between
    ``start`` and ``end`` count. ``limit``: flag parameter; while true a row counts at most by its
    money column ``limit_by``. All columns are of the same list.
    """

    prorate: str = ""
    start: str = ""
    end: str = ""
    limit: str = ""
    limit_by: str = ""


@dataclass(frozen=True, slots=True)
class RowThreshold:
    """While ``parameter`` is ``value``, the threshold is tested on each row, not on the sum.

    ``rows`` is the list column (or a choice of one); rows below the threshold do not count.
    """

    parameter: str
    value: str
    rows: str | Choice


@dataclass(frozen=True, slots=True)
class UnitLimit:
    """A limit over several awards of one unit (yuan), over ``period``.

    ``period`` is ``policy_term``, ``annual`` or ``single_call``, or a choice of these by parameter.
    ``amount`` is what the measures give; without it ``parameter`` names the money parameter that
    sets it (unset: no limit).
    """

    clauses: tuple[str, ...]
    amount: Dated[int] | None
    period: str | Choice
    citation: Citation
    parameter: str = ""
    also: Mapping[str, str] = field(default_factory=dict)  # further clause -> flag parameter


@dataclass(frozen=True, slots=True)
class Combination:
    """Clauses that are different matters of one unit: "one matter, one clause" never joins them.

    While ``parameter`` is ``highest_only`` a unit keeps only the highest of them, with ``sum`` all.
    """

    clauses: tuple[str, ...]
    parameter: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Reading:
    """A question that the text answers, or that one reading settles: shown, never switched."""

    name: str
    question: Text
    answer: Text
    citation: Citation


@dataclass(frozen=True, slots=True)
class Article:
    """One article: its short name, and in our own words what it asks of everybody."""

    id: str
    title: Text
    note: Text


#: The general rules whose source a policy may cite (``Policy.citations``); one that is not cited
#: is shown as not in the measures.
CITED_RULES = (
    "term", "batch", "blocked", "violation", "requested", "audit", "public_share", "same_matter",
    "same_contract", "same_project", "gates", "account", "below_one_yuan",
)  # fmt: skip

#: ``ceiling_scope``: over what the ceiling of a clause runs.
#: ``application`` each by itself; ``unit_year``/``unit_term`` all awards of the limit unit in the
#: call year / the policy term (less the ledger's); ``payee_ever`` all awards to the payee, ever;
#: ``project_year`` all of one project in the call year; ``unit_one`` one application a unit and
#: call year, the highest; ``row`` each row of the base list by itself.
CEILING_SCOPES = (
    "application", "unit_year", "unit_term", "payee_ever", "project_year", "unit_one", "row",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clause:
    """One award clause of the measures.

    ``base`` is a money column, or ``list.column`` for a sum over a list; empty: no base. A filled
    ``verified_base`` replaces it. ``base_verified`` names a choice parameter: at
    ``verified_only`` the declared base alone is not enough (``missing_base``), at
    ``verified_else_declared`` it counts and is marked.

    ``net_of`` names a choice parameter: what is taken off the base: ``none``, ``public`` (other
    public money of the same matter) or ``public_and_sponsorship``. ``same_matter`` says what other
    public money for the same matter does: ``refuse``, ``net`` (taken off the base), ``match`` (the
    clause asks for it).
    """

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
    base: str | Choice = ""
    base_verified: str = ""
    base_rows: BaseRows | None = None
    cost: str | Choice = ""  # money (list.)column that public money may not exceed; see X16
    net_of: str = ""
    same_matter: Literal["refuse", "net", "match"] = "refuse"
    threshold: Dated[int] | None = None  # fen, inclusive, on the base
    row_threshold: RowThreshold | None = None
    ceiling_scope: str | Choice = "application"  # one of CEILING_SCOPES
    frequency: Frequency | None = None
    #: applicant | named (columns payee_usci, payee_name) | split (the applicant, who shares it out)
    payee: str | Choice = "applicant"
    limit_unit: str = ""  # parameter: payee | investor | both; empty: the paid unit
    conditions: tuple[Condition, ...] = ()
    window: str = "received_date"  # date (list.)column that the qualifying window binds
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
    articles: Mapping[str, Article] = field(default_factory=dict)
    combinations: tuple[Combination, ...] = ()
    readings: tuple[Reading, ...] = ()
    rubric_source: str = ""  # "assumed" where the weights are not in the measures
    citations: Mapping[str, Citation] = field(default_factory=dict)

    def clause(self, clause_id: str) -> Clause:
        """Return the clause with this id (KeyError if there is none)."""
        return next(c for c in self.clauses if c.id == clause_id)
