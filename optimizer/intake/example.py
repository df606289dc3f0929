"""One filled example of every sheet: right in form, and read without an error when copied over."""

from __future__ import annotations

from datetime import date

from optimizer.intake.columns import Column
from optimizer.intake.usci import check_character

#: Invented organisations: the bodies of their codes, which no registry issues.
_UNIT = "91110101MA00EX000"
_OTHER = "91110101MA00EX111"
_PREFIX = "示例"

Value = str | float | int | date


def example_row(columns: tuple[Column, ...], year: int, clause: str) -> tuple[Value, ...]:
    """Return one value for each column."""
    return tuple(_value(column, year, clause) for column in columns)


def _value(column: Column, year: int, clause: str) -> Value:
    key = column.key
    if key in ("call_year", "year", "due_year"):
        return year
    match column.kind:
        case "no":
            return f"{year}-0001" if key == "application_no" else _number(key, year)
        case "usci":
            body = _UNIT if key == "usci" else _OTHER
            return body + check_character(body)
        case "clause":
            return clause
        case "choice":
            return column.choices[0]
        case "choices":
            return "、".join(column.choices[:2])
        case "money":
            return 0 if key in _NOTHING else 120.5
        case "integer":
            return 1
        case "score":
            return 86.5
        case "date":
            return date(year, 3, 1)
        case "flag":
            return "否" if key.startswith(("neg_", "payee_neg_")) or key in _NO else "是"
        case "check":
            return "通过"
        case _:
            return _PREFIX + column.zh


_NO = frozenset(("recused", "violation", "negative", "ever_included_before", "relocated"))
_NOTHING = frozenset(("returned", "demanded_back", "sponsorship_income", "other_subsidy"))


def _number(key: str, year: int) -> str:
    return {"panel": "1", "expert": "E01", "group_key": "G01"}.get(key, f"{_PREFIX}-{year}-001")
