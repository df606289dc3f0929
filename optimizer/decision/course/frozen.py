"""The rules of a call, frozen by hash when it is issued (article 16), and who may still differ.

Parts: the measures, the rubric, the weights, every open parameter with score bands, gates and
windows, the pass mark, and the rule that chooses among equally good plans.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from optimizer.formats.canonical import fingerprint
from optimizer.intake.fingerprint import digest
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.what_if import is_what_if
from optimizer.intake.year import Year
from optimizer.policy.call import FROZEN, resolve

#: Which part of the rules a notice of ``what_if`` is about; the measures no notice can change.
_PARTS = {
    "notice.what_if_policy": "policy",
    "notice.what_if_parameters": "parameters",
    "notice.what_if_weights": "weights",
    "notice.what_if_pass_mark": "pass_mark",
}
LAW = "policy"
#: What chooses among equally good plans: the worst off first, then by application number.
TIE_RULES = ("leximin", "number")


@dataclass(frozen=True, slots=True)
class Frozen:
    """The rules of one year's call: hash of each part, who issued it, and when (ISO, UTC)."""

    year: int
    rules: Mapping[str, str]
    issued_by: str
    issued_at: str

    @property
    def hash(self) -> str:
        """Hash of all parts together."""
        return rules_hash(self.rules)


def rules_of(year: Year) -> dict[str, str]:
    """Return the hash of each part of the rules of a year's own call."""
    call, policy = year.call, year.policy
    law = resolve(policy, call, {}, {})
    parts: dict[str, object] = {
        "policy": policy,
        "rubric": policy.criteria,
        "weights": call.weights,
        "parameters": {
            "values": {name: one.value for name, one in law.settings.items()},
            "tier_tables": call.tier_tables,
            "gates": call.gates,
            "site_visit_above": call.site_visit_above,
            "policy_start": call.policy_start,
            "qualifying_window": call.qualifying_window,
        },
        "pass_mark": call.pass_mark,
        "tie_rule": TIE_RULES,
    }
    return {name: digest(parts[name]) for name in FROZEN}


def rules_hash(rules: Mapping[str, str]) -> str:
    """Return the hash of all parts together."""
    return fingerprint(dict(rules))


def differing(own: Mapping[str, str], frozen: Mapping[str, str]) -> tuple[str, ...]:
    """Return the parts in which rules differ from the frozen ones."""
    return tuple(name for name in FROZEN if own.get(name) != frozen.get(name))


def what_if_parts(scenario: Scenario, year: Year) -> tuple[str, ...]:
    """Return the parts in which a scenario differs from its year's call: it is a what-if."""
    reasons = is_what_if(scenario, year.call, year.policy)
    return tuple(_PARTS[reason.code] for reason in reasons)


def noticed(year: Year) -> tuple[str, ...]:
    """Return the parts that supplementary notices may change.

    A notice counts that is dated before the scores were opened: afterwards a change of the rules
    would choose among applicants whose scores are known.
    """
    opened = year.call.scores_opened
    if opened is None:
        return ()
    valid = [one for one in year.call.notices if one.date < opened]
    named = {part for one in valid for part in (one.changes or FROZEN)}
    return tuple(part for part in FROZEN if part in named)
