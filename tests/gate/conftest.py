"""The gate without a server: requests as the server hands them on, and a page that tells who."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from app_pages.gate.cookies import Cookies
from app_pages.gate.middleware import Gate
from app_pages.gate.routes import Routes
from app_pages.identity import HEADER
from optimizer.decision import people
from optimizer.decision.people import accounts
from optimizer.decision.people.passwords import Cost
from optimizer.decision.store import Store, open_store
from optimizer.decision.types import Role

CHEAP = Cost(n=2, r=1, p=1)
PASSWORD, OWN = "Kaisheng-7788", "Qiushi-66-dalu"
HOST = "fund.example"


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    set_cookie: list[str] = field(default_factory=list)
    text: str = ""


@dataclass
class Browser:
    """Sends requests and keeps cookies, like a browser on our own pages."""

    app: Starlette
    cookies: dict[str, str] = field(default_factory=dict)

    def send(
        self,
        method: str,
        address: str,
        fields: dict[str, str] | None = None,
        *,
        origin: str | None = f"https://{HOST}",
        headers: dict[str, str] | None = None,
        kind: str = "http",
    ) -> Answer:
        """Send one request, and follow nothing."""
        path, _, query = address.partition("?")
        body = urlencode(fields or {}).encode()
        sent = {"host": HOST, "accept": "text/html", **(headers or {})}
        if origin is not None:
            sent["origin"] = origin
        if fields is not None:
            sent["content-type"] = "application/x-www-form-urlencoded"
        if self.cookies:
            sent["cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        scope: dict[str, Any] = {
            "type": kind,
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(k.lower().encode(), v.encode()) for k, v in sent.items()],
            "scheme": "https" if kind == "http" else "wss",
            "server": (HOST, 443),
            "client": ("192.0.2.1", 5000),
            "http_version": "1.1",
            "root_path": "",
            **({"method": method} if kind == "http" else {"subprotocols": []}),
        }
        got = asyncio.run(_exchange(self.app, scope, body))
        self.cookies.update(got.cookies)
        return got

    def get(self, address: str, **more: Any) -> Answer:  # noqa: ANN401
        """Ask for a page."""
        return self.send("GET", address, **more)

    def fill(self, address: str, **fields: str) -> Answer:
        """Open a form, fill it in and send it."""
        drawn = self.get(address).text
        mark = drawn.split('name="form" value="')[1].split('"')[0]
        return self.send("POST", address, {"form": mark, **fields})

    def websocket(self, **more: Any) -> str:  # noqa: ANN401
        """Open a connection: what the page says first, or ``refused``."""
        return self.send("", "/_stcore/stream", kind="websocket", **more).text or "refused"


async def _exchange(app: Starlette, scope: dict[str, Any], body: bytes) -> Answer:
    first = {"type": "websocket.connect"}
    if scope["type"] == "http":
        first = {"type": "http.request", "body": body, "more_body": False}  # type: ignore[dict-item]
    waiting: list[Any] = [first]
    told: list[Any] = []

    async def receive() -> Any:  # noqa: ANN401
        if waiting:
            return waiting.pop()
        return {"type": f"{scope['type']}.disconnect", "code": 1000}

    async def send(message: Any) -> None:  # noqa: ANN401
        told.append(message)

    await app(scope, receive, send)
    if scope["type"] == "websocket":
        return Answer(101, text="".join(m.get("text", "") for m in told))
    (start,) = (m for m in told if m["type"] == "http.response.start")
    pairs = [(k.decode(), v.decode()) for k, v in start["headers"]]
    set_cookie = [v for k, v in pairs if k == "set-cookie"]
    jar = {n: c.value for one in set_cookie for n, c in SimpleCookie(one).items()}
    text = b"".join(m.get("body", b"") for m in told).decode()
    return Answer(start["status"], dict(pairs), jar, set_cookie, text)


async def _who(request: Request) -> PlainTextResponse:
    return PlainTextResponse(_told(request))


async def _who_connected(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text(_told(websocket))
    await websocket.close()


def _told(connection: HTTPConnection) -> str:
    """Tell what arrived under the name of identity, also as servers before us may write it."""
    names = ((k.replace("_", "-"), v) for k, v in connection.headers.items())
    return "|".join(v for k, v in names if k == HEADER)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    """Return a store with an administrator, an officer, and one who has a first password."""
    now = datetime.now(UTC)
    with open_store(tmp_path / "data", now=now) as store:
        admin = accounts.first(store, "zhang", PASSWORD, now=now, salt=b"0" * 16, cost=CHEAP)
        for i, (name, role) in enumerate((("li", Role.OFFICER), ("wang", Role.REVIEWER))):
            salt = bytes([i]) * 16
            accounts.add(
                store, admin.person, name, [role], PASSWORD, now=now, salt=salt, cost=CHEAP
            )
        people.change_password(store, "li", PASSWORD, OWN, now=now, salt=b"9" * 16, cost=CHEAP)
        yield store


@pytest.fixture
def browser(kept: Store) -> Callable[[], Browser]:
    """Return a function that gives a fresh browser in front of the gate."""
    cookies = Cookies("a key of the tests")
    routes = [
        *Routes(lambda: kept, lambda: cookies).routes(),
        WebSocketRoute("/_stcore/stream", _who_connected),
        Route("/{rest:path}", _who, methods=["GET", "POST", "PUT"]),
    ]
    gate = Middleware(Gate, store=lambda: kept, cookies=lambda: cookies)
    app = Starlette(routes=routes, middleware=[gate])
    return lambda: Browser(app)
