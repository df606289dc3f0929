"""Whatever the model answers under any pair of rules holds; moved by a step, it does not."""

import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from optimizer.formats.problem import AllocationProblem
from optimizer.formats.problem_json import problem_from_json
from optimizer.formats.solution import Branch, Leaf, Solution, Tree
from optimizer.model.solve import solve
from optimizer.verify.paper import lay_out
from optimizer.verify.proof import entries_of
from optimizer.verify.solution import check_solution
from tests.oracle.instances import instance


def answered(first: int, last: int) -> Iterator[tuple[int, AllocationProblem, Solution]]:
    for number in range(first, last):
        problem = problem_from_json(json.dumps(instance(number)))
        yield number, problem, solve(problem)


def by_method(first: int, last: int) -> Iterator[tuple[int, AllocationProblem, Solution]]:
    """Yield the same problems under a practice method in turn, where it accepts their rules."""
    tiers = [{"from": 4, "share": "1"}, {"from": 2, "share": "4/5"}, {"from": 1, "share": "1/2"}]
    for number in range(first, last):
        document = instance(number)
        document["method"] = ("by_rank", "same_ratio", "tiers")[number % 3]
        document["rules"].pop("score_tiers", None)
        if document["method"] == "tiers":
            document["rules"]["score_tiers"] = tiers
        problem = problem_from_json(json.dumps(document))
        yield number, problem, solve(problem)


def wrong(problem: AllocationProblem, solution: Solution) -> set[str]:
    return {p.code for p in check_solution(problem, solution) if p.level == "error"}


def as_stated(problem: AllocationProblem, plan: Solution, awards: np.ndarray) -> Solution:
    """Return the plan with other awards, and with all that adds up from them put right."""
    entries = entries_of(lay_out(problem.expanded()), awards)
    return replace(
        plan,
        awards=awards,
        unspent=problem.budget - int(awards.sum()),
        objective=tuple(entry.reached for entry in entries),
    )


@pytest.mark.parametrize("first", range(0, 90, 30))
def test_answers_under_every_pair_of_rules_hold(first: int) -> None:
    for number, problem, plan in answered(first, first + 30):
        assert check_solution(problem, plan) == (), number


def test_an_award_moved_by_a_step_is_found() -> None:
    """Also where the step goes to another: then only the proof or the tie rule can tell."""
    tried = 0
    for number, problem, plan in answered(0, 30):
        if plan.awards is None or plan.status != "optimal":
            continue
        for i in range(len(problem.ids)):
            for j in (None, *range(len(problem.ids))):
                awards = plan.awards.copy()
                awards[i] -= problem.grid[i]
                if j is not None:
                    awards[j] += problem.grid[i]
                if j == i or (awards < 0).any() or (awards % problem.grid).any():
                    continue
                moved = as_stated(problem, plan, awards)
                equally_good = moved.objective == plan.objective and plan.ties == "unknown"
                assert wrong(problem, moved) or equally_good, (number, i, j)
                tried += 1
    assert tried >= 200


def test_practice_methods_are_done_again_under_every_rule() -> None:
    tried = 0
    for number, problem, plan in by_method(0, 45):
        assert check_solution(problem, plan) == (), number
        for i in np.flatnonzero(plan.awards).tolist() if plan.awards is not None else ():
            awards = plan.awards.copy()  # type: ignore[union-attr]
            awards[i] -= problem.grid[i]
            assert wrong(problem, as_stated(problem, plan, awards)), (number, i)
            tried += 1
    assert tried >= 40


def test_a_forged_certificate_is_found() -> None:
    """No multipliers, wrong signs, parts that are not empty, a bound below what was reached."""
    trees = 0
    for number, problem, plan in answered(0, 40):
        if plan.awards is None or plan.status != "optimal" or not any(plan.objective):
            continue
        certificate = plan.certificate
        below = replace(plan, bound=tuple(b - 1 for b in plan.bound))
        assert "verify.proof.above_bound" in wrong(problem, below), number
        bare = replace(certificate, multipliers=tuple({} for _ in plan.bound), trees=())
        found = wrong(problem, replace(plan, certificate=bare, proof="dual"))
        assert found in ({"verify.proof.bound"}, set()), number  # none: no limit matters
        signs = tuple(
            {name: -value for name, value in one.items() if value}
            for one in certificate.multipliers
        )
        signed = replace(plan, certificate=replace(certificate, multipliers=signs))
        assert not any(signs) or "verify.proof.sign" in wrong(problem, signed), number
        for k, tree in enumerate(certificate.trees):
            if isinstance(tree, Branch):
                trees += 1
                emptied = (*certificate.trees[:k], _emptied(tree), *certificate.trees[k + 1 :])
                forged = replace(plan, certificate=replace(certificate, trees=emptied))
                assert "verify.proof.leaf_not_empty" in wrong(problem, forged), number
    assert trees


def _emptied(tree: Tree) -> Tree:
    """Return the tree with every part said to hold no plan."""
    if isinstance(tree, Leaf):
        return Leaf({"budget": Fraction(0)}, empty=True)
    return replace(tree, at_most=_emptied(tree.at_most), beyond=_emptied(tree.beyond))
