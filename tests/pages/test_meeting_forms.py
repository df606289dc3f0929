"""The forms of a meeting on the page: put down, an amount adjusted after its price was seen."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app_pages import identity, service
from optimizer.decision.types import Person, Role
from tests.support.completed_year import CONFIRMED, complete

Open = Callable[..., AppTest]
PAGE = "app_pages/approval.py"
PEOPLE = {
    name: Person(name, frozenset({role}))
    for name, role in (("li", Role.OFFICER), ("wang", Role.OFFICER), ("zhao", Role.REVIEWER))
}


def press(page: AppTest, label: str) -> AppTest:
    return next(b for b in page.button if b.label == label).click().run()


def fill(page: AppTest, label: str, text: str) -> None:
    next(i for i in [*page.text_input, *page.text_area] if i.label == label).set_value(text)


def test_a_meeting_is_put_down_and_an_amount_adjusted_on_the_page(
    open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete(tmp_path / "years" / "2026")
    monkeypatch.setattr(service, "SCENARIOS", tmp_path / "years")
    here = {"name": "li"}
    monkeypatch.setattr(identity, "person", lambda: PEOPLE[here["name"]])

    def by(name: str, page: AppTest) -> AppTest:
        here["name"] = name
        return page.run()

    page = open_page(PAGE)
    next(i for i in page.text_input if i.key == "draft_confirmed").set_value(CONFIRMED[0]).run()
    page = by("zhao", press(page, "拟定"))
    page.checkbox[0].check().run()
    page = by("li", press(page, "复核"))
    page.checkbox[0].check().run()
    page = by("wang", press(page, "提交"))
    fill(page, "届次", "第1次")
    fill(page, "纪要文号", "纪1号")
    page = press(page.run(), "登记会议")
    assert not page.exception
    assert "已办理：登记会议" in str([s.value for s in page.success])

    item = next(b for b in page.selectbox if b.label == "项目")
    page = item.set_value("2026-0190").run()
    page.number_input[0].set_value(60.0)
    fill(page, "理由（按会议纪要）", "设备已有补贴")
    page = press(page.run(), "查看代价")
    assert "调整后合计 5,708.127万元" in str([x.value for x in page.text])
    page = press(page, "登记调整")
    assert not page.exception
    assert "已办理：调整金额" in str([s.value for s in page.success])
    changed = next(d.value for d in page.dataframe if "now" in d.value)
    assert changed["now"].tolist() == [60]
