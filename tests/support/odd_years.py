"""Random years with many odd rows, seeded: what two readings of the law are compared on.

``odd`` years have few units that collide in everything, with every kind of gap and flaw. ``sound``
ones have more units and few flaws, so that amounts, limits and plans are compared rather than
refusals. Parameters, gates and tier tables vary with the seed.
"""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from optimizer.formats.problem import Stage
from optimizer.intake.columns import APPLICATION_COLUMNS
from optimizer.intake.columns import Column as Defined
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.year import Year
from optimizer.policy.settings import Setting
from optimizer.policy.types import Clause, Parameter, Text, Value
from tests.support.applications import applications_from, ledger_from, scores_from
from tests.support.law import RATIOS, call_of, district, tier_table

WAN = 100 * 10_000  # fen
BANDS = {"90": "100%", "80": "80%", "70": "60%", "60": "40%"}
MONEY = ("verified_base", "audit_amount", "total_investment", "contract_amount",
         "other_public_funds", "sponsorship_income", "subscribed_amount")  # fmt: skip
Record = dict[str, Any]
Lists = Mapping[str, Sequence[Record]]


@dataclass
class Writer:
    """Writes the cells of one year out of one seed."""

    dice: random.Random
    units: Sequence[str]
    odd: bool

    def chance(self, odd: float, sound: float) -> bool:
        """Say yes with the chance that the kind of year gives it."""
        return self.dice.random() < (odd if self.odd else sound)

    def money(self, low: int, high: int) -> int:
        """Return fen, often whole 万元."""
        whole = self.dice.randint(low, high) * WAN
        return self.dice.choice([whole, whole, self.dice.randint(low * WAN, high * WAN)])

    def day(self) -> str:
        """Return a day, mostly in the window and term."""
        start, span = (
            (date(2024, 11, 1), 640) if self.chance(0.25, 0.02) else (date(2025, 1, 1), 510)
        )
        return (start + timedelta(days=self.dice.randint(0, span))).isoformat()

    def flag(self, good: bool = True) -> bool | None:  # noqa: FBT001, FBT002 (a flag is a bool)
        """Return the good answer, seldom the other one or none."""
        if not self.chance(0.06, 0.004):
            return good
        return self.dice.choice([not good, None])

    def application(self, number: str) -> Record:
        """Write one application."""
        dice = self.dice
        clause, unit = dice.choice(district().clauses), dice.choice(self.units)
        record: Record = {column.key: self._cell(column) for column in APPLICATION_COLUMNS}
        record |= {
            "application_no": number,
            "usci": unit,
            "unit_name": f"name of {unit}",
            "clause": clause.id,
            "project_name": "x",
            "project_no": dice.choice([f"{unit}-{dice.randint(0, 3)}"] * 3 + [f"P{number}", ""]),
            "group_key": dice.choice(["", "", "G1", "G2"]),
            "registered_district": dice.choice(["", "东城区", "西城区"]),
            "national_filing_no": "" if self.chance(0.2, 0.02) else "X",
            "requested": dice.choice([0, 99, 100])
            if self.chance(0.06, 0.01)
            else self.money(1, 1500),
            "base_amount": dice.choice([None, 0, 3, 5000 * WAN, 5000 * WAN - 1])
            if self.chance(0.2, 0.1)
            else self.money(10, 12000),
        }
        for key in MONEY:
            record[key] = self.money(0, 3000) if dice.random() < 0.3 else None
        named = clause.payee == "named"
        record["payee_usci"] = dice.choice([*self.units, "N1", "N2"] if named else ["", unit])
        if named and self.chance(0.1, 0.02):
            record["payee_usci"] = ""
        record["payee_name"] = f"name of {record['payee_usci']}"
        if not self.odd:
            record |= self._sound(clause)
        return record

    def _sound(self, clause: Clause) -> Record:
        """Return what keeps most applications of a sound year from being refused."""
        return {
            "unit_type": clause.unit_types[0],
            "unit_size": "小",
            "investor_type": "总部企业",
            "listed_entity": "申报单位",
            "lists_entered": ["软件百家"],
        }

    def _cell(self, column: Defined) -> Any:  # noqa: ANN401 (cells hold anything)
        dice = self.dice
        match column.kind:
            case "check":
                return self.flag()
            case "flag" if "neg_" in column.key:
                return True if self.chance(0.004, 0.0005) else dice.choice([False, False, None])
            case "flag":
                return self.flag(column.key not in {"ever_included_before", "relocated"})
            case "date":
                return None if self.chance(0.05, 0.01) else self.day()
            case "choice":
                return dice.choice([*column.choices[:2] * 4, *column.choices])
            case "choices":
                return [one for one in column.choices if dice.random() < 0.6]
            case _:
                return None

    def lists(self, records: Sequence[Record]) -> Lists:
        """Write the lists of all applications."""
        rows: dict[str, list[Record]] = defaultdict(list)
        for record in records:
            for name, write in (
                ("agreements", self._agreement),
                ("higher_awards", self._award),
                ("partners", self._partner),
                ("investors", self._investor),
                ("other_funding", self._funding),
                ("introduced", self._introduced),
                ("contracts", self._contract),
                ("negative_events", self._event),
            ):
                needed = name in district().clause(record["clause"]).needs
                rare = {"contracts": (0.15, 0.01), "negative_events": (0.08, 0.002)}
                if (
                    self.chance(0.95, 0.99)
                    if needed
                    else self.chance(*rare.get(name, (0.12, 0.05)))
                ):
                    number = record["application_no"]
                    for _ in range(self.dice.randint(1, 3)):
                        rows[name].append({"application_no": number, **write(number)})
        return rows

    def _paper(self, letter: str, number: str, most: int) -> str:
        """Return the number of a document, which another application may have too."""
        own = "" if self.chance(1, 0.05) else number
        return f"{letter}{self.dice.randint(0, most)}{own}"

    def _agreement(self, number: str) -> Record:
        return {
            "agreement_no": self._paper("A", number, 40),
            "sign_date": self.day(),
            "start_date": self.dice.choice([None, self.day()]),
            "end_date": self.dice.choice([None, "2026-06-30", "2027-12-31"]),
            "price": self.money(1, 300),
            "price_net": self.dice.choice([None, self.money(1, 200)]),
            "paid_amount": self.dice.choice([None, self.money(0, 100)]),
            "provider_is_listed": self.flag(),
            "other_subsidy": 5 * WAN if self.chance(0.1, 0.01) else self.dice.choice([0, None]),
        }

    def _award(self, number: str) -> Record:
        return {
            "level": self.dice.choice(["国家", "北京市", "北京市", "区级"]),
            "kind": self.dice.choice(["模型券", "算力券", "奖励", "奖励", "补助"]),
            "doc_no": self._paper("D", number, 80),
            "amount": self.money(1, 600),
            "received": self.dice.choice([None, self.money(1, 600), self.money(1, 300)]),
        }

    def _partner(self, _: str) -> Record:
        return {"partner_name": "p", "negative": self.flag(good=False)}

    def _investor(self, _: str) -> Record:
        return {
            "investor_name": "i",
            "paid_in": self.dice.choice([5000 * WAN, self.money(1000, 9000)]),
            "subscribed": self.dice.choice([None, self.money(1000, 9000)]),
        }

    def _funding(self, _: str) -> Record:
        same = self.dice.choice([True, False, None]) if self.odd else False
        return {
            "funder": "f",
            "amount": self.dice.choice([0, self.money(1, 200)]),
            "same_matter": same,
        }

    def _introduced(self, number: str) -> Record:
        investment = self.dice.choice([None, self.money(10, 5000)])
        code = self._paper("E", number, 20)
        return {"introduced_name": "e", "introduced_usci": code, "investment": investment}

    def _contract(self, number: str) -> Record:
        return {"contract_no": self._paper("C", number, 15)}

    def _event(self, _: str) -> Record:
        return {
            "party": self.dice.choice(["申报单位", "收款单位"]),
            "item": self.dice.choice(["严重失信行为", "列入失信联合惩戒黑名单"]),
            "event_date": self.dice.choice(["2023-05-01", "2025-05-01", "2026-02-01"]),
            "cleared": self.dice.choice([True, False, None]),
        }

    def entry(self) -> Record:
        """Write one row of the ledger."""
        dice = self.dice
        clause, unit = dice.choice(district().clauses), dice.choice(self.units)
        awarded = dice.choice([0, self.money(1, 900)])
        papers = [
            "",
            f"A{dice.randint(0, 40)}",
            f"D{dice.randint(0, 80)}",
            f"E{dice.randint(0, 20)}",
        ]
        return {
            "year": dice.choice([2019, 2024, 2025, 2025, 2026]),
            "clause": clause.id,
            "usci": unit,
            "payee_usci": dice.choice(
                [*self.units, "N1"] if clause.payee == "named" else ["", unit]
            ),
            "project_no": f"{unit}-{dice.randint(0, 3)}",
            "document_no": dice.choice(papers),
            "awarded": awarded,
            "returned": dice.choice([None, None, 0, min(awarded, 10 * WAN)]),
            "demanded_back": 20 * WAN if self.chance(0.1, 0.01) else None,
            "violation": self.chance(0.06, 0.01),
            "due_year": dice.choice([None, None, 2026]),
        }

    def sheets(self, records: Sequence[Record]) -> list[Record]:
        """Write the experts' sheets."""
        keys = [criterion.key for criterion in district().criteria]
        rows: list[Record] = []
        for record in records:
            if not district().clause(record["clause"]).scored or self.chance(0.06, 0.02):
                continue
            panel = self.dice.choice(["甲", "乙"])
            for expert in range(self.dice.randint(1, 7)):
                recused = self.dice.random() < 0.1
                marks = {} if recused else {key: self._mark() for key in keys}
                sheet = {"application_no": record["application_no"], "panel": panel}
                rows.append({**sheet, "expert": f"E{expert}", "recused": recused, **marks})
        return rows

    def _mark(self) -> float:
        return self.dice.choice([self.dice.randint(60, 100), round(self.dice.uniform(40, 100), 2)])

    def settings(self) -> dict[str, Setting]:
        """Choose some parameters at random among what the policy allows."""
        chosen = {name: Fraction(text.rstrip("%")) / 100 for name, text in RATIOS.items()}
        settings = {name: Setting(value, "assumed", "call") for name, value in chosen.items()}
        for name, parameter in district().parameters.items():
            if "*" not in parameter.later and self.dice.random() < 0.12:
                settings[name] = Setting(self._value(parameter), "test", "scenario")
        return settings

    def _value(self, parameter: Parameter) -> Value:
        dice = self.dice
        match parameter.kind:
            case "choice":
                return dice.choice([v for v in parameter.allowed if v not in parameter.later])
            case "flag":
                return "true" not in parameter.later and dice.random() < 0.5
            case "integer":
                return max(int(parameter.low or 0), dice.choice([0, 1, 3]))
            case "ratio":
                ratio = dice.choice([None, Fraction(1, 3), Fraction(3, 10)])
                return ratio if ratio or parameter.must_be_set else Fraction(1, 2)
            case "money":
                most = min(Fraction(1_000_000), parameter.high or 1_000_000)
                return int(min(dice.choice([Fraction(200_000), most]), most))
            case _:
                return parameter.default


