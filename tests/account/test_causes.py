"""What held each project back, tested in the published order."""

from dataclasses import replace

import numpy as np

from optimizer.account.causes import causes
from optimizer.account.standing import standing
from optimizer.formats.problem import AllocationProblem, Label, Lock, Row, Rules
from optimizer.formats.solution import Certificate, Solution
from tests.support.law import law_of

#: Four competitive projects of clause 6, and an equal one of 5.1.
PROBLEM = AllocationProblem(
    ids=np.array(["a", "b", "c", "d", "e"], dtype=object),
    entitled=np.array([300_000, 200_000, 9_000, 100_000, 500_000], dtype=np.int64),
    grid=np.array([10_000, 10_000, 10_000, 10_000, 1], dtype=np.int64),
    merit=np.array([9000, 8000, 9500, 5000, 0], dtype=np.int64),
    budget=10_000_000,
    labels={
        "article": Label(("5", "6"), np.array([1, 1, 1, 1, 0], dtype=np.int64)),
        "clause": Label(("5.1", "6"), np.array([1, 1, 1, 1, 0], dtype=np.int64)),
        "unit": Label(("U1", "U2"), np.array([0, 1, 1, 1, 1], dtype=np.int64)),
    },
    rules=Rules(equal=("5.1",)),
)


def codes(
    problem: AllocationProblem, awards: list[int], ratios: dict[str, int] | None = None
) -> dict[str, str]:
    certificate = Certificate(ratios=ratios or {})
    solution = Solution("optimal", np.array(awards, dtype=np.int64), certificate=certificate)
    assert solution.awards is not None
    held = causes(law_of(), standing(problem, solution.awards), solution)
    return {str(problem.ids[i]): cause.code for i, cause in sorted(held.items())}


FULL = [300_000, 200_000, 0, 100_000, 500_000]


def test_below_one_step_nothing_can_be_paid() -> None:
    assert codes(PROBLEM, FULL) == {"c": "below_grid"}


def test_a_unit_limit_comes_before_the_pool_and_the_budget() -> None:
    limited = replace(
        PROBLEM,
        budget=680_000,
        rows=(
            Row("article 6", {"article": ("6",)}, at_most=180_000),
            Row("unit U1", {"unit": ("U1",)}, at_most=100_000),
        ),
    )
    assert codes(limited, [100_000, 80_000, 0, 0, 500_000]) == {
        "a": "unit_limit",
        "b": "article_pool",
        "c": "below_grid",
        "d": "article_pool",
    }


def test_a_pool_with_a_step_left_holds_nobody() -> None:
    rows = (Row("clause 6", {"clause": ("6",)}, at_most=600_000),)
    roomy = replace(PROBLEM, budget=1_090_000, rows=rows)
    assert codes(roomy, [290_000, 200_000, 0, 100_000, 500_000])["a"] == "budget"


def test_locks_and_the_pass_mark_come_first() -> None:
    ruled = replace(
        PROBLEM, rules=Rules(equal=("5.1",), locks={"b": Lock("refuse")}, pass_mark=6000)
    )
    assert codes(ruled, [300_000, 0, 0, 0, 500_000]) == {
        "b": "lock",
        "c": "below_grid",
        "d": "pass_mark",
    }


def test_an_equal_clause_is_cut_by_its_published_ratio() -> None:
    awards = [300_000, 200_000, 0, 100_000, 250_000]
    assert codes(PROBLEM, awards, {"5.1": 500_000}) == {"c": "below_grid", "e": "equal_ratio"}


def test_a_method_with_one_ratio_says_so() -> None:
    same = replace(PROBLEM, method="same_ratio")
    assert codes(same, [150_000, 100_000, 0, 50_000, 500_000]) == {
        "a": "same_ratio",
        "b": "same_ratio",
        "c": "below_grid",
        "d": "same_ratio",
    }


def test_the_article_of_a_unit_limit_of_the_measures_is_cited() -> None:
    members = {"unit": ("U1",), "clause": ("12",)}
    data = replace(
        PROBLEM,
        labels={**PROBLEM.labels, "clause": Label(("12", "6"), np.array([0, 1, 1, 1, 1]))},
        rules=Rules(),
        rows=(Row("unit U1 clause 12", members, at_most=100_000),),
    )
    awards = np.array([100_000, 200_000, 0, 100_000, 500_000], dtype=np.int64)
    held = causes(law_of(), standing(data, awards), Solution("optimal", awards))
    assert (held[0].code, held[0].citation.article) == ("unit_limit", "12")
