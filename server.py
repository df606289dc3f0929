"""The pages behind a sign-in: ``streamlit run server.py`` (``make serve``).

``app.py`` alone is for one user on this machine. This file puts the gate around it: accounts of the
store (``FUND_STORE``), sessions, sign-out, and where one is named, the organisation's OpenID
provider (``FUND_OIDC_ISSUER``).
"""

from __future__ import annotations

import os
import secrets
import sys
from functools import cache

import streamlit as st
from starlette.middleware import Middleware

from app_pages.gate.cookies import Cookies
from app_pages.gate.middleware import Gate
from app_pages.gate.provider import Provider, provider_of
from app_pages.gate.routes import Routes
from app_pages.identity import ACCOUNTS
from app_pages.store import store
from optimizer import wording
from optimizer.decision import people
from optimizer.decision.people.keys import cookie_key
from optimizer.errors import Problem, RefusedError, StoreError, UsageError


@cache
def cookies() -> Cookies:
    """Return what reads and writes the cookies, with the key that the store keeps."""
    return Cookies(cookie_key(store(), secrets.token_hex(32)))


def checked() -> Provider | None:
    """Return the provider to sign in by, if one is named.

    Stops here, with a sentence, where nobody could sign in.

    Raises
    ------
    SystemExit
        With the exit code of the commands: 2 for half a provider, 4 without a usable store, 7
        without an account.
    """
    stop: UsageError | StoreError | RefusedError
    try:
        provider = provider_of(os.environ)
        if people.every_account(store()):
            return provider
        stop = RefusedError(Problem("people.nobody_yet"))
    except (UsageError, StoreError) as error:
        stop = error
    for problem in stop.problems:
        for language in wording.LANGUAGES:
            sys.stderr.write(wording.say_problem(problem, language) + "\n")
    raise SystemExit(stop.exit_code)


os.environ[ACCOUNTS] = "1"
PROVIDER = checked()
ROUTES = Routes(store, cookies, openid=PROVIDER is not None).routes()
if PROVIDER is not None:  # only then is the extra needed
    from app_pages.gate.openid import OpenId

    ROUTES += OpenId(PROVIDER, store, cookies).routes()

app = st.App("app.py", routes=ROUTES, middleware=[Middleware(Gate, store=store, cookies=cookies)])

if __name__ == "__main__":
    app.run()
