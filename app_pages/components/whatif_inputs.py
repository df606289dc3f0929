"""The numbers of the measures as inputs, clause by clause; what was changed is remembered."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import streamlit as st

from app_pages import state
from app_pages.components.money import unit
from app_pages.components.words import t, title
from optimizer.documents.law_text import dial_name
from optimizer.insight.law.changed import Dial
from optimizer.policy.types import Policy
from optimizer.wording import say

_HUNDRED = 100


def changes(year: str, dials: Sequence[Dial], policy: Policy) -> tuple[dict[str, str], bool]:
    """Draw the clause and its numbers.

    Returns
    -------
    (dict, bool)
        ``Dial.key`` -> the value as files spell it, of all clauses that were changed; and whether
        who asked for a ceiling is taken to ask for the new one.
    """
    kept: dict[str, str] = st.session_state.setdefault("whatif", {}).setdefault(year, {})
    language = state.language()
    names = {
        clause.id: say("law.named", language, key=clause.id, title=title(clause.title, language))
        for clause in policy.clauses
    }
    edition = st.session_state.setdefault("whatif_edition", 0)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        clause = st.selectbox(
            t("whatif.clause"),
            list(names),
            format_func=lambda one: names.get(one, one),
            width=300,
            key=f"whatif_clause_{year}_{language}",
        )
        for dial in dials:
            if dial.clause == clause:
                _number(dial, kept, f"whatif_{year}_{dial.key}_{unit().code}_{edition}")
    with st.container(horizontal=True, vertical_alignment="center"):
        follow = st.checkbox(t("whatif.follow"), value=True, key="whatif_follow")
        if kept:
            st.button(t("whatif.reset"), on_click=_reset, args=(year,), type="tertiary")
    known = {dial.key for dial in dials}  # another scenario may leave a number open
    return {key: text for key, text in kept.items() if key in known}, follow


def _number(dial: Dial, kept: dict[str, str], key: str) -> None:
    """Draw one number in the unit of cells, and keep it where it differs."""
    of = unit()
    scale = Fraction(1, _HUNDRED) if dial.is_ratio else Fraction(of.yuan)
    held = kept.get(dial.key)
    now = _read(held, dial) if held else dial.now
    code = "ratio_input" if dial.is_ratio else "money_input"
    name = dial_name(dial, state.language())
    shown = float(now / scale)
    typed = st.number_input(
        t(f"whatif.{code}", what=name[:1].upper() + name[1:], unit=t(f"unit.{of.code}")),
        min_value=0.0,
        value=shown,
        step=float(max(dial.now / scale / 10, Fraction(1, _HUNDRED))),
        format="%.10g",
        width=230,
        key=key,
    )
    if typed == float(dial.now / scale):
        kept.pop(dial.key, None)
    elif typed != shown:  # a ratio such as 1/3 is kept as it is, not as the input rounds it
        value = Fraction(str(typed)) * scale
        kept[dial.key] = str(value) if dial.is_ratio else f"{_plain(value)}元"


def _read(text: str, dial: Dial) -> Fraction:
    return Fraction(text if dial.is_ratio else text.removesuffix("元"))


def _plain(value: Fraction) -> str:
    """Write an amount of yuan exactly; what is less than a fen is left to the reader to refuse."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):f}"


def _reset(year: str) -> None:
    st.session_state["whatif"][year] = {}
    st.session_state["whatif_edition"] += 1
