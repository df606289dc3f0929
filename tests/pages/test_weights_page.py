"""The page of weights: boxes that add up, methods, robustness beside the page, nothing emptied."""

import shutil
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import NumberInput

from app_pages import service as app_service
from app_pages.components.comparisons import ratio
from app_pages.service import Controls, load
from app_pages.services import weights as service
from optimizer.allocate import allocate
from optimizer.errors import DataError
from optimizer.insight.weights.result import Question
from optimizer.insight.weights.robustness import Means, robustness

Open = Callable[..., AppTest]
PAGE = "app_pages/weights.py"


def box(page: AppTest, label: str) -> NumberInput:
    return next(n for n in page.number_input if n.label == label)


def values(page: AppTest) -> list[int]:
    """Return the six weights."""
    return [int(n.value or 0) for n in page.number_input[:6]]


def said(page: AppTest) -> str:
    kinds = (page.header, page.subheader, page.caption, page.markdown, page.warning)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def test_it_opens_with_the_scenarios_weights_and_their_plan(open_page: Open) -> None:
    page = open_page(PAGE)
    assert not page.exception
    assert not page.error
    assert values(page) == [25, 20, 15, 20, 10, 10]
    assert "58 个项目" in str(page.header[0].value)
    assert "不能上会" in said(page)


def test_a_changed_weight_rescales_the_others_and_moves_awards(open_page: Open) -> None:
    page = open_page(PAGE)
    box(page, "创新性").set_value(40).run()
    assert not page.exception
    assert values(page) == [40, 16, 12, 16, 8, 8]
    assert "金额改变" in said(page)


def test_weights_that_do_not_add_up_are_marked_and_never_silently_mended(open_page: Open) -> None:
    page = open_page(PAGE)
    page.toggle[0].set_value(False).run()
    box(page, "创新性").set_value(40).run()
    assert values(page)[0] == 40
    assert sum(values(page)) == 115
    assert "115" in str(page.warning[0].value)
    assert page.header
    next(b for b in page.button if "最大余数" in b.label).click().run()
    assert values(page) == [35, 17, 13, 17, 9, 9]
    assert not page.warning


@pytest.mark.parametrize("method", ["entropy", "critic", "centroid", "ahp"])
def test_each_method_fills_in_weights_that_add_up(method: str, open_page: Open) -> None:
    page = open_page(PAGE)
    next(s for s in page.selectbox if s.label == "权重来源").set_value(method).run()
    assert not page.exception
    assert not page.error
    assert sum(values(page)) == 100
    assert values(page) != [25, 20, 15, 20, 10, 10]
    if method == "ahp":
        assert "一致性比率" in said(page)


def test_robustness_runs_beside_the_page_and_the_former_one_stays(open_page: Open) -> None:
    page = open_page(PAGE)
    box(page, "试算组数").set_value(1).run()
    next(b for b in page.button if b.label == "测算稳健性").click().run()
    task = next(iter(page.session_state["tasks"].values()))
    for _ in range(200):
        if task.found:
            break
        time.sleep(0.1)
    assert task.found
    page.run()
    assert "取决于权重" in said(page)
    task.cancel()
    task.wait(20)
    page.run()
    box(page, "创新性").set_value(30).run()
    assert not page.exception
    assert "已过期" in said(page)
    assert "取决于权重" in said(page)


def test_weights_are_saved_as_a_scenario_that_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "2026"
    shutil.copytree(app_service.SCENARIOS / "2026", folder)
    monkeypatch.setattr(app_service, "SCENARIOS", tmp_path)
    year = load("2026")
    base, weights = year.scenarios["baseline"], (40, 16, 12, 16, 8, 8)
    service.keep(
        "2026", year, base, Controls(total=50_000_000), weights, new="more", title="更重创新"
    )
    kept = load("2026").scenarios["more"]
    assert kept.chain == ("baseline", "more")
    assert service.current(year, kept) == weights
    assert kept.total == 50_000_000
    with pytest.raises(DataError):
        service.keep("2026", year, base, Controls(), weights, new="more", title="x")


def test_page_and_command_find_the_same() -> None:
    year = load("2026")
    base = year.scenarios["baseline"]
    outcome = allocate(year, base)
    question = Question(size=2, seed=9)
    scenario = service.weighted(year, base, Controls(), service.current(year, base))
    shown = next(service.robustness_work(year, scenario, outcome, question)(lambda: None))
    command = next(robustness(outcome, year, base, question, Means()))
    assert shown.tried == command.tried == 2
    np.testing.assert_array_equal(shown.funded, command.funded)
    np.testing.assert_array_equal(shown.least, command.least)
    np.testing.assert_array_equal(shown.most, command.most)


@pytest.mark.parametrize(
    ("text", "value"),
    [("3", Fraction(3)), (" 1/3 ", Fraction(1, 3)), ("0.5", Fraction(1, 2))],
)
def test_comparisons_are_read_exactly(text: str, value: Fraction) -> None:
    assert ratio(text) == value


@pytest.mark.parametrize("text", ["", "x", "0", "-2", "1/0", "10", "1/10", None])
def test_what_is_no_comparison_is_refused(text: object) -> None:
    assert ratio(text) is None
