"""Rows that are kept instead of priced: small limits of single units, whose best is exact.

A unit's limit is a small knapsack with a gap of its own under prices. Members of such a block
leave their chain, which asks less of them, so that the bound stays one; in return their block is
at its exact best.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.chains.frame import Box, Frame
from optimizer.model.chains.pricing import Goal, Prices
from optimizer.model.integer import pricing as separable
from optimizer.model.integer import question as questions
from optimizer.model.integer.block_tree import BlockTree
from optimizer.model.integer.blocks import Blocks, find_blocks
from optimizer.model.integer.question import Question
from optimizer.model.program import Chain
from optimizer.model.proof import Duals
from optimizer.model.tree import Block

#: A value below every one that a block with a point has.
_NONE = -(1 << 61)


def question_of(frame: Frame, goal: Goal) -> Question:
    """Return the question without the chains."""
    program = replace(frame.program, chains=())
    return Question(program, goal.worth, 1, goal.worths[:-1], goal.reached)


@dataclass(frozen=True)
class Kept:
    """The blocks of a question, and what of the chains is left without their members."""

    frame: Frame
    question: Question
    blocks: Blocks

    @cached_property
    def pricing(self) -> separable.Pricing:
        """Prices on the question without chains."""
        return separable.Pricing(self.question)

    @cached_property
    def chains(self) -> tuple[Chain, ...]:
        """The chains without members of blocks."""
        out = []
        for chain in self.frame.program.chains:
            levels = [level[~self.blocks.inside[level]] for level in chain.levels]
            if any(len(level) for level in levels):
                out.append(Chain(tuple(level for level in levels if len(level))))
        return tuple(out)

    @cached_property
    def alone(self) -> IntArray:
        """Variables in no chain and no block."""
        outside = self.frame.outside
        return outside[~self.blocks.inside[outside]]

    def free(self, prices: Prices) -> Prices:
        """Return prices with nothing on the rows that are kept."""
        if not self.blocks.kept.any():
            return prices
        values = np.where(self.blocks.kept, 0, prices.duals.values)
        return replace(prices, duals=Duals(values, prices.duals.scale))

    def priced(self, prices: Prices, box: Box) -> separable.Priced:
        """Return the variables at prices, for blocks."""
        theirs = separable.Prices(prices.duals, prices.earlier)
        inside = questions.Box(box.low, box.high)
        return self.pricing.price(theirs, inside, worth=prices.counts)

    def best(self, prices: Prices, box: Box, units: IntArray) -> int | None:
        """Return the best of all blocks at prices, and set their ``units``; ``None`` if empty."""
        if not len(self.blocks.members):
            return 0
        values, chosen = self.blocks.best(self.priced(prices, box))
        if int(values.min()) < _NONE:
            return None
        units[self.blocks.inside] = chosen[self.blocks.inside]
        return exact.total(values)

    def trees(self, prices: Prices, box: Box) -> tuple[tuple[Block, ...], Fraction]:
        """Return closed trees of the blocks that prices alone do not settle.

        The second is how much their bounds exceed the best of the blocks, in all.
        """
        excess = Fraction(0)
        if not len(self.blocks.members):
            return (), excess
        priced, scale = self.priced(prices, box), prices.duals.scale
        values, _ = self.blocks.best(priced)
        out = []
        for columns, rows, value in zip(
            self.blocks.members, self.blocks.rows, values.tolist(), strict=True
        ):
            # Members leave their chain only in a block, so that every block is needed.
            tree, bound = BlockTree(self.question, rows, columns, priced, scale).close(
                value, len(self.blocks.members)
            )
            excess += (bound - value) / scale
            out.append(Block(columns, rows, tree))
        return tuple(out), excess


def keep(frame: Frame, goal: Goal, among: NDArray[np.bool_]) -> Kept:
    """Return the blocks that the rows ``among`` form."""
    question = question_of(frame, goal)
    return Kept(frame, question, find_blocks(question, among))


def keep_nothing(frame: Frame, goal: Goal) -> Kept:
    """Return no blocks: every row is priced, and every chain is whole."""
    return keep(frame, goal, np.zeros(len(frame.program.rows), dtype=np.bool_))
