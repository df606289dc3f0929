"""Counting by a wavelet matrix equals counting one by one."""

import numpy as np

from optimizer.account.dominance import count_at_least


def test_counts_equal_a_look_at_every_entry() -> None:
    rng = np.random.default_rng(20260401)
    for _ in range(100):
        n = int(rng.integers(0, 40))
        values = rng.integers(0, 12, n)
        ends = np.sort(rng.integers(0, n + 1, (2, 20)), axis=0)
        least = rng.integers(0, 14, 20)
        expected = [int((values[a:b] >= c).sum()) for a, b, c in zip(*ends, least, strict=True)]
        assert count_at_least(values, ends[0], ends[1], least).tolist() == expected
