"""Large questions: prices first, then the few variables that they leave open.

Prices found by asking groups of blocks bound the whole. The variables that lose least by a change
are searched with all others as the prices have them: a plan next to the bound. What the bound
then cannot afford is cut off, and if little is left, it is searched to the end.
"""

from __future__ import annotations

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model.integer.blocks import Blocks, find_blocks
from optimizer.model.integer.coordination import Coordination
from optimizer.model.integer.core import Core, around, undecided
from optimizer.model.integer.fill import Filler
from optimizer.model.integer.part import Part
from optimizer.model.integer.pricing import Priced, Prices, Pricing, one_row
from optimizer.model.integer.question import Box, Question, above, below
from optimizer.model.integer.rows import broken_row
from optimizer.model.integer.search import Found, Search
from optimizer.model.meter import Meter
from optimizer.model.proof import Duals

#: Variables of the first core, the parts of its search, and its share of what all may cost.
CORE_SIZE = 800
CORE_PARTS = 40
CORE_SHARE = 0.4
#: Most variables left open that are searched to the end.
MOST_OPEN = 6_000


def search_large(question: Question, meter: Meter, plan: IntArray | None) -> Found | None:
    """Search a large question; ``None`` where this way finds no plan.

    Parameters
    ----------
    question
        What is asked.
    meter
        What all of it may cost.
    plan
        A plan in hand, if there is one.
    """
    pricing, blocks, whole = Pricing(question), find_blocks(question), question.whole()
    asked = Coordination(question, pricing, blocks, whole, meter)
    asked.run()
    if asked.prices is None or asked.priced is None:
        return None
    plans = [p for p in (plan, *_plans(question, blocks, asked, meter)) if p is not None]
    plans = [p for p in plans if question.allows(p)]
    if not plans:
        return None
    units = max(plans, key=question.worth.at)
    root = Part(whole, whole, prices=asked.prices, before=whole)
    value = question.worth.at(units)
    room = asked.bound - (value + 1) * asked.prices.rows.scale
    if room < 0:
        return Found(units, root, (root,), closed=True, blocks=blocks)
    box = blocks.settled(asked.priced, room, pricing.tightened(asked.priced, room, blocks.inside))
    if len(box.open) > MOST_OPEN:
        return Found(units, root, (root,), closed=False, blocks=blocks)
    root.box = box
    row = broken_row(question, box)
    if row is not None:
        empty = Part(whole, box, root, one_row(question, *row), empty=True, before=box)
        root.parts = (empty,)
        return Found(units, root, (root, empty), closed=True, blocks=blocks)
    core = around(question, box.high, box.open)
    search = _inner(core, blocks, box, asked.prices, meter)
    # The plan in hand may lie outside the box: only what is worth more is looked for.
    rest = box.high.copy()
    rest[core.columns] = 0
    search.cutoff = value + 1 - question.worth.at(rest)
    found = search.run()
    if found.units is not None:
        better = box.high.copy()
        better[core.columns] = found.units
        units = better
    parts = _outward(question, core, root, found.parts)
    return Found(units, root, parts, closed=found.closed, blocks=blocks)


def _plans(
    question: Question, blocks: Blocks, asked: Coordination, meter: Meter
) -> list[IntArray | None]:
    """Return plans near the answer to the best prices; what they are not sure of is searched."""
    priced = asked.priced
    if priced is None:  # pragma: no cover  (asked at least once)
        raise AssertionError
    core = around(question, asked.units, undecided(blocks, priced, CORE_SIZE))
    found = Search(core.question, meter.aside(CORE_SHARE, CORE_PARTS)).run()
    if found.units is not None:
        units = asked.units.copy()
        units[core.columns] = found.units
        return [units]
    return [_greedy(question, priced, asked.units)]


def _greedy(question: Question, priced: Priced, units: IntArray) -> IntArray:
    filler = Filler(question)
    order = np.argsort(-priced.marginal(), kind="stable").tolist()
    plan = filler.mended(units, order[::-1])
    return filler.fill(plan, order) if question.allows(plan) else plan


def _inner(core: Core, blocks: Blocks, box: Box, prices: Prices, meter: Meter) -> Search:
    """Return the search of the open variables, with the same rows kept."""
    start = Box(box.low[core.columns], box.high[core.columns])
    kept = find_blocks(core.question, blocks.kept[core.rows])
    own = Prices(Duals(prices.rows.values[core.rows], prices.rows.scale), prices.earlier)
    return Search(core.question, meter, blocks=kept, start=start, anchor=own)


def _outward(
    question: Question, core: Core, root: Part, parts: tuple[Part, ...]
) -> tuple[Part, ...]:
    """Return the parts of an inner search as parts of the whole, after their common ``root``."""
    out, outer = [root], {id(None): root}
    for part in parts:
        parent = outer[id(part.parent)]
        here = Part(
            _wide(question, core, parent, part),
            _placed(root.box, core, part.box),
            parent,
            None if part.prices is None else _outer_prices(question, core, part.prices),
            part.empty,
            None if part.split is None else (int(core.columns[part.split[0]]), part.split[1]),
            before=None if part.before is None else _placed(root.box, core, part.before),
        )
        outer[id(part)] = here
        parent.parts = (*parent.parts, here)
        out.append(here)
    return tuple(out)


def _wide(question: Question, core: Core, parent: Part, part: Part) -> Box:
    """Return the domain of a part by splits alone, in the whole question."""
    outer = part.parent
    if outer is None or outer.split is None:
        return parent.wide
    column, at = int(core.columns[outer.split[0]]), outer.split[1]
    side = below if outer.parts[0] is part else above
    return side(parent.wide, column, at, int(question.least[column]))


def _placed(box: Box, core: Core, inner: Box) -> Box:
    """Return ``box`` with the core's variables as in ``inner``."""
    low, high = box.low.copy(), box.high.copy()
    low[core.columns], high[core.columns] = inner.low, inner.high
    return Box(low, high)


def _outer_prices(question: Question, core: Core, prices: Prices) -> Prices:
    """Return prices of the core's rows as prices of all rows."""
    values = np.zeros(len(question.program.rows), dtype=prices.rows.values.dtype)
    values[core.rows] = prices.rows.values
    return Prices(Duals(values, prices.rows.scale), prices.earlier)
