"""Money in cells against plain decimal arithmetic."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.intake.cell_number import in_unit, read_money
from optimizer.intake.cells import read_column
from optimizer.intake.columns import Column
from optimizer.intake.encode import Cell
from optimizer.intake.headings import Heading
from optimizer.intake.process import RawColumn
from optimizer.intake.refused import RefusedError
from optimizer.money import MAX_FEN

UNITS = st.sampled_from([100, 1_000_000, 100_000_000, 10_000_000_000])
DECIMALS = st.decimals(0, 10**12, allow_nan=False, allow_infinity=False, places=None)
FLOATS = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(0, 10**15).map(lambda n: n / 10**6),
    st.integers(0, 10**15).map(lambda n: n / 100),
)
TEXTS = st.builds(
    lambda digits, places: f"{Decimal(digits).scaleb(-places):f}",
    st.integers(0, 10**17),
    st.integers(0, 9),
)


def _expected(value: Decimal, fen: int) -> int | None:
    """Return the fen, or None where the cell must be refused."""
    if not value.is_finite() or value < 0:
        return None
    exact = Fraction(value) * fen
    return int(exact) if exact.denominator == 1 and exact <= MAX_FEN else None


def _read(cell: Any, fen: int) -> int | None:  # noqa: ANN401 (any cell)
    try:
        amount, _ = read_money(cell, fen)
    except RefusedError:
        return None
    assert isinstance(amount, int)
    return amount


@given(
    st.integers(0, 10**14),
    st.integers(0, 8),
    st.sampled_from(["", "0" * 30, "0" * 30 + "1"]),
    UNITS,
)
def test_text_is_read_as_the_decimal_that_it_writes(
    digits: int, places: int, tail: str, fen: int
) -> None:
    value = Decimal(f"{Decimal(digits).scaleb(-places):f}" + (tail if places else ""))
    text = f"{value:f}"
    assert _read(text, fen) == _expected(value, fen)
    assert _read(f"{value:,f}", fen) == _expected(value, fen)
    assert _read(text.translate(str.maketrans("0123456789.", "０１２３４５６７８９．")), fen) == (
        _expected(value, fen)
    )


@given(FLOATS, UNITS)
def test_a_number_is_read_as_the_shortest_decimal_of_its_bits(number: float, fen: int) -> None:
    assert _read(number, fen) == _expected(Decimal(repr(number)), fen)


@given(st.lists(FLOATS, min_size=1, max_size=8), UNITS)
def test_a_whole_column_reads_as_its_cells_do(numbers: list[float], fen: int) -> None:
    cells: list[Cell] = list(dict.fromkeys(["", *numbers]))
    heading = Heading(
        0, "申请金额（元）", Column("requested", "申请金额", "Requested", "money"), fen
    )
    raw = RawColumn(cells, np.arange(len(cells), dtype=np.uint32))
    values, findings = read_column(heading, raw, np.arange(len(cells)), {}, csv=False)
    expected = [-1, *(_expected(Decimal(repr(n)), fen) for n in cells[1:])]
    assert values.tolist() == [-1 if e is None else e for e in expected]
    refused = sorted(int(r) for f in findings for r in f.rows)
    assert refused == [i for i, e in enumerate(expected) if e is None]


@given(st.lists(TEXTS, min_size=1, max_size=6), UNITS)
def test_a_whole_column_of_text_reads_as_its_cells_do(texts: list[str], fen: int) -> None:
    cells: list[Cell] = list(dict.fromkeys(["", *texts]))
    heading = Heading(
        0, "申请金额（元）", Column("requested", "申请金额", "Requested", "money"), fen
    )
    raw = RawColumn(cells, np.arange(len(cells), dtype=np.uint32))
    values, _ = read_column(heading, raw, np.arange(len(cells)), {}, csv=True)
    expected = [_expected(Decimal(str(text)), fen) for text in cells[1:]]
    assert values.tolist() == [-1, *(-1 if e is None else e for e in expected)]


@pytest.mark.parametrize(
    ("text", "fen", "right"),
    [
        ("120万", 1_000_000, "120"),
        ("120万元", 100, "1200000"),
        ("5000元", 1_000_000, "0.5"),
        ("¥1,200", 100, "1200"),
        ("1.5亿", 1_000_000, "15000"),
        ("120美元", 100, ""),
        ("一百万", 100, ""),
    ],
)
def test_what_would_be_right_is_told_in_the_unit_of_the_column(
    text: str, fen: int, right: str
) -> None:
    assert in_unit(text, fen) == right
