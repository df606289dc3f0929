"""What became of every application as columns; one application is put together when asked for.

A million applications with their reasons and steps are millions of small objects. Who goes through
all of them (the check, the file) reads columns, or lets each go at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.outcome import ProjectOutcome
from optimizer.formats.problem import IntArray
from optimizer.formats.reason import Citation, Reason, Step

#: Fields of a project that are columns: texts, and integers with ``NONE`` where there is none.
FIELDS = (
    "application_no", "usci", "unit_name", "project_name", "article", "clause", "payee_usci",
    "payee_name", "requested", "verified", "entitled", "suggested", "approved", "merit", "rank",
    "status",
)  # fmt: skip
NONE = -1
#: Reasons, derivation and marks of the application at a position.
Telling = Callable[[int], tuple[tuple[Reason, ...], tuple[Step, ...], tuple[Reason, ...]]]


class ProjectColumns(Sequence[ProjectOutcome]):
    """Every application of a year, by application number.

    Parameters
    ----------
    columns
        One array for each of ``FIELDS``, shape (n,): text as object, money and counts as int64.
    telling
        Gives reasons, derivation and marks of one application.
    cited
        Where reasons come from: a citation, and the positions of all that have a reason with it.
    """

    def __init__(
        self,
        columns: Mapping[str, NDArray[Any]],
        telling: Telling,
        cited: Iterable[tuple[Citation, IntArray]],
    ) -> None:
        self.columns = {key: columns[key] for key in FIELDS}
        self.cited = tuple(cited)
        self._telling = telling
        self._kept: dict[int, ProjectOutcome] = {}

    def __len__(self) -> int:
        return len(self.columns["application_no"])

    @overload
    def __getitem__(self, key: int) -> ProjectOutcome: ...
    @overload
    def __getitem__(self, key: slice) -> tuple[ProjectOutcome, ...]: ...
    def __getitem__(self, key: int | slice) -> ProjectOutcome | tuple[ProjectOutcome, ...]:
        """Return one application, or some; what was asked for once is kept."""
        if isinstance(key, slice):
            return tuple(self[i] for i in range(*key.indices(len(self))))
        i = range(len(self))[key]
        if i not in self._kept:
            self._kept[i] = self._made(i)
        return self._kept[i]

    def each(self) -> Iterator[ProjectOutcome]:
        """Yield all, and keep none."""
        return map(self._made, range(len(self)))

    def _made(self, i: int) -> ProjectOutcome:
        cells: dict[str, Any] = {
            key: None if (cell := column.item(i)) == NONE else cell
            for key, column in self.columns.items()
        }
        reasons, derivation, marks = self._telling(i)
        return ProjectOutcome(**cells, reasons=reasons, derivation=derivation, marks=marks)


def texts(values: Sequence[str], codes: NDArray[np.integer[Any]]) -> NDArray[Any]:
    """Return ``values[codes]`` as a column of text."""
    return np.asarray(np.array([*values, ""], dtype=object)[codes])
