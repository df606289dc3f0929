"""Passwords: kept as scrypt hashes (RFC 7914) with a salt each, compared in constant time."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from optimizer.decision.people.refused import refusal
from optimizer.errors import RefusedError

#: Characters of a password: long enough not to be guessed in as many attempts as anyone has.
LEAST, MOST = 10, 200
SALT_BYTES = 16
_HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs: ``128 n r`` bytes of memory, ``p`` times (RFC 7914, section 2)."""

    n: int = 2**15
    r: int = 8
    p: int = 1


COST = Cost()


def hashed(password: str, salt: bytes, cost: Cost = COST) -> dict[str, Any]:
    """Return a password as it is kept: its hash, with the salt and cost to make it again."""
    made = _scrypt(password, salt, cost)
    return {
        "scheme": "scrypt",
        "n": cost.n,
        "r": cost.r,
        "p": cost.p,
        "salt": salt.hex(),
        "hash": made.hex(),
    }


def matches(kept: Mapping[str, Any] | None, password: str, cost: Cost = COST) -> bool:
    """Say whether a password is the one that is kept.

    Where none is kept (no such account, or one without a password) the same work is done, so that
    the time of the answer does not tell which accounts there are.
    """
    if kept is None:
        _scrypt(password, b"\0" * SALT_BYTES, cost)
        return False
    own = Cost(int(kept["n"]), int(kept["r"]), int(kept["p"]))
    made = _scrypt(password, bytes.fromhex(kept["salt"]), own)
    return hmac.compare_digest(made, bytes.fromhex(kept["hash"]))


def checked(name: str, password: str, before: Mapping[str, Any] | None = None) -> str:
    """Return a new password after its checks.

    Parameters
    ----------
    name
        Of the account: a password may not be the name.
    before
        The password kept so far; the new one must be another.

    Raises
    ------
    RefusedError
        If it is too short or too long, holds the name, or is the one before.
    """
    text = _plain(password)
    if not LEAST <= len(text) <= MOST:
        raise refusal("password_length", name, least=LEAST, most=MOST)
    if name.casefold() in text.casefold() or len(set(text)) < LEAST // 2:
        raise refusal("password_simple", name)
    if before is not None and matches(before, text):
        raise refusal("password_same", name)
    return text


def fresh(name: str, draw: Callable[[], str]) -> str:
    """Return a first password for an account: the first one drawn that may be one.

    By chance a drawn one holds a short name, which would be refused.
    """
    while True:
        password = draw()
        try:
            return checked(name, password)
        except RefusedError:
            continue


def _plain(password: str) -> str:
    """Return the one form of a text, however a keyboard composes its characters."""
    return unicodedata.normalize("NFC", password)


def _scrypt(password: str, salt: bytes, cost: Cost) -> bytes:
    secret = _plain(password)[: 4 * MOST].encode("utf-8", "surrogatepass")
    room = 128 * cost.r * (cost.n + cost.p + 2) + 2**20  # what it needs, and a little beside
    return hashlib.scrypt(
        secret, salt=salt, n=cost.n, r=cost.r, p=cost.p, maxmem=room, dklen=_HASH_BYTES
    )
