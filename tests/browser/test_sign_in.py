"""The program with accounts, as people meet it: sign-in, the first password, sign-out, two tabs."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from optimizer.decision.people import accounts
from optimizer.decision.people.passwords import Cost
from optimizer.decision.store import open_store
from optimizer.decision.types import Role
from tests.browser.conftest import CHROMIUM, LOOPBACK, ROOT, _free_port, _wait_until_healthy

CHEAP = Cost(n=2, r=1, p=1)
FIRST, OWN = "Kaisheng-7788", "Qiushi-66-dalu"
BUNDLED = ROOT / "scenarios" / "2026" / "applications.xlsx"


def _serve(
    folder: Path, port: int, script: str = "server.py", address: str = LOOPBACK
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "streamlit", "run", script]
    options = {"server.headless": "true", "server.address": address, "server.port": str(port)}
    command += [f"--{name}={value}" for name, value in options.items()]
    command += ["--server.fileWatcherType=none"]
    environment = os.environ | {"FUND_STORE": str(folder / "data")}
    with (folder / "server.log").open("wb") as log:
        return subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
        )


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Start the program with an administrator and an officer who has a first password."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing (Debian: apt-get install chromium)")
    folder = tmp_path_factory.mktemp("served")
    now = datetime.now(UTC)
    with open_store(folder / "data", now=now) as store:
        admin = accounts.first(store, "zhang", FIRST, now=now, salt=b"0" * 16, cost=CHEAP).person
        for i, name in enumerate(("li", "qian")):
            salt = bytes([i]) * 16
            accounts.add(store, admin, name, [Role.OFFICER], FIRST, now=now, salt=salt, cost=CHEAP)
    port = _free_port()
    server = _serve(folder, port)
    url = f"http://{LOOPBACK}:{port}"
    try:
        _wait_until_healthy(url, server, folder / "server.log")
        yield url, folder / "server.log"
    finally:
        _stop(server)


@pytest.fixture
def context(browser: Browser, served: tuple[str, Path]) -> Iterator[BrowserContext]:
    """Give a browser of its own, cookies and all."""
    made = browser.new_context(
        base_url=served[0], locale="zh-CN", viewport={"width": 1440, "height": 900}
    )
    made.set_default_timeout(30_000)
    expect.set_options(timeout=30_000)  # a page is drawn by a whole allocation, on a busy machine
    yield made
    expect.set_options(timeout=5_000)
    made.close()


def _enter(page: Page, name: str, password: str) -> None:
    page.get_by_label("账号").fill(name)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def _change_first(page: Page) -> None:
    page.get_by_label("现用密码").fill(FIRST)
    page.get_by_label("新密码", exact=True).fill(OWN)
    page.get_by_label("再次输入新密码").fill(OWN)
    page.get_by_role("button", name="修改密码").click()


def _sign_out(page: Page) -> None:
    """Open who is signed in, and leave; what opens while a page is still drawn closes again."""
    leave = page.get_by_role("button", name="退出登录")
    for _ in range(10):
        if leave.is_visible():
            break
        page.locator(".st-key-bar_who").get_by_role("button").first.click()
        page.wait_for_timeout(1_500)
    leave.click()


def test_from_the_first_password_to_the_pages_and_out_again(
    context: BrowserContext, served: tuple[str, Path]
) -> None:
    page = context.new_page()
    page.goto("/data")
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    _enter(page, "li", "wrong-wrong-1")
    expect(page.get_by_role("alert")).to_contain_text("账号或密码不正确")
    _enter(page, "li", FIRST)
    expect(page.get_by_role("heading", name="修改密码")).to_be_visible()
    page.goto("/data")
    expect(page.get_by_role("heading", name="修改密码")).to_be_visible()
    _change_first(page)
    who = page.locator(".st-key-bar_who")
    expect(who).to_contain_text("li")
    expect(page.get_by_text("单人试算", exact=True)).to_have_count(0)

    # An upload passes the gate and Streamlit's own check against cross-site requests.
    page.goto("/data")
    expect(who).to_contain_text("li")
    with page.expect_response(re.compile("upload_file")) as answer:
        page.locator("input[type=file]").set_input_files(BUNDLED)
    assert answer.value.ok
    token = next(c for c in context.cookies() if c.get("name") == "_streamlit_xsrf")
    headers = {"X-Xsrftoken": "forged", "Origin": served[0]}
    forged = context.request.put(answer.value.url, headers=headers, data=b"x")
    assert forged.status == 403
    assert token.get("value")

    # Another tab keeps its connection over a sign-out: it is nobody's afterwards.
    other = context.new_page()
    other.goto("/weights")
    expect(other.locator(".st-key-bar_who")).to_contain_text("li")
    _sign_out(page)
    expect(page.get_by_text("您已退出登录")).to_be_visible()
    expect(who).to_have_count(0)
    other.get_by_role("button", name="EN", exact=True).click()
    expect(other.get_by_text("You are signed out")).to_be_visible()
    expect(other.locator(".st-key-bar_who")).to_have_count(0)
    page.get_by_role("link", name="重新登录").click()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    log = served[1].read_text(encoding="utf-8", errors="replace")
    assert FIRST not in log
    assert OWN not in log
    assert "fund_session" not in log


def test_the_administrator_keeps_accounts_and_sees_no_plan(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/sign-in")
    _enter(page, "zhang", FIRST)
    expect(page.get_by_text("共 3 个账号")).to_be_visible()
    page.goto("/allocation")
    expect(page.get_by_text("本页不在您的角色（管理员）的工作范围内")).to_be_visible()
    expect(page.locator("h2")).to_have_count(0)
    page.get_by_role("link", name="账号管理").click()
    expect(page.get_by_text("共 3 个账号")).to_be_visible()
    page.get_by_label("账号", exact=True).first.fill("wang")
    page.get_by_role("combobox", name="角色").first.click()
    page.get_by_role("option", name="复核").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="新建账号").click()
    expect(page.get_by_text("已建立账号“wang”")).to_be_visible()
    expect(page.get_by_text("共 4 个账号")).to_be_visible()
    expect(page.get_by_test_id("stCode")).to_be_visible()


def test_a_disabled_account_acts_no_more_on_a_page_that_is_open(
    context: BrowserContext, served: tuple[str, Path]
) -> None:
    page = context.new_page()
    page.goto("/sign-in")
    _enter(page, "qian", FIRST)
    _change_first(page)
    expect(page.locator(".st-key-bar_who")).to_contain_text("qian")
    now = datetime.now(UTC)
    with open_store(served[1].parent / "data", now=now) as store:
        admin = next(one for one in accounts.every_account(store) if one.name == "zhang").person
        accounts.disable(store, admin, "qian", now=now)
    page.get_by_role("button", name="EN", exact=True).click()
    expect(page.get_by_text("You are signed out")).to_be_visible()
    expect(page.locator(".st-key-bar_who")).to_have_count(0)


def test_a_server_without_accounts_does_not_start(tmp_path: Path) -> None:
    server = _serve(tmp_path, _free_port())
    assert server.wait(timeout=60) == 7
    assert "user first" in (tmp_path / "server.log").read_text(encoding="utf-8")


def test_without_accounts_other_machines_see_nothing(browser: Browser, tmp_path: Path) -> None:
    port = _free_port()
    server = _serve(tmp_path, port, "app.py", "0.0.0.0")  # noqa: S104  # that is what is tried
    try:
        url = f"http://{LOOPBACK}:{port}"
        _wait_until_healthy(url, server, tmp_path / "server.log")
        page = browser.new_page()
        page.goto(url)
        expect(page.get_by_text("只能在本机使用")).to_be_visible(timeout=30_000)
        expect(page.get_by_role("heading")).to_have_count(0)
        page.close()
    finally:
        _stop(server)
