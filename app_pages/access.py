"""Which page is whose: one table, from which navigation, landing page and 只读 follow.

This is what a reader is offered. What anybody may do is asked again where it is done
(:mod:`optimizer.decision.rights`): a page that is drawn gives no right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from app_pages import identity
from optimizer.decision.types import Person, Role


class Access(IntEnum):
    """What a page is to somebody."""

    NONE = 0
    READ = 1  # its results, and its settings in words
    USE = 2


@dataclass(frozen=True, slots=True)
class Place:
    """A page: its script (and the key of its name), its address, its group, and whose it is."""

    script: str
    address: str
    group: str  # empty: beside the groups
    roles: Mapping[Role, Access]


_EVERY_READER = tuple(role for role in Role if role is not Role.ADMINISTRATOR)
_DESK = {Role.OFFICER: Access.USE, Role.ANALYST: Access.USE}
_HELD = {Role.REVIEWER: Access.READ, Role.AUDITOR: Access.READ}
_ALL: Mapping[Role, Access] = dict.fromkeys(_EVERY_READER, Access.USE)
_ANALYSIS = {Role.ANALYST: Access.USE, Role.OFFICER: Access.READ, **_HELD}
_COURSE: Mapping[Role, Access] = {**_ALL, Role.ANALYST: Access.READ, Role.AUDITOR: Access.READ}

#: In the order of the year.
PLACES: tuple[Place, ...] = (
    Place("brief", "brief", "", _ALL),
    Place("data", "data", "data", _DESK | _HELD),
    Place("allocation", "allocation", "allocate", _DESK | _HELD),
    Place("project", "project", "allocate", _ALL),
    Place("scenario_files", "scenario_files", "allocate", _DESK | _HELD),
    Place("compare", "scenarios", "compare", _ALL),
    Place("frontier", "frontier", "compare", _DESK | _HELD),
    Place("weights", "weights", "analyse", _ANALYSIS),
    Place("experts", "experts", "analyse", _ANALYSIS),
    Place("whatif", "whatif", "analyse", _ANALYSIS),
    Place("approval", "approval", "decide", _COURSE),
    Place("audit", "record", "audit", {Role.AUDITOR: Access.USE}),
    Place("dossier", "dossier", "audit", _ALL),
    Place("accounts", "accounts", "", {Role.ADMINISTRATOR: Access.USE}),
)
#: Where each begins; who holds several roles begins where the first of them does.
LANDING: Mapping[Role, str] = {
    Role.OFFICER: "allocation",
    Role.REVIEWER: "approval",
    Role.ANALYST: "weights",
    Role.LEADER: "brief",
    Role.AUDITOR: "audit",
    Role.ADMINISTRATOR: "accounts",
}


def access(person: Person, script: str) -> Access:
    """Return what a page is to a person: the most that one of the roles gives."""
    (place,) = (one for one in PLACES if one.script == script)
    return max(place.roles.get(role, Access.NONE) for role in person.roles)


def landing(person: Person) -> str:
    """Return the page on which a person begins."""
    return next(script for role, script in LANDING.items() if role in person.roles)


def may_use(script: str) -> bool:
    """Say whether who looks now is offered a page's controls, and not its settings in words."""
    return access(identity.person(), script) is Access.USE
