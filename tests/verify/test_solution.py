"""A plan passes only as it stands: every figure of it, moved by one, is found."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimizer.formats.problem import AllocationProblem, Label, Lock, Row, Rules, Stage
from optimizer.formats.solution import Certificate, Solution
from optimizer.verify.solution import check_solution

ROOT = Path(__file__).resolve().parents[2]
Project = tuple[str, int, int, int, Mapping[str, str]]


def _label(names: list[str]) -> Label:
    known = tuple(sorted({n for n in names if n}))
    codes = np.array([known.index(n) if n else -1 for n in names], dtype=np.int64)
    return Label(known, codes)


def problem_of(projects: Sequence[Project], budget: int, **more: Any) -> AllocationProblem:  # noqa: ANN401
    keys = sorted({key for p in projects for key in p[4]})
    return AllocationProblem(
        ids=np.array([p[0] for p in projects], dtype=object),
        entitled=np.array([p[1] for p in projects], dtype=np.int64),
        grid=np.array([p[2] for p in projects], dtype=np.int64),
        merit=np.array([p[3] for p in projects], dtype=np.int64),
        budget=budget,
        labels={key: _label([p[4].get(key, "") for p in projects]) for key in keys},
        **more,
    )


def solution_of(awards: list[int], **more: Any) -> Solution:  # noqa: ANN401
    return Solution("optimal", np.array(awards, dtype=np.int64), proof="dual", **more)


def codes(problem: AllocationProblem, solution: Solution) -> list[str]:
    return [p.code for p in check_solution(problem, solution)]


# --- one scored stage: the example of the file formats ---

SCORED = problem_of(
    [
        ("0001", 2_000_000, 10_000, 8734, {"article": "9", "clause": "9.1", "unit": "U1"}),
        ("0002", 1_500_000, 10_000, 8210, {"article": "6", "clause": "6", "unit": "U2"}),
    ],
    2_000_000,
    rows=(
        Row("article 9", {"article": ("9",)}, at_most=5_000_000),
        Row("unit U1", {"unit": ("U1",)}, at_most=1_200_000),
    ),
)
PRICES = {"budget": Fraction(8210), "unit U1": Fraction(524)}
PLAN = solution_of(
    [1_200_000, 800_000],
    objective=(17_048_800_000,),
    bound=(17_048_800_000,),
    objective_scale=(1,),
    certificate=Certificate((PRICES,)),
)


def test_a_proven_plan_passes() -> None:
    assert codes(SCORED, PLAN) == []


@pytest.mark.parametrize(
    ("awards", "code"),
    [
        ([1_200_001, 799_999], "verify.award.off_grid"),
        ([1_210_000, 790_000], "verify.limit.exceeded"),
        ([1_200_000, 810_000], "verify.limit.exceeded"),
        ([500_000, 1_500_000], "verify.proof.objective"),
        ([400_000, 1_600_000], "verify.award.above_most"),
        ([-10_000, 800_000], "verify.award.negative"),
    ],
)
def test_an_award_that_moved_is_found(awards: list[int], code: str) -> None:
    moved = replace(PLAN, awards=np.array(awards, dtype=np.int64), unspent=2_000_000 - sum(awards))
    assert code in codes(SCORED, moved)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"objective": (17_048_800_001,)}, "verify.proof.objective"),
        ({"bound": (17_048_799_999,)}, "verify.proof.bound"),
        ({"proof": "bound"}, "verify.proof.kind"),
        ({"objective_scale": (10,)}, "verify.proof.scale"),
        ({"unspent": 1}, "verify.solution.unspent"),
        ({"certificate": Certificate(({"budget": Fraction(8210)},))}, "verify.proof.bound"),
        ({"certificate": Certificate(({"article 8": Fraction(1)},))}, "verify.proof.unknown_limit"),
        ({"certificate": Certificate(({"budget": Fraction(-1)},))}, "verify.proof.sign"),
        ({"certificate": Certificate()}, "verify.proof.entries"),
        ({"awards": None}, "verify.solution.no_awards"),
        ({"awards": np.array([1.2e6, 8e5])}, "verify.solution.not_integers"),
        ({"status": "infeasible"}, "verify.solution.awards_without_plan"),
    ],
)
def test_a_stated_figure_that_moved_is_found(change: dict[str, Any], code: str) -> None:
    assert code in codes(SCORED, replace(PLAN, **change))


def test_optimal_is_refused_where_the_bound_leaves_a_step() -> None:
    worse = replace(
        PLAN,
        awards=np.array([1_200_000, 790_000], dtype=np.int64),
        objective=(17_048_800_000 - 82_100_000,),
        unspent=10_000,
    )
    assert codes(SCORED, worse) == ["verify.proof.not_optimal"]
    assert codes(SCORED, replace(worse, status="feasible")) == []


def test_limits_hold_on_the_common_grid_of_their_members() -> None:
    odd = replace(
        SCORED,
        budget=2_009_999,
        rows=(*SCORED.rows[:1], replace(SCORED.rows[1], at_most=1_209_999)),
    )
    assert codes(odd, replace(PLAN, unspent=9_999)) == []
    floor = replace(
        SCORED, rows=(*SCORED.rows, Row("clause 6", {"clause": ("6",)}, at_least=795_001))
    )
    assert codes(floor, PLAN) == []
    floor = replace(
        SCORED, rows=(*SCORED.rows, Row("clause 6", {"clause": ("6",)}, at_least=800_001))
    )
    assert codes(floor, PLAN) == ["verify.limit.not_reached"]


def test_locks_and_the_pass_mark_bind() -> None:
    locked = replace(SCORED, rules=Rules(locks={"0001": Lock(500_000)}))
    assert "verify.award.lock" in codes(locked, PLAN)
    kept = replace(
        PLAN,
        awards=np.array([500_000, 1_500_000], dtype=np.int64),
        objective=(16_682_000_000,),
        bound=(16_682_000_000,),
        certificate=Certificate(({},)),
    )
    assert codes(locked, kept) == []
    assert (
        codes(replace(locked, rules=Rules(locks={"0002": Lock("refuse")})), kept)[0]
        == "verify.award.lock"
    )
    marked = replace(SCORED, rules=Rules(pass_mark=8500))
    assert "verify.award.below_pass_mark" in codes(marked, PLAN)


def test_projects_count_by_published_coefficients() -> None:
    problem = replace(SCORED, objective=("merit_projects",), rows=())
    # K = 10^5: 8734 x 10^5 / 200 steps and 8210 x 10^5 / 150 steps, both at least 10^6.
    first, second = 8734 * 10**5 // 200, 8210 * 10**5 // 150
    plan = solution_of(
        [500_000, 1_500_000],
        objective=(50 * first + 150 * second,),
        bound=(50 * first + 150 * second,),
        objective_scale=(10**5,),
        certificate=Certificate(({"budget": Fraction(first, 10_000)},)),
    )
    assert codes(problem, plan) == []
    assert codes(problem, replace(plan, objective_scale=(10**6,))) == ["verify.proof.scale"]


# --- stages: an equal clause first, then a scored one ---

STAGED = problem_of(
    [
        ("1", 100, 1, 0, {"clause": "5", "unit": "A"}),
        ("2", 100, 1, 0, {"clause": "5", "unit": "B"}),
        ("3", 101, 1, 0, {"clause": "7", "unit": "B"}),
        ("4", 50, 10, 9000, {"clause": "6", "unit": "A"}),
        ("5", 50, 10, 8000, {"clause": "6", "unit": "C"}),
    ],
    250,
    rules=Rules(equal=("5", "7"), stages=(Stage(("5", "7")), Stage(("6",)))),
    rows=(Row("clause 7", {"clause": ("7",)}, at_most=40),),
)
# Clause 7 reaches its pool at 405940 millionths (40 of 101 yuan); clause 5 is paid whole.
STAGED_PLAN = solution_of(
    [100, 100, 40, 10, 0],
    objective=(90_000,),
    bound=(90_000,),
    objective_scale=(1,),
    certificate=Certificate(({"budget": Fraction(9000)},), {"5": 10**6, "7": 405_940}),
)


def test_equal_clauses_reach_the_greatest_ratio_that_fits() -> None:
    assert 405_940 * 101 // 10**6 == 40
    assert 405_941 * 101 // 10**6 == 41
    assert codes(STAGED, STAGED_PLAN) == []


@pytest.mark.parametrize(
    ("ratios", "code"),
    [
        ({"5": 10**6, "7": 405_939}, "verify.equal.not_greatest"),
        ({"5": 999_999, "7": 405_940}, "verify.equal.amount"),
        ({"5": 10**6, "7": 405_941}, "verify.equal.amount"),
        ({"5": 10**6}, "verify.equal.ratio"),
        ({"5": 10**6 + 1, "7": 405_940}, "verify.equal.ratio"),
    ],
)
def test_a_ratio_that_moved_is_found(ratios: dict[str, int], code: str) -> None:
    certificate = replace(STAGED_PLAN.certificate, ratios=ratios)
    assert code in codes(STAGED, replace(STAGED_PLAN, certificate=certificate))


def test_money_moved_between_equal_projects_is_found() -> None:
    moved = replace(STAGED_PLAN, awards=np.array([99, 101, 40, 10, 0], dtype=np.int64))
    found = codes(STAGED, moved)
    assert found.count("verify.equal.amount") == 2


def test_a_unit_limit_cuts_the_highest_number_and_not_the_ratio() -> None:
    limited = replace(STAGED, rows=(*STAGED.rows, Row("unit B", {"unit": ("B",)}, at_most=120)))
    certificate = Certificate(
        ({"budget": Fraction(8000), "unit A": Fraction(0)},), {"5": 10**6, "7": 405_940}
    )
    plan = replace(
        STAGED_PLAN,
        awards=np.array([100, 100, 20, 30, 0], dtype=np.int64),
        objective=(270_000,),
        bound=(270_000,),
        certificate=replace(certificate, multipliers=({"budget": Fraction(9000)},)),
    )
    # With 20 the unit is full, so clause 7 may go on to its whole ratio: nothing else holds it.
    assert codes(limited, plan) == ["verify.equal.not_greatest"]
    whole = replace(plan, certificate=replace(plan.certificate, ratios={"5": 10**6, "7": 10**6}))
    assert codes(limited, whole) == []
    earlier = replace(whole, awards=np.array([100, 80, 40, 30, 0], dtype=np.int64))
    assert codes(limited, earlier).count("verify.equal.amount") == 2


def test_a_share_of_the_budget_holds_a_stage() -> None:
    rules = Rules(equal=("5", "7"), stages=(Stage(("5", "7"), Fraction(1, 2)), Stage(("6",))))
    assert "verify.stage.share" in codes(replace(STAGED, rules=rules), STAGED_PLAN)


def test_the_budget_holds_the_common_ratio() -> None:
    poor = replace(STAGED, budget=150, rows=())
    ratio = 498_337
    awards = [49, 49, 50, 0, 0]
    assert [ratio * a // 10**6 for a in (100, 100, 101)] == awards[:3]
    certificate = Certificate(({},), {"5": ratio, "7": ratio})
    plan = replace(
        STAGED_PLAN, awards=np.array(awards, dtype=np.int64), objective=(0,), unspent=2, bound=(0,)
    )
    assert "verify.equal.not_greatest" in codes(poor, replace(plan, certificate=certificate))
    # At one half the two of clause 5 step to 50 together: 150 in all.
    certificate = Certificate(({"budget": Fraction(9000)},), {"5": 504_950, "7": 504_950})
    full = replace(
        plan,
        awards=np.array([50, 50, 50, 0, 0], dtype=np.int64),
        unspent=0,
        certificate=certificate,
    )
    assert codes(poor, full) == []


# --- practice methods ---


def test_by_rank_is_done_again() -> None:
    problem = replace(SCORED, method="by_rank")
    plan = replace(PLAN, status="feasible")
    assert codes(problem, plan) == []
    moved = replace(plan, awards=np.array([1_190_000, 810_000], dtype=np.int64))
    # Only the first could have more: the second has what the first left.
    assert codes(problem, moved).count("verify.practice.amount") == 1


def test_one_ratio_and_tiers_are_done_again() -> None:
    problem = replace(SCORED, method="same_ratio", rows=())
    plan = solution_of(
        [1_140_000, 860_000],
        objective=(1_140_000 * 8734 + 860_000 * 8210,),
        bound=(8734 * 2_000_000,),
        objective_scale=(1,),
        certificate=Certificate(({"budget": Fraction(8734)},)),
    )
    plan = replace(plan, status="feasible")
    assert codes(problem, plan) == []
    tiers = Rules(score_tiers=((8500, Fraction(1)), (8000, Fraction(1, 2))))
    tiered = replace(problem, method="tiers", rules=tiers)
    assert "verify.practice.amount" in codes(tiered, plan)
    awards = np.array([1_460_000, 540_000], dtype=np.int64)
    own = replace(plan, awards=awards, objective=(1_460_000 * 8734 + 540_000 * 8210,))
    assert codes(tiered, own) == []


def test_the_check_of_a_plan_needs_no_solver() -> None:
    script = (
        "import sys; sys.modules['pulp'] = sys.modules['highspy'] = None;"
        "from tests.verify.test_solution import PLAN, SCORED, codes; print(codes(SCORED, PLAN));"
        "print([m for m in sys.modules if m.startswith('optimizer.model')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["[]", "[]"]
