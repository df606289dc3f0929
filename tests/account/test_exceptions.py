"""The rank-exception ledger: who was passed over by whom, how often, and why."""

import numpy as np

from optimizer.account.exceptions import rank_exceptions
from optimizer.account.standing import standing
from optimizer.formats.outcome import RankException
from optimizer.formats.problem import AllocationProblem, Label, Lock, Rules

GRID = 10


def problem_of(
    entitled: list[int], merit: list[int], panel: str = "", rules: Rules | None = None
) -> AllocationProblem:
    """Return projects a, b, c ... of one clause; ``panel`` gives each a letter for its panel."""
    n = len(entitled)
    names = tuple(sorted(set(panel)))
    labels = {"clause": Label(("6",), np.zeros(n, dtype=np.int64))}
    if panel:
        codes = np.array([names.index(p) for p in panel], dtype=np.int64)
        labels["panel"] = Label(names, codes)
    return AllocationProblem(
        ids=np.array([chr(ord("a") + i) for i in range(n)], dtype=object),
        entitled=np.array(entitled, dtype=np.int64),
        grid=np.full(n, GRID, dtype=np.int64),
        merit=np.array(merit, dtype=np.int64),
        budget=1000,
        labels=labels,
        rules=rules or Rules(),
    )


def found(
    problem: AllocationProblem, awards: list[int], causes: dict[int, str] | None = None
) -> tuple[RankException, ...]:
    plan = standing(problem, np.array(awards, dtype=np.int64))
    scored = np.ones(len(problem.ids), dtype=np.bool_)
    return rank_exceptions(plan, scored, lambda i, _: (causes or {}).get(i, "unknown"))


def test_awards_in_the_order_of_merit_are_no_exception() -> None:
    assert found(problem_of([100, 100, 100], [90, 80, 70]), [100, 50, 0]) == ()


def test_one_passed_over_names_the_best_witness_the_count_and_the_cause() -> None:
    problem = problem_of([100, 100, 100], [90, 80, 70])
    assert found(problem, [0, 100, 50], {0: "unit_limit"}) == (
        RankException("a", "b", 2, "unit_limit"),
    )


def test_an_unexplained_exception_says_so() -> None:
    assert found(problem_of([100, 100], [90, 80]), [0, 10]) == (
        RankException("a", "b", 1, "unknown"),
    )


def test_less_than_one_step_behind_is_no_exception() -> None:
    # One more step of 10 would put a (of 30) ahead of b (of 100): 3/3 against 9/10.
    problem = problem_of([30, 100], [90, 80])
    assert found(problem, [20, 90]) == ()
    assert found(problem, [10, 90]) == (RankException("a", "b", 1, "unknown"),)


def test_equal_merit_and_other_panels_do_not_compare() -> None:
    assert found(problem_of([100, 100], [80, 80]), [0, 100]) == ()
    assert found(problem_of([100, 100], [90, 80], "xy"), [0, 100]) == ()
    assert len(found(problem_of([100, 100], [90, 80], "xx"), [0, 100])) == 1


def test_locked_projects_leave_the_comparison() -> None:
    rules = Rules(locks={"a": Lock("refuse")})
    assert found(problem_of([100, 100], [90, 80], rules=rules), [0, 100]) == ()


def test_amounts_beyond_int64_products_are_compared_exactly() -> None:
    great = 10**16
    problem = problem_of([great, great], [90, 80])
    assert found(problem, [great - 10, great - 10]) == ()
    assert len(found(problem, [great - 20, great - 10])) == 1


def test_many_projects_equal_a_comparison_of_all_pairs() -> None:
    rng = np.random.default_rng(20260401)
    for _ in range(200):
        n = int(rng.integers(1, 25))
        entitled = rng.integers(1, 9, n) * GRID
        merit = rng.integers(70, 76, n)
        awards = rng.integers(0, entitled // GRID + 1) * GRID
        panel = "".join(rng.choice(["x", "y"], n).tolist())
        problem = problem_of(entitled.tolist(), merit.tolist(), panel)
        expected = {}
        for i in range(n):
            ahead = [
                j
                for j in range(n)
                if panel[j] == panel[i]
                and merit[j] < merit[i]
                and awards[j] > 0
                and awards[i] < entitled[i]
                and (awards[i] + GRID) * entitled[j] <= awards[j] * entitled[i]
            ]
            if ahead:
                shares = {j: awards[j] / entitled[j] for j in ahead}
                best = max(ahead, key=lambda j: (shares[j], merit[j], -j))
                expected[problem.ids[i]] = (problem.ids[best], len(ahead))
        got = found(problem, awards.tolist())
        assert {e.application_no: (e.witness, e.count) for e in got} == expected
