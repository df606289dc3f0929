"""Signing in by OpenID, against a small provider on loopback."""

import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

pytest.importorskip("authlib", reason="the extra oidc is not installed")

from joserfc import jwt
from joserfc.jwk import RSAKey

from app_pages.gate.cookies import Cookies
from app_pages.gate.middleware import Gate
from app_pages.gate.openid import OpenId
from app_pages.gate.provider import Provider, provider_of
from optimizer.decision import people
from optimizer.decision.people import accounts
from optimizer.decision.store import Store
from optimizer.decision.types import Person, Role
from optimizer.errors import UsageError
from tests.gate.conftest import HOST, Browser

KEY = RSAKey.generate_key(2048, {"kid": "own", "use": "sig", "alg": "RS256"})
FOREIGN = RSAKey.generate_key(2048, {"kid": "own", "use": "sig", "alg": "RS256"})
CLIENT = "fund"


class FakeProvider:
    """Answers as a provider does; a test changes what it says."""

    def __init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.asked: dict[str, str] = {}
        self.change: dict[str, Any] = {}
        self.key = KEY
        self.given: list[str] = []
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def word(self) -> str:
        now = int(datetime.now(UTC).timestamp())
        claims = {
            "iss": self.issuer,
            "sub": "subject-1",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 60,
            "nonce": self.asked["nonce"],
        } | self.change
        return jwt.encode({"alg": "RS256", "kid": "own"}, claims, self.key)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/.well-known/openid-configuration":
                    ways = {"authorization": "auth", "token": "token"}
                    made = {f"{k}_endpoint": f"{outer.issuer}/{v}" for k, v in ways.items()}
                    self._say({"issuer": outer.issuer, "jwks_uri": f"{outer.issuer}/keys", **made})
                else:
                    self._say({"keys": [KEY.as_dict(private=False)]})

            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                sent = {k: v[0] for k, v in parse_qs(self.rfile.read(length).decode()).items()}
                made = urlsafe_b64encode(sha256(sent["code_verifier"].encode()).digest())
                right = made.rstrip(b"=").decode() == outer.asked["code_challenge"]
                if sent.get("code") != "code-1" or not right:
                    self.send_error(400)
                    return
                outer.given.append(sent["code"])
                self._say({"access_token": "a", "token_type": "Bearer", "id_token": outer.word()})

            def _say(self, value: object) -> None:
                body = json.dumps(value).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    fake = FakeProvider()
    yield fake
    fake.server.shutdown()
    fake.server.server_close()


@pytest.fixture
def browser(kept: Store, provider: FakeProvider) -> Callable[[], Browser]:
    now = datetime.now(UTC)
    admin = Person("zhang", frozenset({Role.ADMINISTRATOR}))
    accounts.add(kept, admin, "sun", [Role.LEADER], now=now, openid="subject-1")
    cookies = Cookies("a key of the tests")
    named = Provider(provider.issuer, CLIENT, "secret", "sub", f"https://{HOST}")
    routes = OpenId(named, lambda: kept, lambda: cookies).routes()
    gate = Middleware(Gate, store=lambda: kept, cookies=lambda: cookies)
    app = Starlette(routes=routes, middleware=[gate])
    return lambda: Browser(app)


def _begun(one: Browser, provider: FakeProvider) -> str:
    """Go to the provider; return the state that its answer must bring."""
    to = one.get("/openid").headers["location"]
    assert to.startswith(f"{provider.issuer}/auth?")
    provider.asked = {k: v[0] for k, v in parse_qs(urlsplit(to).query).items()}
    assert provider.asked["code_challenge_method"] == "S256"
    assert provider.asked["redirect_uri"] == f"https://{HOST}/openid/callback"
    return provider.asked["state"]


def test_whom_the_provider_names_is_signed_in_with_the_account_s_roles(
    browser: Callable[[], Browser], provider: FakeProvider, kept: Store
) -> None:
    one = browser()
    state = _begun(one, provider)
    answer = one.get(f"/openid/callback?code=code-1&state={state}")
    assert answer.status == 200
    cookies = Cookies("a key of the tests")

    class Brought:
        cookies = one.cookies

    found = people.person(kept, cookies.token(Brought()), now=datetime.now(UTC))  # type: ignore[arg-type]
    assert found == Person("sun", frozenset({Role.LEADER}), "oidc")


@pytest.mark.parametrize(
    "change",
    [
        {"nonce": "another"},
        {"aud": "another"},
        {"iss": "https://evil.example"},
        {"exp": 1_000_000_000},
        {"sub": "subject-2"},
        {"sub": ""},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_word_that_is_not_for_us_lets_nobody_in(
    browser: Callable[[], Browser], provider: FakeProvider, change: dict[str, Any]
) -> None:
    one = browser()
    state = _begun(one, provider)
    provider.change = change
    answer = one.get(f"/openid/callback?code=code-1&state={state}")
    assert answer.status == 403
    assert provider.given == ["code-1"]
    assert "fund_session" not in one.cookies


def test_a_word_that_another_signed_lets_nobody_in(
    browser: Callable[[], Browser], provider: FakeProvider
) -> None:
    one = browser()
    state = _begun(one, provider)
    provider.key = FOREIGN
    assert one.get(f"/openid/callback?code=code-1&state={state}").status == 403


def test_an_answer_to_no_question_of_this_browser_is_refused(
    browser: Callable[[], Browser], provider: FakeProvider
) -> None:
    one, other = browser(), browser()
    state = _begun(one, provider)
    assert other.get(f"/openid/callback?code=code-1&state={state}").status == 403
    for wrong in ("state=x&code=code-1", f"state={state}", f"state={state}&code=code-2"):
        assert one.get(f"/openid/callback?{wrong}").status == 403
    assert provider.given == []


def test_a_provider_that_is_away_is_said_in_words(
    browser: Callable[[], Browser], provider: FakeProvider
) -> None:
    provider.server.shutdown()
    provider.server.server_close()
    answer = browser().get("/openid")
    assert answer.status == 403
    assert 'role="alert"' in answer.text


def test_a_provider_is_named_whole_or_not_at_all() -> None:
    assert provider_of({}) is None
    with pytest.raises(UsageError) as caught:
        provider_of({"FUND_OIDC_ISSUER": "https://id.example"})
    (problem,) = caught.value.problems
    assert problem.params["missing"] == ("FUND_OIDC_CLIENT", "FUND_OIDC_SECRET", "FUND_URL")
