"""A year's plan from import to approval, by five people with accounts of their own."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from optimizer.decision.dossier.verify import verify
from optimizer.decision.people import accounts, change_password
from optimizer.decision.people.passwords import Cost
from optimizer.decision.service import Decisions
from optimizer.decision.store import open_store
from optimizer.decision.types import Person, Role
from tests.browser.conftest import serving, still
from tests.support.completed_year import BUNDLED, CONFIRMED, complete

CHEAP = Cost(n=2, r=1, p=1)
FIRST, OWN = "Kaisheng-7788", "Qiushi-66-dalu"
PEOPLE = {
    "li": Role.OFFICER,
    "wang": Role.OFFICER,
    "zhao": Role.REVIEWER,
    "qian": Role.LEADER,
    "sun": Role.AUDITOR,
}
#: Steps whose signer says which fingerprint was looked at.
SIGNED = ("复核", "提交", "确认会议记录", "审定")
Enter = Callable[[str], Page]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a store of five accounts, and the bundled year as it came."""
    folder = tmp_path_factory.mktemp("five")
    complete(folder / "completed" / "2026")
    complete(folder / "years" / "2026", {})
    now = datetime.now(UTC)
    with open_store(folder / "data", now=now) as store:
        admin = accounts.first(store, "root", FIRST, now=now, salt=b"0" * 16, cost=CHEAP).person
        for i, (name, role) in enumerate(PEOPLE.items(), 1):
            salt = bytes([i]) * 16
            accounts.add(store, admin, name, [role], FIRST, now=now, salt=salt, cost=CHEAP)
            change_password(store, name, FIRST, OWN, now=now, salt=salt, cost=CHEAP)
    return folder


@pytest.fixture(scope="module")
def url(place: Path) -> Iterator[str]:
    """Serve the pages behind the sign-in."""
    own = {"FUND_STORE": str(place / "data"), "FUND_YEARS": str(place / "years")}
    with serving("server.py", place, **own) as address:
        yield address


@pytest.fixture
def enter(browser: Browser, url: str) -> Iterator[Enter]:
    """Return a function that signs somebody in, in a browser of their own."""
    made = []
    expect.set_options(timeout=60_000)

    def entered(name: str) -> Page:
        context = browser.new_context(
            base_url=url, locale="zh-CN", viewport={"width": 1440, "height": 1000}
        )
        context.set_default_timeout(60_000)
        made.append(context)
        page = context.new_page()
        page.goto("/approval")
        page.get_by_label("账号").fill(name)
        page.get_by_label("密码").fill(OWN)
        page.get_by_role("button", name="登录").click()
        expect(page.locator(".st-key-bar_who")).to_contain_text(name)
        return page

    yield entered
    expect.set_options(timeout=5_000)
    for context in made:
        context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).last.click()


def step(page: Page, action: str, comment: str = "") -> None:
    """Choose a step of the card, say what it needs, and take it."""
    ready(page, action, comment)
    press(page, action)


def chosen(page: Page, action: str) -> None:
    """Choose a step on the card of what may be done."""
    still(page)
    expect(page.get_by_role("heading", name="您的处理")).to_have_count(1)
    page.get_by_test_id("stButtonGroup").get_by_text(action, exact=True).last.click()
    still(page)


def ready(page: Page, action: str, comment: str = "") -> None:
    """Fill in what a step needs, so that its button can be pressed."""
    chosen(page, action)
    button = page.get_by_role("button", name=action, exact=True).last
    expect(button).to_be_visible()
    if comment:
        page.get_by_role("textbox", name="理由").last.fill(comment)
        page.keyboard.press("Tab")
    if action in SIGNED:
        sure = page.get_by_role("checkbox", name="我已核对指纹")
        expect(sure).to_be_attached()
        page.locator("[data-testid=stCheckbox] label").click()
        expect(sure).to_be_checked()
    expect(button).to_be_enabled()


def headline(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=2).first).to_contain_text(text)


def test_a_year_goes_from_import_to_approval_in_five_people_s_browsers(
    place: Path, enter: Enter
) -> None:
    li = enter("li")
    _imported(li, place)
    zhao = enter("zhao")
    _submitted(li, zhao)
    _through_meetings(place, zhao)
    qian = enter("qian")
    _approved(qian, enter("qian"))
    sun = enter("sun")
    _looked_at(sun)
    if os.environ.get("FUND_PICTURES"):
        for name, page in (("li", li), ("zhao", zhao), ("qian", qian), ("sun", sun)):
            page.screenshot(path=Path(os.environ["FUND_PICTURES"]) / f"{name}.png")


