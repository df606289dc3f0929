"""Dates: the policy's term, and the call's qualifying window."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from optimizer.entitlement.case import Case
from optimizer.formats.reason import Citation
from optimizer.policy.law import Law

_CALL = Citation("call")


def policy_term(law: Law) -> tuple[date, date]:
    """Return the first and the last day of the term: its years less a day, both included."""
    if law.call.policy_term is not None:
        return law.call.policy_term
    first = law.call.policy_start
    year = first.year + law.policy.term_years
    leap_day = (first.month, first.day) == (2, 29)
    after = date(year, 3, 1) if leap_day else first.replace(year=year)
    return first, after - timedelta(days=1)


def examine_dates(case: Case) -> None:
    """Refuse applications outside the term, and those outside the window where it binds them."""
    received = case.applications["received_date"]
    first, last = (np.datetime64(day, "D") for day in policy_term(case.law))
    outside = (received < first) | (received > last)
    case.failed.add(
        "entitlement.failed.term",
        Citation("measures"),
        outside,
        date=received[outside],
        first=str(first),
        last=str(last),
    )
    start, end = (np.datetime64(day, "D") for day in case.law.call.qualifying_window)
    for group in case.groups:
        field = group.clause.window
        tested = {c.field for c in group.clause.conditions if c.test == "in_window"}
        if "." in field or field in tested:
            continue
        days = case.applications[field][group.rows]
        late = (days < start) | (days > end)
        case.failed.add(
            "entitlement.failed.window",
            _CALL,
            group.rows[late],
            field=field,
            date=days[late],
            first=str(start),
            last=str(end),
        )
        case.marks.add("entitlement.open.date", _CALL, group.rows[np.isnat(days)], field=field)
