"""Scores written as text: points with at most two decimals, held as integer hundredths."""

from __future__ import annotations

import re

from optimizer.policy.toml_table import as_text

MOST = 10_000  # a hundred points
_SCORE = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))?")


def as_score(raw: object) -> int:
    """Read ``"60"`` or ``"87.5"`` as hundredths of a point.

    Raises
    ------
    ValueError
        If it is no text, has more than two decimals, or lies outside 0 to 100.
    """
    match = _SCORE.fullmatch(as_text(raw))
    if match is None:
        raise ValueError(raw)
    hundredths = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))
    if hundredths > MOST:
        raise ValueError(raw)
    return hundredths
