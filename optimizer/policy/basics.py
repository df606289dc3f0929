"""What clauses are made of: titles, dated values, choices, and the closed set of money formulas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Generic, Literal, TypeVar

T = TypeVar("T")
#: A value of a parameter: what its ``kind`` says. ``None`` is "not set".
Value = bool | int | str | Fraction | date | None


def value_text(value: Value) -> str:
    """Write a value of a parameter as the files spell it; ``""`` for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


@dataclass(frozen=True, slots=True)
class Text:
    """One title in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """Values with the day from which each holds, rising by day."""

    values: tuple[tuple[date, T], ...]

    def on(self, day: date) -> T:
        """Return the value that holds on ``day``; the first one before any holds."""
        held = self.values[0][1]
        for start, value in self.values:
            if start <= day:
                held = value
        return held


@dataclass(frozen=True, slots=True)
class Choice:
    """A word of the policy that the value of a parameter picks; ``Law.pick`` answers with it."""

    parameter: str
    words: Mapping[str, str]  # value of the parameter (as text) -> word


# --- the closed set of money formulas -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Flat:
    """Every eligible application may reach the same amount.

    ``amount`` names the parameter with it (yuan); unset, or without one, it is the ceiling.
    """

    amount: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """``ratio`` x base, at most the ceiling.

    ``ratio`` is what the measures give, dated, or the name of the parameter that sets it;
    ``variants`` maps a flag column of the application to the parameter that replaces the ratio
    when that flag is true and the parameter is set.
    """

    ratio: Dated[Fraction] | str
    variants: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """A ratio of the awards of higher levels, at most the ceiling.

    The awards are the rows of the list that the clause's ``base`` names (``higher_awards.received``
    or ``.amount``). ``ratios`` maps a level (its column ``level``) to the parameter with its ratio;
    rows of another level do not count. ``kinds`` are the kinds of award (column ``kind``) that
    always count, ``accept`` maps a further kind to the flag parameter that lets it count.
    """

    ratios: Mapping[str, str]
    kinds: tuple[str, ...] = ()
    accept: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Discretionary:
    """No formula: at most the ceiling. With a tier table of the call it is ``Tiered``."""


Formula = Flat | Share | Match | Discretionary


@dataclass(frozen=True, slots=True)
class TierTable:
    """Score band -> share of the ceiling or of the verified amount (a call sets it).

    ``bands`` are (from, share), ``from`` in hundredths of a point, closed below, falling.
    """

    clause: str
    of: Literal["ceiling", "verified"]
    bands: tuple[tuple[int, Fraction], ...]
    source: str
