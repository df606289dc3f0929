"""The course of a plan as cards in a row: what is done, where it stands, what is ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from app_pages.components.words import escaped, t

Stage = Literal["done", "now", "ahead", "skipped", "returned"]
#: Badge colours; the word says the same.
_COLOURS: dict[Stage, Literal["green", "blue", "gray", "orange"]] = {
    "done": "green",
    "now": "blue",
    "ahead": "gray",
    "skipped": "gray",
    "returned": "orange",
}
#: Pixels below which a card wraps to the next row.
_NARROWEST = 128
#: Cards in one row at most: more are too narrow for a meeting's name.
_MOST = 8


@dataclass(frozen=True, slots=True)
class Card:
    """One step: its name, who answers for it, and when it was done (empty: not yet)."""

    stage: Stage
    name: str
    who: str
    when: str = ""


def timeline(cards: Sequence[Card]) -> None:
    """Draw the cards; they wrap on a narrow screen."""
    with st.grid(min(len(cards), _MOST), min_column_width=_NARROWEST):
        for number, card in enumerate(cards, start=1):
            with st.container(border=True, gap=None):
                st.badge(t(f"timeline.{card.stage}"), color=_COLOURS[card.stage])
                st.markdown(f"**{number}\\. {escaped(card.name)}**")
                st.caption(escaped(" · ".join(part for part in (card.who, card.when) if part)))
