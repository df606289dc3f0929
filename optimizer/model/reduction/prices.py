"""Multipliers by the names of limits, for hundred thousands of limits: made when asked for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from optimizer.formats.problem import IntArray


@dataclass(frozen=True, slots=True)
class LabelPrices:
    """Prices of limits by label: the one named ``prefix`` and ``names[k]`` has ``price[k]``.

    ``names`` are sorted.
    """

    prefix: str
    names: tuple[str, ...]
    price: IntArray

    def get(self, name: str) -> int:
        """Return the price of the limit ``name``, 0 if it is none of these."""
        if not name.startswith(self.prefix):
            return 0
        value = name[len(self.prefix) :]
        k = bisect_left(self.names, value)
        return int(self.price[k]) if k < len(self.names) and self.names[k] == value else 0


class Prices(Mapping[str, Fraction]):
    """Multipliers of a yuan: limits named one by one, and limits by label; 0 is left out.

    ``scale`` times a price of ``blocks`` is its multiplier.
    """

    def __init__(
        self, named: Mapping[str, Fraction], blocks: tuple[LabelPrices, ...], scale: Fraction
    ) -> None:
        self._named = {name: value for name, value in named.items() if value}
        self._blocks = blocks
        self._scale = scale

    def __getitem__(self, name: str) -> Fraction:
        if name in self._named:
            return self._named[name]
        for block in self._blocks:
            if price := block.get(name):
                return price * self._scale
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        yield from self._named
        for block in self._blocks:
            for k in np.flatnonzero(block.price).tolist():
                yield f"{block.prefix}{block.names[k]}"

    def __len__(self) -> int:
        return len(self._named) + sum(int(np.count_nonzero(b.price)) for b in self._blocks)
