"""A tiny policy of another fund, and files made on the spot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from optimizer.formats.reason import Citation
from optimizer.policy.types import Clause, Criterion, Dated, Discretionary, Flat, Policy, Text

LAW = Citation("measures", "1")
Rows = Sequence[Sequence[Any]]
WriteBook = Callable[..., Path]


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
        citation=LAW,
        unit_types=("企业",),
        needs=needs,
    )


@pytest.fixture(scope="session")
def policy() -> Policy:
    """Return two clauses: 1 needs nothing; 2.1 needs a base and agreements with their price."""
    return Policy(
        version="tiny-1",
        title=Text("小额基金办法", "Small fund"),
        status="in_force",
        document_no="",
        published=None,
        term_years=1,
        clauses=(
            _clause("1", Text("首次奖励", "First award")),
            _clause(
                "2.1", Text("协议补贴", "Agreement subsidy"), ("base_amount", "agreements.price")
            ),
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


@pytest.fixture
def book(tmp_path: Path) -> WriteBook:
    """Return a function that writes a workbook of ``{sheet: rows}`` and returns its path."""

    def write(sheets: dict[str, Rows], name: str = "book.xlsx") -> Path:
        path = tmp_path / name
        options = {"strings_to_formulas": False, "nan_inf_to_errors": True}
        with xlsxwriter.Workbook(path, options) as workbook:
            day = workbook.add_format({"num_format": "yyyy-mm-dd"})
            for sheet_name, rows in sheets.items():
                sheet = workbook.add_worksheet(sheet_name)
                for r, row in enumerate(rows):
                    for c, value in enumerate(row):
                        if isinstance(value, date):
                            sheet.write_datetime(r, c, value, day)
                        elif value not in (None, ""):
                            sheet.write(r, c, value)
        return path

    return write
