"""Sign-in, change of the first password, sign-out, and whether we are well."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar
from urllib.parse import parse_qs

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from app_pages.gate.addresses import HEALTH, OPENID, PASSWORD, SIGN_IN, SIGN_OUT
from app_pages.gate.cookies import SESSION, Cookies
from app_pages.gate.html import page
from optimizer.decision import people
from optimizer.decision.people.passwords import SALT_BYTES
from optimizer.decision.store import Store
from optimizer.errors import FundError, RefusedError
from optimizer.wording import LANGUAGES, Language, say

T = TypeVar("T")
_MOST_BYTES = 10_000
#: A guess takes 32 MB and a core: no more than these at once, whoever sends them.
_AT_ONCE = 2


class Routes:
    """The open addresses of one store."""

    def __init__(
        self, store: Callable[[], Store], cookies: Callable[[], Cookies], *, openid: bool = False
    ) -> None:
        self._store, self._cookies, self._openid = store, cookies, openid
        self._limiter: CapacityLimiter | None = None

    def routes(self) -> list[Route]:
        """Return what the application serves beside the pages."""
        return [
            Route(HEALTH, self.health),
            Route(SIGN_IN, self.sign_in, methods=["GET", "POST"]),
            Route(PASSWORD, self.password, methods=["GET", "POST"]),
            Route(SIGN_OUT, self.sign_out, methods=["GET", "POST"]),
        ]

    async def health(self, _request: Request) -> Response:
        """Say whether the store answers."""

        def asked() -> None:
            with self._store().read() as work:
                work.head()

        try:
            await to_thread.run_sync(asked)
        except FundError:
            return JSONResponse({"ok": False}, 503)
        return JSONResponse({"ok": True})

    async def sign_in(self, request: Request) -> Response:
        """Draw the form, or let in who fills it in rightly."""
        sent = await _sent(request)
        if sent is None:
            return self._sign_in_form(request, _language(request, {}))
        language = _language(request, sent)
        if not self._cookies().from_own_form(request, sent.get("form", "")):
            return self._sign_in_form(request, language, "form_old", 403, sent.get("next", ""))
        token = secrets.token_urlsafe(32)
        try:
            entered = await self._slow(
                partial(
                    people.sign_in,
                    self._store(),
                    sent.get("name", "").strip(),
                    sent.get("password", ""),
                    now=datetime.now(UTC),
                    token=token,
                )
            )
        except RefusedError as error:
            return self._sign_in_form(request, language, error, 403, sent.get("next", ""))
        await self._leave(request)
        to = PASSWORD if entered.must_change else local(sent.get("next", ""))
        answer = RedirectResponse(to + _spoken(to, language), 303)
        self._cookies().give_token(request, answer, token)
        return answer

    async def password(self, request: Request) -> Response:
        """Change the own password: a first one opens nothing else."""
        sent = await _sent(request)
        language = _language(request, sent or {})
        now = datetime.now(UTC)
        token = self._cookies().token(request)
        found = await to_thread.run_sync(partial(people.session, self._store(), token, now=now))
        if found is None:
            return RedirectResponse(SIGN_IN, 303)
        if sent is None:
            return self._password_form(request, language)
        if not self._cookies().from_own_form(request, sent.get("form", "")):
            return self._password_form(request, language, "form_old", 403)
        if sent.get("new", "") != sent.get("again", ""):
            return self._password_form(request, language, "not_the_same", 400)
        fresh = secrets.token_urlsafe(32)
        try:
            await self._slow(
                partial(
                    people.change_password,
                    self._store(),
                    found.person.name,
                    sent.get("old", ""),
                    sent.get("new", ""),
                    now=now,
                    salt=secrets.token_bytes(SALT_BYTES),
                    token=fresh,
                )
            )
        except RefusedError as error:
            return self._password_form(request, language, error, 403)
        answer = RedirectResponse("/" + _spoken("/", language), 303)
        self._cookies().give_token(request, answer, fresh)
        return answer

    async def sign_out(self, request: Request) -> Response:
        """Ask, then end the session: another site's link must not end it."""
        sent = await _sent(request)
        language = _language(request, sent or {})
        if sent is None or not self._cookies().from_own_form(request, sent.get("form", "")):
            field, mark = self._cookies().form()
            drawn = page(
                language,
                SIGN_OUT,
                _word("sign_out", language),
                hidden=[("form", field)],
                button=_word("sign_out", language),
                status=200 if sent is None else 403,
            )
            self._cookies().give_form(request, drawn, mark)
            return drawn
        await self._leave(request)
        answer = RedirectResponse(SIGN_IN + _spoken(SIGN_IN, language), 303)
        answer.delete_cookie(SESSION, httponly=True, samesite="strict")
        return answer

    # --- inside ---

    def _sign_in_form(
        self,
        request: Request,
        language: Language,
        refused: RefusedError | str = "",
        status: int = 200,
        wanted: str = "",
    ) -> Response:
        wanted = wanted or request.query_params.get("next", "")
        field, mark = self._cookies().form()
        drawn = page(
            language,
            SIGN_IN,
            _word("sign_in", language),
            fields=[
                ("name", _word("name", language), "username"),
                ("password", _word("password", language), "current-password"),
            ],
            hidden=[("form", field), ("next", local(wanted))],
            button=_word("sign_in", language),
            refused=_why(refused, language),
            note=_word("sign_in_note", language),
            link=(OPENID, _word("openid", language)) if self._openid else None,
            status=status,
        )
        self._cookies().give_form(request, drawn, mark)
        return drawn

    def _password_form(
        self,
        request: Request,
        language: Language,
        refused: RefusedError | str = "",
        status: int = 200,
    ) -> Response:
        field, mark = self._cookies().form()
        drawn = page(
            language,
            PASSWORD,
            _word("change", language),
            fields=[
                ("old", _word("old", language), "current-password"),
                ("new", _word("new", language), "new-password"),
                ("again", _word("again", language), "new-password"),
            ],
            hidden=[("form", field)],
            button=_word("change", language),
            refused=_why(refused, language),
            note=_word("change_note", language),
            status=status,
        )
        self._cookies().give_form(request, drawn, mark)
        return drawn

    async def _leave(self, request: Request) -> None:
        """End the session that the browser brought, if it brought one."""
        if token := self._cookies().token(request):
            leaving = partial(people.sign_out, self._store(), token, now=datetime.now(UTC))
            await to_thread.run_sync(leaving)

    async def _slow(self, work: Callable[[], T]) -> T:
        if self._limiter is None:
            self._limiter = CapacityLimiter(_AT_ONCE)
        return await to_thread.run_sync(work, limiter=self._limiter)


def local(wanted: str) -> str:
    """Return an address to go on to, if it lies on this site; else the first page."""
    plain = wanted.isascii() and wanted.isprintable() and "\\" not in wanted
    return wanted if plain and wanted.startswith("/") and not wanted.startswith("//") else "/"


async def _sent(request: Request) -> dict[str, str] | None:
    """Return the fields of a form, none where the page was only asked for."""
    if request.method != "POST":
        return None
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            return {}
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20)
    return {name: values[-1] for name, values in fields.items()}


def _language(request: Request, sent: dict[str, str]) -> Language:
    wanted = sent.get("lang") or request.query_params.get("lang", "")
    return "en" if wanted == "en" else LANGUAGES[0]


def _spoken(address: str, language: Language) -> str:
    if language == LANGUAGES[0]:
        return ""
    return f"{'&' if '?' in address else '?'}lang={language}"


def _word(code: str, language: Language) -> str:
    return say(f"people.page.{code}", language)


def _why(refused: RefusedError | str, language: Language) -> str:
    if isinstance(refused, str):
        return _word(refused, language) if refused else ""
    return " ".join(
        say(one.code, language, **{"value": one.value, **one.params}) for one in refused.problems
    )
