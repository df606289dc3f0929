"""Changes chosen together against all combinations of them."""

from itertools import product

import numpy as np
import pytest

from optimizer.model.chains.sums import combine, single


@pytest.mark.parametrize("seed", range(8))
def test_the_changes_chosen_are_the_best_that_nested_limits_allow(seed: int) -> None:
    rng = np.random.default_rng(seed)
    money = [np.append(0, rng.integers(-6, 7, 5)) for _ in range(4)]
    worth = [np.append(0, rng.integers(-9, 10, 5)) for _ in range(4)]
    groups = [single(k, m, w, -w) for k, (m, w) in enumerate(zip(money, worth, strict=True))]
    covers = [np.array(c, dtype=bool) for c in ([1, 1, 0, 0], [0, 0, 1, 1], [1, 1, 1, 1])]
    limits = [(cover, int(rng.integers(-3, 6))) for cover in covers]
    expected = None
    for picks in product(range(6), repeat=4):
        spent = np.array([m[p] for m, p in zip(money, picks, strict=True)])
        if all(spent[cover].sum() <= room for cover, room in limits):
            value = int(sum(w[p] for w, p in zip(worth, picks, strict=True)))
            expected = value if expected is None else max(expected, value)
    chosen = combine(groups, limits)
    found = None if chosen is None else int(sum(worth[k][p] for k, p in chosen))
    assert found == expected
