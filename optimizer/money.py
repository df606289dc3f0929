"""Integer yuan, fen and exact ratios: every amount of this program, without floats.

Inputs are integer fen (1 yuan = 100 fen), awards integer yuan, ratios :class:`fractions.Fraction`.
"""

from __future__ import annotations

import re
from fractions import Fraction

FEN_PER_YUAN = 100
YUAN_PER_WAN = 10_000
#: Largest amount read anywhere, in fen: the last integer that a float spreadsheet keeps exactly.
MAX_FEN = 2**53

_UNIT_FEN = {
    "元": FEN_PER_YUAN,
    "万元": FEN_PER_YUAN * YUAN_PER_WAN,
    "亿元": FEN_PER_YUAN * YUAN_PER_WAN**2,
}
_MONEY = re.compile(
    r"(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?) ?(?P<unit>亿元|万元|元)"
)
_RATIO = re.compile(
    r"(?P<percent>[0-9]+(?:\.[0-9]+)?)[%％]|(?P<num>[0-9]+)/(?P<den>[1-9][0-9]*)|(?P<decimal>[0-9]+(?:\.[0-9]+)?)"
)


def parse_money(text: str) -> int:
    """Read money written with its unit, such as ``"6000万元"``, ``"1亿元"`` or ``"7,500元"``.

    Parameters
    ----------
    text
        The amount; a unit is required, the number is plain decimal.

    Returns
    -------
    int
        Fen.

    Raises
    ------
    ValueError
        If the text has another form, falls between two fen, or is beyond :data:`MAX_FEN`.
    """
    match = _MONEY.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    fen = Fraction(match["number"].replace(",", "")) * _UNIT_FEN[match["unit"]]
    if fen.denominator != 1 or fen > MAX_FEN:
        raise ValueError(text)
    return int(fen)


def parse_yuan(text: str) -> int:
    """Read money as :func:`parse_money` does, but in whole yuan.

    Returns
    -------
    int
        Yuan.

    Raises
    ------
    ValueError
        As :func:`parse_money`, and if the amount is not a whole number of yuan.
    """
    yuan, rest = divmod(parse_money(text), FEN_PER_YUAN)
    if rest:
        raise ValueError(text)
    return yuan


def parse_ratio(text: str) -> Fraction:
    """Read a non-negative ratio written as ``"0.3"``, ``"30%"`` or ``"1/3"``, exactly.

    Returns
    -------
    Fraction
        The ratio; no upper bound is enforced here.

    Raises
    ------
    ValueError
        If the text has another form.
    """
    match = _RATIO.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    if match["percent"] is not None:
        return Fraction(match["percent"]) / 100
    if match["num"] is not None:
        return Fraction(int(match["num"]), int(match["den"]))
    return Fraction(match["decimal"])


def floor_to_grid(amount: int, grid: int) -> int:
    """Return the greatest multiple of ``grid`` that is at most ``amount`` (both yuan)."""
    return amount // grid * grid


def ceil_to_grid(amount: int, grid: int) -> int:
    """Return the least multiple of ``grid`` that is at least ``amount`` (both yuan)."""
    return -(-amount // grid) * grid
