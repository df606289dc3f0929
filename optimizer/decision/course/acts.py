"""What a step brings with it, already read and computed: plain data for the transition."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.decision.course.plan import (
    Adjusted,
    Adjustment,
    Approved,
    Draft,
    Meeting,
    Minutes,
)


@dataclass(frozen=True, slots=True)
class Act:
    """One step to take.

    Parameters
    ----------
    action
        As in :data:`.states.STEPS`.
    comment
        What the person says; the reason where one is needed.
    meeting
        Key of the meeting it is about; empty: the one whose turn it is.
    minutes
        Of ``record``, and of taking an item up (``undefer`` after the approval).
    application_no
        Of ``defer`` and ``undefer``.
    draft, meetings
        Of ``draft``: what was computed, and the chain of the year's call.
    adjustments, adjusted
        Of ``adjust``: every adjustment that stands from now on, and the plan under them.
    reserved
        Of ``defer``: the yuan that stay reserved.
    approved
        Of ``approve``.
    """

    action: str
    comment: str = ""
    meeting: str = ""
    minutes: Minutes | None = None
    application_no: str = ""
    draft: Draft | None = None
    meetings: tuple[Meeting, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    adjusted: Adjusted | None = None
    reserved: int = 0
    approved: Approved | None = None
