"""One filled example of every sheet: right in form, and read without an error when copied over."""

from __future__ import annotations

from datetime import date

from optimizer.intake.columns import Column, Kind
from optimizer.intake.usci import check_character

#: Invented organisations: the bodies of their codes, which no registry issues.
_UNIT = "91110101MA00EX000"
_OTHER = "91110101MA00EX111"
_PREFIX = "示例"

Value = str | float | int | date

#: Columns where the example says no, and where it has no amount.
_NO = frozenset(("recused", "violation", "negative", "ever_included_before", "relocated"))
_NOTHING = frozenset(("returned", "demanded_back", "sponsorship_income", "other_subsidy"))


def example_row(columns: tuple[Column, ...], year: int, clause: str) -> tuple[Value, ...]:
    """Return one value for each column."""
    return tuple(_value(column, year, clause) for column in columns)


def _value(column: Column, year: int, clause: str) -> Value:
    own: dict[str, Value] = {
        "application_no": f"{year}-0001",
        "call_year": year,
        "year": year,
        "due_year": year,
        "usci": _UNIT + check_character(_UNIT),
        "panel": "1",
        "expert": "E01",
        "group_key": "G01",
        "tranche_share": 100,
        "tranche_amount": "",
        **dict.fromkeys(_NO, "否"),
        **dict.fromkeys(_NOTHING, 0),
    }
    by_kind: dict[Kind, Value] = {
        "no": f"{_PREFIX}-{year}-001",
        "usci": _OTHER + check_character(_OTHER),
        "clause": clause,
        "choice": column.choices[0] if column.choices else "",
        "choices": "、".join(column.choices[:2]),
        "money": 120.5,
        "integer": 1,
        "score": 86.5,
        "date": date(year, 3, 1),
        "flag": "否" if column.key.startswith(("neg_", "payee_neg_")) else "是",
        "check": "通过",
    }
    return own.get(column.key, by_kind.get(column.kind, _PREFIX + column.zh))
