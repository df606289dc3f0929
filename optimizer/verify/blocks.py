"""Blocks of a leaf: a few projects with limits to themselves, bounded by closed trees that add up.

A limit that covers nobody else can be argued over apart from everything else, at the prices of the
leaf. So a year with thousands of small clashes inside single units needs the sum of their trees,
and never the product.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from optimizer.errors import Problem
from optimizer.formats.problem import IntArray
from optimizer.formats.solution import Branch, Leaf, Tree
from optimizer.verify.findings import finding
from optimizer.verify.net import Net
from optimizer.verify.stage import StageProgram


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A closed tree over ``projects``, every standing project of the ``lines`` that it names."""

    tree: Tree
    projects: tuple[int, ...]
    lines: Mapping[str, int]


class BlockReader:
    """Reads the blocks of leaves; the same block, which many leaves have, once.

    A block may name only at-most limits, with multipliers of 0 or more; no project may be in two
    blocks of a leaf. A member of a monotone group may be in one: it then leaves its group, and
    asking less only weakens a bound.
    """

    def __init__(self, program: StageProgram) -> None:
        self._program = program
        self._known: dict[tuple[object, ...], tuple[Block, list[Problem]]] = {}

    def read(self, trees: Iterable[Tree]) -> tuple[list[Block], list[Problem]]:
        """Return the blocks of a leaf, and what does not hold about them."""
        blocks: list[Block] = []
        problems: list[Problem] = []
        seen: set[int] = set()
        for tree in trees:
            key = _key(tree)
            if key not in self._known:
                self._known[key] = _read_block(self._program, tree)
            block, wrong = self._known[key]
            problems += wrong
            problems += [
                finding("proof.block_overlaps", self._program.paper.name(i))
                for i in block.projects
                if i in seen
            ]
            seen.update(block.projects)
            blocks.append(block)
        return blocks, problems


def _key(tree: Tree) -> tuple[object, ...]:
    """Return what tells one tree from another."""
    key: list[object] = []
    waiting: list[Tree] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Branch):
            key += [node.project, node.at]
            waiting += [node.beyond, node.at_most]
        else:
            key += [tuple(node.multipliers.items()), node.empty, bool(node.blocks)]
    return tuple(key)


def _read_block(program: StageProgram, tree: Tree) -> tuple[Block, list[Problem]]:
    lines = program.paper.lines
    named: dict[str, int] = {}
    projects: set[int] = set()
    problems: list[Problem] = []
    waiting: list[Tree] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Branch):
            waiting += [node.at_most, node.beyond]
            i = program.paper.roster.position.get(node.project)
            if i is None:
                problems.append(finding("proof.unknown_project", node.project, node.at))
            elif program.standing[i]:
                projects.add(i)
            continue
        for name, value in node.multipliers.items():
            k = lines.by_name.get((name, True))
            if k is None:
                problems.append(finding("proof.unknown_limit", name, str(value)))
            elif value < 0:
                problems.append(finding("proof.sign", name, str(value)))
            else:
                named[name] = k
        if node.blocks:
            problems.append(finding("proof.block_overlaps", "solution"))
    for k in named.values():
        members = lines.projects[lines.start[k] : lines.start[k + 1]]
        projects.update(members[program.standing[members]].tolist())
    return Block(tree, tuple(sorted(projects)), named), problems


#: The lowest and the highest steps of some projects.
Ranges = dict[int, tuple[int, int]]


class BlockBounds:
    """The bounds of blocks at the prices of a leaf, in the units of ``net``.

    ``scale`` is what one unit of worth is there. Many leaves have the same prices and the same
    blocks; each bound is worked out once for each range of its projects.
    """

    def __init__(self, program: StageProgram, net: Net, scale: int) -> None:
        self._program = program
        self._net = net
        self._scale = scale
        self._known: dict[tuple[int, tuple[int, ...]], Fraction | None] = {}

    def best(self, block: Block, low: IntArray, high: IntArray) -> Fraction | None:
        """Return the greatest bound of the block's leaves, ``None`` if it holds no plan."""
        projects = np.array(block.projects, dtype=np.int64)
        lows, highs = low[projects].tolist(), high[projects].tolist()
        key = (id(block), (*lows, *highs))
        if key not in self._known:
            ranges = dict(zip(block.projects, zip(lows, highs, strict=True), strict=True))
            self._known[key] = self._best(block, projects, ranges)
        return self._known[key]

    def _best(self, block: Block, projects: IntArray, first: Ranges) -> Fraction | None:
        tables = _Tables(self._program, self._net.only(projects), self._scale, projects, block)
        best: Fraction | None = None
        waiting: list[tuple[Tree, Ranges]] = [(block.tree, first)]
        while waiting:
            node, ranges = waiting.pop()
            if isinstance(node, Branch):
                waiting += _parts(self._program, node, ranges)
            elif not (node.empty and tables.is_empty(node, ranges)):
                bound = tables.bound(node, ranges)
                if bound is not None and (best is None or bound > best):
                    best = bound
        return best


