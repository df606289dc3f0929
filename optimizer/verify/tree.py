"""A closed tree: the domain cut in parts that cover it, each with multipliers that bound it.

Every branch splits one project into "at most so much" and "more", so nothing can fall between the
parts; what is left to check is each leaf's own bound.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.errors import Problem
from optimizer.formats.solution import Leaf, Tree
from optimizer.verify.bound import Bounds, Part
from optimizer.verify.findings import finding
from optimizer.verify.stage import StageProgram


@dataclass(frozen=True, slots=True)
class _Cut:
    """The steps of project ``i`` lie in ``low`` to ``high``."""

    i: int
    low: int
    high: int


def leaves(program: StageProgram, tree: Tree, whole: Part) -> Iterator[tuple[Leaf, Part] | Problem]:
    """Yield every leaf with its part of the domain, or a finding for a branch on nobody."""
    paper = program.paper
    waiting: list[tuple[Tree, tuple[_Cut, ...]]] = [(tree, ())]
    while waiting:
        node, cuts = waiting.pop()
        if isinstance(node, Leaf):
            yield node, _part(whole, cuts)
            continue
        i = paper.roster.position.get(node.project)
        if i is None:
            yield finding("proof.unknown_project", node.project, node.at)
            continue
        at = node.at // int(paper.domains.grid[i])
        waiting.append((node.beyond, (*cuts, _Cut(i, at + 1, int(whole.high[i])))))
        waiting.append((node.at_most, (*cuts, _Cut(i, 0, at))))


def _part(whole: Part, cuts: tuple[_Cut, ...]) -> Part:
    low, high = whole.low.copy(), whole.high.copy()
    for cut in cuts:
        low[cut.i] = max(low[cut.i], cut.low)
        high[cut.i] = min(high[cut.i], cut.high)
    return Part(low, high)


def check_leaf(
    bounds: Bounds, leaf: Leaf, part: Part, stated: int, entry: int
) -> Iterator[Problem]:
    """Check that no plan in ``part`` is worth more than ``stated``, or that there is none."""
    blocks, wrong = bounds.read_blocks(leaf.blocks)
    yield from wrong
    if wrong:
        return
    bound = bounds.bound(leaf.multipliers, part, blocks, worthless=leaf.empty)
    if bound is None:
        return
    if leaf.empty:
        if bound >= 0:
            yield finding("proof.leaf_not_empty", "solution", str(bound), 0, entry=entry)
    elif bound.numerator // bound.denominator > stated:
        yield finding("proof.bound", "solution", stated, str(bound), entry=entry)
