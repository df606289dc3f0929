"""Whatever the model answers to a random problem holds under the check, proof and all."""

import random
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from optimizer.formats.problem import AllocationProblem, Lock, Method, Row, Rules, Stage
from optimizer.model.solve import solve
from optimizer.verify.solution import check_solution
from tests.verify.test_solution import problem_of

OBJECTIVES = (("merit_yuan",), ("merit_projects",), ("merit_yuan", "merit_projects"))
TIERS = ((8500, Fraction(1)), (7500, Fraction(4, 5)), (5000, Fraction(1, 2)))
METHODS: tuple[Method, ...] = ("optimum", "optimum", "optimum", "by_rank", "same_ratio", "tiers")
EQUAL, SCORED = ("5", "7"), ("6", "9")


def random_problem(seed: int) -> AllocationProblem:
    """Return a small crowded problem: stages, shares, locks, pools, floors, unit limits."""
    dice = random.Random(seed)  # noqa: S311  # made-up problems, no secret
    projects = []
    for n in range(dice.randint(1, 9)):
        clause = dice.choice(EQUAL + SCORED)
        scored = clause in SCORED
        merit = dice.choice([0, 7000, 8000, 8000, 9000, dice.randint(1, 10_000)]) if scored else 0
        labels = {"clause": clause, "unit": dice.choice("ABC")}
        projects.append((f"{n:02d}", dice.randint(0, 120), 10 if scored else 1, merit, labels))
    rows = [
        Row(f"unit {u}", {"unit": (u,)}, at_most=dice.randint(0, 150))
        for u in "ABC"
        if dice.random() < 0.4
    ]
    rows += [
        Row(f"clause {c}", {"clause": (c,)}, at_most=dice.randint(0, 200))
        for c in SCORED
        if dice.random() < 0.4
    ]
    if dice.random() < 0.2:
        floor = {"clause": (dice.choice(EQUAL + SCORED),)}
        rows.append(Row("floor", floor, at_least=dice.randint(0, 60)))
    share = dice.choice([None, None, Fraction(1, 2)])
    locks = {p[0]: Lock(dice.choice(["full", "refuse"])) for p in projects if dice.random() < 0.08}
    method = dice.choice(METHODS)
    rules = Rules(
        equal=EQUAL,
        stages=(Stage(EQUAL, share), Stage(SCORED)),
        locks=locks,
        pass_mark=dice.choice([None, 6000]),
        score_tiers=TIERS if method == "tiers" else (),
    )
    budget = dice.randint(0, 60 * len(projects))
    objective = dice.choice(OBJECTIVES)
    return problem_of(
        projects, budget, rows=tuple(rows), rules=rules, objective=objective, method=method
    )


@pytest.mark.parametrize("first", range(0, 100, 25))
def test_answers_of_the_model_hold(first: int) -> None:
    for seed in range(first, first + 25):
        problem = random_problem(seed)
        assert check_solution(problem, solve(problem)) == (), seed


def test_a_step_less_for_anybody_never_passes_as_optimal() -> None:
    tried = 0
    for seed in range(60):
        problem = random_problem(seed)
        plan = solve(problem)
        if plan.awards is None or plan.status != "optimal":
            continue
        # A yuan without merit is worth nothing, so its loss is no loss of the objective.
        counts = (problem.merit > 0) | (problem.grid == 1)
        funded = np.flatnonzero((plan.awards > 0) & counts)
        for i in funded:
            awards = plan.awards.copy()
            awards[i] -= problem.grid[i]
            less = replace(plan, awards=awards, unspent=plan.unspent + int(problem.grid[i]))
            assert check_solution(problem, less) != (), (seed, i)
            tried += 1
    assert tried > 50
