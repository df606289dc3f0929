"""One event, its hash, and its place in the chain. Nothing here knows a store.

The hash is over number, hash of the event before, and hash of the body. So a file can show the
whole chain and withhold the bodies of other plans (a *link*), and it is still the same chain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from optimizer.decision.types import SignIn
from optimizer.formats.canonical import fingerprint

#: What stands before the first event.
GENESIS = "sha256:" + "0" * 64

_PLACE = ("seq", "previous", "hash")


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what, when, to which plan.

    Parameters
    ----------
    seq
        Number in the chain, from 1.
    at
        ISO moment in UTC, to the microsecond; never before that of the event before.
    who, sign_in
        The account, and how it was signed in.
    action, plan
        What was done, and to which decision (empty: to none).
    before, after
        Digest of the plan's document before and after; empty where there is none.
    fingerprint
        Of the Outcome that stood then.
    details
        What else belongs to the action.
    previous, hash
        Hash of the event before, and of this one.
    """

    seq: int
    at: str
    who: str
    sign_in: SignIn
    action: str
    plan: str
    before: str
    after: str
    fingerprint: str
    details: Mapping[str, Any]
    previous: str
    hash: str = field(default="")

    def to_json(self) -> dict[str, Any]:
        """Return the event as JSON-ready data."""
        return asdict(self)


#: Keys of a whole event, and of one whose body is withheld.
EVENT_KEYS = frozenset(Event.__dataclass_fields__)
LINK_KEYS = frozenset({*_PLACE, "body"})


def body_of(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of a whole event: all but its place in the chain."""
    return {key: value for key, value in event.items() if key not in _PLACE}


def hash_of(seq: int, previous: str, body: str) -> str:
    """Return the hash of an event from its place in the chain and the digest of its body."""
    return fingerprint({"seq": seq, "previous": previous, "body": body})


def body_digest(event: Mapping[str, Any]) -> str:
    """Return the digest of an event's body, computed, or as a link states it."""
    if "body" in event:
        return str(event["body"])
    return fingerprint(body_of(event))


def link_of(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event with its body withheld."""
    return {**{key: event[key] for key in _PLACE}, "body": body_digest(event)}
