"""Bounds hold for every plan, and the best of a block is what trying everything finds."""

import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest

from optimizer.formats.problem import AllocationProblem, MinimumAward, Row, Rules
from optimizer.formats.solution import Branch, Leaf, Tree
from optimizer.verify.blocks import BlockReader
from optimizer.verify.bound import Bounds, Part
from optimizer.verify.completion import broken_lines
from optimizer.verify.findings import finding
from optimizer.verify.monotone import check_monotone
from optimizer.verify.objective import worth_of
from optimizer.verify.paper import Paper, lay_out
from optimizer.verify.stage import stage_program
from optimizer.verify.tree import check_leaf, leaves
from tests.verify.test_solution import problem_of

OBJECTIVES = ("merit_yuan", "merit_projects", "diminishing", "number_funded")


def crowded(seed: int, *, monotone: bool) -> AllocationProblem:
    """Return four small projects under unit limits, a minimum, whole awards, most projects."""
    dice = random.Random(seed)  # noqa: S311  # made-up problems, no secret
    projects = [
        (
            str(k),
            dice.randint(1, 5) * 10 + dice.randint(0, 9),
            10,
            dice.choice([0, 1, 2, 2, 3, 5]),
            {"clause": "6", "unit": dice.choice("UV")},
        )
        for k in range(4)
    ]
    rows = [Row(f"unit {u}", {"unit": (u,)}, at_most=dice.randint(1, 9) * 10) for u in "UV"]
    if dice.random() < 0.5:
        rows.append(Row("share", {"unit": ("U",)}, at_least_share=Fraction(dice.randint(1, 3), 5)))
    if dice.random() < 0.5:
        rows.append(Row("jobs", number="jobs", at_most=dice.randint(1, 9)))
    rules: dict[str, Any] = {"monotone": ("6",)} if monotone else {}
    if dice.random() < 0.5:
        rules["minimum_award"] = MinimumAward(Fraction(dice.randint(1, 4), 5), 0)
    if dice.random() < 0.3:
        rules["indivisible"] = {"unit": ("V",)}
    if dice.random() < 0.3:
        rules["most_projects"] = ("unit", 1)
    rules["diminishing"] = ((Fraction(1, 3), 3), (Fraction(2, 3), 2))
    jobs = np.array([dice.randint(-2, 4) for _ in projects], dtype=object)
    return problem_of(
        projects,
        dice.randint(3, 15) * 10,
        rows=tuple(rows),
        rules=Rules(**rules),
        numbers={"jobs": jobs},
    )


def plans(paper: Paper) -> Iterator[np.ndarray[Any, Any]]:
    """Yield every plan in steps that keeps every rule."""
    domains = paper.domains
    least, most = domains.least // domains.grid, domains.most // domains.grid
    ranges = [
        (0, *range(int(a), int(b) + 1)) if is_open else (0,)
        for a, b, is_open in zip(least, most, domains.is_open, strict=True)
    ]
    for steps in product(*ranges):
        point = np.array(steps, dtype=np.int64)
        kept = not broken_lines(paper, point).any()
        if kept and not any(True for _ in check_monotone(paper, point * domains.grid)):
            yield point


def prices(paper: Paper, dice: random.Random) -> dict[str, Fraction]:
    """Return some multipliers of the right signs."""
    return {
        line.name: Fraction(dice.randint(0, 60) * (1 if line.at_most else -1), dice.randint(1, 5))
        for line in paper.lines.lines
        if dice.random() < 0.6
    }


@pytest.mark.parametrize("monotone", [False, True])
@pytest.mark.parametrize("first", range(0, 40, 10))
def test_no_plan_is_above_a_bound(first: int, *, monotone: bool) -> None:
    for seed in range(first, first + 10):
        paper = lay_out(crowded(seed, monotone=monotone))
        program = stage_program(paper, 0, np.zeros(4, dtype=np.int64))
        dice = random.Random(seed)  # noqa: S311
        every = list(plans(paper))
        for name in OBJECTIVES:
            worth = worth_of(paper, np.arange(4), name)
            bounds = Bounds(program, worth, {})
            bound = bounds.bound(prices(paper, dice), bounds.whole())
            assert bound is not None
            assert all(worth.of(point) <= bound for point in every), (seed, name)


@pytest.mark.parametrize("monotone", [False, True])
def test_without_prices_the_bound_of_what_no_limit_holds_is_the_best_plan(
    *, monotone: bool
) -> None:
    for seed in range(8):
        problem = crowded(seed, monotone=monotone)
        rules = problem.rules
        free = Rules(
            monotone=rules.monotone,
            minimum_award=rules.minimum_award,
            indivisible=rules.indivisible,
            diminishing=rules.diminishing,
        )
        paper = lay_out(
            problem_of(
                [
                    (str(k), int(a), 10, int(w), {"clause": "6", "unit": "UV"[k % 2]})
                    for k, (a, w) in enumerate(zip(problem.entitled, problem.merit, strict=True))
                ],
                10_000,
                rules=free,
            )
        )
        program = stage_program(paper, 0, np.zeros(4, dtype=np.int64))
        # A price for a yuan that every project pays: only the blocks are left.
        price = {"budget": Fraction(seed % 7, 3)}
        for name in OBJECTIVES:
            worth = worth_of(paper, np.arange(4), name)
            bounds = Bounds(program, worth, {})
            best = max(
                worth.of(point) - price["budget"] * int((point * 10).sum())
                for point in plans(paper)
            )
            assert bounds.bound(price, bounds.whole()) == best + price["budget"] * 10_000


