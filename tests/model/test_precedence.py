"""What gives way where two rules ask for different things; awards worked out by hand.

Law (at-most limits, budget), locks, pass mark, minimum award and indivisible, equal and monotone.
Every pair of rules, these and all others, is held against brute force in ``tests/oracle``.
"""

import json
from typing import Any

import pytest

from optimizer.formats.problem_json import problem_from_json
from optimizer.model.solve import solve
from optimizer.verify.solution import check_solution

Awards = dict[str, int] | None


def one(name: str, entitled: int, merit: int, clause: str = "6", **labels: str) -> dict[str, Any]:
    """Return a project: scored clauses have the grid 10, clause 7 (equal) has 1."""
    grid = 1 if clause == "7" else 10
    part = {"clause": clause, **labels}
    return {"id": name, "entitled": entitled, "grid": grid, "merit": merit, "labels": part}


A, B, C = one("a", 100, 9), one("b", 100, 5), one("c", 100, 3)
U, V, W = (one(n, 100, m, unit="U") for n, m in (("a", 9), ("b", 5), ("c", 3)))
E, F = one("e", 100, 0, "7", unit="U"), one("f", 50, 0, "7", unit="U")
CAP_A = {"name": "cap", "members": {"id": "a"}, "at_most": 60}
CAP_U = {"name": "unit U", "members": {"unit": "U"}, "at_most": 60}
POOL = {"name": "pool", "members": {"clause": "6"}, "at_most": 60}
FLOOR_C = {"name": "floor", "members": {"id": "c"}, "at_least": 30}

#: Names, projects, budget, rows, rules, awards (``None``: nothing fits).
CASES: list[tuple[str, list[Any], int, list[Any], dict[str, Any], Awards]] = [
    ("budget before lock", [A, B], 90, [], {"locks": {"a": "full"}}, None),
    ("pool before lock", [A, B], 300, [POOL], {"locks": {"b": {"fix": 70}}}, None),
    ("unit limit before lock", [U, V], 300, [CAP_U], {"locks": {"b": {"fix": 50}}},
     {"a": 10, "b": 50}),
    ("most projects counts locks", [U, V, W], 300, [],
     {"locks": {"c": {"fix": 10}}, "most_projects": {"label": "unit", "count": 2}},
     {"a": 100, "c": 10}),
    ("most projects before lock", [U, V], 300, [],
     {"locks": {"a": "full", "b": "full"}, "most_projects": {"label": "unit", "count": 1}}, None),
    ("lock before pass mark", [A, B], 300, [], {"pass_mark": 6, "locks": {"b": {"fix": 20}}},
     {"a": 100, "b": 20}),
    ("lock before minimum award", [A, B], 300, [],
     {"minimum_award": {"amount": 50}, "locks": {"a": {"fix": 10}}}, {"a": 10, "b": 100}),
    ("lock before indivisible", [A, B], 150, [],
     {"indivisible": True, "locks": {"a": {"fix": 40}}}, {"a": 40, "b": 100}),
    ("lock before equal", [E, F], 100, [], {"equal": ["7"], "locks": {"f": "full"}},
     {"e": 50, "f": 50}),
    ("lock before monotone", [A, B], 120, [], {"monotone": ["6"], "locks": {"a": "refuse"}},
     {"b": 100}),
    ("lock before stages", [A, one("b", 100, 5, "13")], 120, [],
     {"stages": [["6"], ["13"]], "locks": {"b": "full"}}, {"a": 20, "b": 100}),
    ("pass mark before floor", [A, B, C], 300, [FLOOR_C], {"pass_mark": 4}, None),
    ("pass mark before monotone", [A, B, C], 140, [], {"pass_mark": 4, "monotone": ["6"]},
     {"a": 100, "b": 40}),
    ("pass mark leaves equal alone", [E, A], 300, [], {"pass_mark": 4, "equal": ["7"],
     "stages": [["7"], ["6"]]}, {"a": 100, "e": 100}),
    ("minimum award before floor", [A, B, C], 220, [FLOOR_C], {"minimum_award": {"amount": 60}},
     {"a": 100, "b": 60, "c": 60}),
    ("unit limit before minimum award", [U, V], 300, [CAP_U], {"minimum_award": {"amount": 70}},
     {}),
    ("budget before indivisible", [A, B], 90, [], {"indivisible": True}, {}),
    ("minimum award before indivisible", [one("a", 55, 9), B], 300, [],
     {"indivisible": True, "minimum_award": {"ratio": "1"}}, {"b": 100}),
    ("minimum award before equal", [E, F], 105, [],
     {"equal": ["7"], "minimum_award": {"amount": 60}}, {"e": 100}),
    ("indivisible before equal", [E, F], 120, [],
     {"equal": ["7"], "indivisible": {"id": "f"}}, {"e": 99}),
    ("minimum award holds a chain back", [A, B], 130, [],
     {"monotone": ["6"], "minimum_award": {"amount": 40}}, {"a": 90, "b": 40}),
    ("indivisible holds a chain back", [A, B], 150, [],
     {"monotone": ["6"], "indivisible": {"id": "b"}}, {"a": 100}),
    ("unit limit excuses a chain", [U, one("b", 100, 5)], 300, [CAP_U], {"monotone": ["6"]},
     {"a": 60, "b": 100}),
    ("unit limit cuts equal", [E, F], 300, [CAP_U], {"equal": ["7"]}, {"e": 60}),
    ("pool lowers equal", [E, F], 300, [{**CAP_U, "members": {"clause": "7"}}], {"equal": ["7"]},
     {"e": 40, "f": 20}),
    ("most projects cuts equal", [E, F], 300, [],
     {"equal": ["7"], "most_projects": {"label": "unit", "count": 1}}, {"e": 100}),
    ("stage before stage", [A, one("b", 100, 9, "13")], 120, [], {"stages": [["13"], ["6"]]},
     {"a": 20, "b": 100}),
    ("floor before stage", [A, one("c", 100, 9, "13")], 120, [FLOOR_C], {"stages": [["6"], ["13"]]},
     {"a": 90, "c": 30}),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_precedence(
    case: tuple[str, list[Any], int, list[Any], dict[str, Any], Awards],
) -> None:
    _, projects, budget, rows, rules, expected = case
    file = {
        "format": "allocation-problem/1",
        "objective": ["merit_yuan"],
        "budget": budget,
        "projects": projects,
        "rows": rows,
        "rules": rules,
    }
    problem = problem_from_json(json.dumps(file))
    solution = solve(problem)
    found = None
    if solution.awards is not None:
        pairs = zip(problem.ids.tolist(), solution.awards.tolist(), strict=True)
        found = {name: amount for name, amount in pairs if amount}
    assert found == expected
    assert solution.status == ("infeasible" if expected is None else "optimal")
    assert check_solution(problem, solution) == ()
