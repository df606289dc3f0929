"""Signing in and out. A session is kept by the hash of its token, and asked for at every action.

A wrong password, an unknown name, a locked and a disabled account are told in one sentence and
take the same time, so that nobody learns which accounts there are.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from optimizer.decision.people.accounts import Account, account_of, end_sessions, find, keep
from optimizer.decision.people.passwords import COST, Cost, checked, hashed, matches
from optimizer.decision.people.refused import refusal
from optimizer.decision.record.record import record
from optimizer.decision.types import Person
from optimizer.errors import RefusedError

if TYPE_CHECKING:
    from optimizer.decision.store import Kept, Store, Work

#: Wrong passwords in a row that lock an account, and for how long.
MOST_FAILURES = 5
LOCKED = timedelta(minutes=15)
#: A session ends after so long without an action, and in any case.
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
#: The last action is written down no more often than this: a page asks many times a second.
_TOUCH = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody's session as it stands: who, and whether only the password may be changed."""

    person: Person
    must_change: bool


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The answer to a right password; ``token`` opens the session (empty: none was opened)."""

    person: Person
    token: str
    must_change: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """A session as the store keeps it, under the hash of its token."""

    account: str
    started_at: str
    seen_at: str


def sign_in(
    store: Store, name: str, password: str, *, now: datetime, token: str = "", cost: Cost = COST
) -> SignedIn:
    """Check a password, and open a session where a token is given.

    Parameters
    ----------
    token
        Fresh and random, never one that the browser brought (session fixation). Empty for a
        command, which needs no session.
    cost
        Of the work that is done for an account that is not there.

    Raises
    ------
    RefusedError
        ``people.not_signed_in``, whatever the cause; ``people.change_first`` where a command
        comes with a first password.
    """
    with store.read() as work:
        seen = find(work, name)
    right = matches(None if seen is None else seen.password, password, cost)
    with store.write() as work:
        account = find(work, name)
        if account is None:
            refused: RefusedError | None = _refused()
        else:
            # The password was compared before: it counts only if it is still the same one.
            same = seen is not None and seen.password == account.password
            refused = _judged(work, account, now, right=right and same)
        if refused is None and account is not None:
            if account.must_change and not token:
                raise refusal("change_first", account.name)
            return _open(work, account, token, now)
    raise refused or _refused()


def sign_in_openid(store: Store, subject: str, *, now: datetime, token: str) -> SignedIn:
    """Open a session for whom the organisation's provider has checked.

    Raises
    ------
    RefusedError
        If no account names this subject, or it is disabled.
    """
    with store.write() as work:
        for _, kept in work.all("account"):
            account = account_of(kept)
            if subject and account.openid == subject and not account.disabled:
                return _open(work, account, token, now)
    raise refusal("no_openid_account")


def session(store: Store, token: str, *, now: datetime) -> Session | None:
    """Return the session of a token; none where it is over, or its account is disabled."""
    if not token:
        return None
    key = _key(token)
    with store.read() as work:
        kept = work.get("session", key)
        row = None if kept is None else _Row(**kept.document)
        account = None if row is None else find(work, row.account)
    if kept is None or row is None or account is None or account.disabled or _over(row, now):
        return None
    if now - datetime.fromisoformat(row.seen_at) > _TOUCH:
        _touch(store, key, kept, row, now)
    return Session(account.person, account.must_change)


def person(store: Store, token: str, *, now: datetime) -> Person | None:
    """Return who acts under a token; none where nobody does, or a first password still stands."""
    found = session(store, token, now=now)
    return None if found is None or found.must_change else found.person


def sign_out(store: Store, token: str, *, now: datetime) -> None:
    """End a session, for every connection that uses it."""
    found = session(store, token, now=now)
    with store.write() as work:
        work.delete("session", _key(token))
        if found is not None:
            record(work, now=now, who=found.person, action="sign_out")


def change_password(
    store: Store,
    name: str,
    old: str,
    new: str,
    *,
    now: datetime,
    salt: bytes,
    token: str = "",
    cost: Cost = COST,
) -> SignedIn:
    """Change an own password: every session of the account ends, and a new one begins.

    Raises
    ------
    RefusedError
        If the old one is wrong (which counts as a failure to sign in), or the new one will not do.
    """
    with store.read() as work:
        seen = find(work, name)
    right = matches(None if seen is None else seen.password, old, cost)
    with store.write() as work:
        account = find(work, name)
        same = account is not None and seen is not None and seen.password == account.password
        refused = _refused() if account is None else None
        if account is not None:
            refused = _judged(work, account, now, right=right and same)
    if refused is not None or account is None:
        raise refused or _refused()
    kept = hashed(checked(name, new, account.password), salt, cost)
    with store.write() as work:
        account = find(work, name)
        if account is None or seen is None or account.password != seen.password:
            raise refusal("changed_meanwhile", name)
        account = replace(account, password=kept, must_change=False)
        keep(work, account)
        end_sessions(work, name)
        record(work, now=now, who=account.person, action="password_changed")
        account = replace(account, revision=account.revision + 1)
        return _open(work, account, token, now)


# --- inside ---


def _judged(work: Work, account: Account, now: datetime, *, right: bool) -> RefusedError | None:
    """Count a failure, lock the account after too many; say why it is not let in."""
    if account.disabled or account.openid or account.locked(now):
        return _refused()
    if right:
        if account.failures or account.locked_until:
            keep(work, replace(account, failures=0, locked_until=""))
        return None
    failures = account.failures + 1
    after = replace(account, failures=failures)
    record(work, now=now, who=account.person, action="sign_in_failed")
    if failures >= MOST_FAILURES:
        until = (now + LOCKED).isoformat()
        after = replace(account, failures=0, locked_until=until)
        details = {"until": until}
        record(work, now=now, who=account.person, action="locked_out", details=details)
    keep(work, after)
    return _refused()


def _refused() -> RefusedError:
    minutes = int(LOCKED.total_seconds()) // 60
    return refusal("not_signed_in", failures=MOST_FAILURES, minutes=minutes)


def _open(work: Work, account: Account, token: str, now: datetime) -> SignedIn:
    """Open a session under a fresh token, and sweep those that are over."""
    if token:
        for key, kept in work.all("session"):
            if _over(_Row(**kept.document), now):
                work.delete("session", key)
        at = now.isoformat()
        row = _Row(account.name, at, at)
        if not work.insert("session", _key(token), asdict(row)):
            raise ValueError("a session's token must be fresh")
        record(work, now=now, who=account.person, action="sign_in")
    return SignedIn(account.person, token, account.must_change)


def _over(row: _Row, now: datetime) -> bool:
    started, seen = (datetime.fromisoformat(at) for at in (row.started_at, row.seen_at))
    return now - seen > IDLE or now - started > LONGEST


def _touch(store: Store, key: str, kept: Kept, row: _Row, now: datetime) -> None:
    """Write the last action down; where another did at the same moment, that is as good."""
    with store.write() as work:
        work.replace("session", key, kept.revision, asdict(replace(row, seen_at=now.isoformat())))


def _key(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
