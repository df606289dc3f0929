"""Which duties exclude one another, over the whole plan and not only against the step before.

Separation of duties (不相容岗位分离): who drafted does not review, who recorded a meeting does not
confirm its record, who approves has done nothing else. Reviewing and confirming go together: both
hold what another has written against its source.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from optimizer.decision.types import Duty, Person

_APART = (Duty.DRAFT, Duty.REVIEW, Duty.RECORD, Duty.APPROVE)

#: Every pair that one person may not have had in the same plan.
INCOMPATIBLE: frozenset[frozenset[Duty]] = frozenset(
    frozenset(pair)
    for pair in (
        *combinations(_APART, 2),
        *((Duty.CONFIRM, other) for other in _APART if other is not Duty.REVIEW),
    )
)


def clash(done: Iterable[tuple[str, Duty]], person: Person, duty: Duty) -> Duty | None:
    """Return the duty that keeps a person from another one.

    Parameters
    ----------
    done
        Every (name, duty) of the plan's steps so far, in their order.
    person
        Who wants to act, by the name under which the steps stand (in single-user mode the hat
        worn is part of it, so that one user can try the separation out).
    duty
        What the step would add.

    Returns
    -------
    Duty | None
        The first duty in ``done`` that excludes ``duty``; none where nothing does.
    """
    for who, before in done:
        if who == person.name and frozenset((before, duty)) in INCOMPATIBLE:
            return before
    return None
