"""The words of the files beside the headings: units, yes and no, totals, sheets without data."""

from __future__ import annotations

import unicodedata

#: Unit in a money heading, folded -> fen.
MONEY_UNITS = {
    "元": 100,
    "万元": 1_000_000,
    "亿元": 10_000_000_000,
    "cny": 100,
    "rmb": 100,
    "yuan": 100,
    "cny10,000": 1_000_000,
    "rmb10,000": 1_000_000,
    "10,000cny": 1_000_000,
    "10,000yuan": 1_000_000,
    "cnymillion": 100_000_000,
    "millioncny": 100_000_000,
}

#: The unit in which amounts are shown.
WAN = "万元"

#: Words of a ``flag`` and of a ``check`` column, folded -> 1, 0, -1 (unchecked).
FLAG_VALUES = {
    "是": 1, "yes": 1, "y": 1, "true": 1,
    "否": 0, "no": 0, "n": 0, "false": 0,
    "未核查": -1, "unchecked": -1,
}  # fmt: skip
CHECK_VALUES = {
    "通过": 1, "pass": 1, "passed": 1,
    "不通过": 0, "fail": 0, "failed": 0,
    "未核查": -1, "unchecked": -1,
}  # fmt: skip

#: What stands in the first cells of a row of totals, folded.
TOTALS = frozenset(
    ("合计", "小计", "总计", "总额", "本页小计", "累计", "total", "subtotal", "grandtotal", "sum")
)

#: Some part of each of these words, in small letters of either width: most columns have none.
TOTAL_HINTS = ("计", "额", "total", "sum", "ｔ", "ｓ")

#: Between several choices in one cell.
SEPARATORS = "、，,；;/|\n"

#: Sheets that are not read as data.
EXAMPLE_SHEET = "示例"
GUIDE_SHEET = "填写说明"
NOT_DATA = frozenset(("示例", "填写说明", "example", "guidance"))

#: Characters without width that people never see; they come with copied text.
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e"
_NO_WIDTH = dict.fromkeys(map(ord, ZERO_WIDTH))


def without_zero_width(text: str) -> str:
    """Return the text without characters of no width."""
    return text.translate(_NO_WIDTH)


def fold(text: str) -> str:
    """Return what makes two headings, words or identity numbers the same.

    Width, case, spaces and characters of no width do not count: ``２０２６－ａ １`` is ``2026-A1``.
    """
    return "".join(unicodedata.normalize("NFKC", without_zero_width(text)).casefold().split())
