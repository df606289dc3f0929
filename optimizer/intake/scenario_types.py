"""A scenario: budget, pools, limits, rules and objective of one calculation, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from optimizer.formats.problem import Method, MinimumAward, Stage
from optimizer.policy.settings import Setting
from optimizer.policy.types import Text


@dataclass(frozen=True, slots=True)
class Pool:
    """A management limit over an article or a clause (yuan); never called a ceiling."""

    over: str  # "article" | "clause"
    key: str
    at_most: int | None = None
    at_least: int | None = None


@dataclass(frozen=True, slots=True)
class AnnualUnitLimit:
    """The scenario's own annual limit for each paid unit, over ``over`` clauses (empty: all)."""

    at_most: int
    over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScenarioLock:
    """A project fixed outside the model, with its reason. ``to`` as in ``formats.problem.Lock``."""

    application_no: str
    to: str | int
    reason: str


#: Members by columns of the applications (``selectors.py``): all must hold; empty: everybody.
Where = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class CustomLimit:
    """A management limit of the scenario's own over any members, in yuan or in any number.

    ``number`` names a column of counts or of money (then yuan); it counts by the funded share.
    """

    name: str
    where: Where = field(default_factory=dict)
    number: str | None = None
    at_most: int | None = None
    at_least: int | None = None
    at_most_share: Fraction | None = None
    at_least_share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class FutureLimit:
    """What this plan and earlier ones may commit of a later year, by tranches (yuan)."""

    year: int
    at_most: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario, resolved over its chain of parents. Money is whole yuan.

    ``name`` is the file's stem, ``chain`` the names from the root to it, ``overrides`` what
    ``--set`` or a page changed (key path -> value as written). ``equal`` and ``monotone`` are
    clauses, ``None`` for those that the policy gives the rule. Members of ``minimum_award`` and
    ``indivisible`` (``None`` where nothing is) are columns as in :data:`Where`. ``policy_file`` is
    the version of the measures (a bundled one, or a file of the year's folder) of a what-if.
    """

    name: str
    title: Text
    chain: tuple[str, ...]
    method: Method
    objective: tuple[str, ...]
    stages: tuple[Stage, ...]
    total: int
    reserve: int = 0
    settings: Mapping[str, Setting] = field(default_factory=dict)
    weights: Mapping[str, int] = field(default_factory=dict)  # empty: the call's
    pools: tuple[Pool, ...] = ()
    unit_limits: tuple[AnnualUnitLimit, ...] = ()
    locks: tuple[ScenarioLock, ...] = ()
    pass_mark: int | None = None  # hundredths
    unscored_merit: int | None = None  # hundredths
    score_tiers: tuple[tuple[int, Fraction], ...] = ()
    equal: tuple[str, ...] | None = None
    monotone: tuple[str, ...] | None = None
    minimum_award: MinimumAward | None = None
    indivisible: Where | None = None
    most_projects: tuple[str, int] | None = None  # (column, count)
    diminishing: tuple[tuple[Fraction, int], ...] = ()  # (to, weight)
    custom_limits: tuple[CustomLimit, ...] = ()
    future_limits: tuple[FutureLimit, ...] = ()
    overrides: Mapping[str, str] = field(default_factory=dict)
    policy_file: str = ""  # empty: the year's own
