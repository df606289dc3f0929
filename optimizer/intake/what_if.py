"""Which scenarios are trials only: what a call freezes, and they change.

When a call is issued it freezes the version of the measures, its open parameters, the weights and
the pass mark. A scenario that differs in one of them shows what would be if; it cannot be
submitted as a plan (推演，不能上会). The rule that chooses among equally good plans is the
program's own: no scenario changes it.
"""

from __future__ import annotations

from optimizer.formats.reason import Citation, Reason
from optimizer.intake.scenario_types import Scenario
from optimizer.policy.law import Call
from optimizer.policy.types import Policy

_SCENARIO = Citation("scenario")


def is_what_if(scenario: Scenario, call: Call, policy: Policy | None = None) -> tuple[Reason, ...]:
    """Return in what a scenario differs from the call; empty: it may be submitted.

    Parameters
    ----------
    scenario
        Resolved over its parents.
    call
        The year's.
    policy
        The version of the measures: a parameter that a scenario sets to its default, and the call
        leaves alone, is then no difference.

    Returns
    -------
    tuple of Reason
        ``notice.what_if_policy`` (``version``), ``notice.what_if_parameters`` (``names``),
        ``notice.what_if_weights`` (``names`` of criteria), ``notice.what_if_pass_mark``
        (``mark_score``, ``call_score``).
    """
    found: list[Reason] = []
    if scenario.policy_file and scenario.policy_file != call.policy:
        version = {"version": scenario.policy_file}
        found.append(Reason("notice.what_if_policy", _SCENARIO, version))
    names = tuple(
        name for name in sorted(scenario.settings) if _differs(name, scenario, call, policy)
    )
    if names:
        found.append(Reason("notice.what_if_parameters", _SCENARIO, {"names": names}))
    weights = scenario.weights or call.weights
    criteria = tuple(key for key in weights if weights[key] != call.weights.get(key))
    if criteria:
        found.append(Reason("notice.what_if_weights", _SCENARIO, {"criteria": criteria}))
    if call.pass_mark is not None and scenario.pass_mark != call.pass_mark:
        marks = {"mark_score": scenario.pass_mark or 0, "call_score": call.pass_mark}
        found.append(Reason("notice.what_if_pass_mark", _SCENARIO, marks))
    return tuple(found)


def _differs(name: str, scenario: Scenario, call: Call, policy: Policy | None) -> bool:
    """Say whether a parameter has another value than under the call alone."""
    own = scenario.settings[name].value
    if name in call.settings:
        return own != call.settings[name].value
    if policy is None or name not in policy.parameters:
        return True
    return own != policy.parameters[name].default
