"""Random years with tranches, and scenarios that use every rule and limit, seeded."""

import random
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from optimizer.formats.problem import MinimumAward
from optimizer.intake.columns import TRANCHES
from optimizer.intake.scenario_types import CustomLimit, FutureLimit, Scenario, Where
from optimizer.intake.year import Year
from tests.support.applications import table_from
from tests.support.odd_years import odd_year

COMPETITIVE = ("6", "9.1", "9.2", "9.3", "11", "13", "14")


def managed_year(seed: int, *, count: int = 60) -> tuple[Year, Scenario]:
    """Return a sound random year whose awards are partly paid in tranches, and its scenario."""
    year, scenario = odd_year(seed, odd=False, count=count)
    dice = random.Random(seed)  # noqa: S311  # made-up rows, no secret
    applications = year.applications
    sizes = np.array([dice.choice(["大", "中", "小", "微", ""]) for _ in range(count)], object)
    jobs = np.array([dice.choice([-1, 0, 3, 40]) for _ in range(count)])
    columns = {**applications.table.columns, "unit_size": sizes, "new_jobs": jobs}
    tranches = _tranches(dice, applications["application_no"].tolist())
    changed = replace(
        applications,
        table=replace(applications.table, columns=columns),
        lists={**applications.lists, "tranches": tranches},
    )
    return replace(year, applications=changed), _rules(dice, scenario)


def _tranches(dice: random.Random, numbers: list[str]) -> Any:  # noqa: ANN401 (a table)
    rows: list[tuple[int, dict[str, Any]]] = []
    for i, number in enumerate(numbers):
        if dice.random() < 0.3:
            years = dice.sample([2026, 2027, 2028, 2029], dice.randint(1, 3))
            parts = [dice.randint(1, 9) for _ in years]
            key = dice.choice(["tranche_share", "tranche_amount"])
            rows += [
                (i, {"application_no": number, "year": year, key: part})
                for year, part in zip(years, parts, strict=True)
            ]
    parent = np.array([i for i, _ in rows], dtype=np.int64)
    return table_from(TRANCHES, [row for _, row in rows], parent=parent)


def _where(dice: random.Random) -> Where:
    ways: list[Where] = [
        {},
        {"unit_size": ("小", "微")},
        {"article": ("9", "13"), "digital_core": ("是",)},
        {"clause": COMPETITIVE[:4], "contributes": ("通过",)},
        {"group_key": ("G1",)},
        {"panel": ("甲",)},
    ]
    return dice.choice(ways)


def _limit(dice: random.Random, name: str) -> CustomLimit:
    limit = CustomLimit(name, _where(dice))
    share = Fraction(dice.randint(1, 30), 100)
    match dice.choice(["yuan", "share", "jobs", "money", "jobs share"]):
        case "yuan":
            return replace(limit, at_most=dice.choice([1, 40]) * 1_000_000)
        case "share":
            return replace(
                limit, at_least_share=share, at_most_share=dice.choice([None, 4 * share])
            )
        case "jobs":
            return replace(limit, number="new_jobs", at_least=3, at_most=900)
        case "money":
            return replace(limit, number="requested", at_most=300_000_000)
        case _:
            return replace(limit, number="new_jobs", at_most_share=Fraction(9, 10))


def _rules(dice: random.Random, scenario: Scenario) -> Scenario:
    def perhaps(value: Any, otherwise: Any = None) -> Any:  # noqa: ANN401 (any field)
        return value if dice.random() < 0.35 else otherwise

    members = {"clause": COMPETITIVE}
    least = MinimumAward(Fraction(1, 2), dice.choice([0, 100_000]), members)
    return replace(
        scenario,
        monotone=perhaps(("6", "11")),
        minimum_award=perhaps(least),
        indivisible=perhaps({"clause": ("14",), "unit_size": ("小", "大")}),
        most_projects=perhaps(("unit", 2)),
        custom_limits=tuple(_limit(dice, f"own{k}") for k in range(dice.randint(0, 2))),
        future_limits=perhaps((FutureLimit(2027, 3_000_000), FutureLimit(2029, 0)), ()),
    )
