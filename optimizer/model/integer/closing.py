"""From the parts of a search to a closed tree: only the cuts that some leaf needs stay in it.

Ends that prices cut off a box are branches of the tree, too: the part cut off is a leaf with
those prices. Most of them are never needed, because the prices of a leaf would not buy there
anyway; so parts are gone through from the last to the first, and each asks for what it needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np

from optimizer.model import exact
from optimizer.model.integer.block_tree import FINER, BlockTree
from optimizer.model.integer.blocks import Blocks
from optimizer.model.integer.part import Part
from optimizer.model.integer.pricing import Priced, Pricing, one_row
from optimizer.model.integer.question import Box, Question, above, below
from optimizer.model.integer.rows import broken_row
from optimizer.model.meter import Meter
from optimizer.model.proof import Duals
from optimizer.model.tree import Block, Branch, Leaf, Tree

#: Most leaves of a tree, and of its blocks.
MOST_LEAVES = 100_000
#: What a leaf costs for each variable, and a block for each of its own.
LEAF, BLOCK = 0.6, 150


class TooLargeError(Exception):
    """A tree would have more leaves than is sensible to keep."""


def close(
    question: Question,
    blocks: Blocks,
    parts: tuple[Part, ...],
    limit: int,
    meter: Meter | None = None,
) -> tuple[Tree, Fraction]:
    """Return the tree of the parts, each leaf below ``limit`` or empty, and their greatest bound.

    Parameters
    ----------
    question, blocks
        What was searched.
    parts
        All parts, parents before their parts; each one split or closed by its prices.
    limit
        What no leaf reaches, in units of the question's factor.
    meter
        What the tree may cost; it is made at any cost where left out.

    Raises
    ------
    TooLargeError
        If the tree would need too many leaves, or cost too much.
    """
    closing = _Closing(question, blocks, limit, meter)
    built: dict[int, Tree] = {}
    for part in reversed(parts):
        if part.before is None:
            raise ValueError("a part is open")
        inside = [built.pop(id(p)) for p in part.parts]
        if part.split is not None:
            tree: Tree = Branch(*part.split, *inside)
        else:
            tree = inside[0] if inside else closing.leaf(part, (part.wide, part.before))
        # Cuts are asked for by the parts inside, all of which are built by now.
        closing.expect(len(part.used))
        for column in sorted(part.used):
            tree = closing.cut(part, column, tree)
        built[id(part)] = tree
    return built[id(parts[0])], closing.greatest


def front(
    parts: tuple[Part, ...], question: Question, blocks: Blocks, leaves: int
) -> tuple[tuple[Part, ...], int]:
    """Return the first parts of a search that was not closed, as one with about ``leaves`` leaves.

    Returns
    -------
    tuple of Part
        The parts; those without parts of their own have prices, if need be those around them.
    int
        What none of their bounds reaches, in units of the question's factor.
    """
    first = {id(part) for part in parts[: 2 * leaves - 1]}
    inside, some = {id(parts[0])}, []
    for part in parts:
        part.used = set()  # of another tree that was too large
        if id(part) in inside:
            some.append(part)
            if all(id(p) in first for p in part.parts):
                inside |= {id(p) for p in part.parts}
    pricing = Pricing(question)
    limit = Fraction(0)
    for part in some:
        if part.parts and id(part.parts[0]) in inside:
            continue
        part.parts, part.split = (), None
        if part.prices is None or part.before is None:
            outer = part.parent
            part.prices, part.before = None if outer is None else outer.prices, part.box
            row = broken_row(question, part.box)
            if row is not None:
                part.prices, part.empty = one_row(question, *row), True
        if part.prices is not None and not part.empty:
            total = blocks.total(pricing.price(part.prices, part.before))
            limit = max(limit, Fraction(total, part.prices.rows.scale))
    return tuple(some), int(limit) + 1


class _Closing:
    """Builds leaves, and asks for the cuts and the blocks that each of them needs."""

    def __init__(self, question: Question, blocks: Blocks, limit: int, meter: Meter | None) -> None:
        self._meter = meter
        self._question, self._blocks, self._limit = question, blocks, limit
        self._pricing = Pricing(question)
        self.greatest, self._leaves, self._widest = Fraction(-1), 0, 1
        # Keyed by the identity of prices, which parts keep alive.
        self._held: list[Part] = []
        self._bests: dict[tuple[int, bool], tuple[Box, exact.Integers]] = {}
        self._trees: dict[tuple[int, bool, int, bytes], tuple[Block, int]] = {}

    def expect(self, leaves: int) -> None:
        """Give up if so many more leaves would be too many, each with as many blocks as any."""
        if self._leaves + leaves * self._widest > MOST_LEAVES:
            raise TooLargeError

    def cut(self, part: Part, column: int, tree: Tree) -> Tree:
        """Return ``tree`` inside the ends that ``part`` cut off a variable."""
        for high, boxes in _outsides(self._question, part, column):
            row = broken_row(self._question, boxes[1])
            here = part
            if row is not None:
                here = replace(part, prices=one_row(self._question, *row), empty=True)
                self._held.append(here)
            leaf = self.leaf(here, boxes)
            if high:
                tree = Branch(column, int(part.box.high[column]), tree, leaf)
            else:
                tree = Branch(column, int(part.box.low[column]) - 1, leaf, tree)
        return tree

    def leaf(self, part: Part, boxes: tuple[Box, Box]) -> Leaf:
        """Return the leaf of a part over a box, by splits alone and with the cuts of before.

        Marks the cuts of earlier parts, and adds the blocks, without which its prices are not
        enough: those first that bring most.
        """
        prices, question = part.prices, self._question
        if prices is None:  # pragma: no cover  (every part that was worked on has prices)
            raise AssertionError
        scale = prices.rows.scale
        if self._meter is not None:
            self._meter.spend(LEAF * question.program.size)
            if self._meter.is_spent:
                raise TooLargeError
        wide, tight = (self._pricing.price(prices, b, worth=not part.empty) for b in boxes)
        excess = (wide.total() - (0 if part.empty else self._limit * scale)) * FINER
        blocks: list[Block] = []
        if excess >= 0:
            excess, blocks = self._asked(part, wide, tight, excess)
        if not part.empty:
            self.greatest = max(self.greatest, self._limit + Fraction(excess, FINER * scale))
        self._leaves += 1 + len(blocks)
        self._widest = max(self._widest, 1 + len(blocks))
        factor = question.factor
        return Leaf(
            Duals(prices.rows.values * factor, scale),
            tuple(Fraction(w * factor, scale) for w in prices.earlier),
            part.empty,
            tuple(blocks),
        )

    def _asked(
        self, part: Part, wide: Priced, tight: Priced, excess: int
    ) -> tuple[int, list[Block]]:
        """Return what is left of ``excess``, in fine units, and the blocks that it took."""
        blocks, size = self._blocks, len(wide.best)
        each, whole = wide.best - tight.best, np.zeros(0, dtype=wide.best.dtype)
        best, loose = whole, whole
        if excess >= exact.total(each) * FINER:
            best, loose = self._best(part, tight), self._best(part, wide)
            whole = -best
            np.add.at(whole, blocks.number[blocks.inside], wide.best[blocks.inside])
            each = np.where(blocks.inside, 0, each)
        gain = np.concatenate([each, whole])
        chosen: list[Block] = []
        for at in np.argsort(-gain, kind="stable").tolist():
            if excess < 0 or not gain[at]:
                break
            excess -= int(gain[at]) * FINER
            if at < size:
                self._use(part, [at])
                continue
            number = at - size
            same = best[number] == loose[number]
            self._use(part, [] if same else blocks.members[number].tolist())
            block, above_best = self._block(
                part, wide if same else tight, number, int(best[number])
            )
            chosen.append(block)
            excess += above_best
        if excess >= 0:
            raise AssertionError("a part was closed by prices that do not close it")
        return excess, chosen

    def _use(self, part: Part, columns: list[int]) -> None:
        """Mark the cuts that earlier parts made to some variables."""
        for column in columns:
            for outer in part.ancestors:
                if column not in outer.used and any(_outsides(self._question, outer, column)):
                    outer.used.add(column)

    def _best(self, part: Part, priced: Priced) -> exact.Integers:
        """Return the best of every block; of the same prices only what the box changes anew."""
        key, box = (id(part.prices), part.empty), priced.box
        if key not in self._bests:
            self._bests[key] = box, self._blocks.best(priced)[0]
        known, values = self._bests[key]
        other = ((box.low != known.low) | (box.high != known.high)) & self._blocks.inside
        changed = np.unique(self._blocks.number[other])
        return self._blocks.renewed(values, priced, changed) if len(changed) else values

    def _block(self, part: Part, priced: Priced, number: int, best: int) -> tuple[Block, int]:
        """Return the closed tree of a block at the prices of a part, and how far above ``best``."""
        columns, rows, box = self._blocks.members[number], self._blocks.rows[number], priced.box
        domain = box.low[columns].tobytes() + box.high[columns].tobytes()
        key = id(part.prices), part.empty, number, domain
        if key not in self._trees:
            scale = 1 if part.prices is None else part.prices.rows.scale
            if self._meter is not None:
                self._meter.spend(BLOCK * len(columns))
            tree, bound = BlockTree(self._question, rows, columns, priced, scale).close(
                best, len(self._blocks.members)
            )
            self._trees[key] = Block(columns, rows, tree), int((bound - best) * FINER)
        return self._trees[key]


def _outsides(
    question: Question, part: Part, column: int
) -> Iterator[tuple[bool, tuple[Box, Box]]]:
    """Yield whether it is the upper end that a part cut off, and that end: wide, and tightened."""
    before, after = part.before, part.box
    if before is None:
        return
    least = int(question.least[column])
    if after.high[column] < before.high[column]:
        last = int(after.high[column])
        yield True, (above(part.wide, column, last, least), above(before, column, last, least))
    if after.low[column] > before.low[column]:
        last = int(after.low[column]) - 1
        yield False, (below(part.wide, column, last, least), below(before, column, last, least))
