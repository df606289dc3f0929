"""The year's call, and the law as it applies to it: every parameter resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from optimizer.policy.settings import Setting
from optimizer.policy.types import Choice, Mode, Policy, TierTable, Value, When, value_text


@dataclass(frozen=True, slots=True)
class Notice:
    """A supplementary notice to a call: what it changes (parts of the frozen rules; empty: any)."""

    number: str
    date: date
    reason: str
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """``year/1``: one year's call for applications."""

    year: int
    policy: str
    exercise: bool
    policy_start: date
    qualifying_window: tuple[date, date]
    issued_by: str
    settings: Mapping[str, Setting]
    tier_tables: Mapping[str, TierTable]
    gates: Mapping[Mode, tuple[str, ...]]  # gate columns each mode requires
    weights: Mapping[str, int]
    site_visit_above: int | None = None  # yuan: above it a site visit is always required
    mock: bool = False  # 示例数据
    meetings: tuple[Mapping[str, str], ...] = ()
    policy_term: tuple[date, date] | None = None  # first and last day, from the policy's years
    pass_mark: int | None = None  # hundredths: of the scenarios that name none
    scores_opened: date | None = None  # the day on which the experts' scores were opened
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Law:
    """A policy version as it applies to one call and scenario: every parameter resolved.

    This is what entitlement, the allocation and the independent check read.
    """

    policy: Policy
    call: Call
    settings: Mapping[str, Setting]  # every parameter of the policy, by name
    weights: Mapping[str, int] = field(default_factory=dict)

    def value(self, name: str) -> Value:
        """Return the value of parameter ``name`` (KeyError if the policy has none such)."""
        return self.settings[name].value

    def pick(self, word: str | Choice) -> str:
        """Return ``word``, or the one that its parameter's value picks."""
        if isinstance(word, str):
            return word
        return word.words[value_text(self.value(word.parameter))]

    def holds(self, when: When | None) -> bool:
        """Say whether what depends on ``when`` is in force."""
        return when is None or value_text(self.value(when.parameter)) in when.values

    @property
    def day(self) -> date:
        """The day for which dated values are read: the last of the qualifying window."""
        return self.call.qualifying_window[1]
