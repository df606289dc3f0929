"""Money on the pages: one unit for cells and inputs, chosen on the context bar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import streamlit as st

from app_pages import state
from app_pages.components.words import t
from optimizer.money import FEN_PER_YUAN, YUAN_PER_WAN
from optimizer.wording import Language
from optimizer.wording import yuan as in_words


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of cells and inputs: ``yuan`` of it make one."""

    code: str
    yuan: int


_YUAN = Unit("yuan", 1)
#: The large unit of each language first; 万元 has no English.
UNITS: dict[Language, tuple[Unit, Unit]] = {
    "zh": (Unit("wan", YUAN_PER_WAN), _YUAN),
    "en": (Unit("thousand", 1_000), _YUAN),
}


def unit() -> Unit:
    """Return the unit that the reader chose."""
    return UNITS[state.language()][st.session_state.get("unit", 0)]


def money(amount: int | Fraction | None) -> str:
    """Write an amount of yuan as a sentence has it; absent reads —."""
    if amount is None:
        return "—"
    if unit().yuan == 1:
        return t("money.yuan", amount=f"{round(amount):,d}".replace("-", "−"))
    return in_words(amount, state.language())


def cell(amount: int | None, of: Unit) -> float | None:
    """Return an amount of yuan as a cell has it; exact up to four decimals of 万元."""
    return None if amount is None else amount / of.yuan


def fen_cell(amount: int, of: Unit) -> float:
    """Return an amount of fen as a cell has it."""
    return amount / (FEN_PER_YUAN * of.yuan)


def number_format(cells: Iterable[float | None]) -> str:
    """Return how a column of amounts is written: commas, and the decimals that any of them has."""
    known = [c for c in cells if c is not None and c == c]  # noqa: PLR0124  # NaN
    decimals = next((d for d in range(4) if all(round(c, d) == c for c in known)), 4)
    return f"%,.{decimals}f" if decimals else "%,d"


def figure(amount: int, of: Unit) -> str:
    """Write an amount of yuan as a bare number with commas, without trailing zeros."""
    text = f"{amount / of.yuan:,.4f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def per_cent(part: int, whole: int, language: Language) -> str:
    """Write a share, ``21%`` or ``21 %``; ``—`` of nothing."""
    if not whole:
        return "—"
    share = f"{100 * part / whole:.0f}"
    return f"{share}%" if language == "zh" else f"{share} %"
