"""The page of scenarios: order of picking, the link, the answer, the figures of the command."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from app_pages.components.picking import in_order
from optimizer.cli import main

Open = Callable[..., AppTest]
PAGE = "app_pages/compare.py"


def ready(page: AppTest) -> AppTest:
    """Wait for the plans, and draw the page once more."""
    if "tasks" in page.session_state:
        for task in page.session_state["tasks"].values():
            task.wait(120)
    return page.run()


def opened(open_page: Open, names: str = "", **query: str) -> AppTest:
    asked = {"compare": names, **query} if names else query
    return ready(open_page(PAGE, **asked))


def headline(page: AppTest) -> str:
    return str(page.header[0].value).replace("\\", "")


def charts(page: AppTest) -> list[str]:
    """Return the type of every picture."""
    return [e.type for e in page.main if "vega" in e.type]


def picker(page: AppTest) -> Any:  # noqa: ANN401  # untyped element
    groups: list[Any] = list(page.get("button_group"))
    return next(group for group in groups if group.label.startswith("要比较的方案"))


def measures(page: AppTest) -> dict[str, list[str]]:
    """Return the measure table: name of the measure -> cells."""
    table = page.table[0].value
    return {str(row[0]).replace("\\", ""): [str(c) for c in row[1:]] for row in table.to_numpy()}


def test_what_is_picked_keeps_the_order_of_picking() -> None:
    assert in_order([], ["c"]) == ["c"]
    assert in_order(["c", "a"], ["a", "b", "c"]) == ["c", "a", "b"]
    assert in_order(["c", "a", "b"], ["b", "c"]) == ["c", "b"]


def test_it_opens_with_the_baseline_and_the_next_three(open_page: Open) -> None:
    page = opened(open_page)
    assert not page.exception
    assert not page.error
    assert page.title[0].value == "方案比较"
    assert "在 4 个方案中" in headline(page)
    assert "对小微企业最有利的是" in headline(page)
    assert next(iter(page.table[0].value.columns[1:])).endswith("（对照）")


def test_the_first_picked_is_the_reference_whatever_the_list_says(open_page: Open) -> None:
    page = opened(open_page, "budget_cut,baseline")
    table = measures(page)
    assert table["预算总额"] == ["5,400", "6,000 :gray[（+600）]"]
    pills = picker(page)
    pills.set_value([*pills.value, "same_ratio"]).run()
    page = ready(page)
    assert page.query_params["compare"] == "budget_cut,baseline,same_ratio"
    assert measures(page)["预算总额"][0] == "5,400"


def test_the_page_and_the_command_give_the_same_figures(
    open_page: Open, capsys: pytest.CaptureFixture[str]
) -> None:
    names = "baseline,budget_cut,article_pools"
    assert main(["compare", "2026", "--scenarios", names, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["scenarios"]
    table = measures(opened(open_page, names))
    for i, one in enumerate(found):
        figures = one["measures"]
        shown = {key: cells[i].split(" :gray")[0] for key, cells in table.items()}
        assert shown["建议金额"] == f"{figures['suggested'] / 10_000:,.4f}".rstrip("0").rstrip(".")
        assert shown["支持项目（个）"] == str(figures["projects"])
        assert shown["支持单位（家）"] == str(figures["units"])
        assert shown["名次例外（项）"] == str(figures["exceptions"])
        assert shown["得分 × 金额（分·万元）"] == f"{figures['merit'] / 1_000_000:,.0f}"
        small = figures["small"]["money"] / 10_000
        assert shown["小微企业所得"] == f"{small:,.4f}".rstrip("0").rstrip(".")


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("baseline", "至少选两个方案"),
        ("baseline,baseline", "只写一次即可"),
        ("baseline,nothing_like_it", "没有方案"),
        (",".join(f"s{i}" for i in range(9)), "最多同时比较 8 个方案"),
    ],
)
def test_a_bad_choice_is_said_and_never_empties_the_page(
    open_page: Open, names: str, said: str
) -> None:
    page = opened(open_page, names)
    assert not page.exception
    assert any(said in str(w.value).replace("\\", "") for w in page.warning)
    assert page.info


def test_a_former_comparison_stays_and_is_marked_out_of_date(open_page: Open) -> None:
    page = opened(open_page, "baseline,budget_cut")
    before = headline(page)
    pills = picker(page)
    pills.set_value(["baseline"]).run()
    assert headline(page) == before
    assert any("已过期" in str(w.value) for w in page.warning)


def test_one_difference_is_explained_at_once_and_several_on_request(open_page: Open) -> None:
    page = opened(open_page, "baseline,budget_cut")
    assert any("只差一项" in str(c.value) for c in page.caption)
    assert len(page.table) == 2
    page = opened(open_page, "budget_cut,article_pools")
    next(b for b in page.button if b.label == "逐项测算").click().run()
    page = ready(page)
    assert not page.exception
    steps = page.table[1].value
    assert steps.iloc[:, 0].tolist()[-1] == "共同作用"
    assert len(steps) == 4


def test_more_than_four_are_drawn_as_stacked_bars(open_page: Open) -> None:
    page = opened(open_page, "baseline,budget_cut,article_pools,same_ratio,by_rank")
    assert not page.exception
    assert len(charts(page)) == 1


def test_the_link_opens_the_same_comparison_in_the_same_language(open_page: Open) -> None:
    page = opened(open_page, "budget_cut,baseline", lang="en")
    link = str(page.code[0].value)
    assert link.endswith("year=2026&compare=budget_cut,baseline&lang=en")


def test_the_workbook_of_the_command_opens_and_holds_no_formula_of_a_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(["compare", "2026", "--scenarios", "baseline,budget_cut", "--out", str(tmp_path)]) == 0
    )
    capsys.readouterr()
    with open(f"{tmp_path}/comparison.xlsx", "rb") as file:  # noqa: PTH123
        book = load_workbook(BytesIO(file.read()))
    assert book.sheetnames[:4] == ["方案比较", "按条款和规模", "金额不同的项目", "金额不同的单位"]
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or str(cell.value).startswith("=SUBTOTAL(")
