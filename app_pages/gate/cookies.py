"""What the gate keeps in a browser: signed, out of reach of scripts, sent to this site only."""

from __future__ import annotations

import hmac
import secrets
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import HTTPConnection
from starlette.responses import Response

from optimizer.decision.people.sessions import LONGEST

SESSION, FORM, OPENID = "fund_session", "fund_form", "fund_openid"
_FORM_SECONDS = 3_600
_OPENID_SECONDS = 600
_SESSION_SECONDS = int(LONGEST.total_seconds())


class Cookies:
    """Writes and reads the cookies of one store's key."""

    def __init__(self, key: str) -> None:
        self._signers = {
            name: URLSafeTimedSerializer(key, salt=name) for name in (SESSION, FORM, OPENID)
        }

    def token(self, connection: HTTPConnection) -> str:
        """Return the session's token that a browser brings; empty where none is right."""
        found = self._read(connection, SESSION, _SESSION_SECONDS)
        return found if isinstance(found, str) else ""

    def give_token(self, connection: HTTPConnection, response: Response, token: str) -> None:
        """Give a browser its session; it forgets it when it is closed."""
        self._write(connection, response, SESSION, token, "strict")

    def form(self) -> tuple[str, str]:
        """Return the hidden field of a form, and what the cookie that belongs to it holds.

        The two together come only from a page that this site has drawn for this browser.
        """
        mark = secrets.token_urlsafe(16)
        return str(self._signers[FORM].dumps(mark)), mark

    def give_form(self, connection: HTTPConnection, response: Response, mark: str) -> None:
        """Give a browser the cookie of a form."""
        self._write(connection, response, FORM, mark, "strict")

    def from_own_form(self, connection: HTTPConnection, field: str) -> bool:
        """Say whether a form was drawn for the browser that sends it."""
        kept = self._read(connection, FORM, _FORM_SECONDS)
        try:
            sent = self._signers[FORM].loads(field, max_age=_FORM_SECONDS)
        except BadSignature:
            return False
        if not isinstance(kept, str) or not isinstance(sent, str):
            return False
        return hmac.compare_digest(kept.encode(), sent.encode())

    def give_openid(
        self, connection: HTTPConnection, response: Response, asked: dict[str, str]
    ) -> None:
        """Keep what a provider's answer must match; it comes back from another site."""
        self._write(connection, response, OPENID, asked, "lax")

    def openid(self, connection: HTTPConnection) -> dict[str, str]:
        """Return what was asked of a provider; empty where nothing was."""
        found = self._read(connection, OPENID, _OPENID_SECONDS)
        return found if isinstance(found, dict) else {}

    def _write(
        self,
        connection: HTTPConnection,
        response: Response,
        name: str,
        value: object,
        same_site: Any,  # noqa: ANN401  # one of three words, as starlette types it
    ) -> None:
        response.set_cookie(
            name,
            str(self._signers[name].dumps(value)),
            httponly=True,
            samesite=same_site,
            secure=connection.url.scheme == "https",
            path="/",
        )

    def _read(self, connection: HTTPConnection, name: str, seconds: int) -> object:
        try:
            found: object = self._signers[name].loads(
                connection.cookies.get(name, ""), max_age=seconds
            )
        except BadSignature:
            return None
        return found
