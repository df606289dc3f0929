"""A part of the domain in the search: its box, its prices, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from optimizer.model.integer.pricing import Prices
from optimizer.model.integer.question import Box


@dataclass(slots=True)
class Part:
    """A node of the search tree.

    ``wide`` is the box by splits alone, ``box`` the one tightened by prices on the way. ``split``
    is the variable and the value of the split, with ``parts`` "at most" and "more"; one part alone
    is the same part with other prices. ``prices`` give the bound of the part ``before`` they cut
    its box (``empty``: they show that no plan is in it). ``used`` are the variables whose cuts some
    leaf needs.
    """

    wide: Box
    box: Box
    parent: Part | None = None
    prices: Prices | None = None
    empty: bool = False
    split: tuple[int, int] | None = None
    parts: tuple[Part, ...] = ()
    before: Box | None = None
    used: set[int] = field(default_factory=set)

    @property
    def ancestors(self) -> list[Part]:
        """Return the parts that hold this one, the smallest first, itself left out."""
        out, at = [], self.parent
        while at is not None:
            out.append(at)
            at = at.parent
        return out
