"""Where floors, shares and grids leave little room: an answer is found, and named right."""

from fractions import Fraction
from typing import Any

import pytest

from optimizer.errors import DataError
from optimizer.formats.solution import Repair
from optimizer.formats.solution_json import solution_from_json, solution_json
from optimizer.model.solve import solve
from optimizer.verify.solution import check_solution
from tests.model.test_behaviour import awards_of, plain


def project(name: str, entitled: int, clause: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    labels = {"clause": clause, **more.pop("labels", {})}
    return {"id": name, "entitled": entitled, "merit": 0, "labels": labels, **more}


def test_a_repaired_floor_is_the_most_that_can_be_reached_on_its_members_grids() -> None:
    projects = [project("1", 4, "6", grid=4), project("2", 4, "6", grid=6)]
    rows = [{"name": "floor", "members": {"clause": "6"}, "at_least": 9, "at_most": 10}]
    solution = solve(plain(projects, 22, rows=rows))
    assert solution.repairs == (Repair("floor", 4),)
    assert solution.joint_repair == (Repair("floor", 4),)


def test_a_floor_that_must_go_is_repaired_to_nothing_and_never_below() -> None:
    projects = [project("1", 18, "13", grid=6), project("2", 17, "13", grid=4)]
    rows = [{"name": "floor", "members": {"clause": "13"}, "at_least": 17}]
    problem = plain(projects, 0, rows=rows)
    solution = solve(problem)
    assert solution.repairs == (Repair("floor", 0),)
    assert solution_from_json(solution_json(problem, solution), problem) == solution


def test_a_joint_repair_touches_the_fewest_targets() -> None:
    projects = [project(str(k), 10, str(k)) for k in range(4)]
    locks = {str(k): "full" for k in range(4)}
    rows = [{"name": f"cap {k}", "members": {"clause": str(k)}, "at_most": 5} for k in range(3)]
    solution = solve(plain(projects, 40, rows=rows, rules={"locks": locks}))
    assert solution.joint_repair == tuple(Repair(f"lock {k}", 5) for k in range(3))


def test_a_share_keeps_its_own_name_beside_later_projects_that_a_floor_asks_for() -> None:
    projects = [project("1", 6, "13", grid=2, merit=3), project("2", 2, "5")]
    rows = [{"name": "floor", "members": {"clause": "5"}, "at_least": 2}]
    stages = [{"clauses": ["13"], "share": "0.7"}, ["5"]]
    solution = solve(plain(projects, 8, rows=rows, rules={"equal": ["5"], "stages": stages}))
    assert (solution.status, awards_of(solution)) == ("optimal", [4, 2])
    assert solution.certificate.multipliers == ({"stage 1 share": Fraction(3)},)


def test_a_conflict_names_a_limit_once() -> None:
    projects = [project("1", 3, "7"), project("2", 1, "7")]
    rows = [{"name": "exactly", "at_least": 3, "at_most": 3}]
    solution = solve(plain(projects, 4, rows=rows, rules={"equal": ["7"]}))
    assert solution.status == "infeasible"
    assert solution.conflicts == (("exactly",),)


@pytest.mark.parametrize(
    ("projects", "budget", "row", "ratio"),
    [
        pytest.param(
            [project("1", 4, "7"), project("2", 3, "7"), project("3", 20, "6", merit=2)],
            30,
            {"name": "floor", "members": {"clause": "7"}, "at_least": 4},
            666_667,
            id="whole yuan fall short of the linear ratio",
        ),
        pytest.param(
            [
                project("1", 3, "7"),
                project("2", 18, "14", grid=6, merit=8),
                project("3", 16, "14", grid=4, merit=9),
            ],
            31,
            {"name": "floor", "at_least": 31},
            1_000_000,
            id="grids leave gaps that only some ratios fill",
        ),
    ],
)
def test_a_mixed_stage_finds_ratios_that_meet_a_tight_floor(
    projects: list[dict[str, Any]], budget: int, row: dict[str, Any], ratio: int
) -> None:
    solution = solve(plain(projects, budget, rows=[row], rules={"equal": ["7"]}))
    assert solution.status in {"optimal", "feasible"}
    assert solution.certificate.ratios == {"7": ratio}


@pytest.mark.parametrize("method", ["same_ratio", "tiers"])
def test_a_common_factor_leaves_later_floors_what_they_need(method: str) -> None:
    projects = [project("1", 30, "13", grid=10, merit=6), project("2", 40, "6", grid=10, merit=8)]
    rows = [{"name": "floor", "members": {"clause": "6"}, "at_least": 15}]
    rules = {"stages": [["13"]], "score_tiers": [{"from": 0, "share": "70%"}]}
    solution = solve(plain(projects, 24, rows=rows, rules=rules, method=method))
    assert (solution.status, awards_of(solution)) == ("feasible", [0, 20])


def test_by_rank_answers_where_grids_cross_a_floor() -> None:
    projects = [
        project("1", 9, "13", grid=3),
        project("2", 2, "13", grid=2, merit=3),
        project("3", 9, "6", grid=3, merit=3),
    ]
    rows = [{"name": "floor", "members": {"clause": "13"}, "at_least": 3}]
    solution = solve(plain(projects, 11, rows=rows, method="by_rank"))
    assert awards_of(solution) == [3, 2, 6]


def test_a_pool_stops_its_equal_clauses_while_a_floor_lifts_the_others() -> None:
    projects = [project("1", 4, "5"), project("2", 4, "7"), project("3", 3, "7")]
    rows = [
        {"name": "floor", "at_least": 4},
        {"name": "cap", "members": {"clause": "7"}, "at_most": 0},
    ]
    solution = solve(plain(projects, 11, rows=rows, rules={"equal": ["5", "7"]}))
    assert awards_of(solution) == [4, 0, 0]


def test_room_that_unit_limits_free_in_a_pool_is_used_by_its_stopped_clause() -> None:
    # Clause 5 stops at its pool; clause 7 goes on and, first by number, takes from unit U what
    # clause 5 had there, so the pool has room for V again.
    projects = [
        project("1", 1000, "7", labels={"unit": "U"}),
        project("2", 1000, "5", labels={"unit": "U"}),
        project("3", 1000, "5", labels={"unit": "V"}),
    ]
    rows = [
        {"name": "pool", "members": {"clause": "5"}, "at_most": 1000},
        {"name": "unit U", "members": {"unit": "U"}, "at_most": 1100},
    ]
    problem = plain(projects, 5000, rows=rows, rules={"equal": ["5", "7"]})
    solution = solve(problem)
    assert awards_of(solution) == [1000, 100, 900]
    assert check_solution(problem, solution) == ()


def test_a_clash_stays_minimal_where_a_lock_lifts_the_pass_mark() -> None:
    projects = [
        project("1", 12, "14", grid=6, merit=5),
        project("2", 8, "14", grid=4, merit=2),
    ]
    rows = [{"name": "floor", "members": {"clause": "14"}, "at_least": 14}]
    rules = {"locks": {"1": "refuse", "2": "full"}, "pass_mark": 5}
    assert solve(plain(projects, 31, rows=rows, rules=rules)).conflicts == (("floor",),)


def test_impossible_locks_are_told_together_with_what_contradicts_itself() -> None:
    rules = {"locks": {"1": {"fix": 11}, "2": "full", "3": {"fix": 60}}}
    projects = [project("1", 50, "6", grid=10), project("3", 50, "6", grid=10)]
    with pytest.raises(DataError) as refused:
        solve(plain(projects, 100, rules=rules, objective=["number_funded"]))
    codes = ["number_funded.least", "lock.off_grid", "lock.unknown", "lock.above_most"]
    assert [p.code for p in refused.value.problems] == [f"model.{code}" for code in codes]