def test_a_closed_tree_over_single_points_is_exact() -> None:
    """Branch every project down to single steps: the greatest leaf is the best plan."""
    for seed in range(5):
        paper = lay_out(crowded(seed, monotone=seed % 2 == 0))
        program = stage_program(paper, 0, np.zeros(4, dtype=np.int64))
        worth = worth_of(paper, np.arange(4), "merit_yuan")
        bounds = Bounds(program, worth, {})
        best = max(worth.of(point) for point in plans(paper))
        tree = _split(paper, bounds, {})
        stated = [
            list(check_leaf(bounds, leaf, part, best, 1))
            for leaf, part in _leaves(program, tree, bounds)
        ]
        assert not any(stated), seed
        if best:
            below = [
                list(check_leaf(bounds, leaf, part, best - 1, 1))
                for leaf, part in _leaves(program, tree, bounds)
            ]
            assert any(below), seed


def _leaves(program: Any, tree: Tree, bounds: Bounds) -> Iterator[tuple[Leaf, Part]]:  # noqa: ANN401
    for one in leaves(program, tree, bounds.whole()):
        assert isinstance(one, tuple)
        yield one


def _split(paper: Paper, bounds: Bounds, fixed: dict[int, int]) -> Tree:
    """Return the tree over all points of the projects that are not fixed yet."""
    most = (paper.domains.most // paper.domains.grid).tolist()
    i = len(fixed)
    if i == len(most):
        point = np.array([fixed[k] for k in range(i)], dtype=np.int64)
        if broken_lines(paper, point).any():
            # Some line is broken; its own multiplier shows that nothing is there.
            k = int(np.flatnonzero(broken_lines(paper, point))[0])
            line = paper.lines.lines[k]
            return Leaf({line.name: Fraction(1 if line.at_most else -1)}, empty=True)
        return Leaf()
    if not paper.domains.is_open[i]:
        return _split(paper, bounds, fixed | {i: 0})
    tree: Tree = _split(paper, bounds, fixed | {i: most[i]})
    for u in range(most[i] - 1, -1, -1):
        tree = Branch(str(i), u * 10, _split(paper, bounds, fixed | {i: u}), tree)
    return tree


def test_a_leaf_that_is_not_empty_is_no_proof() -> None:
    paper = lay_out(crowded(1, monotone=False))
    program = stage_program(paper, 0, np.zeros(4, dtype=np.int64))
    bounds = Bounds(program, worth_of(paper, np.arange(4), "merit_yuan"), {})
    leaf = Leaf({"budget": Fraction(1)}, empty=True)
    codes = [p.code for p in check_leaf(bounds, leaf, bounds.whole(), 0, 1)]
    assert codes == [finding("proof.leaf_not_empty").code]


def test_a_branch_on_nobody_is_found() -> None:
    paper = lay_out(crowded(1, monotone=False))
    program = stage_program(paper, 0, np.zeros(4, dtype=np.int64))
    bounds = Bounds(program, worth_of(paper, np.arange(4), "merit_yuan"), {})
    tree = Branch("nobody", 0, Leaf(), Leaf())
    found = list(leaves(program, tree, bounds.whole()))
    assert [p.code for p in found if not isinstance(p, tuple)] == ["verify.proof.unknown_project"]


def test_a_block_of_one_leaf_is_what_its_multipliers_do_everywhere() -> None:
    """Multipliers of a limit with projects to itself: inside a block, or for all, the same."""
    for seed in range(40):
        paper = lay_out(crowded(seed, monotone=False))
        dice = random.Random(seed)  # noqa: S311
        program = stage_program(paper, 0, np.zeros(4, dtype=np.int64))
        bounds = Bounds(program, worth_of(paper, np.arange(4), OBJECTIVES[seed % 4]), {})
        outer = prices(paper, dice)
        outer.pop("unit U", None)
        inner = {"unit U": Fraction(dice.randint(1, 60), dice.randint(1, 7))}
        blocks, problems = BlockReader(program).read((Leaf(inner),))
        assert not problems
        whole = bounds.whole()
        assert bounds.bound(outer, whole, blocks) == bounds.bound(outer | inner, whole)


@pytest.mark.parametrize(
    ("trees", "code"),
    [
        ((Leaf({"unit U": Fraction(-1)}),), "verify.proof.sign"),
        ((Leaf({"unit X": Fraction(1)}),), "verify.proof.unknown_limit"),
        ((Leaf({"unit U": Fraction(1)}),) * 2, "verify.proof.block_overlaps"),
        ((Leaf({}, blocks=(Leaf(),)),), "verify.proof.block_overlaps"),
        ((Branch("nobody", 0, Leaf(), Leaf()),), "verify.proof.unknown_project"),
    ],
)
def test_a_block_that_may_not_be_is_found(trees: tuple[Tree, ...], code: str) -> None:
    paper = lay_out(crowded(0, monotone=False))
    program = stage_program(paper, 0, np.zeros(4, dtype=np.int64))
    _, problems = BlockReader(program).read(trees)
    assert code in {p.code for p in problems}


def test_a_branch_inside_a_block_bounds_no_plan_too_low() -> None:
    for seed in range(40):
        paper = lay_out(crowded(seed, monotone=seed % 2 == 0))
        dice = random.Random(seed)  # noqa: S311
        program = stage_program(paper, 0, np.zeros(4, dtype=np.int64))
        worth = worth_of(paper, np.arange(4), OBJECTIVES[seed % 4])
        bounds = Bounds(program, worth, {})
        own = {"unit U": Fraction(dice.randint(1, 60), 7)}
        at = dice.randint(0, 2) * 10
        blocks, _ = BlockReader(program).read((Branch("1", at, Leaf(own), Leaf()),))
        bound = bounds.bound(prices(paper, dice), bounds.whole(), blocks)
        assert bound is not None
        assert all(worth.of(point) <= bound for point in plans(paper)), seed
