"""What was found about many applications at once, and read one application at a time.

Rules look at whole columns, so a finding is one code with the rows it holds for. Reasons are made
only for the row that is asked for: ten thousand applications with ten marks each cost nothing
until somebody reads them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import Param
from optimizer.formats.problem import IntArray
from optimizer.formats.reason import Citation, Reason

BoolArray = NDArray[np.bool_]
#: One value for every row of a finding, or an array with one entry a row.
Values = Param | NDArray[Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """One code that holds for ``rows``; array parameters have one entry for each of them."""

    code: str
    citation: Citation
    rows: IntArray
    params: Mapping[str, Values]

    def reason(self, at: int) -> Reason:
        """Return the reason of the row at position ``at`` of ``rows``."""
        return Reason(
            self.code,
            self.citation,
            {k: _plain(v[at]) if isinstance(v, np.ndarray) else v for k, v in self.params.items()},
        )


def _plain(value: Any) -> Param:  # noqa: ANN401  # an entry of any array
    if isinstance(value, np.datetime64):
        return str(value)
    if isinstance(value, int | np.integer):
        return int(value)
    return value if isinstance(value, tuple) else str(value)


class Findings:
    """Findings in the order in which the rules were applied: the policy's."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.found: list[Finding] = []

    def add(
        self, code: str, citation: Citation, rows: IntArray | BoolArray, /, **params: Values
    ) -> None:
        """Note ``code`` for ``rows``: indices, or a mask over all applications."""
        indices: IntArray = (
            np.flatnonzero(rows) if rows.dtype == np.bool_ else rows.astype(np.int64)
        )
        if len(indices):
            self.found.append(Finding(code, citation, indices, params))

    def mask(self) -> BoolArray:
        """Return bool[n]: whether anything was found for an application."""
        hit = np.zeros(self.n, dtype=bool)
        for finding in self.found:
            hit[finding.rows] = True
        return hit

    def by_row(self) -> ByRow:
        """Return index -> every reason of that application."""
        return ByRow(self)


class ByRow(Mapping[int, tuple[Reason, ...]]):
    """Index of an application -> its reasons, made when asked for."""

    def __init__(self, findings: Findings) -> None:
        self._found = tuple(findings.found)
        sizes = [len(f.rows) for f in self._found]
        self._lists: tuple[list[int], list[int], list[int]] | None = None
        rows = np.concatenate([f.rows for f in self._found] or [np.zeros(0, dtype=np.int64)])
        order = np.argsort(rows, kind="stable")
        self._finding = np.repeat(np.arange(len(sizes)), sizes)[order]
        starts = np.cumsum([0, *sizes])[:-1]
        self._at = (np.arange(len(rows)) - np.repeat(starts, sizes))[order]
        self._start = np.zeros(findings.n + 1, dtype=np.int64)
        np.cumsum(np.bincount(rows, minlength=findings.n), out=self._start[1:])

    def __getitem__(self, key: int) -> tuple[Reason, ...]:
        if not 0 <= key < len(self._start) - 1:
            raise KeyError(key)
        if self._lists is None:  # plain lists are quicker to read one entry at a time
            self._lists = self._start.tolist(), self._finding.tolist(), self._at.tolist()
        start, finding, at = self._lists
        if start[key] == start[key + 1]:
            raise KeyError(key)
        entries = range(start[key], start[key + 1])
        return tuple(self._found[finding[e]].reason(at[e]) for e in entries)

    def cited(self) -> Iterator[tuple[Citation, IntArray]]:
        """Yield where the reasons come from, each with the applications that have one of it."""
        for finding in self._found:
            yield finding.citation, finding.rows

    def __iter__(self) -> Iterator[int]:
        yield from np.flatnonzero(np.diff(self._start)).tolist()

    def __len__(self) -> int:
        return int(np.count_nonzero(np.diff(self._start)))
