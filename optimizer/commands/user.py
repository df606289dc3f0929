"""``user``: accounts by command. A password is never an argument: others can read those."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from getpass import getpass
from typing import TYPE_CHECKING, Any

from optimizer.commands.decisions_common import moment, password_of, person_of, store_of
from optimizer.commands.printing import DONE, print_json, write
from optimizer.decision.types import Role
from optimizer.errors import Place, Problem, UsageError
from optimizer.wording import say

if TYPE_CHECKING:
    from optimizer.decision.people.accounts import Account
    from optimizer.decision.store import Store
    from optimizer.decision.types import Person

#: Where a new password comes from when nobody is there to type it.
NEW_PASSWORD = "FUND_NEW_PASSWORD"  # noqa: S105  # the name of a variable
_SALT_BYTES, _SECRET_BYTES = 16, 12


def first(options: argparse.Namespace) -> int:
    """Make the first administrator of a store without accounts."""
    from optimizer.decision.people import accounts

    with closing(store_of(options)) as store:
        secret = password_of(options.lang)
        salt = secrets.token_bytes(_SALT_BYTES)
        made = accounts.first(store, options.name, secret, now=moment(), salt=salt)
    return _told("first", made, options)


def add(options: argparse.Namespace) -> int:
    """Add an account: its first password comes from the environment, or is made and shown once."""
    from optimizer.decision.people import accounts

    wanted = _roles(options)
    with _administrator(options) as (store, who):
        secret, shown = ("", "") if options.openid else _first_password(options.name)
        made = accounts.add(
            store,
            who,
            options.name,
            wanted,
            secret,
            now=moment(),
            salt=secrets.token_bytes(_SALT_BYTES),
            openid=options.openid,
        )
    return _told("add", made, options, shown)


def listed(options: argparse.Namespace) -> int:
    """List the accounts."""
    from optimizer.decision.people.accounts import list_accounts

    with _administrator(options) as (store, who):
        found = list_accounts(store, who, now=moment())
    if options.json:
        print_json({"accounts": [_document(one) for one in found]})
    else:
        write("".join(_line(one, options) + "\n" for one in found).encode())
    return DONE


def roles(options: argparse.Namespace) -> int:
    """Give an account other roles."""
    from optimizer.decision.people import accounts

    wanted = _roles(options)
    return _change(
        "roles",
        lambda store, who, name: accounts.set_roles(store, who, name, wanted, now=moment()),
        options,
    )


def disable(options: argparse.Namespace) -> int:
    """Let an account act no more."""
    from optimizer.decision.people import accounts

    return _change(
        "disable",
        lambda store, who, name: accounts.disable(store, who, name, now=moment()),
        options,
    )


def enable(options: argparse.Namespace) -> int:
    """Let a disabled account act again."""
    from optimizer.decision.people import accounts

    return _change(
        "enable", lambda store, who, name: accounts.enable(store, who, name, now=moment()), options
    )


def unlock(options: argparse.Namespace) -> int:
    """Open an account that was locked."""
    from optimizer.decision.people import accounts

    return _change(
        "unlock", lambda store, who, name: accounts.unlock(store, who, name, now=moment()), options
    )


def password(options: argparse.Namespace) -> int:
    """Change the own password, or give somebody else a new first one."""
    from optimizer.decision.people import accounts, every_account
    from optimizer.decision.people.sessions import change_password

    salt = secrets.token_bytes(_SALT_BYTES)
    if options.name != options.user:
        secret, shown = _first_password(options.name)

        def reset(store: Store, who: Person, name: str) -> Account:
            return accounts.reset_password(store, who, name, secret, now=moment(), salt=salt)

        return _change("password", reset, options, shown)
    with closing(store_of(options)) as store:
        old = password_of(options.lang)
        new = _asked(options)
        change_password(store, options.name, old, new, now=moment(), salt=salt)
        own = next(one for one in every_account(store) if one.name == options.name)
    return _told("password", own, options)


# --- inside ---


def _asked(options: argparse.Namespace) -> str:
    """Return a new password out of the environment, or as a person types it unseen."""
    if given := os.environ.get(NEW_PASSWORD, ""):
        return given
    if not sys.stdin.isatty():
        raise UsageError(Problem("people.no_terminal", Place(), NEW_PASSWORD))
    return getpass(say("people.ask_new", options.lang, name=options.name))


@contextmanager
def _administrator(options: argparse.Namespace) -> Iterator[tuple[Store, Person]]:
    with closing(store_of(options)) as store:
        yield store, person_of(options, store, moment())


def _change(
    done: str,
    change: Callable[[Store, Person, str], Account],
    options: argparse.Namespace,
    shown: str = "",
) -> int:
    with _administrator(options) as (store, who):
        made = change(store, who, options.name)
    return _told(done, made, options, shown)


def _first_password(name: str) -> tuple[str, str]:
    """Return a first password, and what of it is shown: one out of the environment is known."""
    if given := os.environ.get(NEW_PASSWORD, ""):
        return given, ""
    from optimizer.decision.people.passwords import fresh

    made = fresh(name, lambda: secrets.token_urlsafe(_SECRET_BYTES))
    return made, made


def _roles(options: argparse.Namespace) -> tuple[Role, ...]:
    names = [name.strip() for name in options.roles.split(",") if name.strip()]
    known = tuple(role.value for role in Role)
    if unknown := [name for name in names if name not in known]:
        raise UsageError(
            *(Problem("people.role_unknown", Place(), one, {"known": known}) for one in unknown)
        )
    return tuple(Role(name) for name in names)


def _told(done: str, account: Account, options: argparse.Namespace, shown: str = "") -> int:
    if options.json:
        extra = {"first_password": shown} if shown else {}
        print_json({"account": _document(account), **extra})
        return DONE
    lines = [say(f"people.done.{done}", options.lang, name=account.name)]
    if shown:
        lines.append(say("people.first_password", options.lang, password=shown))
    write(("\n".join(lines) + "\n").encode())
    return DONE


def _document(account: Account) -> dict[str, Any]:
    """Return what may be said of an account: nothing of its password."""
    return {
        "name": account.name,
        "roles": [role.value for role in Role if role in account.roles],
        "state": account.state(moment()),
        "sign_in": account.person.sign_in,
        "created_at": account.created_at,
    }


def _line(account: Account, options: argparse.Namespace) -> str:
    held = tuple(
        say(f"people.role.{role.value}", options.lang) for role in Role if role in account.roles
    )
    state = say(f"people.state.{account.state(moment())}", options.lang)
    return say("people.row", options.lang, name=account.name, roles=held, state=state)
