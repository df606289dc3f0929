"""The pages of a plan's course, in single-user mode: every step but the approval can be tried."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app_pages import identity, service
from app_pages.services import imports
from optimizer.decision.types import Person, Role
from optimizer.errors import DataError, RefusedError
from tests.support.completed_year import BUNDLED, CONFIRMED, complete

Open = Callable[..., AppTest]
PAGE, BRIEF = "app_pages/approval.py", "app_pages/brief.py"


@pytest.fixture
def years(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of years whose one year may be submitted."""
    complete(tmp_path / "years" / "2026")
    monkeypatch.setattr(service, "SCENARIOS", tmp_path / "years")
    return tmp_path / "years"


def press(page: AppTest, label: str) -> AppTest:
    return next(b for b in page.button if b.label == label).click().run()


def acting(page: AppTest, role: str) -> AppTest:
    page.session_state["acting_as"] = role
    return page.run()


def texts(page: AppTest) -> str:
    said = [*page.text, *page.caption, *page.header, *page.error, *page.success]
    return "\n".join(str(one.value) for one in said).replace("\\", "")


def test_without_a_plan_it_says_so_and_offers_to_draft_one(open_page: Open) -> None:
    page = open_page(PAGE)
    assert not page.exception
    assert not page.error
    assert page.header[0].value == "还没有方案进入审批流程"
    page = press(page, "拟定")
    assert "等待复核" in page.header[0].value
    assert "方案 2026-1 已拟定，等待复核" in texts(page)


def test_who_drafted_sees_why_the_review_is_not_theirs(open_page: Open) -> None:
    page = press(open_page(PAGE), "拟定")
    assert "“复核”由复核办理" in texts(page)
    assert "复核" not in {b.label for b in page.button}


def test_what_is_open_at_projects_with_money_stops_the_submission(open_page: Open) -> None:
    page = acting(press(open_page(PAGE), "拟定"), "reviewer")
    page.checkbox[0].check().run()
    page = press(page, "复核")
    assert "已复核" in page.header[0].value
    assert "还有" in page.header[0].value
    page = acting(page, "officer")
    reasons = next(d.value for d in page.dataframe if "reason" in d.value)
    assert any("2026-0008" in reason for reason in reasons["reason"])
    submit = [b for b in page.button if b.label == "提交"]
    assert submit
    assert submit[0].disabled


def test_a_single_user_takes_a_plan_to_its_meetings_and_never_to_an_approval(
    open_page: Open, years: Path
) -> None:
    assert (years / "2026").is_dir()
    page = open_page(PAGE)
    next(i for i in page.text_input if i.key == "draft_confirmed").set_value(CONFIRMED[0]).run()
    page = acting(press(page, "拟定"), "reviewer")
    page.checkbox[0].check().run()
    page = acting(press(page, "复核"), "officer")
    page.checkbox[0].check().run()
    page = press(page, "提交")
    assert "登记会议（部门联合会审（示例））" in page.header[0].value.replace("\\", "")
    brief = open_page(BRIEF)
    assert not brief.exception
    assert not brief.error
    assert "建议采用方案" in brief.header[0].value
    leader = acting(page, "leader")
    assert "审定" not in {b.label for b in leader.button}
    assert "“登记会议”由经办办理" in texts(leader)


def test_the_brief_shows_the_desk_while_nothing_is_on_its_course(open_page: Open) -> None:
    page = open_page(BRIEF)
    assert not page.exception
    assert not page.error
    assert page.header[0].value == "目前没有待您处理的方案"


def test_imported_files_go_to_the_year_s_folder_whole_and_the_former_ones_are_kept(
    years: Path,
) -> None:
    folder = years / "2026"
    former = (folder / "applications.xlsx").read_bytes()
    fresh = (BUNDLED / "applications.xlsx").read_bytes()
    assert imports.keep("2026", "applications", {"申报表.xlsx": fresh}) == ("applications.xlsx",)
    assert (folder / "applications.xlsx").read_bytes() == fresh
    assert [one.read_bytes() for one in (folder / "former").iterdir()] == [former]
    with pytest.raises(DataError):
        imports.keep("2026", "applications", {"a.xlsx": (BUNDLED / "scores.xlsx").read_bytes()})
    assert (folder / "applications.xlsx").read_bytes() == fresh


def test_who_may_not_draft_puts_no_file_into_the_year_s_folder(
    years: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    auditor = Person("sun", frozenset({Role.AUDITOR}))
    monkeypatch.setattr(identity, "person", lambda: auditor)
    file = years / "2026" / "applications.xlsx"
    before = file.read_bytes()
    with pytest.raises(RefusedError):
        imports.keep("2026", "applications", {"a.xlsx": (BUNDLED / file.name).read_bytes()})
    assert file.read_bytes() == before


def test_lists_of_a_csv_file_keep_what_parts_them() -> None:
    names = ["申报.csv", "申报.agreements.csv"]
    assert imports.targets("applications", names) == {
        "申报.csv": "applications.csv",
        "申报.agreements.csv": "applications.agreements.csv",
    }
