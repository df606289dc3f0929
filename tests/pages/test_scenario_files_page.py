"""The page of scenario files: made, edited, saved, renamed, taken away; nothing typed is lost."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app_pages import service
from app_pages.components import scenario_cells as cells
from app_pages.service import Controls
from app_pages.services import scenarios
from optimizer.errors import DataError
from optimizer.intake.scenario import Pool
from optimizer.intake.scenario_file import read_document
from optimizer.intake.year import read_year
from tests.intake.test_other_law import measures

Open = Callable[..., AppTest]
PAGE = "app_pages/scenario_files.py"
BUNDLED = service.SCENARIOS / "2026"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the pages work on a copy of the bundled year."""
    target = tmp_path / "2026"
    shutil.copytree(BUNDLED, target, ignore=shutil.ignore_patterns("expected"))
    monkeypatch.setattr(service, "SCENARIOS", tmp_path)
    return target


def opened(open_page: Open, scenario: str = "budget_cut") -> AppTest:
    page = open_page(PAGE)
    page.session_state["scenario"] = scenario
    return page.run()


def field(page: AppTest, path: str) -> str:
    """Return the key of the input for a key of the file."""
    keys = [w.key for w in page.text_input if w.key and f"_{path}_" in w.key]
    assert len(keys) == 1, keys
    return str(keys[0])


def button(page: AppTest, label: str) -> None:
    (found,) = [b for b in page.button if b.label == label]
    found.click().run()


def test_the_list_answers_first_and_tells_differences(open_page: Open, folder: Path) -> None:
    page = opened(open_page)
    assert not page.exception
    assert "本年有 13 个方案，其中 3 个为推演" in str(page.header[0].value)
    assert any("预算总额 6,000万元 → 5,400万元" in x.value for x in page.text)
    table = page.dataframe[0].value
    assert len(table) == 13
    assert set(table["state"]) == {"推演", "可上会"}
    assert folder.exists()


