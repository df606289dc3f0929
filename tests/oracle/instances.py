"""Tiny seeded problems as JSON documents that switch on every pair of rules.

Instance ``k`` is about pair ``k`` modulo their number; now and then a third rule joins.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from random import Random
from typing import Any

SCORED = ("6", "9", "13")
EQUAL = ("5", "7")
#: Plans above which a problem is drawn again, smaller.
MOST_PLANS = 1_500

Json = dict[str, Any]


@dataclass(frozen=True)
class Size:
    """How large a problem is drawn: numbers of projects, clauses and units, steps of an award."""

    least: int
    most: int
    steps: tuple[int, ...] = (0, 1, 2, 2, 3, 3, 4, 5)
    clauses: tuple[int, ...] = (1, 1, 2)
    units: int = 2
    merits: int = 5
    grids: tuple[int, ...] = (1, 2, 10, 10)
    count: int = 2


class Draw:
    """A problem in the making; each rule is a method of its own name."""

    def __init__(self, random: Random, names: frozenset[str], size: Size) -> None:
        self.random = random
        self.size = size
        n = random.randint(size.least, size.most)
        equal = "equal" in names
        self.grid = random.choice(size.grids)
        clauses = random.sample(SCORED, random.choice(size.clauses))
        if equal:
            clauses = [*clauses, *random.sample(EQUAL, random.choice((1, 1, 2)))]
        self.projects = [self._project(k, clauses) for k in range(n)]
        self.rows: list[Json] = []
        self.rules: Json = {}
        self.objective = ["merit_yuan"]
        total = sum(one["entitled"] for one in self.projects)
        self.budget = int(total * random.uniform(0.2, 1.0))
        # Rules that need one another, in an order that lets the later read the earlier.
        for name in sorted(names, key=lambda name: (name in LAST, name)):
            getattr(self, name)()
        if equal and "stages" not in self.rules and random.random() < 0.9:
            self.rules["stages"] = [list(EQUAL)]

    def _project(self, k: int, clauses: list[str]) -> Json:
        random = self.random
        clause = random.choice(clauses)
        equal = clause in EQUAL
        grid = 1 if equal else self.grid
        steps = random.choice(self.size.steps)
        extra = random.choice((0, 0, 3)) if grid > 3 else 0
        return {
            "id": f"{k:02d}",
            "entitled": steps * grid + extra,
            "grid": grid,
            "merit": 0 if equal else random.randint(0, self.size.merits),
            "labels": {
                "clause": clause,
                "unit": f"U{random.randint(1, self.size.units)}",
                "size": random.choice(("small", "large")),
            },
            "numbers": {"jobs": random.randint(-3, 9)} if not k or random.random() < 0.8 else {},
        }

    def _yuan(self, low: float, high: float) -> int:
        total = sum(one["entitled"] for one in self.projects)
        return int(total * self.random.uniform(low, high))

    def _scored(self) -> str:
        clauses = [str(one["labels"]["clause"]) for one in self.projects if one["merit"]]
        return self.random.choice(clauses or ["6"])

    def _some(self) -> Json:
        return self.random.choice(
            (
                {"size": "small"},
                {"size": "large"},
                {"clause": self._scored()},
                {"unit": "U1"},
                {"clause": self._scored(), "size": ["small"]},
            )
        )

    def _row(self, name: str, **parts: object) -> None:
        self.rows.append({"name": name, **parts})

    # --- limits ---

    def pool(self) -> None:
        clause = self._scored() if self.random.random() < 0.7 else self.random.choice(EQUAL)
        self._row(f"clause {clause}", members={"clause": clause}, at_most=self._yuan(0.1, 0.6))

    def floor(self) -> None:
        clause = self._scored() if self.random.random() < 0.8 else self.random.choice(EQUAL)
        self._row(f"floor {clause}", members={"clause": clause}, at_least=self._yuan(0.05, 0.4))

    def unit_limit(self) -> None:
        self._row("unit U1", members={"unit": "U1"}, at_most=self._yuan(0.05, 0.5))

    def group_limit(self) -> None:
        for k, one in enumerate(self.projects):
            if not k or self.random.random() < 0.6:
                one["labels"]["group"] = "G"
        self._row("group G", members={"group": "G"}, at_most=self._yuan(0.05, 0.5))

    def id_limit(self) -> None:
        ids = [one["id"] for one in self.random.sample(self.projects, 2)]
        self._row("project P", members={"id": ids}, at_most=self._yuan(0.05, 0.4))

    def custom_most(self) -> None:
        self._row("size", members={"size": "small"}, at_most=self._yuan(0.1, 0.6))

    def custom_least(self) -> None:
        self._row("least", members={"size": "large"}, at_least=self._yuan(0.05, 0.4))

    def number_most(self) -> None:
        self._row("jobs most", number="jobs", at_most=self.random.randint(-1, 12))

    def number_least(self) -> None:
        self._row("jobs", number="jobs", members=self._some(), at_least=self.random.randint(-4, 8))

    def share_least(self) -> None:
        share = self.random.choice(("30%", "1/2", "0.2", "2/3"))
        self._row("share", members=self._some(), at_least_share=share)

    def share_most(self) -> None:
        share = self.random.choice(("40%", "1/2", "0.7", "2/3"))
        self._row("share most", members=self._some(), at_most_share=share)

    def number_share(self) -> None:
        sense = self.random.choice(("at_least_share", "at_most_share"))
        share = self.random.choice(("30%", "1/2"))
        self._row("jobs share", number="jobs", members={"size": "small"}, **{sense: share})

    def most_projects(self) -> None:
        label = self.random.choice(("unit", "clause", "size"))
        self.rules["most_projects"] = {
            "label": label,
            "count": self.random.randint(1, self.size.count),
        }

    # --- single projects ---

    def minimum_ratio(self) -> None:
        ratio = self.random.choice(("1/2", "70%", "0.4"))
        self.rules.setdefault("minimum_award", {})["ratio"] = ratio

    def minimum_amount(self) -> None:
        minimum = self.rules.setdefault("minimum_award", {})
        minimum["amount"] = self.random.randint(1, 4) * self.grid - self.random.choice((0, 1))
        if self.random.random() < 0.5:
            minimum["members"] = {"size": "small"}

    def indivisible(self) -> None:
        self.rules["indivisible"] = True

    def indivisible_some(self) -> None:
        self.rules["indivisible"] = {"size": "large"}

    def pass_mark(self) -> None:
        self.rules["pass_mark"] = self.random.randint(1, 3)

    def lock_full(self) -> None:
        self._lock("full")

    def lock_refuse(self) -> None:
        self._lock("refuse")

    def lock_fix(self) -> None:
        one = self.random.choice(self.projects)
        steps = one["entitled"] // one["grid"]
        self._lock({"fix": self.random.randint(0, steps) * one["grid"]}, one)

    def _lock(self, to: object, one: Json | None = None) -> None:
        one = one or self.random.choice(self.projects)
        self.rules.setdefault("locks", {}).setdefault(one["id"], to)

    # --- comparisons and stages ---

    def equal(self) -> None:
        self.rules["equal"] = list(EQUAL)

    def monotone(self) -> None:
        self.rules["monotone"] = list(SCORED)

    def panel(self) -> None:
        self.rules["monotone"] = list(SCORED)
        for one in self.projects:
            if self.random.random() < 0.8:
                one["labels"]["panel"] = self.random.choice(("A", "B"))

    def stages(self) -> None:
        clauses = sorted({one["labels"]["clause"] for one in self.projects})
        self.random.shuffle(clauses)
        equal = [c for c in clauses if c in EQUAL]
        rest = [[c] for c in clauses if c not in EQUAL]
        stages: list[list[str]] = [*rest, equal] if equal else rest
        self.random.shuffle(stages)
        if len(stages) > 2 and self.random.random() < 0.3:
            stages.pop()
        self.rules["stages"] = stages

    def stage_share(self) -> None:
        if "stages" not in self.rules:
            self.stages()
        k = self.random.randrange(len(self.rules["stages"]))
        share = self.random.choice(("40%", "1/2", "2/3"))
        clauses = self.rules["stages"][k]
        self.rules["stages"][k] = {"clauses": clauses, "share": share}

    # --- objectives ---

    def merit_projects(self) -> None:
        self._aim("merit_projects")

    def number_funded(self) -> None:
        if not {"minimum_award", "indivisible"} & self.rules.keys():
            self.minimum_ratio()
        self._aim("number_funded")

    def diminishing(self) -> None:
        tiers = self.random.choice(
            (
                [{"to": "1/2", "weight": 2}, {"to": "1", "weight": 1}],
                [{"to": "0.3", "weight": 5}, {"to": "60%", "weight": 3}],
                [{"to": "1/3", "weight": 3}, {"to": "2/3", "weight": 3}, {"to": "1", "weight": 1}],
            )
        )
        self.rules["diminishing"] = tiers
        self._aim("diminishing")

    def objective_list(self) -> None:
        if self.objective == ["merit_yuan"]:
            self.objective = ["merit_yuan", "merit_projects"]
        elif "merit_yuan" not in self.objective:
            self.objective.append("merit_yuan")
        self.random.shuffle(self.objective)

    def _aim(self, name: str) -> None:
        if self.objective == ["merit_yuan"]:
            self.objective = [name]
        else:
            self.objective.append(name)

    def two_grids(self) -> None:
        for one in self.projects:
            if one["labels"]["clause"] not in EQUAL and self.random.random() < 0.5:
                steps = one["entitled"] // one["grid"]
                one["grid"] = {1: 2, 2: 3, 10: 4, 100: 40}[self.grid]
                one["entitled"] = steps * one["grid"]

    def document(self) -> Json:
        return {
            "format": "allocation-problem/1",
            "objective": self.objective,
            "budget": self.budget,
            "projects": self.projects,
            "rows": self.rows,
            "rules": self.rules,
        }


#: Drawn after all others: what they draw depends on grids, minimums, stages and other objectives.
LAST = ("lock_fix", "number_funded", "objective_list", "stage_share")
RULES = (
    "pool", "floor", "unit_limit", "group_limit", "id_limit", "custom_most", "custom_least",
    "number_most", "number_least", "share_least", "share_most", "number_share", "most_projects",
    "minimum_ratio", "minimum_amount", "indivisible", "indivisible_some", "pass_mark",
    "lock_full", "lock_refuse", "lock_fix", "equal", "monotone", "panel", "stages", "stage_share",
    "merit_projects", "number_funded", "diminishing", "objective_list", "two_grids",
)  # fmt: skip
PAIRS = tuple(combinations(RULES, 2))


def plans(document: Json) -> int:
    """Return how many plans the amounts alone would make."""
    out = 1
    for one in document["projects"]:
        out *= one["entitled"] // one["grid"] + 1
    return out


def instance(number: int) -> Json:
    """Return the seeded instance of a number; instances ``0 .. len(PAIRS) - 1`` cover all pairs."""
    random = Random(number)  # noqa: S311  a seeded generator, not a secret
    pair = PAIRS[number % len(PAIRS)]
    names = set(pair)
    while random.random() < 0.45:
        names.add(random.choice(RULES))
    most = 6
    while True:
        document = Draw(random, frozenset(names), Size(3, most)).document()
        if plans(document) <= MOST_PLANS:
            return document
        most = max(3, most - 1)


LARGER = Size(
    20, 60, steps=(1, 2, 3, 4, 5, 6, 8), clauses=(2, 3), units=8, merits=40, grids=(1, 100), count=4
)
#: Rules that clash too often, or are compared by going through all plans only.
NOT_LARGER = {"equal", "stage_share", "lock_fix"}


def larger(number: int) -> Json:
    """Return a seeded problem of 20 to 60 projects with about four rules."""
    random = Random(f"larger {number}")  # noqa: S311  as above
    rules = [name for name in RULES if name not in NOT_LARGER]
    names = {rules[number % len(rules)], *random.sample(rules, 3)}
    return Draw(random, frozenset(names), LARGER).document()


def two_sided(number: int) -> Json | None:
    """Return instance ``number`` with its shares and numbers held from both sides, often equally.

    ``None`` where it has no such limit.
    """
    document, random = instance(number), Random(number)  # noqa: S311  # seeded instances, no secret
    found = False
    for row in document["rows"]:
        for one, other in (("at_least", "at_most"), ("at_most", "at_least")):
            share = f"{one}_share"
            if share in row and f"{other}_share" not in row:
                wide = "1/4" if other == "at_least" else "3/4"
                row[f"{other}_share"] = row[share] if random.random() < 0.6 else wide
                found = True
                break
            if "number" in row and one in row and other not in row:
                away = random.choice((0, 1))
                row[other] = row[one] + (away if other == "at_most" else -away)
                found = True
                break
    return document if found else None
