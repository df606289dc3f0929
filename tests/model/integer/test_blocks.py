"""Blocks at prices: exactly the best of their own points, and closed trees that say so."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from optimizer.model.integer.block_tree import BlockTree
from optimizer.model.integer.blocks import find_blocks
from optimizer.model.integer.pricing import Prices, Pricing
from optimizer.model.integer.question import Question, pose
from optimizer.model.proof import Duals
from tests.model.integer.random_programs import draw, generator, value


def best_of(question: Question, members: list[int], rows: list[int], prices: list[int]) -> int:
    """Go through every point of a block that keeps its own rows."""
    program = question.program
    domains = [
        [0, *range(int(question.least[j]), int(question.most[j]) + 1)] if question.most[j] else [0]
        for j in members
    ]
    totals = []
    for point in product(*domains):
        at = dict(zip(members, point, strict=True))

        def count(k: int, at: dict[int, int] = at) -> int:
            row = program.rows[k]
            funded = row.coefs * 0 if row.funded is None else row.funded
            entries = zip(row.columns.tolist(), row.coefs.tolist(), funded.tolist(), strict=True)
            return sum(a * at[j] + f * (at[j] > 0) for j, a, f in entries if j in at)

        if all(count(k) <= program.rows[k].limit for k in rows):
            worth = sum(value(question.worth, j, t) for j, t in at.items())
            totals.append(worth - sum(p * count(k) for k, p in enumerate(prices)))
    return max(totals)


@pytest.mark.parametrize("seed", range(4))
def test_a_block_is_priced_at_exactly_its_best_and_its_tree_proves_it(seed: int) -> None:
    rng = generator(seed)
    seen = 0
    while seen < 60:
        program, worths = draw(rng)
        question = pose(program, worths[0], (), ())
        blocks = find_blocks(question)
        if not blocks.members or min(row.limit for row in program.rows) < 0:
            continue
        seen += 1
        signs = {"<=": 1, ">=": -1, "=": 1}
        prices = [
            0 if blocks.kept[k] else signs[row.sense] * rng.randint(0, 3)
            for k, row in enumerate(program.rows)
        ]
        priced = Pricing(question).price(Prices(Duals(np.array(prices))), question.whole())
        values, units = blocks.best(priced)
        for members, rows, found in zip(blocks.members, blocks.rows, values.tolist(), strict=True):
            assert found == best_of(question, members.tolist(), rows.tolist(), prices)
            mine = priced.points[:, members], units[members]
            assert all(u == 0 or low <= u for low, u in zip(mine[0][0], mine[1], strict=True))
            _, bound = BlockTree(question, rows, members, priced, 1).close(found, 1)
            assert found <= bound < found + Fraction(1)
