"""Invented units: names that no firm is likely to bear, codes that no registry issues.

A code has the form and the check characters of GB 32100-2015 and GB 11714, so that a reader takes
it; its administrative division, 999999, does not exist (GB/T 2260), so that no registry gives it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from scenarios.generator.columns import Array, Index

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z
DIVISION = "999999"
BODY_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])  # GB 11714
CODE_WEIGHTS = np.array([pow(3, i, 31) for i in range(17)])  # GB 32100-2015

FIRST = "朔光 霁川 砚岚 澹星 珩野 昀渡 沅陌 翎汀 蘅屿 屹澜 湛禾 曜洄 筠墨 璟渚 岫云 漪朗".split()
SECOND = "灵析 云栈 数麓 智汀 算屏 码原 量衡 链舟 图穹 语砺 芯岸 维栖 感知 训石 联珠 仿真".split()
TRADES = ("数据", "智能", "科技", "软件", "信息", "")

#: Type of unit -> (first two characters of the code, ending of the name).
KINDS = {
    "企业": ("91", "（示例）有限公司"),
    "中介机构": ("91", "（示例）咨询事务所"),
    "社会组织": ("51", "（示例）促进会"),
    "产业联盟": ("51", "（示例）产业联盟"),
    "事业单位": ("12", "（示例）数据中心"),
    "科研机构": ("12", "（示例）研究院"),
}
#: Serials from which on units do not apply themselves: incubated, introduced, named twice.
INCUBATED, INTRODUCED, NAMED_TWICE = 10**9, 2 * 10**9, 3 * 10**9
#: Types and sizes of ordinary units, as shares that add up to one.
TYPE_SHARES = {"企业": 0.90, "社会组织": 0.04, "产业联盟": 0.03, "中介机构": 0.01, "事业单位": 0.02}
SIZE_SHARES = {"大": 0.10, "中": 0.22, "小": 0.44, "微": 0.24}
REVENUE = {"大": (45_000, 200_000), "中": (5_000, 40_000), "小": (900, 6_000), "微": (60, 800)}
EMPLOYEES = {"大": (320, 2_000), "中": (100, 290), "小": (12, 98), "微": (2, 9)}


@dataclass(frozen=True)
class Units:
    """One entry a unit: object arrays, and revenue in 万元 and employees as int64."""

    name: Array
    usci: Array
    unit_type: Array
    unit_size: Array
    revenue: Array
    employees: Array

    def __len__(self) -> int:
        return len(self.name)

    def take(self, rows: Index) -> Units:
        """Return the units in the order given."""
        return Units(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    def add(self, other: Units) -> Units:
        """Return these units followed by the other's."""
        both = {f.name: (getattr(self, f.name), getattr(other, f.name)) for f in fields(self)}
        return Units(**{name: np.concatenate(pair) for name, pair in both.items()})


def codes(prefix: Array, serial: Index) -> Array:
    """Return unified social credit codes: object array of 18 characters each.

    ``prefix`` holds the first two characters, ``serial`` distinct numbers below 31**8.
    """
    n = len(serial)
    digits = np.zeros((n, 18), dtype=np.int64)
    for value in np.unique(prefix):
        head = [ALPHABET.index(c) for c in f"{value}{DIVISION}"]
        digits[prefix == value, :8] = head
    # An odd step of a full cycle: distinct serials give distinct bodies that do not look counted.
    rest = (serial * 412_368_269_017 + 271_828_182) % 31**8
    for place in range(15, 7, -1):
        digits[:, place] = rest % 31
        rest //= 31
    # GB 11714 counts letters in the full alphabet: A is 10 ... Z is 35.
    full = np.array([int(c, 36) for c in ALPHABET])
    check = (11 - (full[digits[:, 8:16]] @ BODY_WEIGHTS) % 11) % 11
    digits[:, 16] = np.where(check == 10, ALPHABET.index("X"), check)
    digits[:, 17] = (-(digits[:, :17] @ CODE_WEIGHTS)) % 31
    letters = np.frombuffer(ALPHABET.encode(), dtype="S1")[digits]
    return letters.view("S18").ravel().astype("U18").astype(object)


def _names(unit_type: Array, serial: Index) -> Array:
    first, second = np.array(FIRST, dtype=object), np.array(SECOND, dtype=object)
    trades = np.array(TRADES, dtype=object)
    brand = first[serial * 7 % len(first)] + second[serial // len(first) % len(second)]
    brand = brand + trades[serial * 5 // 3 % len(trades)]
    again = serial // (len(first) * len(second))  # the round of all names: numbered from the second
    brand = brand + np.where(again > 0, (again + 1).astype("U8").astype(object), "")
    endings = np.empty(len(serial), dtype=object)
    for kind, (_, ending) in KINDS.items():
        endings[unit_type == kind] = ending
    result: Array = brand + endings
    return result


def _drawn(rng: np.random.Generator, n: int, shares: dict[str, float]) -> Array:
    return rng.choice(np.array(list(shares), dtype=object), n, p=list(shares.values()))


def make_units(
    rng: np.random.Generator,
    n: int,
    start: int,
    unit_type: Array | None = None,
    unit_size: Array | None = None,
) -> Units:
    """Return the ``n`` units with serials from ``start``; types and sizes drawn if not given."""
    kind = _drawn(rng, n, TYPE_SHARES) if unit_type is None else unit_type
    size = _drawn(rng, n, SIZE_SHARES) if unit_size is None else unit_size
    prefix = np.array([KINDS[k][0] for k in kind], dtype=object)
    serial = np.arange(start, start + n, dtype=np.int64)
    revenue, employees = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for band in SIZE_SHARES:
        rows = np.flatnonzero(size == band)
        revenue[rows] = rng.integers(*REVENUE[band], size=len(rows))
        employees[rows] = rng.integers(*EMPLOYEES[band], size=len(rows))
    return Units(_names(kind, serial), codes(prefix, serial), kind, size, revenue, employees)
