"""Ordinary applications: every cell that a complete application to its clause has.

Ratios and ceilings are drawn upon only to *ask* for plausible sums; what an application may get
is decided by the law, never here. Amounts are drawn in yuan and held in fen.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from optimizer.intake.columns import APPLICATIONS, LISTS
from scenarios.generator.columns import FEN_PER_WAN, Array, Growing, Index
from scenarios.generator.units import Units

#: Applications a clause, for 240 rows; other sizes in proportion.
MIX = {
    "5.1": 11, "5.2": 2, "5.3": 5, "6": 9, "7": 4, "8": 65, "9.1": 9, "9.2": 15, "9.3": 13,
    "10": 16, "11": 25, "12": 18, "13": 8, "14": 4, "15.1": 26, "15.2": 10,
}  # fmt: skip
RECOGNITION = ("5.1", "5.2", "5.3")
BY_VOUCHER = ("7", "8", "10", "12", "15.1", "15.2")
COMPETITIVE = ("6", "9.1", "9.2", "9.3", "11", "13", "14")

FIELDS = "医疗 教育 文旅 能源 消费 金融 政务 制造".split()
PROJECTS = {
    "5.1": "首次纳入规模以上统计",
    "5.2": "入围全国百强榜单",
    "5.3": "获评数字经济标杆企业",
    "6": "{f}产业链协同平台",
    "7": "数科板块新企业培育",
    "8": "{f}业务上云",
    "9.1": "{f}生成式模型",
    "9.2": "{f}行业大模型",
    "9.3": "{f}标杆应用工程",
    "10": "{f}大模型应用开发",
    "11": "数字{f}应用场景",
    "12": "{f}数据产品",
    "13": "{f}联合创新中心",
    "14": "{f}育新基地",
    "15.1": "数字{f}产业论坛",
    "15.2": "{f}数字企业引进",
}


@dataclass
class Draft:
    """The applications of a year before they are numbered, and their lists by key."""

    table: Growing
    lists: dict[str, Growing] = field(default_factory=dict)

    def put(self, key: str, rows: Index, values: object) -> None:
        """Write into a column of the applications."""
        self.table.put(key, rows, values)

    def append(self, key: str, parent: Index, columns: dict[str, object]) -> None:
        """Add one row to a list for every entry of ``parent``."""
        new = Growing.of(next(s for s in LISTS if s.key == key), len(parent), parent)
        for name, values in columns.items():
            new.put(name, np.arange(len(parent)), values)
        self.lists[key] = self.lists[key].add(new) if key in self.lists else new


def fen(wan: Array | float) -> Array:
    """Return 万元 as fen, to the hundred yuan."""
    return np.rint(np.asarray(wan, dtype=np.float64) * 100).astype(np.int64) * (FEN_PER_WAN // 100)


def days(rng: np.random.Generator, n: int, start: str, end: str) -> Array:
    """Return ``n`` days between two, both included."""
    first, last = np.datetime64(start, "D"), np.datetime64(end, "D")
    return first + rng.integers(0, int((last - first).astype(int)) + 1, n).astype("timedelta64[D]")


def numbered(prefix: str, serial: Array) -> Array:
    """Return document numbers such as ``HT-000017``."""
    return prefix + np.char.zfill(serial.astype("U9"), 6).astype(object)


def skewed(rng: np.random.Generator, n: int, low: float, high: float) -> Array:
    """Return amounts between ``low`` and ``high`` 万元, most of them small."""
    return low + (high - low) * rng.beta(1.1, 3.2, n)


def identity(draft: Draft, units: Units, rng: np.random.Generator, year: int) -> None:
    """Fill who applies: the columns every clause needs."""
    table, n = draft.table, len(draft.table)
    every = np.arange(n)
    for key in ("unit_type", "unit_size", "employees", "usci"):
        table.put(key, every, getattr(units, key))
    company = (units.unit_type == "企业") | (units.unit_type == "中介机构")
    table.put("unit_size", np.flatnonzero(~company), "")
    table.put("unit_name", every, units.name)
    table.put("revenue", every, units.revenue * FEN_PER_WAN)
    table.put("call_year", every, year)
    table.put("batch", every, 1)
    table.put("received_date", every, days(rng, n, f"{year}-03-02", f"{year}-04-10"))
    table.put("registered_district", every, "东城区")
    table.put("legal_representative", every, "示例人甲")
    table.put("contact", every, "示例人乙")
    table.put(
        "industry_code", every, rng.choice(np.array(["040301", "040402", "050101"], object), n)
    )
    table.put("account_type", every, "银行")
    table.put("account_name", every, units.name)
    table.put("bank", every, "示例银行第一支行")
    table.put(
        "account_no",
        every,
        np.char.zfill((every * 7919 + 104_729).astype("U12"), 16).astype(object),
    )
    for key in ("commitment", "digital_core", "special_ledger"):
        table.put(key, every, 1)
    for column in APPLICATIONS.columns:
        if column.key.startswith("neg_") and column.kind == "flag":
            table.put(column.key, every, 0)
        if column.key.startswith("pos_") or column.key == "contributes":
            table.put(column.key, every, 1)
    table.put("new_jobs", every, rng.integers(0, 40, n))
    table.put("performance_goals", every, "一年内达到申报目标")
    table.put("remark", every, "示例数据")


def project(draft: Draft, clause: Array, rng: np.random.Generator, year: int) -> None:
    """Fill what is applied for: names, dates, the gates each kind of clause needs."""
    n = len(clause)
    every = np.arange(n)
    topic = rng.integers(0, len(FIELDS), n)
    draft.put("clause", every, clause)
    draft.put("project_no", every, numbered(f"XM{year}-", every + 1))
    for key, pattern in PROJECTS.items():
        rows = np.flatnonzero(clause == key)
        words = np.array([pattern.format(f=f) for f in FIELDS], dtype=object)
        draft.put("project_name", rows, words[topic[rows]])
    draft.put("project_content", every, "示例项目内容")
    draft.put("start_date", every, days(rng, n, f"{year - 1}-01-15", f"{year - 1}-06-30"))
    draft.put("end_date", every, days(rng, n, f"{year - 1}-10-15", f"{year}-02-27"))
    draft.put("form_check", every, 1)
    recognised = np.isin(clause, RECOGNITION)
    draft.put("verification", np.flatnonzero(~np.isin(clause, COMPETITIVE)), 1)
    draft.put("special_audit", np.flatnonzero(np.isin(clause, BY_VOUCHER)), 1)
    draft.put("site_visit", np.flatnonzero(~recognised), 1)


def counts(rows: int) -> dict[str, int]:
    """Return how many applications each clause has, by largest remainder."""
    whole = sum(MIX.values())
    result = {clause: max(1, rows * share // whole) for clause, share in MIX.items()}
    rest = sorted(MIX, key=lambda c: (-(rows * MIX[c] % whole), c))
    for clause in rest * (rows // len(rest) + 1):
        if sum(result.values()) >= rows:
            break
        result[clause] += 1
    return result
