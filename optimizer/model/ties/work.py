"""A deterministic limit of work: counts, not the clock, so that every run ends alike."""

from __future__ import annotations

#: Steps over edges of a network that the tie rule may take in all.
MOST_STEPS = 2**25
#: Most binary digits of a denominator: beyond it an exact ratio is no longer fit to be read.
MOST_BITS = 2**13


class WorkLimitError(Exception):
    """The tie rule gives up: the structure is not a network's, or the work limit is reached."""


class Work:
    """Counts the steps taken against a limit."""

    def __init__(self, most: int = MOST_STEPS) -> None:
        self.left = most

    def spend(self, steps: int) -> None:
        """Take ``steps`` off what is left.

        Raises
        ------
        WorkLimitError
            When nothing is left.
        """
        self.left -= steps
        if self.left < 0:
            raise WorkLimitError
