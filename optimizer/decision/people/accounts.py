"""Accounts: who may sign in, as what. Kept by the administrator, who decides nothing else.

Every change is an event of the record; what is refused is one too. Nobody changes an own account
here but the password, and there is always an administrator left who can sign in.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from optimizer.decision import rights
from optimizer.decision.people.passwords import COST, Cost, checked, hashed
from optimizer.decision.people.refused import refusal
from optimizer.decision.record.record import record
from optimizer.decision.types import Person, Role
from optimizer.errors import RefusedError

if TYPE_CHECKING:
    from optimizer.decision.store import Kept, Store, Work

T = TypeVar("T")
MOST_NAME = 64


@dataclass(frozen=True, slots=True)
class Account:
    """One account as it is kept.

    Parameters
    ----------
    name
        Chosen once; steps are signed with it.
    password
        As :func:`.passwords.hashed` makes it; none where the OpenID provider checks who it is.
    openid
        What the provider calls the person; empty for an account with a password.
    must_change
        The password was given by somebody else: it opens nothing but its own change.
    failures
        Wrong passwords since the last right one.
    locked_until
        ISO time (UTC) until which no password is right; empty where none was locked out.
    revision
        Of the kept document; grows with each change.
    """

    name: str
    roles: frozenset[Role]
    password: Mapping[str, Any] | None = None
    openid: str = ""
    must_change: bool = False
    disabled: bool = False
    failures: int = 0
    locked_until: str = ""
    created_at: str = ""
    revision: int = field(default=0, compare=False)

    @property
    def person(self) -> Person:
        """Who signs in with it."""
        return Person(self.name, self.roles, "oidc" if self.openid else "account")

    def state(self, now: datetime) -> str:
        """Return how it stands: ``usable``, ``first`` password, ``locked`` or ``disabled``."""
        if self.disabled:
            return "disabled"
        if self.locked(now):
            return "locked"
        return "first" if self.must_change else "usable"

    def locked(self, now: datetime) -> bool:
        """Say whether it is locked after too many wrong passwords."""
        return bool(self.locked_until) and now < datetime.fromisoformat(self.locked_until)


def document(account: Account) -> dict[str, Any]:
    """Return an account as JSON-ready data for the store."""
    made = asdict(account) | {"roles": _names(account.roles)}
    del made["revision"]
    return made


def account_of(kept: Kept) -> Account:
    """Read an account that the store keeps."""
    fields = dict(kept.document) | {"roles": frozenset(map(Role, kept.document["roles"]))}
    return Account(**fields, revision=kept.revision)


def find(work: Work, name: str) -> Account | None:
    """Return the account of a name, if there is one."""
    kept = work.get("account", name) if name else None
    return None if kept is None else account_of(kept)


def every_account(store: Store) -> list[Account]:
    """Return every account, by name."""
    with store.read() as work:
        return [account_of(kept) for _, kept in work.all("account")]


def list_accounts(store: Store, who: Person, *, now: datetime) -> list[Account]:
    """Return every account to who keeps them."""
    return _guarded(store, who, now, "", lambda: every_account(store))


def keep(work: Work, account: Account) -> None:
    """Keep a changed account, if nobody changed it since it was read."""
    if not work.replace("account", account.name, account.revision, document(account)):
        raise refusal("changed_meanwhile", account.name)


def account_name(raw: str) -> str:
    """Return the name of an account: letters, digits, ``.``, ``-`` and ``_``, at most 64.

    Raises
    ------
    RefusedError
        If it is anything else.
    """
    name = unicodedata.normalize("NFC", raw).strip()
    plain = all(one.isalnum() or one in ".-_" for one in name)
    if not 0 < len(name) <= MOST_NAME or not plain:
        raise refusal("bad_name", "", raw)
    return name


def first(
    store: Store, name: str, password: str, *, now: datetime, salt: bytes, cost: Cost = COST
) -> Account:
    """Make the first administrator of an empty store; there is no other way to begin.

    Raises
    ------
    RefusedError
        If the store has an account already, or the password will not do.
    """
    name = account_name(name)
    kept = hashed(checked(name, password), salt, cost)
    made = Account(name, frozenset({Role.ADMINISTRATOR}), kept, created_at=now.isoformat())
    with store.write() as work:
        if work.all("account"):
            raise refusal("not_first", name)
        work.insert("account", name, document(made))
        _note(work, now, made.person, "account_added", made)
    return made


def add(
    store: Store,
    who: Person,
    name: str,
    roles: Iterable[Role],
    password: str = "",
    *,
    now: datetime,
    salt: bytes = b"",
    openid: str = "",
    cost: Cost = COST,
) -> Account:
    """Add an account, with a first password that must be changed or with an OpenID subject."""

    def step() -> Account:
        own = account_name(name)
        kept = None if openid else hashed(checked(own, password), salt, cost)
        made = Account(own, _together(own, roles), kept, openid, must_change=not openid)
        made = replace(made, created_at=now.isoformat())
        with store.write() as work:
            taken = [account_of(one) for _, one in work.all("account")]
            if any(_alike(one, made) for one in taken):
                raise refusal("name_taken", own)
            work.insert("account", own, document(made))
            _note(work, now, who, "account_added", made)
        return made

    return _guarded(store, who, now, name, step)


def set_roles(
    store: Store, who: Person, name: str, roles: Iterable[Role], *, now: datetime
) -> Account:
    """Give an account other roles, from its next action on."""
    wanted = tuple(roles)

    def changed(account: Account) -> Account:
        return replace(account, roles=_together(account.name, wanted))

    return _change(store, who, name, "account_roles", changed, now)


def disable(store: Store, who: Person, name: str, *, now: datetime) -> Account:
    """Let an account act no more; its name stays in the record."""
    return _change(store, who, name, "account_disabled", lambda a: replace(a, disabled=True), now)


def enable(store: Store, who: Person, name: str, *, now: datetime) -> Account:
    """Let a disabled account act again."""
    return _change(store, who, name, "account_enabled", lambda a: replace(a, disabled=False), now)


def unlock(store: Store, who: Person, name: str, *, now: datetime) -> Account:
    """Open an account that too many wrong passwords have locked."""

    def changed(account: Account) -> Account:
        return replace(account, failures=0, locked_until="")

    return _change(store, who, name, "account_unlocked", changed, now)


def reset_password(
    store: Store,
    who: Person,
    name: str,
    password: str,
    *,
    now: datetime,
    salt: bytes,
    cost: Cost = COST,
) -> Account:
    """Give an account a new first password, which must be changed; its sessions end."""

    def changed(account: Account) -> Account:
        if account.openid:
            raise refusal("no_password", account.name)
        kept = hashed(checked(account.name, password, account.password), salt, cost)
        fresh = replace(account, password=kept, must_change=True)
        return replace(fresh, failures=0, locked_until="")

    return _change(store, who, name, "account_password", changed, now)


def end_sessions(work: Work, name: str) -> None:
    """End every session of an account."""
    for key, kept in work.all("session"):
        if kept.document["account"] == name:
            work.delete("session", key)


# --- inside ---


def _change(
    store: Store,
    who: Person,
    name: str,
    action: str,
    changed: Callable[[Account], Account],
    now: datetime,
) -> Account:
    """Change one account of somebody else, and end its sessions."""

    def step() -> Account:
        if name == who.name:
            raise refusal("own_account", name)
        with store.read() as work:
            before = find(work, name)
        if before is None:
            raise refusal("no_account", "", name)
        after = changed(before)  # a password takes its time: no transaction waits for it
        with store.write() as work:
            _one_stays(work, after)
            keep(work, after)
            end_sessions(work, name)
            _note(work, now, who, action, after)
        return replace(after, revision=before.revision + 1)

    return _guarded(store, who, now, name, step)


def _guarded(store: Store, who: Person, now: datetime, name: str, step: Callable[[], T]) -> T:
    """Take a step that only the administrator may take; record what is refused."""
    try:
        # Whom nobody checked keeps no accounts, whatever role is tried out.
        if who.sign_in == "single" or not rights.may(who, "accounts"):
            raise refusal("no_right", "", who.name)
        return step()
    except RefusedError as error:
        codes = [one.code for one in error.problems]
        details = {"asked": "accounts", "account": name[:MOST_NAME], "codes": codes}
        with store.write() as work:
            record(work, now=now, who=who, action="refused", details=details)
        raise


def _one_stays(work: Work, after: Account) -> None:
    """Refuse to leave the store without an administrator who can sign in."""
    held = [account_of(kept) for _, kept in work.all("account")]
    left = [after if one.name == after.name else one for one in held]
    if not any(Role.ADMINISTRATOR in one.roles and not one.disabled for one in left):
        raise refusal("last_administrator", after.name)


def _together(name: str, roles: Iterable[Role]) -> frozenset[Role]:
    held = frozenset(roles)
    if not rights.combine(held):
        raise refusal("roles_apart", name, ",".join(_names(held)))
    return held


def _alike(one: Account, other: Account) -> bool:
    """Say whether two accounts could be taken for one another."""
    same_subject = bool(one.openid) and one.openid == other.openid
    return same_subject or _seen(one.name) == _seen(other.name)


def _seen(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _names(roles: frozenset[Role]) -> list[str]:
    return [role.value for role in Role if role in roles]


def _note(work: Work, now: datetime, who: Person, action: str, account: Account) -> None:
    """Record a change of an account, without what its password looks like."""
    details = {
        "account": account.name,
        "roles": _names(account.roles),
        "disabled": account.disabled,
        "must_change": account.must_change,
        "openid": bool(account.openid),
    }
    record(work, now=now, who=who, action=action, details=details)
