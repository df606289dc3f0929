"""The levels of a tie rule checked by the contract, for one stage without locks or equal clauses.

What the objectives' multipliers prove first (complementary slackness): a project worth less than
its price gets nothing, one worth more its most, a limit with a multiplier is met exactly. Then
each level: the weighted ratios of its projects cannot exceed its ratio.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import gcd

from optimizer.formats.problem import AllocationProblem
from optimizer.formats.solution import Solution, TieLevel

Prices = Mapping[str, Fraction]


class LevelCheck:
    """One problem, its limits in yuan, and what its solution's multipliers prove."""

    def __init__(
        self, problem: AllocationProblem, solution: Solution, worth: list[list[int]]
    ) -> None:
        """``worth`` has what a grid step of each project is worth, one list an objective."""
        self.ids = problem.ids.tolist()
        self.entitled = problem.entitled.tolist()
        self.grid = problem.grid.tolist()
        mark = problem.rules.pass_mark or 0
        self.most = [
            a - a % g if merit >= mark else 0
            for a, g, merit in zip(self.entitled, self.grid, problem.merit.tolist(), strict=True)
        ]
        self.members: dict[str, list[int]] = {"budget": list(range(len(self.ids)))}
        self.at_most: dict[str, int] = {"budget": self.floored("budget", problem.budget)}
        self.at_least: dict[str, int] = {}
        for row in problem.rows:
            self.members[row.name] = [
                i
                for i in range(len(self.ids))
                if all(self._label(problem, k, i) in v for k, v in row.members.items())
            ]
            if row.at_most is not None:
                self.at_most[row.name] = self.floored(row.name, row.at_most)
            if row.at_least is not None:
                self.at_least[row.name] = -self.floored(row.name, -row.at_least)
        self.domain = {i: (0, most) for i, most in enumerate(self.most)}
        self.tight: dict[str, int] = {}
        names = list(problem.objective)
        for k, stated in enumerate(solution.certificate.multipliers):
            self._learn(names, worth, k, stated)

    @staticmethod
    def _label(problem: AllocationProblem, label: str, i: int) -> str | None:
        column = problem.labels[label]
        code = int(column.codes[i])
        return column.names[code] if code >= 0 else None

    def floored(self, name: str, amount: int) -> int:
        step = gcd(*(self.grid[i] for i in self.members[name] if self.most[i]))
        return amount // step * step if step else amount

    def price(self, i: int, prices: Prices) -> Fraction:
        mine = (value for name, value in prices.items() if i in self.members.get(name, ()))
        return sum(mine, Fraction(0))

    def _learn(self, names: list[str], worth: list[list[int]], k: int, stated: Prices) -> None:
        for i, grid in enumerate(self.grid):
            value = Fraction(worth[k][i])
            for earlier in range(k):
                value -= stated.get(f"objective {names[earlier]}", Fraction(0)) * worth[earlier][i]
            rest = value - self.price(i, stated) * grid
            if rest:
                self.domain[i] = (self.most[i],) * 2 if rest > 0 else (0, 0)
        for name, value in stated.items():
            if name in self.members:
                self.tight[name] = self.at_most[name] if value > 0 else self.at_least[name]

    def _side(self, name: str, value: Fraction) -> int:
        if name in self.tight:
            return self.tight[name]
        return self.at_most[name] if value > 0 else self.at_least[name]

    def check(self, levels: tuple[TieLevel, ...]) -> dict[str, Fraction]:
        """Check every level; return the ratio of every project."""
        domain: dict[int, tuple[Fraction | int, Fraction | int]] = dict(self.domain)
        ratios = {
            name: Fraction(domain[i][0], max(self.entitled[i], 1))
            for i, name in enumerate(self.ids)
            if domain[i][0] == domain[i][1]
        }
        before = Fraction(-1)
        for level in levels:
            assert level.ratio > before
            assert sum(level.weights.values()) == 1
            assert all(w > 0 for w in level.weights.values())
            assert not set(level.weights) & set(ratios)
            bound = sum(
                (value * self._side(name, value) for name, value in level.multipliers.items()),
                Fraction(0),
            )
            for i, name in enumerate(self.ids):
                weight = level.weights.get(name, Fraction(0))
                rest = -self.price(i, level.multipliers)
                rest += weight / self.entitled[i] if weight else 0
                bound += max(rest * domain[i][0], rest * domain[i][1])
            assert bound <= level.ratio, (level, bound)
            for name in level.weights:
                i = self.ids.index(name)
                domain[i] = (level.ratio * self.entitled[i],) * 2
                ratios[name] = level.ratio
            before = level.ratio
        assert set(ratios) == set(self.ids)
        return ratios
