"""A scenario: budget, pools, limits, rules and objective of one calculation, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from optimizer.formats.problem import Method, Stage
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


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario, resolved over its chain of parents. Money is whole yuan.

    ``name`` is the file's stem, ``chain`` the names from the root to it, ``overrides`` what
    ``--set`` or a page changed (key path -> value as written).
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
    overrides: Mapping[str, str] = field(default_factory=dict)
