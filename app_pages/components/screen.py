"""What is known of the reader's screen: the server sees the browser's name, not its width."""

from __future__ import annotations

import streamlit as st


def is_phone() -> bool:
    """Say whether the browser calls itself mobile: there the answer's column must still fit."""
    return "Mobi" in st.context.headers.get("User-Agent", "")


def width(screen: int, phone: int) -> int:
    """Return the width of a column, in pixels, on a screen or on a phone."""
    return phone if is_phone() else screen


def is_dark() -> bool:
    """Say whether the page is drawn in the dark theme."""
    return st.context.theme.type == "dark"
