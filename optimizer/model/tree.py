"""A closed tree: the domain of a program cut in parts, each with its own bound.

The parts cover every point by construction: each branch splits one variable into "at most ``at``
steps" and "more". So the greatest bound of the leaves is a bound of the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from optimizer.formats.problem import IntArray
from optimizer.model.proof import Duals


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part with the multipliers of its bound.

    ``earlier`` are those of the objectives before (0 or more). ``empty`` says that no point is in
    the part: with worth 0 the multipliers then bound it below 0. ``blocks`` are groups of variables
    with rows of their own, no variable in two of them: their bounds add up.
    """

    duals: Duals
    earlier: tuple[Fraction, ...] = ()
    empty: bool = False
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Variables whose best is bounded by a closed tree of their own, at the prices of a leaf.

    ``columns`` are the variables, ``rows`` the rows (``<=``) that no other variable is in. The
    leaves of ``tree`` have multipliers of these rows only, in their order, which come on top.
    """

    columns: IntArray
    rows: IntArray
    tree: Tree


@dataclass(frozen=True, slots=True)
class Branch:
    """Variable ``column`` has at most ``at`` steps in one part, and more in the other."""

    column: int
    at: int
    at_most: Branch | Leaf
    beyond: Branch | Leaf


Tree = Branch | Leaf
