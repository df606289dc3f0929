"""How sure a project's award is, in one word: by the share of weightings that fund it."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

Class = Literal["certain", "likely", "open", "surely_out"]
CLASSES: tuple[Class, ...] = ("certain", "likely", "open", "surely_out")
#: From these shares on a project is in for certain, or likely; up to the last surely out.
CERTAIN, LIKELY, SURELY_OUT = Fraction(95, 100), Fraction(50, 100), Fraction(5, 100)


def class_of(share: Fraction) -> Class:
    """Return the class of a share of weightings."""
    if share >= CERTAIN:
        return "certain"
    if share >= LIKELY:
        return "likely"
    return "surely_out" if share <= SURELY_OUT else "open"
