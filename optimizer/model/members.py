"""Which projects a row means: selection by label or by id, fast for many rows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from optimizer.formats.problem import NO_LABEL, AllocationProblem, IntArray

_NOBODY = np.zeros(0, dtype=np.int64)


class Selector:
    """Answers "which projects" for one problem; the order of each label is sorted once."""

    def __init__(self, problem: AllocationProblem) -> None:
        self._problem = problem
        self._groups: dict[str, dict[str, IntArray]] = {}

    def groups(self, label: str) -> dict[str, IntArray]:
        """Return the projects of each value of a label, in rising order."""
        if label not in self._groups:
            if label == "id":
                groups = {
                    name: np.array([i], dtype=np.int64)
                    for i, name in enumerate(self._problem.ids.tolist())
                }
            elif label not in self._problem.labels:
                groups = {}
            else:
                column = self._problem.labels[label]
                order = np.argsort(column.codes, kind="stable")
                starts = np.searchsorted(
                    column.codes[order], np.arange(NO_LABEL + 1, len(column.names) + 1)
                )
                groups = {
                    name: order[a:b]
                    for name, a, b in zip(
                        column.names, starts[:-1].tolist(), starts[1:].tolist(), strict=True
                    )
                }
            self._groups[label] = groups
        return self._groups[label]

    def select(self, members: Mapping[str, tuple[str, ...]]) -> IntArray:
        """Return the indices of the projects that have, for every label, one of its values.

        Returns
        -------
        IntArray
            Rising; every project when ``members`` is empty.
        """
        chosen: IntArray | None = None
        for label, values in members.items():
            groups = self.groups(label)
            if len(values) == 1:
                one = groups.get(values[0], _NOBODY)
            else:
                found = [groups[v] for v in dict.fromkeys(values) if v in groups]
                one = np.sort(np.concatenate([_NOBODY, *found]))
            chosen = one if chosen is None else np.intersect1d(chosen, one, assume_unique=True)
        return np.arange(len(self._problem.ids)) if chosen is None else chosen
