"""Who a selector means: projects by their labels, or one by one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from optimizer.formats.problem import AllocationProblem, IntArray, Label
from optimizer.verify.exact import Mask

ID = "id"
NOBODY = np.zeros(0, dtype=np.int64)


class Roster:
    """The projects of a problem, to be looked up by label or by application number.

    Parameters
    ----------
    problem
        The problem; nothing is copied.
    """

    def __init__(self, problem: AllocationProblem) -> None:
        self._problem = problem
        self.everyone = np.arange(len(problem.ids), dtype=np.int64)
        self._by_label: dict[str, dict[str, IntArray]] = {}

    @cached_property
    def position(self) -> dict[str, int]:
        """The position of each project by its number."""
        return {str(name): i for i, name in enumerate(self._problem.ids.tolist())}

    def by_value(self, label: str) -> dict[str, IntArray]:
        """Return the projects (rising) of each value of a label; who lacks it is in none."""
        if label not in self._by_label:
            column = self._problem.labels.get(label)
            self._by_label[label] = {} if column is None else _grouped(column)
        return self._by_label[label]

    def chosen(self, members: Mapping[str, tuple[str, ...]]) -> IntArray:
        """Return the projects that fulfil every selector, rising; all if there is none.

        The selector that leaves fewest is looked up, the others are tested on those.
        """
        if not members:
            return self.everyone
        first = min(members, key=lambda label: self._size(label, members[label]))
        found = self._of(first, members[first])
        for label, values in members.items():
            if label != first and len(found):
                found = found[self._fulfil(label, values, found)]
        return found

    def _size(self, label: str, values: tuple[str, ...]) -> int:
        if label == ID:
            return len(values)
        index = self.by_value(label)
        return sum(len(index.get(value, NOBODY)) for value in values)

    def _of(self, label: str, values: tuple[str, ...]) -> IntArray:
        if label == ID:
            numbers = {self.position[v] for v in values if v in self.position}
            return np.array(sorted(numbers), dtype=np.int64)
        index = self.by_value(label)
        if len(values) == 1:
            return index.get(values[0], NOBODY)
        parts = [index[value] for value in dict.fromkeys(values) if value in index]
        return np.sort(np.concatenate([NOBODY, *parts]))

    def _fulfil(self, label: str, values: tuple[str, ...], projects: IntArray) -> Mask:
        if label == ID:
            return np.isin(projects, self._of(label, values))
        column = self._problem.labels.get(label)
        if column is None:
            return np.zeros(len(projects), dtype=np.bool_)
        codes, names = column.codes[projects], set(values)
        wanted = [code for code in set(codes.tolist()) if code >= 0 and column.names[code] in names]
        return np.isin(codes, wanted)


def _grouped(column: Label) -> dict[str, IntArray]:
    order = np.argsort(column.codes, kind="stable")
    ends = np.searchsorted(column.codes[order], np.arange(len(column.names) + 1))
    bounds = ends.tolist()
    return {name: order[bounds[code] : bounds[code + 1]] for code, name in enumerate(column.names)}
