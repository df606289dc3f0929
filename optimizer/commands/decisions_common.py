"""What every command about decisions needs: the store, the moment, and who asks."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from getpass import getpass
from typing import TYPE_CHECKING

from optimizer.errors import Place, Problem, UsageError
from optimizer.wording import Language, say

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.decision.store import Store
    from optimizer.decision.types import Person

STORE, PASSWORD = "FUND_STORE", "FUND_PASSWORD"


def add_options(sub: argparse.ArgumentParser, lang: Language, *, person: bool = True) -> None:
    """Add ``--store`` and, for what a person answers for, ``--as``."""
    sub.add_argument("--store", default="", metavar="WHERE", help=say("cli.opt.store", lang))
    if person:
        sub.add_argument(
            "--as", dest="user", required=True, metavar="USER", help=say("cli.opt.as", lang)
        )


def moment() -> datetime:
    """Return the moment of a command."""
    return datetime.now(UTC)


def place_of(options: argparse.Namespace) -> str | Path:
    """Return where the store is: ``--store``, else ``FUND_STORE``, else the project's ``data/``."""
    from optimizer.decision.store.places import DEFAULT

    named: str = options.store or os.environ.get(STORE, "")
    return named or DEFAULT


def store_of(options: argparse.Namespace) -> Store:
    """Open the store.

    Raises
    ------
    StoreError
        If it cannot be used.
    """
    from optimizer.decision.store import open_store

    return open_store(place_of(options), now=moment())


def password_of(lang: Language) -> str:
    """Return the password of ``FUND_PASSWORD``, or ask for it; never an argument, which all see.

    Raises
    ------
    UsageError
        If there is neither the variable nor a person to ask.
    """
    given = os.environ.get(PASSWORD)
    if given is not None:
        return given
    try:
        return getpass(say("cli.password", lang))
    except (EOFError, OSError):
        raise UsageError(Problem("cli.no_password", Place(PASSWORD))) from None


def person_of(options: argparse.Namespace, store: Store, now: datetime) -> Person:
    """Sign in who asks (``--as``).

    Raises
    ------
    RefusedError
        If the name or password is wrong, or the account may not sign in.
    """
    from optimizer.decision import people

    return people.sign_in(store, options.user, password_of(options.lang), now=now).person
