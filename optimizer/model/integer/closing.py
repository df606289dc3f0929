"""From the parts of a search to a closed tree: only the cuts that some leaf needs stay in it.

Ends that prices cut off a box are branches of the tree, too: the part cut off is a leaf with
those prices. Most of them are never needed, because the prices of a leaf would not buy there
anyway; so parts are gone through from the last to the first, and each asks for what it needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from optimizer.model.integer.part import Part
from optimizer.model.integer.pricing import Prices, Pricing
from optimizer.model.integer.question import Box, Question, above, below
from optimizer.model.proof import Duals
from optimizer.model.tree import Branch, Leaf, Tree


def close(question: Question, parts: tuple[Part, ...], limit: int) -> tuple[Tree, Fraction]:
    """Return the tree of the parts, each leaf bounded below ``limit`` or empty, and its bound.

    Parameters
    ----------
    question
        What was searched.
    parts
        All parts, parents before their parts; each one split or closed by its prices.
    limit
        What no leaf reaches, in units of the question's factor.
    """
    pricing = Pricing(question)
    built: dict[int, Tree] = {}
    for part in reversed(parts):
        if part.prices is None or part.before is None:
            raise ValueError("a part is open")
        leaf = _leaf(question, part.prices, empty=part.empty)
        if part.parts is None:
            _ask(pricing, part, (part.wide, part.before), limit)
            tree: Tree = leaf
        else:
            lower, upper = (built.pop(id(p)) for p in part.parts)
            tree = Branch(*(part.split or (0, 0)), lower, upper)
        # Cuts are asked for by the parts inside, all of which are built by now.
        for column in sorted(part.used):
            for branch in _cuts(part, column, tree, leaf):
                tree = branch
            for outside in _outsides(question, part, column):
                _ask(pricing, part, outside, limit)
        built[id(part)] = tree
    tree = built[id(parts[0])]
    return tree, _greatest(pricing, tree, limit)


def _greatest(pricing: Pricing, tree: Tree, limit: int) -> Fraction:
    """Return the greatest bound of the leaves, each over the part of the domain that is its own."""
    question = pricing.question
    factor, most = question.factor, Fraction(0)
    first = True
    todo = [(tree, question.whole())]
    while todo:
        node, box = todo.pop()
        if isinstance(node, Branch):
            least = int(question.least[node.column])
            todo.append((node.at_most, below(box, node.column, node.at, least)))
            todo.append((node.beyond, above(box, node.column, node.at, least)))
        elif not node.empty:
            scale = node.duals.scale
            duals = Duals(node.duals.values // factor, scale)
            earlier = tuple(int(w * scale) // factor for w in node.earlier)
            bound = pricing.bound(Prices(duals, earlier), box)
            most, first = (bound if first else max(most, bound)), False
    if most >= limit:
        raise AssertionError("the leaves of the tree do not close it")
    return most


def _ask(pricing: Pricing, part: Part, boxes: tuple[Box, Box], limit: int) -> None:
    """Mark the cuts of earlier parts without which the prices of ``part`` are not enough."""
    prices = part.prices
    if prices is None:  # pragma: no cover  (checked by the caller)
        raise AssertionError
    scale = prices.rows.scale
    goal = 0 if part.empty else limit * scale
    wide, tight = (pricing.price(prices, box, worth=not part.empty) for box in boxes)
    excess = wide.total() - goal
    if excess < 0:
        return
    gain = wide.best - tight.best
    for column in np.argsort(-gain, kind="stable").tolist():
        if excess < 0:
            break
        excess -= int(gain[column])
        for outer in part.ancestors:
            if list(_outsides(pricing.question, outer, column)):
                outer.used.add(column)
    if excess >= 0:
        raise AssertionError("a part was closed by prices that do not close it")


def _outsides(question: Question, part: Part, column: int) -> Iterator[tuple[Box, Box]]:
    """Yield what the prices of ``part`` cut off a variable: by splits alone, and tightened."""
    before, after = part.before, part.box
    if before is None:
        return
    least = int(question.least[column])
    if after.high[column] < before.high[column]:
        last = int(after.high[column])
        yield above(part.wide, column, last, least), above(before, column, last, least)
    if after.low[column] > before.low[column]:
        last = int(after.low[column]) - 1
        yield below(part.wide, column, last, least), below(before, column, last, least)


def _cuts(part: Part, column: int, tree: Tree, leaf: Leaf) -> Iterator[Tree]:
    before, after = part.before, part.box
    if before is None:
        return
    if after.high[column] < before.high[column]:
        tree = Branch(column, int(after.high[column]), tree, leaf)
        yield tree
    if after.low[column] > before.low[column]:
        yield Branch(column, int(after.low[column]) - 1, leaf, tree)


def _leaf(question: Question, prices: Prices, *, empty: bool) -> Leaf:
    factor, scale = question.factor, prices.rows.scale
    duals = Duals(prices.rows.values * factor, scale)
    return Leaf(duals, tuple(Fraction(w * factor, scale) for w in prices.earlier), empty)
