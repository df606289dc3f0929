"""One line says how an amount came about: formula, last cut, rounding, with their sources."""

from dataclasses import replace

from optimizer.documents.amount_line import amount_line, why_line
from optimizer.formats.outcome import ProjectOutcome
from optimizer.formats.reason import Citation, Reason, Step
from tests.documents.sample import project

ARTICLE = Citation("measures", "9", 1)
REQUEST = Citation("measures", "2", 1)
BASE = Step("entitlement.step.base", 500_000_000, cut=False, citation=ARTICLE, params={
    "base_fen": 500_000_000})  # fmt: skip
TIER = Step("entitlement.step.tier", 400_000_000, cut=False, citation=ARTICLE, params={
    "merit_score": 8_200, "base_fen": 500_000_000, "ratio": "4/5", "amount_fen": 400_000_000,
})  # fmt: skip
CEILING = Step("entitlement.step.ceiling", 350_000_000, cut=True, citation=ARTICLE, params={
    "ceiling_fen": 350_000_000})  # fmt: skip
REQUESTED = Step("entitlement.step.requested", 300_000_000, cut=True, citation=REQUEST, params={
    "limit_fen": 300_000_000})  # fmt: skip


def last(fen: int) -> Step:
    return Step("allocation.step.full", fen, cut=False, citation=REQUEST)


def made(*steps: Step) -> ProjectOutcome:
    return project("1", "9.1", steps[-1].amount_fen // 100, derivation=steps)


def test_the_formula_stands_with_its_article_where_nothing_cut_it() -> None:
    line = amount_line(made(BASE, TIER, last(400_000_000)), "zh")
    assert line == "得分82.00：500万元 × 80% = 400万元（第9条第1句）"


def test_of_several_cuts_the_last_is_named_with_its_own_source() -> None:
    line = amount_line(made(BASE, TIER, CEILING, REQUESTED, last(300_000_000)), "zh")
    assert (
        line == "得分82.00：500万元 × 80% = 400万元（第9条第1句） → 申请金额300万元（第2条第1句）"
    )


def test_an_amount_in_full_that_the_grid_rounded_says_so() -> None:
    grid = Step("allocation.step.grid", 399_000_000, cut=True, citation=ARTICLE, params={
        "grid_yuan": 10_000})  # fmt: skip
    line = amount_line(made(BASE, TIER, grid, last(399_000_000)), "zh")
    assert line.endswith("→ 向下取整为399万元")


def test_a_reduced_amount_gives_its_reason_before_the_formula() -> None:
    cut = Step("allocation.step.equal_ratio", 200_000_000, cut=True, citation=ARTICLE, params={
        "ratio": "1/2"})  # fmt: skip
    reason = Reason("allocation.partial.equal_ratio", Citation("scenario"), {"ratio": "1/2"})
    reduced = replace(made(BASE, TIER, cut), status="partial", reasons=(reason,))
    assert why_line(reduced, "zh") == (
        "同比例折减：兑现率50%（方案设定）；得分82.00：500万元 × 80% = 400万元（第9条第1句）"
    )


def test_without_a_formula_and_where_nothing_is_given_the_reasons_stand() -> None:
    assert why_line(project("1", "8", 5), "zh") == "足额（第2条第1句）"
    budget = Reason("allocation.none.budget", REQUEST, {"available_yuan": 10_000})
    nothing = replace(made(BASE, TIER, last(0)), status="none", reasons=(budget,))
    assert why_line(nothing, "en") == "budget used up: CNY 10,000 available (article 2, sentence 1)"
