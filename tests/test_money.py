"""Money and ratios are read exactly, or not at all."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.money import (
    MAX_FEN,
    ceil_to_grid,
    floor_to_grid,
    parse_money,
    parse_ratio,
    parse_yuan,
)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0元", 0),
        ("6000万元", 6_000_000_000),
        ("1亿元", 10_000_000_000),
        ("500000元", 50_000_000),
        ("7,500元", 750_000),
        ("1,234,567.89元", 123_456_789),
        ("5000.3万元", 5_000_300_000),
        ("0.000001万元", 1),
        (" 1 元 ", 100),
    ],
)
def test_money_with_its_unit_is_read_to_the_fen(text: str, fen: int) -> None:
    assert parse_money(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "", "5000", "元", "-1元", "+1元", "1e3元", "0x10元", "1.001元", "0.0000001万元", "1,23元",
        "12,34,567元", "1 000元", "１２元", "NaN元", "5000万", "￥5元", "1元元", "1元2",
        f"{MAX_FEN}元",
    ],
)  # fmt: skip
def test_money_in_any_other_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        parse_money(text)


def test_a_yuan_is_not_split() -> None:
    assert parse_yuan("1.00元") == 1
    with pytest.raises(ValueError, match=r"1\.5元"):
        parse_yuan("1.5元")


@pytest.mark.parametrize(
    ("text", "ratio"),
    [
        ("30%", Fraction(3, 10)),
        ("0.3", Fraction(3, 10)),
        ("1/3", Fraction(1, 3)),
        ("33.3％", Fraction(333, 1000)),
        ("0", Fraction(0)),
        ("1", Fraction(1)),
    ],
)
def test_ratios_are_exact(text: str, ratio: Fraction) -> None:
    assert parse_ratio(text) == ratio


@pytest.mark.parametrize(
    "text", ["", "1/0", "-1/3", ".5", "5.", "1e-1", "１／３", "30 %%", "０.３"]
)
def test_ratios_in_any_other_form_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        parse_ratio(text)


@given(st.integers(0, MAX_FEN // 100))
def test_whole_yuan_read_back(yuan: int) -> None:
    assert parse_yuan(f"{yuan}元") == parse_yuan(f"{yuan:,}元") == yuan


@given(st.integers(0, 10**12), st.integers(1, 10**6))
def test_the_grid_below_and_above_enclose_an_amount(amount: int, grid: int) -> None:
    below, above = floor_to_grid(amount, grid), ceil_to_grid(amount, grid)
    assert below % grid == above % grid == 0
    assert below <= amount <= above
    assert above - below == (0 if amount % grid == 0 else grid)
