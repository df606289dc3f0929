"""What a call says beside its action: the words each action knows, read strictly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from optimizer.decision.course.adjust import Change
from optimizer.decision.course.inputs import digest_of
from optimizer.decision.course.plan import Minutes, Rest
from optimizer.decision.course.refused import refusal
from optimizer.decision.course.text import OFFICE, cleaned

#: Largest attachment of minutes.
MOST_BYTES = 20 * 2**20
_MINUTES = ("session", "date", "minutes_no", "attachment", "attachment_name")
#: What each action may be told, beside ``comment``.
KNOWN: Mapping[str, tuple[str, ...]] = {
    "record": ("meeting", *_MINUTES, "result"),
    "skip": ("meeting",),
    "confirm": ("meeting", "minutes_no", "fingerprint", "application_no"),
    "adjust": ("meeting", "changes", "rest"),
    "defer": ("meeting", "application_no"),
    "undefer": ("meeting", "application_no", *_MINUTES),
    "approve": ("application_no",),
}


@dataclass(frozen=True, slots=True)
class Details:
    """The words of one call, cleaned."""

    comment: str = ""
    meeting: str = ""
    application_no: str = ""
    minutes_no: str = ""
    fingerprint: str = ""
    minutes: Minutes | None = None
    attachment: bytes = b""
    changes: tuple[Change, ...] = ()
    rest: Rest = "keep"


def read_details(action: str, given: Mapping[str, Any], now: datetime) -> Details:
    """Return what a call was told.

    Parameters
    ----------
    given
        ``comment``; of meetings ``meeting`` (its key), ``session``, ``date`` (a date or ISO text),
        ``minutes_no``, ``attachment`` (bytes), ``attachment_name``, ``result``; of amounts
        ``changes`` (``Change`` or mappings with ``application_no``, ``to``, ``reason``) and
        ``rest``; of single items ``application_no``; of ``confirm`` the ``fingerprint`` of the
        adjusted plan that was shown.

    Raises
    ------
    TypeError
        For a word that the action does not know: a mistake of the caller's.
    RefusedError
        For a value that is not right.
    """
    known = {"comment", *KNOWN.get(action, ())}
    if unknown := given.keys() - known:
        raise TypeError(f"{action} knows nothing of {sorted(unknown)}")
    attachment = given.get("attachment") or b""
    if len(attachment) > MOST_BYTES:
        raise refusal("attachment_too_large", most=MOST_BYTES >> 20)
    with_minutes = action == "record" or (action == "undefer" and given.get("minutes_no"))
    rest = given.get("rest", "keep")
    if rest not in ("keep", "again"):
        raise refusal("rest", "", rest)
    return Details(
        **{key: cleaned(key, given.get(key) or "") for key in _TEXTS},
        minutes=_minutes(given, attachment, now) if with_minutes else None,
        attachment=attachment,
        changes=tuple(_change(one) for one in given.get("changes", ())),
        rest=rest,
    )


_TEXTS = ("comment", "meeting", "application_no", "minutes_no", "fingerprint")


def read_changes(given: Sequence[Any]) -> tuple[Change, ...]:
    """Return amounts to adjust, cleaned."""
    return tuple(_change(one) for one in given)


def _minutes(given: Mapping[str, Any], attachment: bytes, now: datetime) -> Minutes:
    result = given.get("result") or "agreed"
    if result not in ("agreed", "returned"):
        raise refusal("result", "", result)
    comment = cleaned("comment", given.get("comment") or "", needed=result == "returned")
    return Minutes(
        session=cleaned("session", given.get("session") or "", needed=True, most=200),
        date=_day(given.get("date"), now).isoformat(),
        number=cleaned("minutes_no", given.get("minutes_no") or "", needed=True, most=200),
        attachment=digest_of(attachment) if attachment else "",
        attachment_name=cleaned("attachment_name", given.get("attachment_name") or "", most=200),
        result="returned" if result == "returned" else "agreed",
        comment=comment,
    )


def _day(raw: object, now: datetime) -> date:
    try:
        day = raw if isinstance(raw, date) else date.fromisoformat(str(raw))
    except ValueError:
        raise refusal("date", "", raw) from None
    if day > now.astimezone(OFFICE).date():
        raise refusal("date_ahead", "", day.isoformat())
    return day


def _change(one: Any) -> Change:  # noqa: ANN401  # a change, or a mapping with its fields
    if not isinstance(one, Change):
        one = Change(**{"reason": "", **one})  # a word that it does not know is a mistake, not lost
    if isinstance(one.to, bool) or not isinstance(one.to, int) or one.to < 0:
        raise refusal("amount", "", one.to)
    number = cleaned("application_no", one.application_no, needed=True, most=200)
    return Change(number, one.to, cleaned("reason", one.reason, needed=True))
