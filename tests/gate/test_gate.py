"""What strangers try at the gate, and what it says: each is refused, none learns anything."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from app_pages.gate.routes import local
from app_pages.identity import HEADER
from optimizer.decision import people
from optimizer.decision.people.sessions import IDLE, MOST_FAILURES
from optimizer.decision.store import Store
from tests.gate.conftest import OWN, PASSWORD, Browser

NewBrowser = Callable[[], Browser]
EVIL = "https://evil.example"


def _signed_in(browser: NewBrowser) -> Browser:
    one = browser()
    answer = one.fill("/sign-in", name="li", password=OWN)
    assert (answer.status, answer.headers["location"]) == (303, "/")
    return one


def test_without_a_session_pages_lead_to_the_sign_in_and_all_else_is_refused(
    browser: NewBrowser,
) -> None:
    one = browser()
    answer = one.get("/project?no=2026-0157")
    assert answer.status == 303
    assert answer.headers["location"] == "/sign-in?next=/project%3Fno%3D2026-0157"
    assert one.get("/media/x.xlsx", headers={"accept": "*/*"}).status == 401
    assert one.send("PUT", "/_stcore/upload_file/s/f", {}, headers={"accept": "*/*"}).status == 401
    assert one.websocket() == "refused"


def test_the_session_reaches_the_page_and_the_connection(browser: NewBrowser, kept: Store) -> None:
    one = _signed_in(browser)
    token = one.get("/allocation").text
    found = people.person(kept, token, now=datetime.now(UTC))
    assert found is not None
    assert found.name == "li"
    assert one.websocket() == token


@pytest.mark.parametrize("name", [HEADER, "X-Fund-Session", "x_fund_session", "X_FUND-Session"])
def test_forged_headers_of_identity_are_dropped(browser: NewBrowser, name: str) -> None:
    one = _signed_in(browser)
    token = one.get("/").text
    forged = {name: "forged"}
    assert one.get("/", headers=forged).text == token
    assert one.websocket(headers=forged) == token
    stranger = browser()
    assert stranger.get("/", headers={name: token}).status == 303
    assert stranger.websocket(headers={name: token}) == "refused"


def test_a_session_is_never_the_one_that_the_browser_brought(browser: NewBrowser) -> None:
    victim, thief = browser(), _signed_in(browser)
    planted = thief.cookies["fund_session"]
    victim.cookies["fund_session"] = planted
    victim.fill("/sign-in", name="li", password=OWN)
    assert victim.cookies["fund_session"] != planted
    assert thief.get("/").status == 303  # the planted session has ended
    assert victim.get("/").status == 200


def test_a_cookie_that_was_changed_opens_nothing(browser: NewBrowser) -> None:
    one = _signed_in(browser)
    whole = one.cookies["fund_session"]
    for bad in (whole[:-1] + ("a" if whole[-1] != "a" else "b"), "x" + whole, "", "x.y.z"):
        one.cookies["fund_session"] = bad
        assert one.get("/").status == 303


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(browser: NewBrowser) -> None:
    one = browser()
    answer = one.fill("/sign-in", name="li", password=OWN)
    (cookie,) = answer.set_cookie
    for word in ("HttpOnly", "SameSite=strict", "Secure", "Path=/"):
        assert word in cookie


@pytest.mark.parametrize("address", ["/sign-in", "/password", "/sign-out", "/", "/_stcore/x"])
def test_another_site_cannot_post(browser: NewBrowser, address: str) -> None:
    one = _signed_in(browser)
    for origin in (EVIL, "null", "https://fund.example.evil.example", "http://fund.example:81"):
        assert one.send("POST", address, {"name": "li"}, origin=origin).status == 403
    cross = {"sec-fetch-site": "cross-site"}
    assert one.send("POST", address, {}, origin=None, headers=cross).status == 403
    assert one.websocket(origin=EVIL) == "refused"
    assert one.get("/").status == 200  # nobody was signed out


def test_a_form_that_this_site_did_not_draw_is_refused(browser: NewBrowser) -> None:
    one, other = browser(), browser()
    mark = other.get("/sign-in").text.split('name="form" value="')[1].split('"')[0]
    one.get("/sign-in")
    for form in ("", "x", mark):  # none, invented, another browser's
        answer = one.send("POST", "/sign-in", {"form": form, "name": "li", "password": OWN})
        assert answer.status == 403
        assert "fund_session" not in answer.cookies


def test_a_first_password_leads_to_its_change_and_nowhere_else(browser: NewBrowser) -> None:
    one = browser()
    answer = one.fill("/sign-in", name="wang", password=PASSWORD)
    assert answer.headers["location"] == "/password"
    assert one.get("/allocation").headers["location"] == "/password"
    assert one.websocket() == "refused"
    before = one.cookies["fund_session"]
    wrong = one.fill("/password", old=PASSWORD, new=OWN, again=OWN + "x")
    assert wrong.status == 400
    assert one.fill("/password", old=PASSWORD, new="short", again="short").status == 403
    assert one.fill("/password", old=PASSWORD, new=OWN, again=OWN).headers["location"] == "/"
    assert one.get("/").status == 200
    assert one.cookies["fund_session"] != before


def test_sign_out_asks_first_and_ends_every_page_of_the_session(browser: NewBrowser) -> None:
    one = _signed_in(browser)
    other_tab = browser()
    other_tab.cookies = dict(one.cookies)
    assert one.get("/sign-out").status == 200  # a link of another site signs nobody out
    assert one.get("/").status == 200
    assert one.fill("/sign-out").headers["location"] == "/sign-in"
    assert other_tab.get("/").status == 303
    assert other_tab.websocket() == "refused"


def test_a_session_that_is_over_opens_nothing(
    browser: NewBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = _signed_in(browser)

    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            del tz
            return datetime.now(UTC) + 2 * IDLE

    monkeypatch.setattr("app_pages.gate.middleware.datetime", Later)
    assert one.get("/").status == 303
    assert one.websocket() == "refused"


def test_too_many_wrong_passwords_lock_the_account_and_say_no_more(browser: NewBrowser) -> None:
    one = browser()
    told = set()
    for name in ("li", "nobody"):
        for _ in range(MOST_FAILURES):
            answer = one.fill("/sign-in", name=name, password="wrong-wrong")  # noqa: S106
            assert answer.status == 403
            told.add(answer.text.split('role="alert">')[1].split("<")[0])
    assert one.fill("/sign-in", name="li", password=OWN).status == 403
    assert len(told) == 1


def test_nothing_typed_comes_back_as_markup_or_stays_in_the_log(
    browser: NewBrowser, caplog: pytest.LogCaptureFixture
) -> None:
    one = browser()
    hostile = "\"><script>alert(1)</script>{{7*7}}' OR 1=1"
    answer = one.fill("/sign-in", name=hostile, password=OWN, next=hostile, lang=hostile)
    assert "<script" not in answer.text
    assert OWN not in answer.text
    assert one.send("POST", "/sign-in", {"x": "y" * 20_000}).status == 403
    _signed_in(browser)
    assert OWN not in caplog.text
    assert "fund_session" not in caplog.text


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "", "x", "/\nx", "/é"]
)
def test_sign_in_leads_on_within_this_site_only(wanted: str) -> None:
    assert local(wanted) == "/"


def test_sign_in_leads_on_to_the_page_that_was_asked_for(browser: NewBrowser) -> None:
    one = browser()
    answer = one.fill("/sign-in", name="li", password=OWN, next="/project?no=1", lang="en")
    assert answer.headers["location"] == "/project?no=1&lang=en"


def test_every_answer_tells_the_headers_of_safety(browser: NewBrowser) -> None:
    one = _signed_in(browser)
    for address in ("/", "/sign-in", "/health", "/nowhere"):
        headers = one.get(address).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "SAMEORIGIN"
        assert "frame-ancestors" in headers["content-security-policy"]
        assert "max-age" in headers["strict-transport-security"]
    assert one.get("/sign-in").headers["cache-control"] == "no-store"


def test_health_says_whether_the_store_answers(browser: NewBrowser) -> None:
    answer = browser().get("/health")
    assert (answer.status, answer.text) == (200, '{"ok":true}')


@pytest.mark.parametrize(("lang", "words"), [("zh", "登录"), ("en", "Sign in")])
def test_the_sign_in_speaks_both_languages(browser: NewBrowser, lang: str, words: str) -> None:
    assert f"<h1>{words}</h1>" in browser().get(f"/sign-in?lang={lang}").text
