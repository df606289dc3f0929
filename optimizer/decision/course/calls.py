"""The call of a year in the store: which rules were frozen, by whom and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from optimizer.decision.course.codec import from_json, to_json
from optimizer.decision.course.frozen import Frozen
from optimizer.decision.types import Person

if TYPE_CHECKING:
    from optimizer.decision.store import Work

_EXERCISE = "-exercise"


def call_key(year: int, *, exercise: bool) -> str:
    """Return under which key a year's call is kept: an exercise never binds the year itself."""
    return f"{year}{_EXERCISE if exercise else ''}"


def frozen_call(year: int, rules: Mapping[str, str], who: Person, now: datetime) -> Frozen:
    """Return the rules as frozen by a person at a moment."""
    return Frozen(year, dict(rules), who.name, now.isoformat(timespec="microseconds"))


def kept_call(work: Work, key: str) -> tuple[Frozen | None, int]:
    """Return the frozen rules that the store keeps, and their revision (0: none)."""
    kept = work.get("call", key)
    return (None, 0) if kept is None else (from_json(Frozen, kept.document), kept.revision)


def call_document(frozen: Frozen) -> dict[str, Any]:
    """Return frozen rules as JSON-ready data, with the hash of all parts together."""
    document: dict[str, Any] = to_json(frozen)
    return document
