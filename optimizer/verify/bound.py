"""What multipliers prove: no plan of a stage is worth more than this.

Any multipliers of the right signs bound every plan from above (weak duality), so the auditor need
not know how they were found: bound = sum y_k b_k + sum over blocks of the best that worth less
prices can be there. A block is a project within its own domain, or a whole monotone group.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from optimizer.errors import Problem
from optimizer.formats.problem import IntArray
from optimizer.formats.solution import Tree
from optimizer.verify.blocks import Block, BlockBounds, BlockReader
from optimizer.verify.chain import ChainBlocks
from optimizer.verify.exact import Integers, by_target, fit, product, total
from optimizer.verify.net import Net
from optimizer.verify.objective import Worth
from optimizer.verify.stage import StageProgram


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a program's domain: every project has ``low`` to ``high`` grid steps."""

    low: IntArray
    high: IntArray


class Bounds:
    """The bounds that multipliers give for one stage and one objective.

    ``earlier`` are the limits "at least what an earlier objective of this stage reached", by name.
    Without ``order`` monotone groups are left out: then every project is a block by itself.
    """

    def __init__(
        self,
        program: StageProgram,
        worth: Worth,
        earlier: Mapping[str, tuple[Worth, int]],
        *,
        order: bool = True,
    ) -> None:
        self.program = program
        self._worth = worth
        self._earlier = earlier
        self._chains = ChainBlocks(program, kept=order)
        self._alone = program.standing & ~self._chains.inside
        self._start = program.paper.steps(program.settled)
        self._reader = BlockReader(program)
        self._priced: dict[tuple[object, ...], tuple[Net, int, BlockBounds]] = {}

    def read_blocks(self, trees: Iterable[Tree]) -> tuple[list[Block], list[Problem]]:
        """Return the blocks of a leaf, and what does not hold about them."""
        return self._reader.read(trees)

    def whole(self) -> Part:
        """Return the domain that is not cut."""
        most = self.program.most
        return Part(np.zeros(len(most), dtype=np.int64), most)

    def bound(
        self,
        stated: Mapping[str, Fraction],
        part: Part,
        blocks: Sequence[Block] = (),
        *,
        worthless: bool = False,
    ) -> Fraction | None:
        """Return the exact bound over ``part``, ``None`` if somebody has nothing it may take.

        The bounds of ``blocks`` stand in for those of their projects. With ``worthless`` the
        objective counts nothing: below 0, no plan is in the part.
        """
        key = (worthless, *stated.items())
        if key not in self._priced:
            net, scale = self.net(stated, worthless=worthless)
            self._priced[key] = net, scale, BlockBounds(self.program, net, scale)
        net, scale, block_bounds = self._priced[key]
        constant = sum(
            weight * worth.of(self._start)
            for weight, worth in zip(net.weights, net.worths, strict=True)
        )
        for name, y in stated.items():
            if name in self._earlier:
                constant += int(y * scale) * self._earlier[name][1]
            elif y:
                line = self.program.paper.lines.by_name[name, y > 0]
                constant += int(y * scale) * int(self.program.right_sides[line])
        best = self._best(net, part, [i for block in blocks for i in block.projects])
        in_blocks = [block_bounds.best(block, part.low, part.high) for block in blocks]
        if best is None or any(value is None for value in in_blocks):
            return None
        added = sum((value for value in in_blocks if value is not None), Fraction(0))
        return (constant + best + added) / scale

    def net(self, stated: Mapping[str, Fraction], *, worthless: bool = False) -> tuple[Net, int]:
        """Return worth less prices of every project, times the scale that makes them whole."""
        scale = lcm(*(value.denominator for value in stated.values()))
        whole = {name: int(value * scale) for name, value in stated.items() if value}
        charged = {name: -whole.pop(name) for name in self._earlier if name in whole}
        weights = (0 if worthless else scale, *charged.values())
        worths = (self._worth, *(self._earlier[name][0] for name in charged))
        return Net(weights, worths, *self._prices(whole)), scale

    def _prices(self, whole: Mapping[str, int]) -> tuple[Integers, Integers]:
        """Return what a step and being funded cost every project."""
        lines, size = self.program.paper.lines, len(self.program.most)
        prices = np.zeros(len(lines.lines), dtype=object)
        for name, y in whole.items():
            prices[lines.by_name[name, y > 0]] += y
        price_of = fit(prices)
        used = np.flatnonzero((price_of != 0)[lines.line_of])
        target, price = lines.projects[used], price_of[lines.line_of[used]]
        per_step = by_target(product(lines.per_step[used], price), target, size)
        if lines.once is None:
            return per_step, np.zeros(size, dtype=np.int64)
        return per_step, by_target(product(lines.once[used], price), target, size)

    def _best(self, net: Net, part: Part, elsewhere: list[int]) -> int | None:
        """Return the best of all projects and groups but those ``elsewhere``."""
        low = np.maximum(part.low, self.program.least)
        high = np.minimum(part.high, self.program.most)
        some = np.asarray(low <= high, dtype=np.bool_)
        nothing = np.asarray(part.low <= 0, dtype=np.bool_)
        if not bool((some | nothing)[self.program.standing].all()):
            return None
        inside = [np.clip(end, low, np.maximum(high, low)) for end in (low, high, *net.corners())]
        best = net.each(inside[0])
        for steps in inside[1:]:
            best = np.maximum(best, net.each(steps))
        best = np.where(nothing, np.where(some, np.maximum(best, 0), 0), best)
        apart = np.zeros(len(best), dtype=np.bool_)
        apart[elsewhere] = True
        chains = self._chains.best(net, part.low, part.high, apart)
        if chains is None:
            return None
        single = self._alone & ~apart
        return total(best[single]) + chains
