"""Who may do what: read against the sentences of the issue, not against the table."""

from itertools import combinations
from pathlib import Path

import pytest

from optimizer.decision import rights
from optimizer.decision.course.states import ACTIONS, STEPS
from optimizer.decision.types import Person, Role

ROOT = Path(__file__).resolve().parents[2]


def _one(role: Role) -> Person:
    return Person("someone", frozenset({role}))


def test_the_auditor_changes_nothing_and_reads_everything() -> None:
    auditor = _one(Role.AUDITOR)
    assert not any(rights.may(auditor, action) for action in ACTIONS)
    assert all(rights.may(auditor, a) for a in ("show", "read_record", "open_expert"))


def test_the_administrator_keeps_accounts_and_nothing_else() -> None:
    held = {action for action in rights.RIGHTS if rights.may(_one(Role.ADMINISTRATOR), action)}
    assert held == {"accounts"}


def test_only_the_leadership_approves_and_only_the_reviewer_reviews() -> None:
    assert [r for r in Role if rights.may(_one(r), "approve")] == [Role.LEADER]
    assert [r for r in Role if rights.may(_one(r), "review")] == [Role.REVIEWER]
    assert [r for r in Role if rights.may(_one(r), "draft")] == [Role.OFFICER]


def test_the_analyst_decides_nothing() -> None:
    assert not any(rights.may(_one(Role.ANALYST), action) for action in ACTIONS)


def test_every_step_of_the_course_has_somebody_who_may_take_it() -> None:
    assert {rule.right or rule.action for rule in STEPS} <= rights.RIGHTS.keys()
    assert all(rights.RIGHTS.values())


def test_what_no_row_names_nobody_may() -> None:
    everyone = Person("x", frozenset(Role))
    assert not rights.may(everyone, "approve ")
    assert not rights.may(everyone, "")


@pytest.mark.parametrize("alone", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_administrator_and_auditor_stand_alone(alone: Role) -> None:
    assert rights.combine(frozenset({alone}))
    assert not any(rights.combine(frozenset({alone, other})) for other in Role if other != alone)


def test_the_other_roles_combine_and_no_role_is_none() -> None:
    free = [role for role in Role if role not in rights.STANDS_ALONE]
    assert all(rights.combine(frozenset(pair)) for pair in combinations(free, 2))
    assert not rights.combine(frozenset())


def test_the_documents_show_the_table_as_it_is() -> None:
    text = (ROOT / "docs" / "accounts.md").read_text(encoding="utf-8")
    for action, held in rights.RIGHTS.items():
        (row,) = (line for line in text.splitlines() if line.startswith(f"| `{action}` "))
        cells = [cell.strip() for cell in row.strip("|").split("|")[1:]]
        assert cells == ["yes" if role in held else "-" for role in Role], action
