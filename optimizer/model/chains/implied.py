"""What the order of a chain implies about single variables: for relaxations, which do not see it.

Floats decide, since nothing here is believed: bounds are computed from the box itself.
"""

from __future__ import annotations

import numpy as np

from optimizer.model.chains.frame import Box, Frame, slack_points

#: Rounds of drawing conclusions, and how near ratios must be to count as equal.
ROUNDS = 3
_NEAR = 1e-12


def implied(frame: Frame, box: Box) -> Box:
    """Return the part of ``box`` that the order of the chains leaves."""
    slack = slack_points(frame, box)
    exactly = ~slack.at_none & (slack.since > frame.upper)
    low, high = box.low.copy(), box.high.copy()
    share = frame.program.unit / np.maximum(frame.entitled, 1)
    for chain in frame.program.chains:
        sizes = np.array([len(level) for level in chain.levels])
        members = np.concatenate(chain.levels)
        starts, level = np.cumsum(sizes) - sizes, np.repeat(np.arange(len(sizes)), sizes)
        tied, each, least = exactly[members], share[members], frame.least[members]
        for _ in range(ROUNDS):
            before = low[members].sum(), high[members].sum()
            beyond = (high[members] + 1) * each
            beyond = np.where(tied & (high[members] < frame.upper[members]), beyond, 2.0)
            cap = np.minimum.accumulate(np.minimum.reduceat(beyond, starts))[level]
            most = np.ceil(cap / each - _NEAR).astype(np.int64) - 1
            most = np.minimum(high[members], np.where(most < least, 0, most))
            floor = np.maximum.reduceat(low[members] * each, starts)
            floor = np.maximum.accumulate(floor[::-1])[::-1][level]
            steps = np.floor(floor / each + _NEAR).astype(np.int64)
            steps = np.where(tied & (steps > 0), np.maximum(steps, least), 0)
            low[members] = np.maximum(low[members], steps)
            high[members] = most
            if (low[members].sum(), high[members].sum()) == before:
                break
    return Box(low, high)
