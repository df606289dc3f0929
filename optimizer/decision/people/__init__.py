"""Who is who: accounts with passwords of their own, and the sessions of who has signed in.

A password is kept as its scrypt hash, a session by the hash of its token: who reads the store can
sign in as nobody. Every change of an account and every sign-in is an event of the record.
"""

from optimizer.decision.people.accounts import Account, every_account
from optimizer.decision.people.sessions import (
    Session,
    SignedIn,
    change_password,
    person,
    session,
    sign_in,
    sign_in_openid,
    sign_out,
)

__all__ = [
    "Account",
    "Session",
    "SignedIn",
    "change_password",
    "every_account",
    "person",
    "session",
    "sign_in",
    "sign_in_openid",
    "sign_out",
]
