"""Every plan of a tiny problem, in plain loops: an answer that shares no code with the model.

Reads the definitions of docs/formulation.md literally and slowly.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import floor, gcd

from optimizer.formats.problem import AllocationProblem
from tests.model.ties.reference import hull_leximin

MILLION = 10**6


#: Name, members, at most, at least, and whether it is the limit of a unit.
Limit = tuple[str, list[int], int | None, int | None, bool]


@dataclass(frozen=True)
class Answer:
    """The awards by position, how many plans were as good, and each stage's objectives."""

    awards: tuple[int, ...] | None
    ties: int = 1
    objective: tuple[int, ...] = ()


class Brute:
    """One tiny problem laid out in lists."""

    def __init__(self, problem: AllocationProblem) -> None:
        self.problem = problem
        self.n = len(problem.ids)
        self.ids = problem.ids.tolist()
        self.entitled = problem.entitled.tolist()
        self.grid = problem.grid.tolist()
        self.merit = problem.merit.tolist()
        self.label = {
            name: [column.names[c] if c >= 0 else None for c in column.codes.tolist()]
            for name, column in problem.labels.items()
        }
        clause = self.label.get("clause", [None] * self.n)
        self.clause = clause
        self.equal = [c in problem.rules.equal for c in clause]
        self.top = [a - a % g for a, g in zip(self.entitled, self.grid, strict=True)]
        self.lock: dict[int, int] = {}
        for i, name in enumerate(self.ids):
            if name in problem.rules.locks:
                to = problem.rules.locks[name].to
                self.lock[i] = to if isinstance(to, int) else self.top[i] if to == "full" else 0
        mark = problem.rules.pass_mark
        for i in range(self.n):
            low = mark is not None and self.merit[i] < mark and not self.equal[i]
            if low and i not in self.lock:
                self.top[i] = 0
        self.rows: list[Limit] = [("budget", list(range(self.n)), problem.budget, None, False)]
        for row in problem.rows:
            members = [
                i
                for i in range(self.n)
                if all(self.label.get(k, [None] * self.n)[i] in v for k, v in row.members.items())
            ]
            step = gcd(*(self.grid[i] for i in members)) if members else 1
            most = None if row.at_most is None else row.at_most // step * step
            least = None if row.at_least is None else -(-row.at_least // step) * step
            self.rows.append((row.name, members, most, least, "unit" in row.members))
        self.stages = self._stages()

    def _stages(self) -> list[list[int]]:
        stages = []
        left = list(range(self.n))
        for k, stage in enumerate(self.problem.rules.stages):
            members = [i for i in left if self.clause[i] in stage.clauses]
            left = [i for i in left if i not in members]
            if stage.share is not None:
                share = int(stage.share * self.problem.budget)
                self.rows.append((f"share {k}", members, share, None, False))
            stages.append(members)
        return [s for s in [*stages, left] if s]

    def choices(self, i: int) -> list[int]:
        if i in self.lock:
            return [self.lock[i]]
        return list(range(0, self.top[i] + 1, self.grid[i]))

    def keeps(self, x: list[int]) -> bool:
        for _, members, most, least, _ in self.rows:
            total = sum(x[i] for i in members)
            if (most is not None and total > most) or (least is not None and total < least):
                return False
        return True

    def keeps_most(self, x: list[int], *, units: bool = True) -> bool:
        return all(
            most is None or (unit and not units) or sum(x[i] for i in members) <= most
            for _, members, most, _, unit in self.rows
        )

    def completions(self, x: list[int], still: list[int]) -> Iterator[list[int]]:
        for amounts in product(*(self.choices(i) for i in still)):
            y = list(x)
            for i, amount in zip(still, amounts, strict=True):
                y[i] = amount
            if self.keeps(y):
                yield y

    def possible(self, x: list[int], still: list[int]) -> bool:
        return any(True for _ in self.completions(x, still))

    def coefficients(self, name: str, members: list[int]) -> tuple[dict[int, int], int]:
        if name == "merit_yuan":
            return {i: self.merit[i] * self.grid[i] for i in members}, 1
        most = {i: self.entitled[i] // self.grid[i] * self.grid[i] for i in members}
        scale = 1
        counted = [i for i in members if self.merit[i] > 0 and most[i] > 0]
        while any(scale * self.merit[i] * self.grid[i] // most[i] < MILLION for i in counted):
            scale *= 10
        return {
            i: scale * self.merit[i] * self.grid[i] // most[i] if most[i] else 0 for i in members
        }, scale

    def values(self, x: list[int], members: list[int]) -> tuple[int, ...]:
        out = []
        for name in self.problem.objective:
            worth, _ = self.coefficients(name, members)
            out.append(sum(worth[i] * (x[i] // self.grid[i]) for i in members))
        return tuple(out)

    def solve(self) -> Answer:
        x = [self.lock.get(i, 0) for i in range(self.n)]
        everything = [i for i in range(self.n) if i not in self.lock]
        if not self.possible(x, everything):
            return Answer(None)
        ties = 1
        objective: tuple[int, ...] = ()
        later = everything
        for members in self.stages:
            mine = [i for i in members if i in later]
            later = [i for i in later if i not in mine]
            if all(self.equal[i] for i in members):
                x = self.fill(x, mine, later)
                continue
            x, count = self.best(x, members, mine, later)
            ties *= count
            objective += self.values(x, members)
        return Answer(tuple(x), ties, objective)

    def best(
        self, x: list[int], members: list[int], mine: list[int], later: list[int]
    ) -> tuple[list[int], int]:
        method = self.problem.method
        if method == "by_rank":
            return self.by_rank(x, mine, later), 1
        if method in {"same_ratio", "tiers"}:
            return self.one_factor(x, mine), 1
        plans = {tuple(y[i] for i in mine): y for y in self.completions(x, [*mine, *later])}
        top = max(self.values(y, members) for y in plans.values())
        good = [key for key, y in plans.items() if self.values(y, members) == top]
        out = list(x)
        for i, amount in zip(mine, self.fairest(mine, good), strict=True):
            out[i] = amount
        return out, len(good)

    def fairest(self, mine: list[int], good: list[tuple[int, ...]]) -> tuple[int, ...]:
        """Return the plan of the tie rule; on a network the plans span the whole optimal face."""
        seen = [k for k, i in enumerate(mine) if self.top[i]]
        exact = hull_leximin(
            [[Fraction(plan[k], self.entitled[mine[k]]) for k in seen] for plan in good]
        )
        steps = [
            r * self.entitled[mine[k]] / self.grid[mine[k]]
            for r, k in zip(exact, seen, strict=True)
        ]
        near = []
        for plan in good:
            up = [
                plan[k] // self.grid[mine[k]] - floor(t) for k, t in zip(seen, steps, strict=True)
            ]
            if all(0 <= u <= (t % 1 > 0) for u, t in zip(up, steps, strict=True)):
                order = sorted(range(len(seen)), key=lambda k: -(steps[k] % 1))
                near.append(([up[k] for k in order], plan))
        # Two grids in one row are no network: no plan may be near the point, and no rule chooses.
        return max(near)[1] if near else good[0]

    def by_rank(self, x: list[int], mine: list[int], later: list[int]) -> list[int]:
        order = sorted(mine, key=lambda i: (-self.merit[i], i))
        x = list(x)
        for k, i in enumerate(order):
            for amount in reversed(self.choices(i)):
                x[i] = amount
                if self.possible(x, [*order[k + 1 :], *later]):
                    break
        return x

    def one_factor(self, x: list[int], mine: list[int]) -> list[int]:
        tiers = sorted(self.problem.rules.score_tiers, reverse=True)

        def share(i: int) -> Fraction:
            if self.problem.method == "same_ratio" or self.equal[i]:
                return Fraction(1)
            return next((s for least, s in tiers if self.merit[i] >= least), Fraction(0))

        def at(k: int) -> list[int]:
            y = list(x)
            for i in mine:
                part = Fraction(k, MILLION) * share(i) * self.entitled[i]
                y[i] = self.grid[i] * (part // self.grid[i]) if self.top[i] else 0
            return y

        candidates = {0, MILLION}
        for i in mine:
            for steps in range(1, self.top[i] // self.grid[i] + 1):
                if share(i):
                    k = -(-steps * self.grid[i] * MILLION // (share(i) * self.entitled[i]))
                    candidates |= {k, k - 1} if k <= MILLION else set()
        return at(max(k for k in candidates if self.keeps_most(at(k))))

    def fill(self, x: list[int], mine: list[int], later: list[int]) -> list[int]:
        """Raise all ratios together to the next breakpoint; what a limit stops stays below it."""
        ratio = {self.clause[i]: 0 for i in mine}
        active = set(ratio)
        points = {
            -(-step * MILLION // self.entitled[i])
            for i in mine
            for step in range(1, self.entitled[i] + 1)
        }
        for k in sorted(points):
            while active:
                tried = {c: k if c in active else old for c, old in ratio.items()}
                y = self.pay(x, mine, tried)
                broken = [
                    members
                    for _, members, most, _, unit in self.rows
                    if most is not None and not unit and sum(y[i] for i in members) > most
                ]
                if not broken and self.possible(y, later):
                    ratio = tried
                    break
                if broken:
                    stop = {self.clause[i] for members in broken for i in members} & active
                else:
                    stop = {
                        c
                        for c in active
                        if not self.possible(self.pay(x, mine, {**ratio, c: k}), later)
                    }
                active -= stop or active
        return self.pay(x, mine, ratio)

    def pay(self, x: list[int], mine: list[int], ratio: Mapping[str | None, int]) -> list[int]:
        y = list(x)
        for i in mine:
            y[i] = ratio[self.clause[i]] * self.entitled[i] // MILLION
            for _, members, most, _, unit in self.rows:
                if unit and most is not None and i in members:
                    others = sum(y[j] for j in members if j < i or j not in mine)
                    y[i] = max(0, min(y[i], most - others))
        return y
