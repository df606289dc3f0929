"""Real files made on the spot for the readers of ``intake``, and a tiny policy of another fund."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self

import xlsxwriter

from optimizer.errors import Problem
from optimizer.formats.reason import Citation
from optimizer.intake.usci import check_character
from optimizer.policy.types import Clause, Criterion, Dated, Discretionary, Flat, Policy, Text
from optimizer.wording import LANGUAGES, say_problem

Rows = Sequence[Sequence[Any]]
#: Cell, code and value of a problem.
Said = tuple[str, str, str]

HEADINGS = (
    "申报编号", "申报单位", "统一社会信用代码", "单位性质", "项目名称", "申报条款",
    "申请金额（万元）",
)  # fmt: skip


def _clause(number: str, title: Text, needs: tuple[str, ...] = ()) -> Clause:
    return Clause(
        id=number,
        article=number.partition(".")[0],
        title=title,
        mode="recognition",
        rule="equal",
        grid=1,
        formula=Flat() if number == "1" else Discretionary(),
        ceiling=Dated(((date(2026, 1, 1), 10_000),)),
        citation=Citation("measures", "1"),
        unit_types=("企业",),
        needs=needs,
    )


#: Clause 1 needs nothing; clause 2.1 a base, and agreements with their price.
TINY = Policy(
    version="tiny-1",
    title=Text("小额基金办法", "Small fund"),
    status="in_force",
    document_no="",
    published=None,
    term_years=1,
    clauses=(
        _clause("1", Text("首次奖励", "First award")),
        _clause("2.1", Text("协议补贴", "Agreement subsidy"), ("base_amount", "agreements.price")),
    ),
    parameters={},
    conditions=(),
    negative_flags=(),
    unit_limits=(),
    criteria=(
        Criterion("quality", Text("质量", "Quality"), 60),
        Criterion("impact", Text("影响", "Impact"), 40),
    ),
    gates=(),
    article_titles={},
)


def unit_code(number: int) -> str:
    """Return a right unit code."""
    body = f"91110101MA{number:07d}"
    return body + check_character(body)


def row(number: int = 1, **changed: object) -> list[object]:
    """Return one right row under ``HEADINGS``; further keys follow at its end."""
    right: dict[str, object] = {
        "application_no": f"2026-{number:04d}",
        "unit_name": f"示例单位{number}",
        "usci": unit_code(number),
        "unit_type": "企业",
        "project_name": f"示例项目{number}",
        "clause": "1",
        "requested": 100,
    }
    return list((right | changed).values())


class Formula(str):
    """A cell with a formula; ``stored`` is the value kept with it."""

    __slots__ = ("stored",)
    stored: object

    def __new__(cls, text: str, stored: object = "") -> Self:
        """Return the formula with its stored value."""
        made = super().__new__(cls, text)
        made.stored = stored
        return made


class Shown(float):
    """A number cell with a number format."""

    __slots__ = ("format",)
    format: str

    def __new__(cls, number: float, number_format: str) -> Self:
        """Return the number with the format it is shown in."""
        made = super().__new__(cls, number)
        made.format = number_format
        return made


def write_book(path: Path, sheets: dict[str, Rows]) -> Path:
    """Write a workbook of ``{sheet: rows}``; empty text and ``None`` are empty cells."""
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as workbook:
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for r, cells in enumerate(rows):
                for c, value in enumerate(cells):
                    if isinstance(value, Formula):
                        sheet.write_formula(r, c, str(value), None, value.stored)
                    elif isinstance(value, Shown):
                        style = workbook.add_format({"num_format": value.format})
                        sheet.write_number(r, c, float(value), style)
                    elif isinstance(value, (date, datetime)):
                        sheet.write_datetime(r, c, value, day)
                    elif value not in (None, ""):
                        sheet.write(r, c, value)
    return path


def said(problems: Iterable[Problem]) -> list[Said]:
    """Return cell, code and value of each problem; each must have a sentence in both languages."""
    found = []
    for problem in problems:
        assert len({say_problem(problem, lang) for lang in LANGUAGES}) == len(LANGUAGES)
        place = problem.place
        found.append((f"{place.column}{place.row or ''}", problem.code, problem.value))
    return found
