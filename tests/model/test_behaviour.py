"""What holds for every answer: order, size of numbers, proofs, limits of work, clashes."""

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from optimizer.errors import DataError
from optimizer.formats.problem import AllocationProblem, Lock, Row, Rules
from optimizer.formats.problem_json import problem_document, problem_from_json
from optimizer.formats.solution import Solution
from optimizer.formats.solution_json import solution_json
from optimizer.model.solve import solve
from optimizer.model.supported import unsupported
from optimizer.verify.solution import check_solution
from tests.model.brute import Brute
from tests.model.instances import problems
from tests.model.random_years import year

TOP = 2**53 - 1


def plain(projects: Sequence[dict[str, Any]], budget: int, **more: Any) -> AllocationProblem:  # noqa: ANN401
    file = {
        "format": "allocation-problem/1",
        "objective": ["merit_yuan"],
        "budget": budget,
        "projects": list(projects),
        **more,
    }
    return problem_from_json(json.dumps(file))


def awards_of(solution: Solution) -> list[int]:
    assert solution.awards is not None
    awards: list[int] = solution.awards.tolist()
    return awards


# --- One answer whatever the order ---


@pytest.mark.parametrize("coarse", [False, True])
def test_shuffled_rows_and_projects_give_identical_bytes(*, coarse: bool) -> None:
    problem = year(150, 3, coarse=coarse)
    file = problem_document(problem)
    first = solution_json(problem, solve(problem))
    random.Random(1).shuffle(file["projects"])  # noqa: S311  # made-up data
    again = problem_from_json(json.dumps(file))
    assert solution_json(again, solve(again)) == first
    random.Random(2).shuffle(file["rows"])  # noqa: S311  # made-up data
    shuffled = problem_from_json(json.dumps(file))
    assert awards_of(solve(shuffled)) == awards_of(solve(problem))


def test_ties_are_settled_for_many_equal_scores() -> None:
    problem = plain(
        [
            {"id": f"{i:03d}", "entitled": 5, "merit": 8000, "labels": {"unit": f"U{i % 7}"}}
            for i in range(60)
        ],
        137,
        rows=[{"name": f"U{k}", "members": {"unit": f"U{k}"}, "at_most": 23} for k in range(7)],
    )
    solution = solve(problem)
    assert (solution.ties, solution.tie_rule) == ("unique", "leximin")
    # 137 of 300: less than 2.56 each, which is what the fullest units allow. So 2 for everybody,
    # and the 17 that are left one by one by number.
    assert awards_of(solution) == [3] * 17 + [2] * 43
    assert solution.certificate.could_differ == tuple(f"{i:03d}" for i in range(60))


# --- Great numbers ---


def test_sums_beyond_64_bits_are_exact() -> None:
    amounts = [TOP, TOP - 1, TOP - 2]
    projects = [{"id": str(k), "entitled": a, "merit": TOP - k} for k, a in enumerate(amounts)]
    problem = plain(projects, TOP)
    solution = solve(problem)
    assert solution.status == "optimal"
    assert solution.objective == (TOP * TOP,)
    assert solution.bound == solution.objective
    assert check_solution(problem, solution) == ()


def test_twelve_hundred_awards_near_the_greatest_amount_add_up() -> None:
    projects = [{"id": f"{k:04d}", "entitled": TOP, "merit": 1} for k in range(1200)]
    solution = solve(replace(plain(projects, TOP), budget=1100 * TOP))
    assert solution.objective == (1100 * TOP,)
    assert solution.unspent == 0


def test_merits_that_differ_in_the_last_of_53_bits_are_told_apart() -> None:
    projects = [{"id": str(k), "entitled": 10, "merit": TOP - 9 + k} for k in range(10)]
    solution = solve(plain(projects, 30))
    assert awards_of(solution) == [0] * 7 + [10] * 3
    assert solution.status == "optimal"


# --- Proofs ---


