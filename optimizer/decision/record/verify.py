"""Does the record hold: the chain whole, plans as their last event left them, heads contained."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from optimizer.decision.record.events import (
    EVENT_KEYS,
    GENESIS,
    LINK_KEYS,
    body_digest,
    hash_of,
)
from optimizer.errors import Place, Problem
from optimizer.formats.canonical import fingerprint

if TYPE_CHECKING:
    from optimizer.decision.store import Work

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_TEXTS = ("at", "who", "sign_in", "action", "plan", "before", "after", "fingerprint")


@dataclass(frozen=True, slots=True)
class Head:
    """Number and hash of one event, as printed on papers or published outside."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


@dataclass(slots=True)
class Reading:
    """What reading a chain from its start found."""

    head: Head = field(default_factory=lambda: Head(0, GENESIS))
    faults: list[Problem] = field(default_factory=list)
    plans: dict[str, tuple[int, str]] = field(default_factory=dict)
    hashes: dict[int, str] = field(default_factory=dict)


def parse_head(text: str) -> Head | None:
    """Return a head written ``NUMBER:sha256:…``, or None where it is not one."""
    number, _, digest = text.strip().partition(":")
    if not (number.isascii() and number.isdigit() and _DIGEST.fullmatch(digest)):
        return None
    return Head(int(number), digest) if len(number) < len("9" * 19) else None


def read_chain(events: Iterable[object]) -> Reading:
    """Read events from the first on; stop at the first that does not hold.

    Events may be whole, or links with the digest of a body that is withheld.
    """
    reading, last = Reading(), ""
    for event in events:
        code = _fault(event, reading.head, last)
        if code:
            reading.faults.append(_problem(code, reading.head.seq + 1))
            break
        assert isinstance(event, Mapping)  # noqa: S101  # _fault has looked; for the types
        reading.head = Head(event["seq"], event["hash"])
        reading.hashes[event["seq"]] = event["hash"]
        if "body" in event:
            continue
        last = event["at"]
        if event["plan"] and event["after"]:
            reading.plans[event["plan"]] = event["seq"], event["after"]
    return reading


def contains(reading: Reading, head: Head) -> Problem | None:
    """Say why a chain does not contain a head that was published; nothing where it does."""
    if head.seq > reading.head.seq:
        return _problem("tail_cut", head.seq, last=reading.head.seq)
    own = reading.hashes.get(head.seq, GENESIS)
    return None if own == head.hash else _problem("other_chain", head.seq)


def check_store(work: Work, heads: Iterable[Head] = ()) -> tuple[Reading, tuple[Problem, ...]]:
    """Check a store's record: chain, head, published heads, and every plan's present document.

    Returns
    -------
    (Reading, tuple of Problem)
        Every finding; its parameter ``seq`` is the number of the event.
    """
    reading = read_chain(work.events())
    found = list(reading.faults)
    kept = Head(*work.head())
    if not found and kept != reading.head:
        found.append(_problem("head_differs", kept.seq, last=reading.head.seq))
    found += [fault for head in heads if (fault := contains(reading, head)) is not None]
    if not reading.faults:
        documents = {key: fingerprint(kept.document) for key, kept in work.all("plan")}
        found += _plans(reading, documents)
    return reading, tuple(found)


def _plans(reading: Reading, documents: Mapping[str, str]) -> Iterator[Problem]:
    """Compare every plan's present document with what its last event left."""
    for key in sorted({*reading.plans, *documents}):
        seq, after = reading.plans.get(key, (0, ""))
        if key not in documents:
            yield _problem("plan_gone", seq, key)
        elif not after:
            yield _problem("plan_unrecorded", 0, key)
        elif documents[key] != after:
            yield _problem("plan_altered", seq, key)


def _fault(event: object, before: Head, last: str) -> str:
    """Return what is wrong with the next event, as the end of a code; empty if nothing."""
    if not isinstance(event, Mapping) or not _is_event(event):
        return "not_an_event"
    if event["seq"] != before.seq + 1:
        return "number"
    if event["previous"] != before.hash:
        return "previous"
    try:
        own = hash_of(event["seq"], event["previous"], body_digest(event))
    except (TypeError, ValueError):
        return "not_an_event"
    if event["hash"] != own:
        return "hash"
    return "time" if "at" in event and event["at"] < last else ""


def _is_event(event: Mapping[str, Any]) -> bool:
    if type(event.get("seq")) is not int or event.keys() not in (EVENT_KEYS, LINK_KEYS):
        return False
    digests = [event[key] for key in ("previous", "hash", "body") if key in event]
    if not all(isinstance(one, str) and _DIGEST.fullmatch(one) for one in digests):
        return False
    if "body" in event:
        return True
    return (
        all(isinstance(event[key], str) for key in _TEXTS)
        and isinstance(event["details"], Mapping)
        and _is_moment(event["at"])
    )


def _is_moment(text: str) -> bool:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return moment.tzinfo is not None and moment.isoformat(timespec="microseconds") == text


def _problem(code: str, seq: int, plan: str = "", **params: int) -> Problem:
    return Problem(f"record.{code}", Place(), plan, {"seq": seq, **params})
