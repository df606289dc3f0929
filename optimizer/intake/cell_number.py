"""One cell of a number: money in the heading's unit, a count, a score. Exact, without floats."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

from optimizer.intake.cell_text import Noted, odd_cell
from optimizer.intake.encode import Cell
from optimizer.intake.refused import RefusedError as Wrong
from optimizer.intake.vocabulary import MONEY_UNITS, without_zero_width
from optimizer.money import MAX_FEN

_PLAIN = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_AMOUNT = re.compile(r"[¥]?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<unit>\D*)")
_SHORT = re.compile(r"(?=.{1,16}\Z)\d{1,15}(?:\.\d+)?", re.ASCII)
_COMMAS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
#: What is wrong with a text that is not a plain number: the first pattern that fits says it.
_FAULTS = (
    (re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE), "intake.number.not_finite"),
    (re.compile(r"[+-]?[\d,.]+[%‰]"), "intake.number.percent"),
    (re.compile(r"[+-]?[\d.]+e[+-]?\d+", re.IGNORECASE), "intake.number.exponent"),
    (re.compile(r"[+-]?0x[0-9a-f]+|&h[0-9a-f]+", re.IGNORECASE), "intake.number.hex"),
    (re.compile(r"[-−–—]\s*[\d,.]+|\([\d,.]+\)"), "intake.number.negative"),
    (re.compile(r"[¥$]?\s*[\d,.]+\s*[^\d\s.,]+|[¥$]\s*[\d,.]+"), "intake.number.has_unit"),
    (re.compile(r"\d[\d,]*,[\d,.]*"), "intake.number.commas"),
)  # fmt: skip

FEN_PLACES = 2
#: Hundredths of a point: the highest score.
MOST_SCORE = 10_000
MOST_INTEGER = 2**53


def read_decimal(cell: Cell) -> tuple[Decimal | None, str]:
    """Return the exact decimal of a cell, and the code of a notice when it was normalised.

    A number cell is the shortest decimal that its binary value stands for, as the spreadsheet
    shows it at full length.
    """
    odd_cell(cell)
    if isinstance(cell, str):
        return _from_text(cell)
    if isinstance(cell, tuple):
        match cell[0]:
            case "p":
                raise Wrong("intake.number.percent")
            case "s":
                cell = float(cell[1])
            case "b":
                raise Wrong("intake.number.boolean")
            case _:
                raise Wrong("intake.number.date")
    value = Decimal(repr(cell))
    if not value.is_finite():
        raise Wrong("intake.number.not_finite")
    if value < 0:
        raise Wrong("intake.number.negative")
    return value, ""


def _from_text(text: str) -> tuple[Decimal | None, str]:
    narrow = unicodedata.normalize("NFKC", without_zero_width(text)).strip()
    if not narrow:
        return None, ""
    if _PLAIN.fullmatch(narrow):
        return Decimal(narrow), "" if text == narrow else "intake.number.width"
    if _COMMAS.fullmatch(narrow):
        return Decimal(narrow.replace(",", "")), "intake.number.with_commas"
    for pattern, code in _FAULTS:
        if pattern.fullmatch(narrow):
            raise Wrong(code)
    raise Wrong("intake.number.text")


def in_unit(text: str, fen: int) -> str:
    """Return the number that ``text``, an amount with its unit, is in units of ``fen``, or ""."""
    match = _AMOUNT.fullmatch("".join(unicodedata.normalize("NFKC", text).split()).casefold())
    unit = MONEY_UNITS.get(match["unit"].removesuffix("元") + "元") if match else None
    if match is None or unit is None:
        return ""
    return f"{(Decimal(match['number'].replace(',', '')) * unit / fen).normalize():f}"


def short_decimals(cells: list[Cell]) -> list[Cell]:
    """Return plain decimals in text as floats, one for one; all cells as they are if any is not.

    With fifteen digits at most no two decimals share a float, so nothing is lost.
    """
    if all(isinstance(c, str) and (not c or _SHORT.fullmatch(c)) for c in cells):
        return [float(c) if isinstance(c, str) and c else c for c in cells]
    return cells


def read_money(cell: Cell, fen: int) -> Noted:
    """Return fen, -1 when empty; ``fen`` is what one unit of the heading holds."""
    value, notice = read_decimal(cell)
    if value is None:
        return -1, ""
    amount = Fraction(value) * fen  # a Decimal product would round at 28 digits
    if amount > MAX_FEN:
        raise Wrong("intake.money.too_large")
    if amount.denominator != 1:
        raise Wrong("intake.money.below_fen")
    return int(amount), notice


def read_integer(cell: Cell) -> Noted:
    """Return a count or a year, -1 when empty."""
    value, notice = read_decimal(cell)
    if value is None:
        return -1, ""
    if value > MOST_INTEGER or value != int(value):
        raise Wrong("intake.integer.fraction")
    return int(value), notice


def read_score(cell: Cell) -> Noted:
    """Return hundredths of a point, -1 when empty."""
    value, notice = read_decimal(cell)
    if value is None:
        return -1, ""
    hundredths = Fraction(value) * 100
    if hundredths > MOST_SCORE:
        raise Wrong("intake.score.range")
    if hundredths.denominator != 1:
        raise Wrong("intake.score.decimals")
    return int(hundredths), notice
