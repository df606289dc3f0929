"""The editor of pairwise comparisons: one half is typed, the other follows as its reciprocal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pandas as pd
import streamlit as st

from app_pages import state
from app_pages.components.problems import ROW_HEIGHT, table_height
from app_pages.components.words import t, title
from app_pages.state import Situation
from optimizer.insight.weights.ahp import CONSISTENT, GREATEST, Hierarchy, ahp, reciprocal

Above = Mapping[tuple[int, int], Fraction]
#: Characters of a comparison that are read: longer ones are no ratio that a person weighs.
_LONGEST = 12


def comparisons(
    now: Situation, above: Above, changed: Callable[[dict[tuple[int, int], Fraction]], None]
) -> None:
    """Draw the table and what it leads to; ``changed`` is told what stands above the diagonal."""
    names = [title(one.title, state.language()) for one in now.year.policy.criteria]
    matrix = reciprocal(len(names), dict(above))
    st.caption(t("weights.ahp.how"))
    key = f"weights_pairs_{now.name}_{now.base.name}_{st.session_state['edition']}"
    cells = {str(j): [str(row[j]) for row in matrix] for j in range(len(names))}
    column = st.column_config
    st.data_editor(
        pd.DataFrame({"name": names, **cells}),
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=table_height(len(names)),
        key=key,
        on_change=_edited,
        args=(key, dict(above), changed),
        column_config={
            "name": column.TextColumn(
                t("weights.criterion"), disabled=True, pinned=True, width=150
            ),
            **{
                str(j): column.TextColumn(name, width=92, max_chars=_LONGEST)
                for j, name in enumerate(names)
            },
        },
    )
    for text in st.session_state.pop("weights_unread", ()):
        st.warning(t("weights.ahp.unread", value=text))
    _verdict(ahp(matrix, names), names)


def _verdict(found: Hierarchy, names: list[str]) -> None:
    """Say how far the comparisons agree, and which contradicts the others most."""
    ratio = f"{found.ratio:.3f}"
    limit = f"{float(CONSISTENT):g}"
    if found.is_consistent:
        st.badge(t("weights.ahp.consistent", ratio=ratio, limit=limit), color="green")
    else:
        st.badge(t("weights.ahp.inconsistent", ratio=ratio, limit=limit), color="orange")
    worst = found.worst
    if worst is not None:
        first, second = names[worst.first], names[worst.second]
        st.caption(
            t(
                "weights.ahp.worst",
                first=first,
                second=second,
                said=str(worst.said),
                fits=f"{worst.fits:.2f}",
                ratio=f"{worst.ratio_without:.3f}",
            )
        )


def _edited(
    key: str,
    above: dict[tuple[int, int], Fraction],
    changed: Callable[[dict[tuple[int, int], Fraction]], None],
) -> None:
    """Take in what was typed: either half may be, the diagonal may not."""
    edits: dict[int, dict[str, Any]] = st.session_state[key]["edited_rows"]
    unread = []
    for i, row in edits.items():
        for name, text in row.items():
            j, value = int(name), ratio(text)
            if value is None or (i == j and value != 1):
                unread.append(str(text)[:_LONGEST])
            elif i < j:
                above[i, j] = value
            elif i > j:
                above[j, i] = 1 / value
    if unread:
        st.session_state["weights_unread"] = unread
    changed(above)


def ratio(text: object) -> Fraction | None:
    """Read a comparison, from 1/9 to 9; ``None`` where it is none."""
    try:
        value = Fraction(str(text).strip()[:_LONGEST])
    except (ValueError, ZeroDivisionError):
        return None
    return value if Fraction(1, GREATEST) <= value <= GREATEST else None