@pytest.mark.parametrize(
    "section",
    ["basics", "budget", "weights", "parameters", "rules", "limits", "projects", "text"],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_section_draws(open_page: Open, folder: Path, section: str, language: str) -> None:
    page = open_page(PAGE, lang=language)
    page.session_state["scenario"] = "article_pools"
    page.run()
    groups: Sequence[Any] = page.get("button_group")
    chooser = next(c for c in groups if "scenario_section" in str(c.key))
    chooser.set_value([section] if isinstance(chooser.value, list) else section).run()
    assert not page.exception
    assert not page.error
    assert folder.exists()


def test_an_amount_is_saved_as_the_file_has_it(open_page: Open, folder: Path) -> None:
    page = opened(open_page)
    _section(page, "budget")
    page.text_input(key=field(page, "budget_total")).input("5200万元").run()
    assert "5400" in (folder / "budget_cut.toml").read_text(encoding="utf-8")
    button(page, "保存")
    assert not page.exception
    assert read_year(folder).scenarios["budget_cut"].total == 52_000_000


def test_a_mistake_stands_by_its_key_and_nothing_is_saved(open_page: Open, folder: Path) -> None:
    page = opened(open_page)
    _section(page, "budget")
    page.text_input(key=field(page, "budget_total")).input("5200").run()
    said = [c.value for c in page.caption if "budget.total" in c.value.replace("\\", "")]
    assert said
    assert "第" in said[0]
    assert not [b for b in page.button if b.label == "保存"]
    button(page, "放弃改动")
    assert page.text_input(key=field(page, "budget_total")).value == "5400万元"
    assert folder.exists()


def test_nothing_typed_is_lost_when_another_scenario_is_looked_at(
    open_page: Open, folder: Path
) -> None:
    page = opened(open_page)
    _section(page, "budget")
    page.text_input(key=field(page, "budget_total")).input("5100万元").run()
    page.session_state["scenario"] = "by_rank"
    page.run()
    page.session_state["scenario"] = "budget_cut"
    page.run()
    _section(page, "budget")
    assert page.text_input(key=field(page, "budget_total")).value == "5100万元"
    table = page.dataframe[0].value.set_index("name")
    assert table.loc["budget_cut", "draft"] == "有未保存的改动"
    assert folder.exists()


def test_the_second_editor_is_told_what_changed(open_page: Open, folder: Path) -> None:
    page = opened(open_page)
    _section(page, "budget")
    page.text_input(key=field(page, "budget_total")).input("5100万元").run()
    path = folder / "budget_cut.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("5400", "4800"), encoding="utf-8")
    button(page, "保存")
    assert not page.exception
    assert page.warning
    told = page.dataframe[1].value
    assert told.to_numpy().tolist() == [["budget.total", '"5400万元"', '"4800万元"']]
    assert "4800" in path.read_text(encoding="utf-8")
    button(page, "仍按我的保存")
    assert "5100" in path.read_text(encoding="utf-8")


def test_a_scenario_is_made_copied_renamed_and_deleted(open_page: Open, folder: Path) -> None:
    page = opened(open_page, "baseline")
    page.text_input(key="scenario_new_name").input("试一试").run()
    page.text_input(key="scenario_new_zh").input("怎样？").run()
    button(page, "新建方案")
    assert not page.exception
    assert (folder / "试一试.toml").exists()
    assert page.session_state["scenario"] == "试一试"
    page.text_input(key="scenario_rename_name").input("trial").run()
    page.button(key="scenario_rename_make").click().run()
    assert (folder / "trial.toml").exists()
    assert not (folder / "试一试.toml").exists()
    page.text_input(key="scenario_copy_name").input("year").run()
    page.button(key="scenario_copy_make").click().run()
    assert page.error
    page.button(key="scenario_delete").click().run()
    assert not (folder / "trial.toml").exists()
    assert not page.exception


def test_what_was_moved_on_the_allocation_page_becomes_a_scenario(folder: Path) -> None:
    year = service.load("2026")
    base = year.scenarios["baseline"]
    moved = Controls(50_000_000, 0, 3_000_000, (Pool("article", "9", at_most=9_000_000),))
    files = scenarios.store("2026", year)
    scenarios.keep(files, "moved", "baseline", {"zh": "问", "en": "Q"}, moved)
    made = read_year(folder).scenarios["moved"]
    wanted = service.moved(year, base, moved)
    assert (made.total, made.reserve) == (wanted.total, wanted.reserve)
    assert (made.unit_limits, made.pools) == (wanted.unit_limits, wanted.pools)


def test_the_allocation_page_offers_to_keep_what_was_moved(open_page: Open, folder: Path) -> None:
    page = open_page("app_pages/allocation.py")
    assert "scenario_keep_make" not in {b.key for b in page.button}
    budget = next(n for n in page.number_input if str(n.key).startswith("total_"))
    budget.set_value(5500).run()
    page.text_input(key="scenario_keep_name").input("kept").run()
    page.button(key="scenario_keep_make").click().run()
    assert not page.exception
    assert read_year(folder).scenarios["kept"].total == 55_000_000
    assert [said.value for said in page.success] == ["已新建方案“kept”"]


def test_pages_draw_under_another_version_of_the_measures(open_page: Open, folder: Path) -> None:
    (folder / "lower.toml").write_text(measures(), encoding="utf-8")
    head = 'format = "scenario/1"\ndiffers_from = "baseline"\ntitle = { zh = "问", en = "Q" }\n'
    (folder / "if.toml").write_text(f'{head}policy = "lower.toml"\n', encoding="utf-8")
    for name in ("app_pages/allocation.py", PAGE):
        page = open_page(name)
        page.session_state["scenario"] = "if"
        page.run()
        assert not page.exception
        assert not page.error
        assert any("推演，不能上会" in str(b.value) for b in page.markdown)


def test_rows_of_cells_are_what_a_file_has() -> None:
    for path in BUNDLED.glob("*.toml"):
        document = read_document(path.read_bytes(), path.name)
        for key in cells.COLUMNS:
            table, _, name = key.rpartition(".")
            own = (document.get(table, {}) if table else document).get(name)
            if own is not None and path.name != "year.toml":
                assert cells.values(key, cells.rows(key, own)) == own
    typed = [{"name": "jobs", "where": "unit_size = 小, 微; article = 9", "number": "new_jobs"}]
    typed[0]["at_least"] = "40"
    assert cells.values("custom_limit", typed) == [
        {
            "name": "jobs",
            "where": {"unit_size": ["小", "微"], "article": ["9"]},
            "number": "new_jobs",
            "at_least": 40,
        }
    ]


def test_parameters_stand_under_their_clause() -> None:
    policy = service.load("2026").policy
    rows = [
        {"name": "9.3.ratio", "value": "20%", "reason": "试"},
        {"name": "negative_lookback_years", "value": "3"},
        {"name": "6.repeatable", "value": "是"},
    ]
    found = cells.settings(rows, policy.parameters)
    assert found == {
        "9.3": {"ratio": {"value": "20%", "reason": "试"}},
        "negative_lookback_years": {"value": 3},
        "6": {"repeatable": {"value": True}},
    }
    again = cells.setting_rows(found)
    assert [row["name"] for row in again] == [row["name"] for row in rows]


def _section(page: AppTest, section: str) -> None:
    groups: Sequence[Any] = page.get("button_group")
    chooser = next(c for c in groups if "scenario_section" in str(c.key))
    chooser.set_value([section] if isinstance(chooser.value, list) else section).run()


def test_an_auditor_reads_scenario_files_and_changes_none(open_page: Open) -> None:
    page = open_page(PAGE)
    page.session_state["acting_as"] = "auditor"
    page = page.run()
    assert not page.exception
    assert not page.error
    labels = {b.label for b in page.button}
    assert not labels & {"保存", "删除", "改名"}
    assert "只读" in str([m.value for m in page.markdown])


def test_who_may_not_write_is_refused_behind_the_page_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scenarios, "may_write", lambda: False)
    before = sorted(path.name for path in folder.glob("*.toml"))
    with pytest.raises(DataError) as caught:
        scenarios.store("2026", read_year(folder)).copy("baseline", "mine", {"zh": "甲", "en": "a"})
    assert caught.value.problems[0].code == "pages.scenario_files.read_only"
    assert sorted(path.name for path in folder.glob("*.toml")) == before
