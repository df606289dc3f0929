"""The states of a plan, and every step between them, in one table.

Articles 2 and 16 of the measures: experts judge, sites are visited, government decides; here each
step says who may take it, under which duty, and what must hold before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from optimizer.decision.types import Duty


class State(StrEnum):
    """Where a plan stands."""

    DRAFTED = "drafted"  # 拟定
    REVIEWED = "reviewed"  # 已复核
    SUBMITTED = "submitted"  # 已提交上会
    APPROVED = "approved"  # 已审定
    RETURNED = "returned"  # 已退回: a new draft of the same decision goes on from here
    WITHDRAWN = "withdrawn"  # 已撤回


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: an action in a state.

    Parameters
    ----------
    source
        The state before; ``None`` where there is no plan yet.
    target
        The state after.
    duty
        What the person does to the plan by it; duties exclude one another over the whole plan.
    right
        The action whose right is needed too, where that is not the action itself: who returns
        what is before the leadership must be of the leadership.
    needs
        What must hold, by the names of :mod:`.conditions`.
    words
        Whether the person must give a reason.
    """

    action: str
    source: State | None
    target: State
    duty: Duty
    right: str = ""
    needs: tuple[str, ...] = ()
    words: bool = False


#: What must hold of the computation itself before anybody but the desk sees it.
SOUND = ("certificate", "check", "exceptions", "current")
#: What must hold of amounts that a meeting adjusted, while its record can still be corrected.
RIGHT = ("certificate", "check", "exceptions", "open")
#: What must hold before a plan goes to a meeting.
READY = (*SOUND, "open", "law_in_force", "rules_frozen")
_S, _D = State, Duty

STEPS: tuple[Rule, ...] = (
    Rule("draft", None, _S.DRAFTED, _D.DRAFT),
    Rule("draft", _S.RETURNED, _S.DRAFTED, _D.DRAFT),
    Rule("review", _S.DRAFTED, _S.REVIEWED, _D.REVIEW, needs=SOUND),
    Rule("submit", _S.REVIEWED, _S.SUBMITTED, _D.DRAFT, needs=READY),
    Rule("record", _S.SUBMITTED, _S.SUBMITTED, _D.RECORD, needs=("meeting_waits",)),
    Rule("skip", _S.SUBMITTED, _S.SUBMITTED, _D.RECORD, needs=("meeting_waits",), words=True),
    Rule("adjust", _S.SUBMITTED, _S.SUBMITTED, _D.RECORD, needs=("meeting_recorded", "current")),
    Rule("defer", _S.SUBMITTED, _S.SUBMITTED, _D.RECORD, needs=("meeting_recorded",), words=True),
    Rule("undefer", _S.SUBMITTED, _S.SUBMITTED, _D.RECORD, needs=("meeting_recorded",)),
    Rule("confirm", _S.SUBMITTED, _S.SUBMITTED, _D.CONFIRM, needs=("meeting_recorded", *RIGHT)),
    Rule(
        "approve",
        _S.SUBMITTED,
        _S.APPROVED,
        _D.APPROVE,
        needs=("meetings_over", "signed_in", *READY),
    ),
    # An item that was put off is taken up after the rest was approved.
    Rule("undefer", _S.APPROVED, _S.APPROVED, _D.RECORD, words=True),
    Rule("confirm", _S.APPROVED, _S.APPROVED, _D.CONFIRM),
    Rule("approve", _S.APPROVED, _S.APPROVED, _D.APPROVE, needs=("signed_in",)),
    Rule("return", _S.DRAFTED, _S.RETURNED, _D.REVIEW, right="review", words=True),
    Rule("return", _S.REVIEWED, _S.RETURNED, _D.REVIEW, right="review", words=True),
    Rule("return", _S.SUBMITTED, _S.RETURNED, _D.APPROVE, right="approve", words=True),
    Rule("withdraw", _S.DRAFTED, _S.WITHDRAWN, _D.DRAFT, words=True),
    Rule("withdraw", _S.REVIEWED, _S.WITHDRAWN, _D.DRAFT, words=True),
    Rule("withdraw", _S.SUBMITTED, _S.WITHDRAWN, _D.DRAFT, words=True),
    Rule("withdraw", _S.RETURNED, _S.WITHDRAWN, _D.DRAFT, words=True),
)

#: Every action of the course, in the order of the table.
ACTIONS = tuple(dict.fromkeys(rule.action for rule in STEPS))


def rule_of(action: str, state: State | None) -> Rule | None:
    """Return the row of an action in a state; none where the action is not possible there."""
    return next((r for r in STEPS if (r.action, r.source) == (action, state)), None)


def steps_from(state: State | None) -> tuple[Rule, ...]:
    """Return every row that leads on from a state."""
    return tuple(rule for rule in STEPS if rule.source == state)
