"""Nobody passes without a session, nobody says who they are, and no other site acts for them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app_pages.gate.addresses import OPEN, PASSWORD, SIGN_IN
from app_pages.gate.cookies import Cookies
from app_pages.identity import HEADER
from optimizer.decision import people
from optimizer.decision.store import Store
from optimizer.errors import FundError

_LOG = logging.getLogger(__name__)
#: Every header of ours: what a browser sends under such a name is dropped.
OURS = "x-fund-"
#: Open beside the gate's own pages: whether Streamlit is well, and its scripts, which are the same
#: for every program.
_OPEN_TOO = frozenset({"/_stcore/health", "/favicon.ico", "/favicon.png"})
_OPEN_BELOW = "/static/"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
#: Told with every answer; pages of our own tell a stricter policy.
_TOLD = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "content-security-policy": (
        "frame-ancestors 'self'; object-src 'none'; base-uri 'self'; form-action 'self'"
    ),
}


class Gate:
    """Middleware around everything: HTTP and websocket alike.

    Parameters
    ----------
    app
        What is behind the gate.
    store
        Returns the store that keeps accounts and sessions.
    cookies
        Returns what reads the browser's cookies.
    """

    def __init__(
        self, app: ASGIApp, store: Callable[[], Store], cookies: Callable[[], Cookies]
    ) -> None:
        self._app, self._store, self._cookies = app, store, cookies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let through with who it is."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        # Underscores too: some servers between us take them for dashes.
        kept = [
            (name, value)
            for name, value in scope["headers"]
            if not name.lower().replace(b"_", b"-").startswith(OURS.encode())
        ]
        scope = {**scope, "headers": kept}
        connection = HTTPConnection(scope)
        told = _telling(send, connection)
        if not _own_site(connection):
            await self._refuse(scope, receive, told, PlainTextResponse("", 403))
            return
        if scope["type"] == "http" and _open(connection.url.path):
            await self._app(scope, receive, told)
            return
        try:
            token = self._cookies().token(connection)
            found = await run_in_threadpool(
                people.session, self._store(), token, now=datetime.now(UTC)
            )
        except FundError as error:
            _LOG.error("the store cannot be used: %s", error)  # its codes say it all
            await self._refuse(scope, receive, told, PlainTextResponse("", 503))
            return
        if found is None or found.must_change:
            answer = _elsewhere(connection, SIGN_IN if found is None else PASSWORD)
            await self._refuse(scope, receive, told, answer)
            return
        scope["headers"] = [*kept, (HEADER.encode(), token.encode("ascii"))]
        await self._app(scope, receive, told)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, answer: Response) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
        else:
            await answer(scope, receive, send)


def _open(path: str) -> bool:
    return path in OPEN or path in _OPEN_TOO or path.startswith(_OPEN_BELOW)


def _own_site(connection: HTTPConnection) -> bool:
    """Say whether what changes something, or opens a connection, comes from our own pages."""
    if connection.scope["type"] == "http" and connection.scope["method"] in _READING:
        return True
    origin = connection.headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc == connection.headers.get("host", "")
    # Browsers that leave the origin out say where the request comes from.
    return connection.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def _elsewhere(connection: HTTPConnection, where: str) -> Response:
    """Send a page to the sign-in; tell anything else that it is not signed in."""
    wants_page = "text/html" in connection.headers.get("accept", "")
    if connection.scope["type"] != "http" or not wants_page:
        return PlainTextResponse("", 401)
    asked = connection.url.path
    back = "" if asked == "/" else f"?next={quote(asked + _query(connection))}"
    return RedirectResponse(where + (back if where == SIGN_IN else ""), 303)


def _query(connection: HTTPConnection) -> str:
    return f"?{connection.url.query}" if connection.url.query else ""


def _telling(send: Send, connection: HTTPConnection) -> Send:
    """Add the headers of safety to every answer."""

    async def told(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _TOLD.items():
                headers.setdefault(name, value)
            if connection.url.scheme == "https":
                headers.setdefault("strict-transport-security", "max-age=31536000")
        await send(message)

    return told
