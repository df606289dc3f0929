"""Rights and duties at the door: who may what, over the whole plan."""

from dataclasses import replace
from pathlib import Path

from optimizer.decision.course.permits import possible
from optimizer.decision.course.states import ACTIONS, State
from optimizer.decision.rights import RIGHTS
from optimizer.decision.service import Decisions
from optimizer.decision.store import Store
from optimizer.decision.types import Person, Role
from tests.support.door import (
    ADMINISTRATOR,
    LI,
    MINUTES,
    NOW,
    WANG,
    ZHAO,
    ZHOU,
    drafted,
    events,
    held,
    refused,
    submitted,
)


def test_every_action_is_refused_to_every_role_without_the_right_and_recorded(
    door: Decisions, store: Store, year_folder: Path
) -> None:
    submitted(door, year_folder)
    asked = []
    for action in (one for one in ACTIONS if one != "draft"):
        for role in set(Role) - RIGHTS[action]:
            person = Person(f"x-{role}", frozenset({role}))
            asked.append((person.name, action))
            assert refused(lambda: door.act(person, NOW, "d1", action)) == "no_right"  # noqa: B023
    recorded = [
        (one["who"], one["details"]["asked"]) for one in events(store) if one["action"] == "refused"
    ]
    assert recorded == asked
    assert refused(lambda: door.plans(ADMINISTRATOR, NOW)) == "no_right"
    assert refused(lambda: drafted(door, year_folder, ZHAO, "d2")) == "no_right"


def test_who_returns_what_lies_before_the_leadership_is_of_the_leadership(
    door: Decisions, year_folder: Path
) -> None:
    submitted(door, year_folder)
    assert refused(lambda: door.act(ZHAO, NOW, "d1", "return", comment="x")) == "no_right"
    plan = door.act(ZHOU, NOW, "d1", "return", comment="pools too tight")
    assert plan.state is State.RETURNED


def test_duties_exclude_one_another_over_the_whole_plan(door: Decisions, year_folder: Path) -> None:
    several = Person("li", frozenset({Role.OFFICER, Role.REVIEWER, Role.LEADER}))
    submitted(door, year_folder)
    assert refused(lambda: door.act(several, NOW, "d1", "record", **MINUTES)) == "duties_clash"
    door.act(WANG, NOW, "d1", "record", **MINUTES)
    assert refused(lambda: door.act(WANG, NOW, "d1", "confirm")) == "duties_clash"
    assert refused(lambda: door.act(several, NOW, "d1", "confirm")) == "duties_clash"
    door.act(ZHAO, NOW, "d1", "confirm")
    held(door)
    assert refused(lambda: door.act(several, NOW, "d1", "approve")) == "duties_clash"
    reviewer = replace(ZHAO, roles=frozenset({Role.REVIEWER, Role.LEADER}))
    assert refused(lambda: door.act(reviewer, NOW, "d1", "approve")) == "duties_clash"
    assert possible(door.plan(LI, NOW, "d1"), ZHOU) == ("approve", "return")


def test_one_user_alone_tries_everything_and_approves_nothing(
    door: Decisions, year_folder: Path
) -> None:
    officer, other, reviewer, leader = (
        Person(f"single:{hat}", frozenset({role}), "single")
        for hat, role in (
            ("officer", Role.OFFICER),
            ("officer_2", Role.OFFICER),
            ("reviewer", Role.REVIEWER),
            ("leader", Role.LEADER),
        )
    )
    drafted(door, year_folder, officer)
    door.act(reviewer, NOW, "d1", "review")
    door.act(officer, NOW, "d1", "submit")
    assert refused(lambda: door.act(officer, NOW, "d1", "record", **MINUTES)) == "duties_clash"
    for meeting in door.plan(officer, NOW, "d1").meetings:
        door.act(other, NOW, "d1", "record", **MINUTES)
        assert refused(lambda: door.act(other, NOW, "d1", "confirm")) == "duties_clash"
        door.act(reviewer, NOW, "d1", "confirm")
        assert meeting.key
    assert refused(lambda: door.act(leader, NOW, "d1", "approve")) == "blocked.single"
    assert refused(lambda: door.act(ZHOU, NOW, "d1", "approve")) == "blocked.single"
