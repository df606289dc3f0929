"""Add an event to the record, in the transaction of what it is about."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from optimizer.decision.record.events import Event, body_digest, hash_of
from optimizer.decision.types import Person
from optimizer.formats.canonical import fingerprint as digest_of

if TYPE_CHECKING:
    from optimizer.decision.store import Work

_LONGEST = 2_000  # characters of any text that a person gave
_NO_DETAILS: Mapping[str, Any] = {}


def record(
    work: Work,
    *,
    now: datetime,
    who: Person,
    action: str,
    plan: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    fingerprint: str = "",
    details: Mapping[str, Any] = _NO_DETAILS,
) -> Event:
    """Add the next event of the chain.

    Parameters
    ----------
    work
        The transaction in which it happens: both are kept or neither.
    now
        Aware. A clock that goes back does not take the record along: the moment of the event
        before is kept, and ``clock_back`` in the details says what the clock showed.
    who
        The person; single-user mode names the role acted as, as the plan's steps do.
    before, after
        The plan's document before and after; the event keeps their digests.

    Returns
    -------
    Event
        As it was added.
    """
    seq, previous = work.head()
    at, details = _moment(work, seq, now), _safe(details)
    shown = _text(now)
    if at != shown:
        details = {**details, "clock_back": shown}
    event = Event(
        seq=seq + 1,
        at=at,
        who=_safe(who.name),
        sign_in=who.sign_in,
        action=_safe(action),
        plan=_safe(plan),
        before="" if before is None else digest_of(before),
        after="" if after is None else digest_of(after),
        fingerprint=fingerprint,
        details=details,
        previous=previous,
    )
    event = replace(event, hash=hash_of(event.seq, previous, body_digest(event.to_json())))
    work.append(event.to_json())
    return event


def _moment(work: Work, seq: int, now: datetime) -> str:
    """Return the moment to write: now, or that of the last event where the clock went back."""
    last = next(iter(work.events(after=seq - 1)), None) if seq else None
    shown = _text(now)
    return shown if last is None else max(shown, str(last["at"]))


def _text(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _safe(value: Any) -> Any:  # noqa: ANN401  # any JSON value
    """Return a value that can be kept whatever a refused call brought: no control characters."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value.encode("utf-8", "replace").decode())
        return "".join("\ufffd" if _hides(one) else one for one in text[:_LONGEST])
    if isinstance(value, Mapping):
        return {_safe(str(key)): _safe(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_safe(inner) for inner in value]
    return value


def _hides(one: str) -> bool:
    return one != "\n" and unicodedata.category(one) == "Cc"