def _imported(li: Page, place: Path) -> None:
    """Upload the completed applications, accept them, and keep them for everybody."""
    li.goto("/data")
    completed = place / "completed" / "2026" / "applications.xlsx"
    li.locator("input[type=file]").set_input_files(completed)
    press(li, "接受这次导入")
    press(li, "保存到年度文件夹")
    expect(li.get_by_text("已保存到年度文件夹")).to_be_visible()
    kept = place / "years" / "2026" / "applications.xlsx"
    assert kept.read_bytes() == completed.read_bytes() != (BUNDLED / kept.name).read_bytes()


def _drafted(li: Page) -> None:
    """Draft the year under its baseline; of two applications for one project confirm one."""
    confirmed = li.get_by_label("确认所选条款的申报编号")
    confirmed.fill(CONFIRMED[0])
    confirmed.press("Tab")
    press(li, "拟定")
    headline(li, "等待复核")


def _submitted(li: Page, zhao: Page) -> None:
    """Draft, return with a reason, draft again, review, submit."""
    li.goto("/approval")
    _drafted(li)
    zhao.reload()
    step(zhao, "退回", "请说明额度")
    headline(zhao, "退回")
    li.reload()
    headline(li, "退回")
    _drafted(li)
    zhao.reload()
    step(zhao, "复核")
    headline(zhao, "等待提交")
    li.reload()
    step(li, "提交")
    headline(li, "部门联合会审")


def _through_meetings(place: Path, zhao: Page) -> None:
    """Put the meetings down (what a form does is tested on its page); the reviewer confirms."""
    now = datetime.now(UTC)
    wang = Person("wang", frozenset({Role.OFFICER}))
    reviewer = Person("zhao", frozenset({Role.REVIEWER}))
    minutes: dict[str, Any] = {
        "session": "第1次",
        "date": "2026-11-01",
        "minutes_no": "纪〔2026〕1号",
    }
    with open_store(place / "data", now=now) as store:
        door = Decisions(store)
        door.act(wang, now, "2026-1", "record", **minutes)
        change = {"application_no": "2026-0190", "to": 600_000, "reason": "**设备** 已有补贴"}
        door.act(wang, now, "2026-1", "adjust", changes=[change])
        door.act(wang, now, "2026-1", "defer", application_no="2026-0194", comment="待补充材料")
    zhao.reload()
    headline(zhao, "确认会议记录")
    expect(zhao.get_by_text("得分减少")).to_be_visible()
    again = zhao.get_by_label("请对照纪要，再填一次纪要文号")
    again.fill(minutes["minutes_no"])
    again.press("Tab")
    step(zhao, "确认会议记录")
    headline(zhao, "区财政局会商")
    with open_store(place / "data", now=now) as store:
        door = Decisions(store)
        plan = door.plan(wang, now, "2026-1")
        while (meeting := plan.meeting) is not None:
            if meeting.optional:
                plan = door.act(wang, now, "2026-1", "skip", comment="书面同意")
            else:
                door.act(wang, now, "2026-1", "record", **minutes)
                plan = door.act(reviewer, now, "2026-1", "confirm", minutes_no="纪〔2026〕1号")


def _approved(qian: Page, stale: Page) -> None:
    """Approve on the brief; a page that is no longer true approves nothing."""
    qian.goto("/brief")
    headline(qian, "建议采用方案")
    headline(stale, "等待审定")
    ready(stale, "审定")
    step(qian, "审定")
    headline(qian, "已审定方案")
    press(stale, "审定")
    expect(stale.get_by_text("请刷新后再办").first).to_be_visible()


def _looked_at(sun: Page) -> None:
    """See all and change nothing: the record whole, the dossier verified."""
    headline(sun, "已审定")
    assert not sun.get_by_role("button", name="审定", exact=True).count()
    sun.goto("/record")
    headline(sun, "链完整")
    sun.goto("/dossier")
    with sun.expect_download() as download:
        press(sun, "导出决策档案")
    assert not verify(download.value.path().read_bytes(), "2026-1.zip")
