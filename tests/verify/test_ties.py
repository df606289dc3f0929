"""Ties: a plan is said to be the only one, or the one that the rule chose, only where it is."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from optimizer.formats.problem import AllocationProblem, Row
from optimizer.formats.solution import Certificate, Solution, TieLevel
from optimizer.verify import ties
from optimizer.verify.solution import check_solution
from tests.verify.test_solution import problem_of

#: Two of one merit share what is left of 250 yuan; "a" is better and gets all.
EQUALS = [
    ("a", 100, 10, 9, {"clause": "6", "unit": "U"}),
    ("b", 100, 10, 8, {"clause": "6", "unit": "V"}),
    ("c", 200, 10, 8, {"clause": "6", "unit": "W"}),
]
PRICE = {"budget": Fraction(8)}
#: Both of 150 yuan over 300: b and c at one half.
HALF = TieLevel(
    Fraction(1, 2),
    {"b": Fraction(1, 3), "c": Fraction(2, 3)},
    {"budget": Fraction(1, 300)},
)


def problem(budget: int = 250, *rows: Row) -> AllocationProblem:
    return problem_of(EQUALS, budget, rows=rows)


def plan(awards: list[int], levels: tuple[TieLevel, ...] = (), **more: Any) -> Solution:  # noqa: ANN401
    worth = sum(x * w for x, w in zip(awards, (9, 8, 8), strict=True))
    solution = Solution(
        "optimal",
        np.array(awards, dtype=np.int64),
        objective=(worth,),
        bound=(worth,),
        objective_scale=(1,),
        proof="dual",
        ties="unique",
        tie_rule="leximin" if levels else "none",
        certificate=Certificate((PRICE,), {}, (), (levels,) if levels else ()),
    )
    return replace(solution, **more)


def codes(problem: AllocationProblem, solution: Solution) -> list[str]:
    return [p.code.removeprefix("verify.") for p in check_solution(problem, solution)]


def test_the_fairest_plan_passes_with_its_levels() -> None:
    assert codes(problem(), plan([100, 50, 100], (HALF,))) == []


@pytest.mark.parametrize("awards", [[100, 60, 90], [100, 40, 110], [100, 0, 150]])
def test_another_plan_as_good_does_not_pass_for_the_fairest(awards: list[int]) -> None:
    assert codes(problem(), plan(awards, (HALF,))) == ["ties.rounding"]


@pytest.mark.parametrize(
    ("level", "code"),
    [
        (replace(HALF, ratio=Fraction(11, 20)), "ties.not_reached"),
        (replace(HALF, ratio=Fraction(2, 5)), "ties.level"),
        (replace(HALF, weights={"b": Fraction(1)}), "ties.level"),
        (replace(HALF, weights={"b": Fraction(1, 2), "c": Fraction(1, 2)}), "ties.level"),
        (replace(HALF, weights={**HALF.weights, "a": Fraction(0)}), "ties.level"),
        (replace(HALF, weights={**HALF.weights, "nobody": Fraction(1)}), "ties.level"),
        (replace(HALF, multipliers={}), "ties.level"),
        (replace(HALF, multipliers={"budget": Fraction(1, 299)}), "ties.level"),
        (replace(HALF, multipliers={"article 5": Fraction(1)}), "proof.unknown_limit"),
    ],
)
def test_a_forged_level_is_found(level: TieLevel, code: str) -> None:
    found = codes(problem(), plan([100, 50, 100], (level,)))
    assert code in found
    assert len(found) == len([c for c in found if c.startswith(("ties", "proof"))])


def test_a_level_left_out_is_found() -> None:
    limited = problem(250, Row("unit V", {"unit": ("V",)}, at_most=30))
    first = TieLevel(Fraction(3, 10), {"b": Fraction(1)}, {"unit V": Fraction(1, 100)})
    second = TieLevel(Fraction(3, 5), {"c": Fraction(1)}, {"budget": Fraction(1, 200)})
    assert codes(limited, plan([100, 30, 120], (first, second))) == []
    assert codes(limited, plan([100, 30, 120], (first,))) == ["ties.no_level"]
    assert "ties.level" in codes(limited, plan([100, 30, 120], (second, first)))
    unfair = plan([100, 20, 130], (first, second))
    assert codes(limited, unfair) == ["ties.rounding"]


def test_the_greatest_remainder_is_rounded_up_then_the_lowest_number() -> None:
    # 260 - 100 = 160 over 300 yuan: 53.3 for b, 106.7 for c.
    level = replace(HALF, ratio=Fraction(8, 15))
    assert codes(problem(260), plan([100, 50, 110], (level,))) == []
    assert codes(problem(260), plan([100, 60, 100], (level,))) == ["ties.not_chosen"]
    same = problem_of([(n, 100, 10, 8, {"clause": "6"}) for n in ("a", "b", "c")], 100)
    third = TieLevel(
        Fraction(1, 3), dict.fromkeys("abc", Fraction(1, 3)), {"budget": Fraction(1, 300)}
    )
    fair = plan([40, 30, 30], (third,), objective=(800,), bound=(800,))
    assert codes(same, fair) == []
    late = replace(fair, awards=np.array([30, 30, 40], dtype=np.int64))
    assert codes(same, late) == ["ties.not_chosen"]


def test_without_a_rule_another_plan_as_good_is_found() -> None:
    assert codes(problem(), plan([100, 50, 100])) == ["ties.no_rule"]
    assert codes(problem(), plan([100, 50, 100], ties="not_unique")) == []
    assert codes(problem(), plan([100, 50, 100], ties="unknown")) == []
    forged = plan([100, 50, 100], tie_rule="leximin")
    assert codes(problem(), forged) == ["ties.rule_without_levels", "ties.no_levels"]


def test_what_is_alone_is_not_said_to_have_equals() -> None:
    alone = plan([100, 100, 200], ties="not_unique", certificate=Certificate(({},)))
    alone = replace(alone, bound=(3300,))
    assert codes(problem(400), alone) == ["ties.one_only"]


def test_the_lowest_numbers_are_greatest_where_the_rule_says_so() -> None:
    assert codes(problem(), plan([100, 100, 50], tie_rule="number")) == []
    assert codes(problem(), plan([100, 90, 60], tie_rule="number")) == ["ties.not_chosen"]
    held = problem(250, Row("unit V", {"unit": ("V",)}, at_most=90))
    assert codes(held, plan([100, 90, 60], tie_rule="number")) == []


def test_who_could_get_another_amount_is_listed_in_full() -> None:
    chosen = plan([100, 100, 50], tie_rule="number")
    for listed, found in ((("b", "c"), []), (("c",), ["ties.could_differ"])):
        certificate = replace(chosen.certificate, could_differ=listed)
        assert codes(problem(), replace(chosen, certificate=certificate)) == found


def test_limits_that_cross_are_tried_plan_by_plan() -> None:
    crossing = (
        Row("x", {"id": ("a", "b")}, at_most=130),
        Row("y", {"id": ("b", "c")}, at_most=150),
        Row("z", {"id": ("a", "c")}, at_most=220),
    )
    prices = {"budget": Fraction(0), "x": Fraction(9, 2), "y": Fraction(7, 2), "z": Fraction(9, 2)}
    best = plan([100, 30, 120], certificate=Certificate((prices,)), unspent=50)
    assert codes(problem(300, *crossing), best) == []
    worse = plan([90, 40, 110], certificate=Certificate((prices,)), unspent=60, bound=best.bound)
    assert codes(problem(300, *crossing), worse) == ["proof.not_optimal"]


def test_what_is_too_large_to_be_done_again_is_a_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ties, "MOST_WORK", 1)
    [notice] = check_solution(problem(), plan([100, 100, 50], tie_rule="number"))
    assert (notice.level, notice.code) == ("notice", "verify.ties.not_checked_whole")
    monkeypatch.setattr(ties, "MOST_EDGES", 1)
    monkeypatch.setattr(ties, "are_few", lambda _: False)
    [notice] = check_solution(problem(), plan([100, 100, 50], tie_rule="number"))
    assert (notice.level, notice.code) == ("notice", "verify.ties.not_checked_whole")
