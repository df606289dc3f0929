"""Signing in through the organisation's own OpenID provider (extra ``oidc``).

Authorization code flow with PKCE, state and nonce (OpenID Connect Core 1.0, section 3.1). The
provider says who it is; the roles are those of the account that names this subject.
"""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from anyio import to_thread
from authlib.integrations.requests_client import OAuth2Session  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.jwk import KeySet
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app_pages.gate import addresses
from app_pages.gate.addresses import CALLBACK, SIGN_IN
from app_pages.gate.cookies import OPENID, Cookies
from app_pages.gate.html import page
from app_pages.gate.provider import Provider
from optimizer.decision import people
from optimizer.decision.store import Store
from optimizer.errors import FundError
from optimizer.wording import LANGUAGES, say

_LOG = logging.getLogger(__name__)
_SECONDS = 10
_LEEWAY = 60
#: Signatures that only the provider can make.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]


class OpenIdError(Exception):
    """The provider did not say who it is; the message is for the log and holds no token."""


class OpenId:
    """The two addresses of the way to the provider and back."""

    def __init__(
        self, provider: Provider, store: Callable[[], Store], cookies: Callable[[], Cookies]
    ) -> None:
        self._provider, self._store, self._cookies = provider, store, cookies

    def routes(self) -> list[Route]:
        """Return what the application serves beside the pages."""
        return [Route(addresses.OPENID, self.begin), Route(CALLBACK, self.come_back)]

    async def begin(self, request: Request) -> Response:
        """Send the browser to the provider, and keep what the answer must match."""
        asked = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
        try:
            to = await to_thread.run_sync(partial(self._address, asked))
        except Exception as error:  # noqa: BLE001  # whatever a stranger's server does
            return self._failed(error)
        answer = RedirectResponse(to, 303)
        self._cookies().give_openid(request, answer, asked)
        return answer

    async def come_back(self, request: Request) -> Response:
        """Let in whom the provider names, if the answer is to our own question."""
        asked = self._cookies().openid(request)
        state = request.query_params.get("state", "")
        token = secrets.token_urlsafe(32)
        try:
            if not asked or not hmac.compare_digest(asked["state"].encode(), state.encode()):
                raise OpenIdError("the answer is to no question of ours")  # noqa: TRY301
            code = request.query_params.get("code", "")
            subject = await to_thread.run_sync(partial(self._subject, asked, code))
            entering = partial(
                people.sign_in_openid, self._store(), subject, now=datetime.now(UTC), token=token
            )
            await to_thread.run_sync(entering)
        except Exception as error:  # noqa: BLE001  # as above
            return self._failed(error)
        # The browser comes from another site: a cookie for this site alone is sent again only
        # when a page of ours leads on.
        words = say("people.page.openid_in", LANGUAGES[0])
        go_on = say("people.page.go_on", LANGUAGES[0])
        answer = page(LANGUAGES[0], SIGN_IN, words, link=("/", go_on), other=False)
        answer.headers["refresh"] = "0; url=/"
        answer.delete_cookie(OPENID, httponly=True, samesite="lax")
        self._cookies().give_token(request, answer, token)
        return answer

    # --- inside: everything that speaks to the provider runs beside the event loop ---

    def _session(self) -> Any:  # noqa: ANN401  # authlib has no types
        return OAuth2Session(
            self._provider.client,
            self._provider.secret,
            scope="openid profile",
            redirect_uri=self._provider.address + CALLBACK,
            code_challenge_method="S256",
            default_timeout=_SECONDS,
        )

    def _metadata(self, session: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
        issuer = self._provider.issuer
        place = issuer.rstrip("/") + "/.well-known/openid-configuration"
        found: dict[str, Any] = _json(session, place)
        if found.get("issuer") != issuer:
            raise OpenIdError("the provider names itself otherwise")
        return found

    def _address(self, asked: Mapping[str, str]) -> str:
        with self._session() as session:
            endpoint = self._metadata(session)["authorization_endpoint"]
            made = session.create_authorization_url(
                endpoint,
                state=asked["state"],
                nonce=asked["nonce"],
                code_verifier=asked["verifier"],
            )
        return str(made[0])

    def _subject(self, asked: Mapping[str, str], code: str) -> str:
        """Return what the provider calls the person, after every check of its word."""
        if not code:
            raise OpenIdError("the provider let nobody in")
        provider = self._provider
        with self._session() as session:
            metadata = self._metadata(session)
            given = session.fetch_token(
                metadata["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=asked["verifier"],
                timeout=_SECONDS,
            )
            keys = KeySet.import_key_set(_json(session, metadata["jwks_uri"]))
        word = jwt.decode(given["id_token"], keys, algorithms=_ALGORITHMS)
        claims = CodeIDToken(
            word.claims,
            word.header,
            options={
                "iss": {"essential": True, "value": provider.issuer},
                "aud": {"essential": True, "value": provider.client},
                "nonce": {"essential": True, "value": asked["nonce"]},
            },
            params={
                "client_id": provider.client,
                "nonce": asked["nonce"],
                "access_token": given.get("access_token"),
            },
        )
        claims.validate(leeway=_LEEWAY)
        if provider.claim == "email" and claims.get("email_verified") is not True:
            raise OpenIdError("the provider has not verified the address")
        return str(claims.get(provider.claim) or "")

    def _failed(self, error: Exception) -> Response:
        kind = str(error) if isinstance(error, OpenIdError | FundError) else type(error).__name__
        _LOG.warning("sign-in by OpenID failed: %s", kind)
        language = LANGUAGES[0]
        return page(
            language,
            SIGN_IN,
            say("people.page.sign_in", language),
            refused=say("people.page.openid_failed", language),
            link=(SIGN_IN, say("people.page.go_back", language)),
            status=403,
            other=False,
        )


def _json(session: Any, place: str) -> Any:  # noqa: ANN401  # as above
    answer = session.get(place, withhold_token=True, timeout=_SECONDS, allow_redirects=False)
    answer.raise_for_status()
    return answer.json()
