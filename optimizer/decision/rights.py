"""What each role may do: one table, asked in the service at every call and shown in the documents.

The duties that a person has already had in a plan are another question: :mod:`.duties`.
"""

from __future__ import annotations

from collections.abc import Mapping

from optimizer.decision.types import Person, Role

_EVERY_READER = frozenset(Role) - {Role.ADMINISTRATOR}

#: Action -> the roles that may take it. What stands in no row nobody may.
RIGHTS: Mapping[str, frozenset[Role]] = {
    # The course of a plan.
    "issue": frozenset({Role.OFFICER}),
    "draft": frozenset({Role.OFFICER}),
    "review": frozenset({Role.REVIEWER}),
    "submit": frozenset({Role.OFFICER}),
    "record": frozenset({Role.OFFICER}),
    "skip": frozenset({Role.OFFICER}),
    "adjust": frozenset({Role.OFFICER}),
    "defer": frozenset({Role.OFFICER}),
    "undefer": frozenset({Role.OFFICER}),
    "confirm": frozenset({Role.OFFICER, Role.REVIEWER}),
    "return": frozenset({Role.REVIEWER, Role.LEADER}),
    "withdraw": frozenset({Role.OFFICER}),
    "approve": frozenset({Role.LEADER}),
    # Looking.
    "show": _EVERY_READER,
    "compute": _EVERY_READER - {Role.AUDITOR, Role.LEADER, Role.REVIEWER},
    "read_record": frozenset({Role.AUDITOR}),
    "verify_record": frozenset({Role.AUDITOR}),
    "export_record": frozenset({Role.AUDITOR}),
    "export_dossier": _EVERY_READER,
    "open_expert": frozenset({Role.AUDITOR}),
    "load_experts": frozenset({Role.OFFICER}),
    # Accounts.
    "accounts": frozenset({Role.ADMINISTRATOR}),
}

#: Who judges or grants rights holds nothing else.
STANDS_ALONE = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})


def may(person: Person, action: str) -> bool:
    """Say whether one of the person's roles gives the right to an action."""
    return not person.roles.isdisjoint(RIGHTS.get(action, frozenset()))


def combine(roles: frozenset[Role]) -> bool:
    """Say whether one account may hold these roles together."""
    return bool(roles) and (len(roles) == 1 or roles.isdisjoint(STANDS_ALONE))
