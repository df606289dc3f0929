"""The program in a real browser: one server for the run, a fresh page for each test.

The browser is Debian's Chromium. Where it is missing the tests skip and say why; where CI=true a
skip would hide that nothing was looked at, so that it is a failure there.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, Request, WebSocket, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path("/usr/bin/chromium")
LOOPBACK = "127.0.0.1"
START_SECONDS = 60
# No screen, no sandbox (tests may run as root), and nothing that calls its maker.
CHROMIUM_ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


def _cannot_run(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(f"browser tests must run where CI=true: {reason}")
    pytest.skip(reason)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_healthy(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(f"{url}/_stcore/health", timeout=2) as answer:  # noqa: S310 (our own http address)
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    text = log.read_text(encoding="utf-8", errors="replace")
    pytest.fail(f"the app did not come up in {START_SECONDS} s:\n{text[-3000:]}")


def still(page: Page) -> None:
    """Wait until the page is drawn: what a robot types while it is drawn anew may be lost."""
    page.wait_for_timeout(250)  # the run that an input starts
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")


@contextmanager
def serving(script: str, folder: Path, **own: str) -> Iterator[str]:
    """Serve a script on a free loopback port, its log in ``folder``; give its address."""
    if not CHROMIUM.exists():
        _cannot_run(f"{CHROMIUM} is missing (Debian: apt-get install chromium)")
    port, log = _free_port(), folder / "server.log"
    command = [sys.executable, "-m", "streamlit", "run", script]
    options = {
        "server.headless": "true",
        "server.address": LOOPBACK,
        "server.port": str(port),
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    command += [f"--{name}={value}" for name, value in options.items()]
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | own, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        url = f"http://{LOOPBACK}:{port}"
        _wait_until_healthy(url, server, log)
        yield url
    finally:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@pytest.fixture(scope="session")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the app for the whole run, and give its address."""
    folder = tmp_path_factory.mktemp("app")
    with serving("app.py", folder, FUND_STORE=str(folder / "data")) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium once for a file; after it no event loop is left to the tests of others."""
    if not CHROMIUM.exists() or shutil.which(str(CHROMIUM)) is None:
        _cannot_run(f"{CHROMIUM} is missing (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, app_url: str) -> Iterator[Page]:
    """Give a fresh page (relative addresses lead to the app) that may speak to the app only."""
    context = browser.new_context(
        base_url=app_url,
        locale="zh-CN",
        viewport={"width": 1440, "height": 900},
        accept_downloads=True,
    )
    context.set_default_timeout(20_000)
    foreign: list[str] = []

    def note(url: str) -> None:
        parts = urlsplit(url)
        ours = parts.scheme in {"data", "blob", "about"} or parts.netloc == urlsplit(app_url).netloc
        if not ours:
            foreign.append(url)

    def note_request(request: Request) -> None:
        note(request.url)

    def note_socket(websocket: WebSocket) -> None:
        note(websocket.url)

    context.on("request", note_request)
    opened = context.new_page()
    opened.on("websocket", note_socket)
    yield opened
    context.close()
    assert not foreign, f"the page called another host: {sorted(set(foreign))}"
