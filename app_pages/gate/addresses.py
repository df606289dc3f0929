"""The addresses of the gate."""

from __future__ import annotations

SIGN_IN = "/sign-in"
PASSWORD = "/password"  # noqa: S105  # an address
SIGN_OUT = "/sign-out"
OPENID = "/openid"
CALLBACK = "/openid/callback"
HEALTH = "/health"

#: What anybody may open.
OPEN = frozenset({SIGN_IN, PASSWORD, SIGN_OUT, OPENID, CALLBACK, HEALTH})
