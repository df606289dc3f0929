"""The approved amounts: every application's suggested and approved yuan, side by side for ever."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimizer.decision.course.computed import amounts_of
from optimizer.decision.course.plan import Approved, Plan
from optimizer.formats.canonical import canonical_json, fingerprint

FORMAT = "approved/1"


def approved_amounts(
    plan: Plan, suggested: Mapping[str, Any], standing: Mapping[str, Any], *, taken_up: str = ""
) -> tuple[Approved, bytes]:
    """Return what an approval approves, and the list of amounts as a file to keep.

    Parameters
    ----------
    plan
        Before the approval.
    suggested, standing
        The outcome that was suggested, and the one that stands: ``outcome/1`` documents.
    taken_up
        Number of the item that this approval takes up after it was put off.

    Returns
    -------
    (Approved, bytes)
        In the list an item that is still put off has no approved amount (null), and what does not
        compete for money has none either.
    """
    before, now = amounts_of(suggested), amounts_of(standing)
    put_off = {
        one.application_no: one.reserved
        for one in plan.deferred
        if one.state != "taken_up" and one.application_no != taken_up
    }
    amounts = {
        number: {"suggested": before[number], "approved": None if number in put_off else yuan}
        for number, yuan in now.items()
    }
    document = {
        "format": FORMAT,
        "decision": plan.id,
        "fingerprint": plan.fingerprint,
        "amounts": amounts,
    }
    total = sum(yuan for number, yuan in now.items() if number not in put_off)
    return Approved(fingerprint(document), total, sum(put_off.values())), canonical_json(document)