@given(problems(objectives=(("merit_yuan", "merit_projects"),)))
@settings(max_examples=60)
def test_multipliers_of_a_list_prove_every_entry(problem: AllocationProblem) -> None:
    problem = replace(problem, rules=replace(problem.rules, stages=(), pass_mark=None))
    solution = solve(problem)
    brute = Brute(problem)
    worth = [brute.coefficients(name, list(range(brute.n)))[0] for name in problem.objective]
    for k, prices in enumerate(solution.certificate.multipliers):
        rows = {name: (members, most) for name, members, most, _, _ in brute.rows}
        weights = [-prices.get(f"objective {name}", Fraction(0)) for name in problem.objective[:k]]
        assert all(weight >= 0 for weight in weights)
        value = -sum(w * z for w, z in zip(weights, solution.objective, strict=False))
        gain = [Fraction(worth[k][i]) for i in range(brute.n)]
        for j, weight in enumerate(weights):
            gain = [a + weight * worth[j][i] for i, a in enumerate(gain)]
        for name, y in prices.items():
            if not name.startswith("objective "):
                members, most = rows[name]
                assert y > 0
                assert most is not None
                value += y * (most // 10 * 10)
                gain = [a - y * brute.grid[i] if i in members else a for i, a in enumerate(gain)]
        value += sum(max(a, 0) * (brute.top[i] // brute.grid[i]) for i, a in enumerate(gain))
        assert value == solution.bound[k] == solution.objective[k]


def test_a_mixed_stage_is_bounded_and_keeps_its_limits() -> None:
    for seed in range(12):
        dice = random.Random(seed)  # noqa: S311  # made-up data
        projects = [
            {
                "id": f"{i:02d}",
                "entitled": dice.randint(0, 900),
                "merit": dice.randint(1, 99) * 100,
                "labels": {"clause": dice.choice("5789"), "unit": dice.choice("ABCDE")},
            }
            for i in range(14)
        ]
        rows = [
            {"name": u, "members": {"unit": u}, "at_most": dice.randint(200, 900)} for u in "ABC"
        ]
        rows.append({"name": "c", "members": {"clause": ["5", "8"]}, "at_most": 700})
        rows.append({"name": "f", "members": {"clause": ["9"]}, "at_least": 1})
        problem = plain(projects, 2500, rows=rows, rules={"equal": ["5", "7"]})
        solution = solve(problem)
        if solution.status == "infeasible":
            continue
        assert solution.objective[0] <= solution.bound[0]
        awards = awards_of(solution)
        own = Brute(problem)
        assert own.keeps(awards)
        members = [i for i in range(own.n) if own.equal[i]]
        ratios: dict[str | None, int] = dict(solution.certificate.ratios.items())
        assert own.pay([0] * own.n, members, ratios) == [
            x if own.equal[i] else 0 for i, x in enumerate(awards)
        ]


def test_a_floor_shared_with_a_later_stage_raises_the_ratio_that_it_needs() -> None:
    projects = [
        {"id": "1", "entitled": 64, "merit": 0, "labels": {"article": "9", "clause": "7"}},
        {"id": "2", "entitled": 64, "merit": 5, "labels": {"article": "9", "clause": "13"}},
        {"id": "3", "entitled": 64, "merit": 9, "labels": {"article": "9", "clause": "8"}},
    ]
    rows = [
        {"name": "floor", "members": {"article": "9"}, "at_least": 70},
        {"name": "cap 13", "members": {"clause": "13"}, "at_most": 20},
        {"name": "cap 8", "members": {"clause": "8"}, "at_most": 30},
    ]
    rules = {"equal": ["7"], "stages": [["7"], ["13", "8"]]}
    solution = solve(plain(projects, 70, rows=rows, rules=rules))
    assert (solution.status, awards_of(solution)) == ("optimal", [64, 0, 6])


def test_a_floor_that_equal_clauses_cannot_meet_names_what_stands_against_it() -> None:
    projects = [
        {"id": "1", "entitled": 90, "merit": 0, "labels": {"clause": "7", "unit": "U"}},
        {"id": "2", "entitled": 10, "merit": 0, "labels": {"clause": "7", "unit": "V"}},
    ]
    rows = [{"name": "floor V", "members": {"unit": "V"}, "at_least": 9}]
    problem = plain(projects, 50, rows=rows, rules={"equal": ["7"], "stages": [["7"]]})
    solution = solve(problem)
    assert solution.status == "infeasible"
    assert solution.conflicts == (("budget", "floor V"),)


# --- Limits of work ---


def test_a_work_limit_that_ends_before_a_plan_is_stopped_not_optimal() -> None:
    floor = Row("floor", {"clause": ("9.1",)}, at_least=10_000)  # no network: a solver has to run
    problem = year(300, 1)
    solution = solve(replace(problem, rows=(*problem.rows, floor)), work=1)
    assert solution.status == "stopped"
    assert solution.awards is None


# --- Refused by name ---


def test_an_equal_clause_off_the_yuan_is_refused() -> None:
    problem = replace(year(5, 1), rules=Rules(equal=("9.1", "9.2", "10.1", "11.1")))
    assert [p.code for p in unsupported(problem)] == ["model.equal.grid"]


def test_by_rank_does_not_mix_with_equal_clauses() -> None:
    projects = [
        {"id": "1", "entitled": 5, "merit": 0, "labels": {"clause": "7"}},
        {"id": "2", "entitled": 5, "merit": 9, "labels": {"clause": "6"}},
    ]
    with pytest.raises(DataError) as refused:
        solve(plain(projects, 7, method="by_rank", rules={"equal": ["7"]}))
    assert [p.code for p in refused.value.problems] == ["model.by_rank.mixed"]


# --- When nothing fits ---


def without(problem: AllocationProblem, names: Sequence[str]) -> AllocationProblem:
    """Return the problem with only the named limits and locks; the budget may go, too."""
    locks = {k: v for k, v in problem.rules.locks.items() if f"lock {k}" in names}
    return replace(
        problem,
        budget=problem.budget if "budget" in names else 10**6,
        rows=tuple(row for row in problem.rows if row.name in names),
        rules=replace(problem.rules, locks=locks, stages=()),
    )


def has_plan(problem: AllocationProblem) -> bool:
    brute = Brute(problem)
    x = [brute.lock.get(i, 0) for i in range(brute.n)]
    return brute.possible(x, [i for i in range(brute.n) if i not in brute.lock])


@given(problems(locks=True, floors=True))
@settings(max_examples=250)
def test_a_clash_is_minimal_and_its_repairs_are_the_smallest(problem: AllocationProblem) -> None:
    problem = replace(problem, rules=replace(problem.rules, stages=()))
    solution = solve(problem)
    if solution.status != "infeasible":
        return
    assert solution.complete or problem.rules.equal or problem.rules.pass_mark is not None
    for clash in solution.conflicts:
        assert not has_plan(without(problem, clash))
        assert all(has_plan(without(problem, rest)) for rest in combinations(clash, len(clash) - 1))
    for repair in solution.repairs:
        assert repair.to == smallest(problem, repair.target)
    together = problem
    for repair in solution.joint_repair:
        assert isinstance(repair.to, int)
        together = changed(together, repair.target, repair.to)
    assert has_plan(together)


def changed(problem: AllocationProblem, target: str, to: int) -> AllocationProblem:
    if target.startswith("lock "):
        locks = {**problem.rules.locks, target.removeprefix("lock "): Lock(to)}
        return replace(problem, rules=replace(problem.rules, locks=locks))
    rows = tuple(replace(r, at_least=to) if r.name == target else r for r in problem.rows)
    return replace(problem, rows=rows)


def smallest(problem: AllocationProblem, target: str) -> int | None:
    """Return the nearest value of a target that makes everything fit, tried one by one."""
    brute = Brute(problem)
    if target.startswith("lock "):
        i = brute.ids.index(target.removeprefix("lock "))
        now, values = brute.lock[i], range(0, brute.top[i] + 1, brute.grid[i])
    else:
        now = sum(least or 0 for name, _, _, least, _ in brute.rows if name == target)
        values = range(0, now + 1, 10)
    fits = [v for v in values if has_plan(changed(problem, target, v))]
    return min(fits, key=lambda v: (abs(v - now), v), default=None)


def test_solutions_hold_read_only_integers() -> None:
    solution = solve(year(20, 1))
    assert solution.awards is not None
    assert solution.awards.dtype == np.int64
    assert not solution.awards.flags.writeable
