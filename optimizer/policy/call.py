"""The year's call: what the measures leave open, with its sources; and the law as it applies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from optimizer.errors import DataError, Place, Problem
from optimizer.policy.settings import Setting
from optimizer.policy.toml_table import nearest
from optimizer.policy.types import Choice, Mode, Policy, TierTable, Value, When, value_text

__all__ = ["Call", "Law", "Setting", "read_call", "resolve"]


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


def resolve(
    policy: Policy, call: Call, settings: Mapping[str, Setting], weights: Mapping[str, int]
) -> Law:
    """Return the law with every parameter resolved: default, then call, then scenario.

    Parameters
    ----------
    settings, weights
        The scenario's; empty weights are the call's. A parameter that must be set and that
        nobody sets stays ``None``.

    Raises
    ------
    DataError
        If the scenario sets what the measures do not leave open, or an unknown criterion.
    """
    criteria = {criterion.key for criterion in policy.criteria}
    wrong = [
        Problem("policy.not_open", Place(field=name), name, {"nearest": nearest(name, known)})
        for names, known in ((settings, set(policy.parameters)), (weights, criteria))
        for name in names
        if name not in known
    ]
    if wrong:
        raise DataError(wrong)
    resolved = {
        name: Setting(parameter.default, "policy") for name, parameter in policy.parameters.items()
    }
    resolved.update({name: one for name, one in call.settings.items() if name in resolved})
    resolved.update(settings)
    return Law(policy, call, resolved, weights or call.weights)


def read_call(path: Path, policy: Policy) -> Call:
    """Read a year's ``year.toml``.

    Raises
    ------
    DataError
        With every problem of the file.
    """
    from optimizer.policy.read_call import read  # noqa: PLC0415  # it builds the classes above

    return read(path, policy)
