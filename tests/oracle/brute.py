"""Every plan of a tiny problem: the best of each stage, who ties, and what clashes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from math import gcd

from tests.oracle.definition import Definition, Document, Plan
from tests.oracle.limit import MILLION, Limit
from tests.oracle.rational import ONE, ZERO, Infeasible, leximin, maximum


@dataclass(frozen=True)
class Best:
    """The plans of one stage that nothing beats, lexicographically, and what they reach."""

    values: Plan
    plans: tuple[Plan, ...]


class Brute(Definition):
    """A definition with the means to go through all plans."""

    def completions(self, number: int, settled: Sequence[int]) -> Iterator[list[int]]:
        """Yield every whole plan from stage ``number`` on that keeps all limits."""
        if number == len(self.stages):
            if not self.broken(settled):
                yield list(settled)
            return
        for plan in self.stage_plans(number, settled):
            if not self.hopeless(plan):
                yield from self.completions(number + 1, plan)

    def hopeless(self, plan: Sequence[int]) -> bool:
        """Return whether an at-most limit without negative counts is broken already."""
        return any(
            limit.at_most
            and self.total(limit, plan) > limit.limit
            and not any(c < 0 for c in (*limit.per_step.values(), *limit.whole.values()))
            for limit in self.limits
        )

    def completable(self, number: int, plan: Sequence[int]) -> bool:
        """Return whether stages from ``number`` on can still see to every limit."""
        return any(True for _ in self.completions(number, plan))

    def locked(self) -> list[int]:
        return [self.lock.get(i, 0) for i in range(self.n)]

    def possible(self, number: int, settled: Sequence[int]) -> Iterator[Plan]:
        """Yield every plan of one stage that the later ones can complete."""
        for plan in self.stage_plans(number, settled):
            if not self.hopeless(plan) and self.completable(number + 1, plan):
                yield tuple(plan)

    def best(self, number: int, settled: Sequence[int], least: Plan = ()) -> Best | None:
        """Return the lexicographic best of a stage whose first values are at least ``least``."""
        top: Plan | None = None
        plans: list[Plan] = []
        for plan in self.possible(number, settled):
            values = self.values(self.stages[number], plan)
            if any(v < w for v, w in zip(values, least, strict=False)):
                continue
            # What is bounded from below already is no longer maximised.
            key = values[len(least) :]
            if top is None or key > top:
                top, plans = key, []
            if key == top:
                plans.append(plan)
        return None if top is None else Best(top, tuple(plans))

    # --- equal clauses in a stage of their own ---

    def filled(self, number: int, settled: Sequence[int]) -> Plan | None:
        """Return the equal stage whose clauses share one ratio, each up to what stops it.

        All rise together to the greatest ratio that leaves a plan. Where a breakpoint more would
        break an at-most limit (one that cuts nobody), the clauses which it covers stop; where no
        plan would be left for the rest, those stop that alone would have that effect, else all.
        ``None`` where nothing at all is impossible, so that floors must lift some clauses first.
        """
        stage = self.stages[number]
        mine = [i for i in stage if i not in self.lock]
        ratio = dict.fromkeys(sorted({str(self.clause[i]) for i in mine}), 0)

        def plan_at(ratios: Mapping[str, int]) -> Plan:
            return tuple(self.equal_awards(mine, ratios, settled))

        def broken(plan: Plan) -> list[Limit]:
            return [x for x in self._plain_limits() if not x.kept_by(self.total(x, plan))]

        def fits(ratios: Mapping[str, int]) -> bool:
            plan = plan_at(ratios)
            return not broken(plan) and self.completable(number + 1, plan)

        if not fits(ratio):
            return None
        active = set(ratio)
        points = sorted({p for c in ratio for p in self.breakpoints(c, stage)})
        while active:
            tried = [{c: k if c in active else ratio[c] for c in ratio} for k in points]
            at = max(k for k, ratios in enumerate(tried) if k == 0 or fits(ratios))
            if at:
                ratio = tried[at]
            if at + 1 == len(points):
                break
            full = broken(plan_at(tried[at + 1]))
            stop = {str(self.clause[i]) for i in mine for one in full if one.per_step.get(i)}
            if not full:
                beyond = points[at + 1]
                stop = {c for c in active if not fits({**ratio, c: beyond})}
            active -= (stop & active) or active
            points = points[at:]
        return plan_at(ratio)

    def _plain_limits(self) -> list[Limit]:
        """Return the at-most limits that cut nobody and count nothing below 0."""
        return [
            limit
            for limit in self.limits
            if limit.at_most
            and not limit.holds
            and not any(c < 0 for c in (*limit.per_step.values(), *limit.whole.values()))
        ]

    def least_ratio(self, number: int, settled: Sequence[int], plan: Plan | None) -> int:
        """Return the greatest least ratio of an equal stage, or (with a plan) the plan's own.

        A ratio is read as the greatest that gives the same amounts.
        """
        stage = self.stages[number]
        mine = [i for i in stage if i not in self.lock]
        clauses = sorted({str(self.clause[i]) for i in mine})
        points = [self.breakpoints(c, stage) for c in clauses]
        best = -1
        for ks in product(*points):
            own = self.equal_awards(mine, dict(zip(clauses, ks, strict=True)), settled)
            if plan is not None and tuple(own) != plan:
                continue
            if self.hopeless(own) or not self.completable(number + 1, own):
                continue
            least = min(
                min((p for p in line if p > k), default=MILLION + 1) - 1
                for line, k in zip(points, ks, strict=True)
            )
            best = max(best, least)
        return best

    # --- ties ---

    def greatest_by_number(self, number: int, plans: Sequence[Plan]) -> Plan:
        """Return the plan whose awards of the stage, by rising id, are greatest."""
        return max(plans, key=lambda plan: [plan[i] for i in self.stages[number]])

    def leximin_choice(self, number: int, settled: Sequence[int], best: Best) -> Plan | None:
        """Return what the published tie rule chooses; ``None`` where the stage has no such face."""
        stage = self.stages[number]
        mine = [i for i in stage if self.is_open(i)]
        ratios = self._face_point(number, settled, best, mine)
        if ratios is None:
            return None
        inside = [
            plan
            for plan in best.plans
            if all(
                self.grid[i] * (r // self.grid[i])
                <= plan[i]
                <= self.grid[i] * -(-r // self.grid[i])
                for i, r in ratios.items()
            )
        ]
        order = sorted(
            (i for i in mine if ratios[i] % self.grid[i]),
            key=lambda i: (-(ratios[i] / self.grid[i] % 1), i),
        )
        if not inside:
            return None
        return max(inside, key=lambda plan: [plan[i] > ratios[i] for i in order])

    def helpers(self, number: int, settled: Sequence[int]) -> list[int]:
        """Return the open projects of later stages that a limit of this stage may count on."""
        out = set()
        for limit in self.limits:
            counts = limit.per_step.values()
            wanting = not limit.kept_by(self.total(limit, settled)) or any(c < 0 for c in counts)
            for stage in self.stages[number + 1 :]:
                for i in stage:
                    c = limit.per_step.get(i, 0)
                    if self.is_open(i) and (c < 0 if limit.at_most else c > 0 and wanting):
                        out.add(i)
        return sorted(out)

    def _face_point(
        self, number: int, settled: Sequence[int], best: Best, mine: list[int]
    ) -> dict[int, Fraction] | None:
        """Return the yuan of the leximin point of the rational optimal face."""
        later = self.helpers(number, settled)
        columns = [*mine, *later]
        rows: list[list[Fraction]] = []
        right: list[Fraction] = []

        def add(coefficients: Mapping[int, Fraction], limit: int) -> None:
            rows.append([coefficients.get(i, ZERO) for i in columns])
            right.append(Fraction(limit))

        for i in columns:
            add({i: ONE}, self.most[i])
        for limit in self.limits:
            sign = 1 if limit.at_most else -1
            left = sign * (limit.limit - self.total(limit, settled))
            counts = {i: Fraction(sign * limit.per_step.get(i, 0), self.grid[i]) for i in columns}
            step = gcd(*(limit.per_step.get(i, 0) for i in columns))
            if step:
                add(counts, left // step * step)
        total = ZERO
        for name, value in zip(self.document["objective"], best.values, strict=True):
            worth, _ = self.worths(name, stage := self.stages[number])
            constant = sum(worth(i, settled[i]) for i in stage)
            cost = [
                Fraction(worth(i, self.grid[i]), self.grid[i]) if i in mine else ZERO
                for i in columns
            ]
            try:
                total = maximum(cost, rows, right)
            except Infeasible:
                return None
            if total != value - constant:
                return None
            rows.append([-c for c in cost])
            right.append(-total)
        weights = [Fraction(1, self.entitled[i]) if i in mine else None for i in columns]
        found = leximin(weights, rows, right) if mine else []
        return {i: r * self.entitled[i] for i, r in zip(mine, found, strict=True)}


# --- when nothing fits ---


def items(document: Document) -> list[str]:
    """Return everything that may take part in a clash: budget, rows, counts, shares, locks."""
    own = Brute(document)
    names = list(dict.fromkeys(limit.name for limit in own.limits))
    return names + [f"lock {own.ids[i]}" for i in own.lock]


def possible_with(document: Document, kept: frozenset[str]) -> bool:
    """Return whether a plan keeps the named limits and locks (and every rule)."""
    own = Brute(document, frozenset(items(document)) - kept)
    return own.completable(0, own.locked())


def minimal_clashes(document: Document) -> set[frozenset[str]]:
    """Return every inclusion-minimal set of limits and locks that no plan keeps."""
    names = items(document)
    clashes: list[frozenset[str]] = []
    for size in range(1, len(names) + 1):
        for chosen in combinations(names, size):
            kept = frozenset(chosen)
            if not any(clash <= kept for clash in clashes) and not possible_with(document, kept):
                clashes.append(kept)
    return set(clashes)


def is_minimal(document: Document, clash: frozenset[str]) -> bool:
    """Return whether ``clash`` cannot hold together, while any of it less can."""
    return not possible_with(document, clash) and all(
        possible_with(document, clash - {name}) for name in clash
    )
