from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.documents.capital import capital_fen, capital_yuan

DIGIT = {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNIT = {"拾": 10, "佰": 100, "仟": 1_000}
SECTION = {"万": 10_000, "亿": 100_000_000}
PART = {"元": Fraction(1), "角": Fraction(1, 10), "分": Fraction(1, 100)}


def read(text: str) -> Fraction:
    """Read capital numerals back, as a cashier would."""
    amount, whole, section, digit = Fraction(0), 0, 0, 0
    for char in text.removesuffix("整"):
        if char in DIGIT:
            digit = DIGIT[char]
        elif char in UNIT:
            section, digit = section + digit * UNIT[char], 0
        elif char in SECTION:
            whole, section, digit = (whole + section + digit) * SECTION[char], 0, 0
            if char == "万":  # what stands before 万 inside one 亿 must not be multiplied again
                amount, whole = amount + whole, 0
            else:
                amount, whole = amount * SECTION[char] + whole, 0
        else:
            amount += (whole + section + digit) * PART[char]
            whole = section = digit = 0
    return amount


@pytest.mark.parametrize(
    ("yuan", "words"),
    [
        (0, "零元整"),
        (10, "壹拾元整"),
        (100_000, "壹拾万元整"),
        (150_000, "壹拾伍万元整"),
        (10_010_000, "壹仟零壹万元整"),
        (100_010_000, "壹亿零壹万元整"),
        (10_000_001, "壹仟万零壹元整"),
        (58_000_000, "伍仟捌佰万元整"),
        (20_304_050, "贰仟零叁拾万肆仟零伍拾元整"),
        (1_000_000_000_000, "壹万亿元整"),
        (100_000_005, "壹亿零伍元整"),
    ],
)
def test_whole_yuan_are_written_as_payment_papers_write_them(yuan: int, words: str) -> None:
    assert capital_yuan(yuan) == words


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (5, "伍分"),
        (50, "伍角整"),
        (105, "壹元零伍分"),
        (110, "壹元壹角整"),
        (168_032, "壹仟陆佰捌拾元叁角贰分"),
        (10_700_053, "壹拾万柒仟元伍角叁分"),
    ],
)
def test_tenths_and_hundredths_follow_the_yuan(fen: int, words: str) -> None:
    assert capital_fen(fen) == words


def test_a_negative_amount_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        capital_fen(-1)


@given(st.integers(0, 10**13))
def test_what_is_written_reads_back_as_the_same_amount(fen: int) -> None:
    assert read(capital_fen(fen)) == Fraction(fen, 100)


@given(st.integers(0, 10**13))
def test_a_zero_is_never_named_twice_in_a_row_nor_before_a_unit(fen: int) -> None:
    words = capital_fen(fen)
    assert "零零" not in words
    assert not any(f"零{unit}" in words for unit in "拾佰仟万亿角分整")
    assert "零元" not in words or words == "零元整"