def odd_year(seed: int, *, odd: bool = True, count: int = 40) -> tuple[Year, Scenario]:
    """Return a random year with its scenario."""
    dice = random.Random(seed)  # noqa: S311  # made-up rows, no secret
    units = [f"U{k:02d}" for k in range(7 if odd else 25)]
    writer = Writer(dice, units, odd)
    records = [writer.application(f"{n:04d}") for n in range(count)]
    policy = district()
    scored = [c.id for c in policy.clauses if c.formula.__class__.__name__ == "Discretionary"]
    of = dice.choice(["ceiling", "ceiling", "verified", ""])
    tables = {clause: tier_table(clause, of, BANDS) for clause in scored if of}
    year = Year(
        policy,
        call_of(policy, tier_tables=tables, site_visit_above=dice.choice([None, 3_000_000])),
        applications_from(records, writer.lists(records)),
        scores_from(writer.sheets(records), [c.key for c in policy.criteria]),
        ledger_from([writer.entry() for _ in range(dice.randint(0, 10))]),
    )
    return year, scenario(policy.clauses, writer.settings())


def scenario(clauses: Sequence[Clause], settings: Mapping[str, Setting]) -> Scenario:
    """Return a scenario of two stages: equal clauses, then scored ones."""
    equal = tuple(c.id for c in clauses if c.rule == "equal")
    rest = tuple(c.id for c in clauses if c.rule != "equal")
    return Scenario(
        name="odd",
        title=Text("随机", "random"),
        chain=("odd",),
        method="optimum",
        objective=("merit_yuan",),
        stages=(Stage(equal), Stage(rest)),
        total=60_000_000,
        settings=settings,
        pass_mark=6000,
    )
