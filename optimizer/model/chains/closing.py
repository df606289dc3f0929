"""From the parts of a search to the tree that shows their bounds, blocks included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from optimizer.model.chains.bounding import Part
from optimizer.model.chains.pricing import Prices
from optimizer.model.proof import Duals
from optimizer.model.tree import Branch, Leaf, Tree

#: A split, by variable, steps and the numbers of its two parts; or a part.
Node = tuple[int, int, int, int] | Part
#: How much finer prices are written where the trees of blocks need it.
_FINER = 2**12


def close(nodes: Mapping[int, Node], limit: Fraction | None) -> tuple[Tree, Fraction | None]:
    """Return the nodes as a tree and the greatest bound of its leaves.

    Parameters
    ----------
    nodes
        Splits and parts by number; parts have greater numbers than what they are part of.
    limit
        What all leaves should stay below, if there is such a value.
    """
    built: dict[int, Tree] = {}
    greatest: Fraction | None = None
    for name in sorted(nodes, reverse=True):
        node = nodes[name]
        if isinstance(node, Part):
            built[name], bound = leaf(node, limit)
            if bound is not None and (greatest is None or bound > greatest):
                greatest = bound
        else:
            column, at, low, high = node
            built[name] = Branch(column, at, built.pop(low), built.pop(high))
    return built[0], greatest


def leaf(part: Part, limit: Fraction | None) -> tuple[Leaf, Fraction | None]:
    """Return a part as a leaf, and its bound (``None``: empty) with the trees of its blocks."""
    prices = part.prices
    if part.bound is None:
        return _leaf(prices, empty=True), None
    prices = part.kept.free(prices)
    blocks, excess = part.kept.trees(prices, part.box)
    if limit is not None and part.bound < limit <= part.bound + excess:
        prices = _finer(prices)
        blocks, excess = part.kept.trees(prices, part.box)
    return replace(_leaf(prices, empty=False), blocks=blocks), part.bound + excess


def _leaf(prices: Prices, *, empty: bool) -> Leaf:
    scale = prices.duals.scale
    return Leaf(prices.duals, tuple(Fraction(v, scale) for v in prices.earlier), empty=empty)


def _finer(prices: Prices) -> Prices:
    """Return the same prices over a greater scale."""
    duals = Duals(prices.duals.values * _FINER, prices.duals.scale * _FINER)
    return Prices(duals, tuple(v * _FINER for v in prices.earlier), counts=prices.counts)
