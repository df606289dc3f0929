"""A closed tree of a program with chains read anew, in plain loops over all points of a chain."""

from fractions import Fraction
from itertools import product

from optimizer.model.program import Chain
from optimizer.model.tree import Leaf
from tests.model.integer.reading import Domains, Reading


class ChainReading(Reading):
    """Members of chains that are in no block of a leaf are taken chain by chain."""

    def leaf(self, leaf: Leaf, prices: list[Fraction], domains: Domains) -> Fraction | None:
        apart = {j for block in leaf.blocks for j in block.columns.tolist()}
        left = list(domains)
        more = Fraction(0)
        for chain in self.program.chains:
            members = [j for level in chain.levels for j in level.tolist() if j not in apart]
            best = self._chain(leaf, prices, chain, members, domains)
            if best is None:
                return None
            more += best
            for j in members:
                left[j] = [0]
        rest = super().leaf(leaf, prices, left)
        return None if rest is None else rest + more

    def _chain(
        self,
        leaf: Leaf,
        prices: list[Fraction],
        chain: Chain,
        members: list[int],
        domains: Domains,
    ) -> Fraction | None:
        level = {j: k for k, part in enumerate(chain.levels) for j in part.tolist()}
        worth = {
            (j, t): self.variable(leaf, prices, j, [t]) or Fraction(0)
            for j in members
            for t in domains[j]
        }
        loose = {(j, t): self._may_be_held(j, t, domains) for j, t in worth}
        best = None
        for point in product(*(domains[j] for j in members)):
            units = dict(zip(members, point, strict=True))
            if self._ordered(units, level, loose):
                total = sum((worth[j, t] for j, t in units.items()), Fraction(0))
                best = total if best is None else max(best, total)
        return best

    def _ordered(
        self, units: dict[int, int], level: dict[int, int], loose: dict[tuple[int, int], bool]
    ) -> bool:
        program = self.program
        assert program.entitled is not None
        for i, t in units.items():
            if t == int(program.upper[i]) or loose[i, t]:
                continue
            beyond = Fraction((t + 1) * int(program.unit[i]), int(program.entitled[i]))
            for j, u in units.items():
                ratio = Fraction(u * int(program.unit[j]), int(program.entitled[j]))
                if i != j and level[i] <= level[j] and beyond <= ratio:
                    return False
        return True

    def _may_be_held(self, i: int, t: int, domains: Domains) -> bool:
        program = self.program
        least = 1 if program.lower is None else max(1, int(program.lower[i]))
        after = t + 1 if t else least
        for row, entries in zip(program.rows, self.rows, strict=True):
            if not row.holds or row.sense == ">=" or i not in entries:
                continue
            others = sum(
                max(a * u + (f if u else 0) for u in domains[j])
                for j, (a, f) in entries.items()
                if j != i
            )
            a, f = entries[i]
            if others + a * after + f > row.limit:
                return True
        return False
