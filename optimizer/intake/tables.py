"""What reading gives: columnar, read-only tables of applications, lists, scores and ledger.

How a cell is held, by the kind of its column (``intake/columns.py``):

=============  ===================  ==========================
kind           dtype                empty
=============  ===================  ==========================
text, no,      object (str, NFC)    ``""``
usci, clause,
choice
choices        object (tuple[str])  ``()``
money          int64, fen           ``-1``
integer        int64                ``-1``
score          int64, hundredths    ``-1``
date           datetime64[D]        ``NaT``
flag           int8: 1 yes, 0 no    ``-1`` (unchecked)
check          int8: 1 pass, 0 not  ``-1`` (unchecked)
=============  ===================  ==========================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

MISSING = -1
Column = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Table:
    """``columns[key][i]`` for row ``i``; every column of the sheet's definition is present.

    ``rows[i]`` is the row number in the file (for messages). ``parent[i]`` is, for a list sheet,
    the index of its application in :class:`Applications`.
    """

    columns: Mapping[str, Column]
    rows: NDArray[np.int64]
    parent: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, key: str) -> Column:
        return self.columns[key]


@dataclass(frozen=True, slots=True)
class Applications:
    """The year's applications, sorted by application number (code points), with their lists.

    ``present`` are the column keys that the file really had: a column that was absent reads as all
    empty.
    """

    table: Table
    lists: Mapping[str, Table]
    present: frozenset[str] = field(default_factory=frozenset)

    def __len__(self) -> int:
        return len(self.table)

    def __getitem__(self, key: str) -> Column:
        return self.table.columns[key]
