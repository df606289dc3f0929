"""Accounts with cheap passwords: what scrypt costs is tried in one place."""

from collections.abc import Callable
from datetime import datetime
from itertools import count

import pytest

from optimizer.decision.people import accounts
from optimizer.decision.people.accounts import Account
from optimizer.decision.people.passwords import Cost
from optimizer.decision.store import Store
from optimizer.decision.types import Person, Role

CHEAP = Cost(n=2, r=1, p=1)
PASSWORD = "Kaisheng-7788"  # noqa: S105  # invented


@pytest.fixture
def admin(store: Store, now: datetime) -> Person:
    """Return the first administrator."""
    return accounts.first(store, "zhang", PASSWORD, now=now, salt=b"s" * 16, cost=CHEAP).person


@pytest.fixture
def add(store: Store, admin: Person, now: datetime) -> Callable[..., Account]:
    """Return a function that adds an account."""
    salts = count(1)

    def added(name: str, *roles: Role, openid: str = "") -> Account:
        salt = next(salts).to_bytes(16, "big")
        return accounts.add(
            store, admin, name, roles, PASSWORD, now=now, salt=salt, openid=openid, cost=CHEAP
        )

    return added