def _parts(program: StageProgram, node: Branch, ranges: Ranges) -> list[tuple[Tree, Ranges]]:
    """Return both parts of a branch that are not beyond the project's range."""
    i = program.paper.roster.position[node.project]
    at = node.at // int(program.paper.domains.grid[i])
    low, high = ranges.get(i, (0, int(program.most[i])))
    return [
        (node.at_most, ranges | {i: (low, min(high, at))}),
        (node.beyond, ranges | {i: (max(low, at + 1), high)}),
    ]


class _Tables:
    """The few projects of a block as plain integers: what they are worth, and what lines count."""

    def __init__(
        self, program: StageProgram, net: Net, unit: int, projects: IntArray, block: Block
    ) -> None:
        self._program = program
        self._unit = unit
        self._projects = projects.tolist()
        self._least = program.least[projects].tolist()
        self._most = program.most[projects].tolist()
        self._per_step = [int(v) for v in net.per_step]
        self._once = [int(v) for v in net.once]
        self._tiers = [
            (
                [[int(v) * weight for v in per_step] for per_step in worth.per_step],
                [end.tolist() for end in worth.ends],
                [int(v) * weight for v in worth.once],
            )
            for weight, worth in zip(net.weights, net.worths, strict=True)
        ]
        self._entries: dict[int, list[tuple[str, int, int]]] = {j: [] for j in range(len(projects))}
        place = {i: j for j, i in enumerate(self._projects)}
        lines = program.paper.lines
        for name, k in block.lines.items():
            for e in range(int(lines.start[k]), int(lines.start[k + 1])):
                j = place.get(int(lines.projects[e]))
                if j is not None:
                    once = 0 if lines.once is None else int(lines.once[e])
                    self._entries[j].append((name, int(lines.per_step[e]), once))
        self._rights = {name: int(program.right_sides[k]) for name, k in block.lines.items()}

    def bound(self, leaf: Leaf, ranges: Ranges) -> Fraction | None:
        """Return the bound of a leaf, ``None`` if somebody has nothing it may take."""
        return self._bound(leaf, ranges, worth=True)

    def is_empty(self, leaf: Leaf, ranges: Ranges) -> bool:
        """Say whether the leaf's own multipliers show that it holds no plan."""
        bound = self._bound(leaf, ranges, worth=False)
        return bound is None or bound < 0

    def _bound(self, leaf: Leaf, ranges: Ranges, *, worth: bool) -> Fraction | None:
        scale = lcm(*(value.denominator for value in leaf.multipliers.values()))
        prices = {name: int(value * scale) * self._unit for name, value in leaf.multipliers.items()}
        total = sum(y * self._rights[name] for name, y in prices.items())
        for j, i in enumerate(self._projects):
            low, high = ranges[i]
            per_step = sum(prices.get(name, 0) * a for name, a, _ in self._entries[j])
            once = sum(prices.get(name, 0) * a for name, _, a in self._entries[j])
            points = self._points(j, low, high)
            if not points:
                return None
            total += max(
                (scale * self._net(j, u) if worth else 0) - per_step * u - (once if u else 0)
                for u in points
            )
        return Fraction(total, scale)

    def _points(self, j: int, low: int, high: int) -> set[int]:
        """Return the steps of a project among which its best is."""
        points = {0} if low <= 0 else set()
        least, most = max(low, self._least[j]), min(high, self._most[j])
        if least <= most:
            corners = (end[j] for _, ends, _ in self._tiers for end in ends)
            points |= {min(max(u, least), most) for u in (least, most, *corners)}
        return points

    def _net(self, j: int, steps: int) -> int:
        """Return the weighted worth of a project at ``steps``, less the leaf's prices."""
        if not steps:
            return 0
        net = -self._per_step[j] * steps - self._once[j]
        for per_step, ends, once in self._tiers:
            below = 0
            for worth, end in zip(per_step, ends, strict=True):
                reached = min(steps, end[j])
                net += worth[j] * (reached - below)
                below = reached
            net += once[j]
        return net
