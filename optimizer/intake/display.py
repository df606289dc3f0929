"""A value of a table as a person reads it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from optimizer.intake.columns import CHECK_WORDS, FLAG_WORDS, Kind
from optimizer.intake.tables import MISSING
from optimizer.intake.vocabulary import SEPARATORS, WAN
from optimizer.money import FEN_PER_YUAN, YUAN_PER_WAN

_FEN_PER_WAN = FEN_PER_YUAN * YUAN_PER_WAN


def display(value: Any, kind: Kind) -> str:  # noqa: ANN401  # an element of any column
    """Return a value of a table as a person reads it; empty for nothing."""
    match kind:
        case "money":
            exact = Decimal(int(value)) / _FEN_PER_WAN
            return "" if value == MISSING else f"{exact.normalize():,f}{WAN}"
        case "score":
            return "" if value == MISSING else f"{Decimal(int(value)).scaleb(-2):.2f}"
        case "integer":
            return "" if value == MISSING else str(int(value))
        case "date":
            return "" if np.isnat(value) else str(value)
        case "flag":
            return {1: FLAG_WORDS[0], 0: FLAG_WORDS[1]}.get(int(value), "")
        case "check":
            return {1: CHECK_WORDS[0], 0: CHECK_WORDS[1]}.get(int(value), "")
        case "choices":
            return SEPARATORS[0].join(value)
        case _:
            return str(value)
