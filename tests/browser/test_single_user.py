"""One user tries the whole course out, one hat after the other, by the forms of the pages."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import serving, still
from tests.browser.test_five_accounts import chosen, headline, press, step
from tests.support.completed_year import CONFIRMED, complete

#: What somebody may type anywhere: it is text, and stays it.
HOSTILE = "{{7*7}} ${x} ../../etc '; DROP TABLE plan; -- <img src=x onerror=alert(1)> **粗**"


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Give a page of the program without accounts, on a year where nothing is open."""
    complete(tmp_path / "years" / "2026")
    own = {"FUND_STORE": str(tmp_path / "data"), "FUND_YEARS": str(tmp_path / "years")}
    expect.set_options(timeout=30_000)
    with serving("app.py", tmp_path, **own) as url:
        context = browser.new_context(
            base_url=url, locale="zh-CN", viewport={"width": 1440, "height": 1300}
        )
        context.set_default_timeout(30_000)
        yield context.new_page()
        context.close()
    expect.set_options(timeout=5_000)


def wear(page: Page, hat: str) -> None:
    """Try another hat on, by the button at the end of the bar."""
    bar = page.locator(".st-key-bar_who")
    bar.get_by_role("button").first.click()
    page.get_by_role("combobox", name="试算身份").last.click()
    page.get_by_role("option", name=hat, exact=True).click()
    expect(bar).to_contain_text(f"试算身份：{hat}")
    page.keyboard.press("Escape")
    still(page)


def fill(page: Page, label: str, text: str) -> None:
    still(page)
    box = page.get_by_label(label).last
    box.fill(text)
    box.press("Tab")
    still(page)


def choose(page: Page, label: str, number: str) -> None:
    """Choose an application in a box that searches."""
    still(page)
    box = page.get_by_role("combobox", name=label).last
    box.click()
    box.fill(number)
    page.get_by_role("option", name=number).first.click()
    still(page)


def done(page: Page, action: str) -> None:
    expect(page.get_by_text(f"已办理：{action}")).to_be_visible()


def met(page: Page, minutes: str) -> None:
    """Put a meeting down."""
    chosen(page, "登记会议")
    fill(page, "届次", HOSTILE)
    fill(page, "纪要文号", minutes)
    press(page, "登记会议")
    done(page, "登记会议")


def confirmed(page: Page, minutes: str) -> None:
    fill(page, "请对照纪要，再填一次纪要文号", minutes)
    step(page, "确认会议记录")
    done(page, "确认会议记录")


def picture(page: Page, name: str) -> None:
    if os.environ.get("FUND_PICTURES"):
        page.screenshot(path=Path(os.environ["FUND_PICTURES"]) / f"single_{name}.png")


def test_one_user_tries_the_whole_course_and_approves_nothing(page: Page) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.goto("/approval")
    fill(page, "确认所选条款的申报编号", CONFIRMED[0])
    press(page, "拟定")
    headline(page, "等待复核")
    wear(page, "复核")
    step(page, "复核")
    headline(page, "等待提交")
    wear(page, "经办甲（兼分析）")
    step(page, "提交")
    headline(page, "部门联合会审")
    expect(page.get_by_text("经办甲（单人试算）在本决策中已承担“拟定”")).to_be_visible()
    _first_meeting(page)
    wear(page, "经办乙")
    step(page, "略过会议", "书面同意")
    headline(page, "局党组会")
    for minutes, after in (("纪2号", "区政府常务会议"), ("纪3号", "等待审定")):
        wear(page, "经办乙")
        met(page, minutes)
        wear(page, "复核")
        confirmed(page, minutes)
        headline(page, after)
    wear(page, "领导")
    expect(page.get_by_text("单人试算的方案不能审定")).to_be_attached()
    headline(page, "还有 1 件事要办")
    expect(page.get_by_role("button", name="审定", exact=True).last).to_be_disabled()
    picture(page, "leader")
    assert not dialogs


def _first_meeting(page: Page) -> None:
    """One amount changed after its price was seen, one item put off, confirmed by another."""
    wear(page, "经办乙")
    met(page, HOSTILE)
    chosen(page, "调整金额")
    choose(page, "项目", "2026-0190")
    fill(page, "调整为（万元）", "60")
    fill(page, "理由（按会议纪要）", HOSTILE)
    expect(page.get_by_role("button", name="登记调整")).to_have_count(0)
    press(page, "查看代价")
    expect(page.get_by_text("调整后合计 5,708.127万元")).to_be_visible()
    picture(page, "adjust")
    press(page, "登记调整")
    done(page, "调整金额")
    chosen(page, "暂缓")
    choose(page, "项目", "2026-0194")
    fill(page, "理由（必填）", "待补充材料")
    press(page, "暂缓")
    done(page, "暂缓")
    wear(page, "复核")
    headline(page, "确认会议记录")
    expect(page.get_by_text(f"，{HOSTILE}，结论同意；登记人 经办乙（单人试算）")).to_be_visible()
    picture(page, "confirm")
    confirmed(page, HOSTILE)
    headline(page, "区财政局会商")
