"""A picture in the house's fonts and colours, with its finding as title and as text."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app_pages.components.charts import FONTS, INK, heading
from app_pages.components.screen import is_dark


def ink() -> tuple[str, str, str, tuple[str, str], str]:
    """Return text, note, pale bar, the two solid colours and the mark, for the theme in use."""
    return INK["dark" if is_dark() else "light"]


def picture(
    chart: Any,  # noqa: ANN401  # altair's charts are untyped
    says: str,
    drawn: str,
    *,
    key: str,
    on_select: Any = "ignore",  # noqa: ANN401  # as Streamlit has it
    selection_mode: str | None = None,
) -> Any:  # noqa: ANN401  # a selection, where one is asked for
    """Draw a chart.

    Parameters
    ----------
    chart
        An Altair chart without title.
    says
        The finding, computed from what is drawn; it is the text alternative too.
    drawn
        What is drawn, and in which unit.
    key
        Of the element.
    on_select, selection_mode
        As in ``st.altair_chart``.
    """
    text, note, *_ = ink()
    framed = (
        chart.properties(title=heading(says, drawn, text, note), background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            labelFont=FONTS,
            labelFontSize=12,
            labelColor=text,
            titleFont=FONTS,
            titleColor=note,
            titleFontWeight="normal",
            grid=False,
            domainColor=note,
            tickColor=note,
        )
        .configure_legend(labelFont=FONTS, labelFontSize=12, labelColor=note, titleFont=FONTS)
    )
    return st.altair_chart(
        framed,
        width="stretch",
        theme=None,
        alt=says,
        key=key,
        on_select=on_select,
        selection_mode=selection_mode,
    )
