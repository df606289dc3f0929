"""A closed tree read anew, in plain loops: what each leaf proves, by definition."""

from collections.abc import Iterable
from fractions import Fraction

from optimizer.model.program import Program
from optimizer.model.tree import Block, Branch, Leaf, Tree
from optimizer.model.worth import Worth
from tests.model.integer.random_programs import value

Domains = list[list[int]]


class Reading:
    """Reads the trees of one program for the last of ``worths``, the earlier ones ``reached``."""

    def __init__(self, program: Program, worths: list[Worth], reached: list[int]) -> None:
        self.program, self.reached = program, reached
        *self.earlier, self.last = worths
        self.rows = [
            {
                j: (a, f)
                for j, a, f in zip(
                    row.columns.tolist(),
                    row.coefs.tolist(),
                    (row.coefs * 0 if row.funded is None else row.funded).tolist(),
                    strict=True,
                )
            }
            for row in program.rows
        ]

    def whole_domain(self) -> Domains:
        program = self.program
        least = [1] * program.size if program.lower is None else program.lower.tolist()
        pairs = zip(least, program.upper.tolist(), strict=True)
        return [[0, *range(max(low, 1), high + 1)] for low, high in pairs]

    def bound(self, tree: Tree, domains: Domains) -> Fraction | None:
        """Return the greatest bound of the leaves, ``None`` if all of them are empty."""
        if isinstance(tree, Branch):
            parts = cut(tree, domains)
            return greatest(self.bound(part, inside) for part, inside in parts)
        prices = tree.duals.fractions()
        for price, row in zip(prices, self.program.rows, strict=True):
            assert price >= 0 or row.sense != "<="
            assert price <= 0 or row.sense != ">="
        assert all(weight >= 0 for weight in tree.earlier)
        bound = self.leaf(tree, prices, domains)
        if not tree.empty:
            return bound
        assert bound is None or bound < 0
        return None

    def leaf(self, leaf: Leaf, prices: list[Fraction], domains: Domains) -> Fraction | None:
        total = self.limits(prices, range(len(self.rows)))
        total -= sum((w * r for w, r in zip(leaf.earlier, self.reached, strict=True)), Fraction(0))
        seen: set[int] = set()
        for block in leaf.blocks:
            mine = set(block.columns.tolist())
            assert not mine & seen
            seen |= mine
            for k in block.rows.tolist():
                assert set(self.rows[k]) <= mine
                assert self.program.rows[k].sense == "<="
            best = self.block(leaf, prices, block, block.tree, domains)
            if best is None:
                return None
            total += best
        for j, domain in enumerate(domains):
            if j not in seen:
                best = self.variable(leaf, prices, j, domain)
                if best is None:
                    return None
                total += best
        return total

    def block(
        self, leaf: Leaf, prices: list[Fraction], block: Block, tree: Tree, domains: Domains
    ) -> Fraction | None:
        if isinstance(tree, Branch):
            parts = cut(tree, domains)
            return greatest(self.block(leaf, prices, block, p, inside) for p, inside in parts)
        own = [Fraction(0)] * len(self.rows)
        for k, price in zip(block.rows.tolist(), tree.duals.fractions(), strict=True):
            assert price >= 0
            own[k] = price
        assert not tree.blocks
        both = own if tree.empty else [a + b for a, b in zip(own, prices, strict=True)]
        total = self.limits(own, block.rows.tolist())
        for j in block.columns.tolist():
            best = self.variable(leaf, both, j, domains[j], nothing=tree.empty)
            if best is None:
                return None
            total += best
        if not tree.empty:
            return total
        assert total < 0
        return None

    def limits(self, prices: list[Fraction], rows: Iterable[int]) -> Fraction:
        return sum((prices[k] * self.program.rows[k].limit for k in rows), Fraction(0))

    def variable(
        self,
        leaf: Leaf,
        prices: list[Fraction],
        j: int,
        domain: list[int],
        *,
        nothing: bool = False,
    ) -> Fraction | None:
        values = []
        for t in domain:
            worth = Fraction(0)
            if not nothing:
                worth += 0 if leaf.empty else value(self.last, j, t)
                for weight, other in zip(leaf.earlier, self.earlier, strict=True):
                    worth += weight * value(other, j, t)
            for price, row in zip(prices, self.rows, strict=True):
                if j in row and t:
                    worth -= price * (row[j][0] * t + row[j][1])
            values.append(worth)
        return max(values, default=None)


def cut(branch: Branch, domains: Domains) -> list[tuple[Tree, Domains]]:
    low, high = [list(d) for d in domains], [list(d) for d in domains]
    low[branch.column] = [t for t in low[branch.column] if t <= branch.at]
    high[branch.column] = [t for t in high[branch.column] if t > branch.at]
    return [(branch.at_most, low), (branch.beyond, high)]


def greatest(bounds: Iterable[Fraction | None]) -> Fraction | None:
    return max((b for b in bounds if b is not None), default=None)
