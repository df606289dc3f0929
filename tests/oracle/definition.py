"""What a lawful plan is, read literally and slowly from the definitions: no code of the model's.

Works on an ``allocation-problem/1`` document, exactly. A plan is yuan in the order of the ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from tests.oracle.limit import MILLION, Limit, exact, least_scale

Document = Mapping[str, Any]
Plan = tuple[int, ...]


class Definition:
    """An allocation problem laid out in lists; ``without`` leaves named limits and locks away."""

    def __init__(self, document: Document, without: frozenset[str] = frozenset()) -> None:
        self.document = document
        self.rules: dict[str, Any] = document.get("rules", {})
        self.budget: int = document["budget"]
        projects = sorted(document["projects"], key=lambda one: str(one["id"]))
        self.n = len(projects)
        self.ids = [str(one["id"]) for one in projects]
        self.entitled = [int(one["entitled"]) for one in projects]
        self.grid = [int(one.get("grid", 1)) for one in projects]
        self.merit = [int(one.get("merit", 0)) for one in projects]
        self.labels = [dict(one.get("labels", {})) for one in projects]
        self.numbers = [dict(one.get("numbers", {})) for one in projects]
        self.most = [g * (a // g) for a, g in zip(self.entitled, self.grid, strict=True)]
        self.clause = [one.get("clause") for one in self.labels]
        self.equal = [c is not None and c in self.rules.get("equal", ()) for c in self.clause]
        self.lock = self._locks(without)
        self.failed = [self._fails(i) for i in range(self.n)]
        self.indivisible = [self._indivisible(i) for i in range(self.n)]
        self.least = [self._least(i) for i in range(self.n)]
        self.stages = self._stages()
        self.limits = [one for one in self._limits() if one.name not in without]
        self.chains = self._chains()

    # --- single projects ---

    def _locks(self, without: frozenset[str]) -> dict[int, int]:
        out = {}
        for i, name in enumerate(self.ids):
            to = self.rules.get("locks", {}).get(name)
            if to is None or f"lock {name}" in without:
                continue
            out[i] = {"full": self.most[i], "refuse": 0}[to] if isinstance(to, str) else to["fix"]
        return out

    def _fails(self, i: int) -> bool:
        mark = self.rules.get("pass_mark")
        return (
            mark is not None and self.merit[i] < mark and not self.equal[i] and i not in self.lock
        )

    def selected(self, members: Mapping[str, Any], i: int) -> bool:
        for label, wanted in members.items():
            values = wanted if isinstance(wanted, (list, tuple)) else [wanted]
            own = self.ids[i] if label == "id" else self.labels[i].get(label)
            if own is None or own not in values:
                return False
        return True

    def _indivisible(self, i: int) -> bool:
        members = self.rules.get("indivisible", False)
        return members if isinstance(members, bool) else self.selected(members, i)

    def _least(self, i: int) -> int:
        """Return the least that funded may mean; above the most: the project is out."""
        g, least = self.grid[i], self.grid[i]
        minimum = self.rules.get("minimum_award")
        if minimum is not None and self.selected(minimum.get("members", {}), i):
            share = exact(minimum.get("ratio", "0")) * self.entitled[i]
            amount = Fraction(int(minimum.get("amount", 0)))
            least = max(least, *(g * -((-part) // g) for part in (share, amount)))
        if self.indivisible[i]:
            least = max(least, self.most[i])
        return int(least)

    def out(self, i: int) -> bool:
        return self.least[i] > self.most[i]

    def domain(self, i: int) -> list[int]:
        if i in self.lock:
            return [self.lock[i]]
        if self.failed[i] or self.out(i):
            return [0]
        return [0, *range(self.least[i], self.most[i] + 1, self.grid[i])]

    def is_open(self, i: int) -> bool:
        return i not in self.lock and self.domain(i) != [0]

    # --- limits ---

    def _limits(self) -> Iterator[Limit]:
        yield self._yuan("budget", range(self.n), self.budget)
        for row in self.document.get("rows", ()):
            yield from self._row(row)
        if "most_projects" in self.rules:
            label, count = (self.rules["most_projects"][key] for key in ("label", "count"))
            for value in sorted({one[label] for one in self.labels if label in one}):
                members = [i for i in range(self.n) if self.labels[i].get(label) == value]
                ones = dict.fromkeys(members, 1)
                yield Limit(f"most_projects {value}", True, count, funded=ones, holds=True)  # noqa: FBT003
        for k, stage in enumerate(self.rules.get("stages", ())):
            if isinstance(stage, Mapping) and "share" in stage:
                members = [i for i in range(self.n) if self.clause[i] in stage["clauses"]]
                share = exact(stage["share"]) * self.budget // 1
                yield self._yuan(f"stage {k + 1} share", members, share)

    def _yuan(
        self, name: str, members: Sequence[int], limit: int, *, at_most: bool = True,
        holds: bool = False,
    ) -> Limit:  # fmt: skip
        # Rounding the limit to the members' grid changes no plan: every sum is on that grid.
        return Limit(name, at_most, limit, {i: self.grid[i] for i in members}, holds=holds)

    def _row(self, row: Mapping[str, Any]) -> Iterator[Limit]:
        inside = [self.selected(row.get("members", {}), i) for i in range(self.n)]
        chosen = [i for i in range(self.n) if inside[i]]
        number, labels = row.get("number"), set(row.get("members", {}))
        for sense in ("at_most", "at_least"):
            if sense not in row:
                continue
            least = sense == "at_least"
            if number is None:
                holds = bool(labels & {"unit", "id", "group"}) and not least
                yield self._yuan(row["name"], chosen, row[sense], at_most=not least, holds=holds)
            else:
                column = {i: self.numbers[i].get(number) for i in chosen}
                yield self._number(row["name"], column, row[sense], at_most=not least)
        for sense in ("at_most_share", "at_least_share"):
            if sense not in row:
                continue
            p = exact(row[sense])
            tilt = [p.denominator * inside[i] - p.numerator for i in range(self.n)]
            at_most = sense == "at_most_share"
            if number is None:
                per_step = {i: tilt[i] * self.grid[i] for i in range(self.n)}
                yield Limit(row["name"], at_most, 0, per_step)
            else:
                values = [self.numbers[i].get(number) for i in range(self.n)]
                tilted = {i: v and tilt[i] * v for i, v in enumerate(values)}
                yield self._number(row["name"], tilted, 0, at_most=at_most)

    def _number(
        self, name: str, column: Mapping[int, int | None], limit: int, *, at_most: bool
    ) -> Limit:
        values = {i: v for i, v in column.items() if v is not None}
        scale = least_scale(
            [
                (v, self.most[i] // self.grid[i])
                for i, v in values.items()
                if v and self.most[i] and not self.indivisible[i]
            ]
        )
        per_step, whole = {}, {}
        for i, v in values.items():
            if not self.most[i]:
                continue
            part = Fraction(scale * v * self.grid[i], self.most[i])
            per_step[i] = -((-part) // 1) if at_most else part // 1
            if self.indivisible[i]:
                whole[i] = scale * v
        return Limit(name, at_most, limit * scale, per_step, whole=whole)

    def counted(self, limit: Limit, i: int, amount: int) -> int:
        """Return what an award of ``amount`` counts in ``limit``."""
        if not amount:
            return 0
        if i in limit.whole and amount == self.most[i]:
            return limit.whole[i]
        return limit.per_step.get(i, 0) * (amount // self.grid[i]) + limit.funded.get(i, 0)

    def total(self, limit: Limit, plan: Sequence[int]) -> int:
        return sum(self.counted(limit, i, plan[i]) for i in range(self.n))

    def broken(self, plan: Sequence[int]) -> list[str]:
        return [one.name for one in self.limits if not one.kept_by(self.total(one, plan))]

    # --- stages and comparisons ---

    def _stages(self) -> list[list[int]]:
        stages, left = [], list(range(self.n))
        for stage in self.rules.get("stages", ()):
            clauses = stage["clauses"] if isinstance(stage, Mapping) else stage
            stages.append([i for i in left if self.clause[i] in clauses])
            left = [i for i in left if i not in stages[-1]]
        return [members for members in (*stages, left) if members]

    def _chains(self) -> list[list[int]]:
        groups: dict[tuple[str, str | None], list[int]] = {}
        for i in range(self.n):
            clause = self.clause[i]
            if clause in self.rules.get("monotone", ()) and self.is_open(i):
                groups.setdefault((str(clause), self.labels[i].get("panel")), []).append(i)
        return list(groups.values())

    def room_for_next(self, i: int, plan: Sequence[int]) -> bool:
        """Return whether every limit over single owners has room for ``i``'s next amount."""
        later = [amount for amount in self.domain(i) if amount > plan[i]]
        for limit in self.limits:
            if limit.holds and later:
                rise = self.counted(limit, i, later[0]) - self.counted(limit, i, plan[i])
                if rise > 0 and self.total(limit, plan) + rise > limit.limit:
                    return False
        return True

    def misordered(self, members: Sequence[int], plan: Sequence[int]) -> list[tuple[int, int]]:
        """Return the pairs of one chain that break the order, more merit first."""
        return [
            (i, j)
            for i in members
            for j in members
            if i != j
            and self.merit[i] >= self.merit[j]
            and plan[i] != self.most[i]
            and (plan[i] + self.grid[i]) * self.entitled[j] <= plan[j] * self.entitled[i]
            and self.room_for_next(i, plan)
        ]

    def equal_awards(
        self, members: Sequence[int], ratios: Mapping[str, int], settled: Sequence[int]
    ) -> list[int]:
        """Return ``settled`` with the equal members of a stage served at their clauses' ratios."""
        plan = list(settled)
        for i in members:
            # A clause without an open project needs no ratio.
            part = ratios.get(str(self.clause[i]), MILLION) * self.entitled[i] // MILLION
            for amount in reversed([a for a in self.domain(i) if a <= part]):
                plan[i] = amount
                if not any(
                    limit.holds
                    and self.counted(limit, i, amount)
                    and self.total(limit, plan) > limit.limit
                    for limit in self.limits
                ):
                    break
        return plan

    def wrong(self, plan: Sequence[int], ratios: Mapping[str, int]) -> list[str]:
        """Return everything in which a whole plan is unlawful; ``ratios`` by equal clause."""
        out = [
            f"domain {self.ids[i]}"
            for i in range(self.n)
            if not self.equal[i] and plan[i] not in self.domain(i)
        ]
        out += [f"limit {name}" for name in self.broken(plan)]
        settled = [self.lock.get(i, 0) for i in range(self.n)]
        for stage in self.stages:
            mine = [i for i in stage if self.equal[i] and i not in self.lock]
            if any(str(self.clause[i]) not in ratios for i in mine if self.is_open(i)):
                return [*out, "ratio missing"]
            settled = self.equal_awards(mine, ratios, settled)
            out += [f"equal {self.ids[i]}" for i in mine if plan[i] != settled[i]]
            for i in stage:
                settled[i] = plan[i]
            out += [
                f"order {self.ids[i]} {self.ids[j]}"
                for chain in self.chains
                if chain[0] in stage
                for i, j in self.misordered(chain, settled)
            ]
        return out

    # --- objectives ---

    def worths(self, name: str, stage: Sequence[int]) -> tuple[Callable[[int, int], int], int]:
        """Return what an award is worth (project, yuan), and the published scale."""
        if name == "merit_yuan":
            return lambda i, x: self.merit[i] * x, 1
        if name == "number_funded":
            return lambda _, x: int(x > 0), 1
        if name == "diminishing":
            return self._diminishing, 1
        scale = least_scale(
            [
                (self.merit[i], self.most[i] // self.grid[i])
                for i in stage
                if self.merit[i] and self.most[i] and not self.indivisible[i]
            ]
        )

        def by_share(i: int, x: int) -> int:
            if not x or not self.most[i]:
                return 0
            if self.indivisible[i] and x == self.most[i]:
                return scale * self.merit[i]
            return scale * self.merit[i] * self.grid[i] // self.most[i] * (x // self.grid[i])

        return by_share, scale

    def _diminishing(self, i: int, x: int) -> int:
        total, start = 0, 0
        for tier in self.rules["diminishing"]:
            end = self.grid[i] * (exact(tier["to"]) * self.entitled[i] // self.grid[i])
            total += int(tier["weight"]) * (min(max(x, start), end) - start)
            start = end
        return self.merit[i] * total

    def values(self, stage: Sequence[int], plan: Sequence[int]) -> Plan:
        out = []
        for name in self.document["objective"]:
            worth, _ = self.worths(name, stage)
            out.append(sum(worth(i, plan[i]) for i in stage))
        return tuple(out)

    def scales(self, stage: Sequence[int]) -> Plan:
        return tuple(self.worths(name, stage)[1] for name in self.document["objective"])

    def counts(self, stage: Sequence[int]) -> bool:
        """Return whether a stage has entries among the objectives: not if all of it is equal."""
        return not all(self.equal[i] for i in stage)

    def breakpoints(self, clause: str, stage: Sequence[int]) -> list[int]:
        """Return the ratios (millionths) at which an open award of an equal clause rises."""
        mine = [i for i in stage if self.clause[i] == clause and i not in self.lock]
        steps = {
            -(-s * MILLION // self.entitled[i])
            for i in mine
            for s in range(1, self.entitled[i] + 1)
        }
        return sorted({0, *steps})

    def stage_plans(self, number: int, settled: Sequence[int]) -> Iterator[list[int]]:
        """Yield every plan of one stage beside ``settled`` that keeps its own comparisons."""
        stage = self.stages[number]
        mine = [i for i in stage if i not in self.lock]
        equal = [i for i in mine if self.equal[i]]
        free = [i for i in mine if not self.equal[i]]
        clauses = sorted({str(self.clause[i]) for i in equal})
        chains = [chain for chain in self.chains if chain[0] in stage]
        seen = set()
        for ks in product(*(self.breakpoints(c, stage) for c in clauses)):
            base = self.equal_awards(equal, dict(zip(clauses, ks, strict=True)), settled)
            if tuple(base) in seen:
                continue
            seen.add(tuple(base))
            for amounts in product(*(self.domain(i) for i in free)):
                plan = list(base)
                for i, amount in zip(free, amounts, strict=True):
                    plan[i] = amount
                if not any(self.misordered(chain, plan) for chain in chains):
                    yield plan
