"""A what-if's policy version: read, and the year's call as it would stand under it.

A scenario may name another version of the measures (``policy = "FILE"``): a changed ceiling or
text. The year's call stays as it is wherever the other version leaves the same things open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from optimizer.errors import DataError, Problem
from optimizer.intake.policy_columns import check_columns
from optimizer.policy.call import last_day
from optimizer.policy.law import Call
from optimizer.policy.read import read_policy
from optimizer.policy.settings import Setting
from optimizer.policy.toml_file import Findings, join
from optimizer.policy.types import Policy, value_text
from optimizer.policy.values import refusal
from optimizer.policy.versions import find

Law = tuple[Policy, Call]


@dataclass(slots=True)
class OtherLaws:
    """The year's own law, and those of other versions that its scenarios name, read once each.

    Parameters
    ----------
    folder
        The year's folder: where the policy files of what-ifs lie.
    policy, call
        The year's own.
    """

    folder: Path
    policy: Policy
    call: Call
    read: dict[str, Law] = field(default_factory=dict)

    def of(self, name: str) -> Law:
        """Return policy and call under a version (empty: the year's own).

        Raises
        ------
        DataError
            With every problem of the file, or of its not fitting the year.
        """
        if not name or name == self.call.policy:
            return self.policy, self.call
        if name not in self.read:
            self.read[name] = self._read(name)
        return self.read[name]

    def _read(self, name: str) -> Law:
        if Path(name).name != name or "\\" in name:  # a file of this year's folder, no other
            raise DataError(_problem(name, "scenario.policy_path", name))
        policy = read_policy(find(name, beside=self.folder))
        if policy != self.policy and policy.version == self.policy.version:
            raise DataError(_problem(name, "scenario.same_version", policy.version))
        problems = check_columns(policy)
        if problems:
            raise DataError(problems)
        return policy, call_under(self.call, self.policy, policy, name)


def _problem(source: str, code: str, value: str) -> tuple[Problem, ...]:
    findings = Findings(source)
    findings.add(code, "", value)
    return tuple(findings.problems)


def call_under(call: Call, own: Policy, policy: Policy, name: str) -> Call:
    """Return the year's call as it would stand under another version of the measures.

    What the other version no longer leaves open is dropped: its text decides.

    Parameters
    ----------
    own
        The version that the call is of.
    policy, name
        The other version, and how it is named.

    Raises
    ------
    DataError
        If the year's data and call cannot be read under it: it lacks a clause or has other
        criteria, it allows no value that the call sets, or its clauses need gates that the call
        does not name.
    """
    wrong = Findings(name)
    clauses = {one.id for one in policy.clauses}
    for clause in own.clauses:
        if clause.id not in clauses:
            wrong.add("scenario.other_clause", "clause", clause.id)
    if {one.key for one in policy.criteria} != {one.key for one in own.criteria}:
        wrong.add("scenario.other_criteria", "rubric")
    for mode in dict.fromkeys(one.mode for one in policy.clauses):
        if mode not in call.gates:
            wrong.add("scenario.other_mode", "gates", mode)
    settings = settings_under(call.settings, own, policy, wrong)
    if wrong.problems:
        raise DataError(wrong.problems)
    return replace(
        call,
        settings=settings,
        tier_tables={key: one for key, one in call.tier_tables.items() if key in clauses},
        gates={
            mode: tuple(one for one in gates if one in policy.gates)
            for mode, gates in call.gates.items()
        },
        policy_term=(call.policy_start, last_day(call.policy_start, policy.term_years)),
    )


def settings_under(
    settings: Mapping[str, Setting], own: Policy, policy: Policy, wrong: Findings
) -> dict[str, Setting]:
    """Return the settings that another version still leaves open; note those it does not allow."""
    kept: dict[str, Setting] = {}
    for name, setting in settings.items():
        parameter = policy.parameters.get(name)
        if parameter is None or setting.value is None:
            continue
        if parameter.kind != own.parameters[name].kind:
            wrong.add("scenario.other_kind", join("policy", name), name)
        elif why := refusal(parameter, setting.value, cited=bool(setting.citation)):
            path, value = join("policy", name), value_text(setting.value)
            wrong.add(why[0], path, value, "error", **why[1])
        kept[name] = setting
    return kept
