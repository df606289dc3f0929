"""Did what must hold hold: rules, meetings and conditions, computed again from the year itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from optimizer.decision.course.codec import from_json
from optimizer.decision.course.conditions import Case, unmet
from optimizer.decision.course.frozen import Frozen, noticed, rules_of, what_if_parts
from optimizer.decision.course.meetings import chain
from optimizer.decision.course.plan import Plan
from optimizer.decision.course.states import State
from optimizer.errors import Place, Problem
from optimizer.formats.strict_json import parse
from optimizer.intake.scenario import Scenario, override
from optimizer.intake.year import Year

#: What must have held of an approved plan, by the names of the table of states. Whether the files
#: of the year have changed since is not the dossier's to say.
_HELD = ("certificate", "check", "exceptions", "open", "law_in_force", "rules_frozen")


def check(plan: Plan, members: Mapping[str, bytes], year: Year) -> Iterator[Problem]:
    """Yield what the decision says of its rules and meetings, and the year does not."""
    draft = plan.draft
    if dict(draft.rules) != rules_of(year):
        yield _problem("rules", "draft")
    if draft.scenario in year.scenarios and draft.what_if != what_if_parts(
        _scenario(plan, year), year
    ):
        yield _problem("rules", "what_if")
    if draft.noticed != noticed(year):
        yield _problem("rules", "noticed")
    law = (draft.policy_version, draft.policy_status, draft.mock)
    if law != (year.policy.version, year.policy.status, year.call.mock):
        yield _problem("rules", "policy")
    own = [(one.key, one.name, one.optional) for one in chain(year.call.meetings)]
    if own != [(one.key, one.name, one.optional) for one in plan.meetings]:
        yield _problem("meetings", plan.id)
    if plan.state is State.APPROVED:
        folder = "suggested" if plan.adjusted is None else "adjusted"
        outcome: Any = parse(members[f"{folder}/outcome.json"], f"{folder}/outcome.json")
        held = parse(members["call.json"], "call.json") if "call.json" in members else None
        frozen = None if held is None else from_json(Frozen, held)
        for reason in unmet(Case(plan, outcome, frozen), _HELD):
            yield Problem(reason.code, Place(), "", reason.params)


def _scenario(plan: Plan, year: Year) -> Scenario:
    scenario, changes = year.scenarios[plan.draft.scenario], plan.draft.overrides
    law = year.under(scenario.policy_file)
    return override(scenario, changes, law.policy, law.call) if changes else scenario


def _problem(code: str, value: str) -> Problem:
    return Problem(f"dossier.{code}", Place(), value)
