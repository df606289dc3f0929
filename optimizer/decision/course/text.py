"""What a person typed: kept as text in NFC, never interpreted, without characters that hide."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta, timezone

from optimizer.decision.course.refused import refusal

#: The time of the office: China has one.
OFFICE = timezone(timedelta(hours=8))
MOST = 2_000
MOST_ID = 64
#: Marks that turn the direction of writing: shown text would not be what is stored.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def cleaned(name: str, raw: object, *, needed: bool = False, most: int = MOST) -> str:
    """Return a text as it is stored: NFC, stripped, lines parted by a plain line feed.

    Parameters
    ----------
    name
        What the text is, for the refusal.
    raw
        As it was typed.
    needed
        Whether it may not be empty.

    Raises
    ------
    RefusedError
        If it is no text, too long, empty though needed, or holds control characters.
    """
    if not isinstance(raw, str):
        raise refusal("text.not_text", "", raw, field=name)
    text = unicodedata.normalize("NFC", raw).replace("\r\n", "\n").strip()
    if needed and not text:
        raise refusal("text.needed", field=name)
    if len(text) > most:
        raise refusal("text.too_long", "", text, field=name, most=most)
    if any(one in _TURNING or _is_control(one) for one in text):
        raise refusal("text.control", "", text.encode("unicode_escape").decode(), field=name)
    return text


def _is_control(one: str) -> bool:
    return one != "\n" and unicodedata.category(one) in ("Cc", "Cs")


def plan_id(raw: str) -> str:
    """Return the name of a decision: letters, digits, ``-`` and ``_`` only.

    Raises
    ------
    RefusedError
        If it is anything else.
    """
    text = cleaned("id", raw, needed=True, most=MOST_ID)
    if not all(one.isalnum() or one in "-_" for one in text):
        raise refusal("bad_id", "", text)
    return text


def shown_time(at: str) -> str:
    """Return an ISO moment in the time of the office, to the second."""
    return datetime.fromisoformat(at).astimezone(OFFICE).strftime("%Y-%m-%d %H:%M:%S")
